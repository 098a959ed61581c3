"""What a page offers can be had: every link that a person meets opens, and every anchor is there."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from tests.journeys.conftest import SignIn

OF_A_KIND = 3
"""Addresses that differ in numbers, units and queries alone: so many of them are opened."""
LEFT_OUT = re.compile(r"/(admin|static)/|/sign-out/")


def kind(address: str) -> str:
    """An address without its numbers and names of units, with the names of what it asks."""
    parts = urlsplit(address)
    path = re.sub(r"/units/\w+/", "/units/*/", re.sub(r"\d+", "*", parts.path))
    asked = sorted(name for name, _value in parse_qsl(parts.query, keep_blank_values=True))
    return f"{path}?{asked}"


@pytest.mark.browser
@pytest.mark.parametrize("username", ["gl.zhao", "tc.wang", "ld.chen", "yllhj.ma", "dcq.liang"])
def test_every_link_leads_somewhere(sign_in: SignIn, server, username):
    ask = sign_in(username, language="en").page.request
    waiting, met, opened = deque([("/", "")]), {"/"}, Counter()
    dead = []
    while waiting:
        address, origin = waiting.popleft()
        answer = ask.get(server + address)
        if not answer.ok:
            dead.append((address, answer.status, origin))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        html = answer.text()
        here = urlsplit(answer.url)
        ids = set(re.findall(r'\bid="([^"]+)"', html))
        for link in map(unescape, re.findall(r'<a\b[^>]*\bhref="([^"]+)"', html)):
            to = urlsplit(urljoin(answer.url, link))
            next_one = to._replace(scheme="", netloc="", fragment="").geturl()
            if to[:4] == here[:4] and to.fragment and to.fragment not in ids:
                dead.append((link, "no such anchor", address))
            if to.netloc == here.netloc and next_one not in met and not LEFT_OUT.search(to.path):
                met.add(next_one)
                if opened[kind(next_one)] < OF_A_KIND:
                    opened[kind(next_one)] += 1
                    waiting.append((next_one, address))
    assert dead == []
    assert sum(opened.values()) > 30
