"""The pages of imports as the tests of them open them and send from them."""

import io
import re
from html import unescape

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from importers.confirming import Quote
from importers.models import Import
from tests.importers.published import ANNEX


def workbook(**cells: str | None) -> bytes:
    book = openpyxl.load_workbook(ANNEX)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(visitor, data: bytes, name: str = "annex5.xlsx", key: str = "a key", **options):
    return visitor.post(reverse("imports"), {"file": SimpleUploadedFile(name, data), "key": key}, **options)


def shown(visitor, row: Import, **query: str):
    return visitor.get(reverse("import", args=[row.pk]), query)


def targets(response) -> list[Quote]:
    """The quantities that the page asks about."""
    return [target for wording in response.context["wordings"] for target in wording.targets]


def fields(response) -> dict[str, str | list[str]]:
    """What a person's visitor would send of the form as it is shown."""
    html = response.content.decode()
    sent: dict[str, str | list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        sent[name] = (
            [*sent.get(name, []), unescape(value)]
            if "shown-" in name or name in ("looked", "first")
            else unescape(value)
        )
    sent["target"] = re.findall(r'name="target" value="([^"]+)" checked', html)
    for name, options in re.findall(r'<select class="in" name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        sent[name] = chosen[0] if chosen else ""
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', html):
        sent[name] = value
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def send(visitor, response, row: Import, address: str = "apply-import", **more):
    return visitor.post(reverse(address, args=[row.pk]), fields(response) | more)
