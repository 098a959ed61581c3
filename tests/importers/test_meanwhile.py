"""While a file is read, however long that takes, the server answers everyone else."""

import threading
import urllib.request
from functools import partial
from http.client import HTTPResponse

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from departments import register
from importers import uploads
from importers.models import Import
from importers.reading.child import reading_in_child
from tests.cast import make_person
from tests.importers.published import FIXTURES

BOUNDARY = "----a-boundary"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_never_ends_keeps_nobody_else_waiting(live_server, tmp_path, monkeypatch):
    stuck, begun, released = (tmp_path / name for name in ("stuck", "begun", "released"))
    stuck.write_text(f"#!/bin/sh\ntouch {begun}\nwhile [ ! -e {released} ]; do sleep 0.1; done\nexit 1\n")
    stuck.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(stuck))
    monkeypatch.setattr(uploads, "reading_in_child", partial(reading_in_child, stalled=120))
    register.load(FIXTURES / "units.json")
    visitor = Client()
    visitor.force_login(make_person("administrator", is_administrator=True))
    cookies = f"{settings.SESSION_COOKIE_NAME}={visitor.cookies[settings.SESSION_COOKIE_NAME].value}"
    page = get(live_server.url + reverse("imports"), cookies)
    token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    csrf = page.headers["Set-Cookie"].split(";")[0]
    sent = urllib.request.Request(
        live_server.url + reverse("imports"),
        body(csrfmiddlewaretoken=token, key="once"),
        {
            "Cookie": f"{cookies}; {csrf}",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Referer": live_server.url,
        },
    )
    answers: list[int] = []
    uploading = threading.Thread(target=lambda: answers.append(urllib.request.urlopen(sent).status))
    uploading.start()
    while uploading.is_alive() and not begun.exists():
        uploading.join(0.02)
    assert get(live_server.url + reverse("imports"), cookies).status == 200
    assert (uploading.is_alive(), answers) == (True, [])
    released.touch()
    uploading.join(60)
    assert answers == [200]
    assert [problem["code"] for problem in Import.objects.get().reading["problems"]] == ["reader-failed"]


def get(url: str, cookies: str) -> HTTPResponse:
    return urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookies}))


def body(**fields: str) -> bytes:
    fields['file"; filename="plan.xlsx'] = "x"
    head = "Content-Disposition: form-data; name="
    parts = [f'--{BOUNDARY}\r\n{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()
