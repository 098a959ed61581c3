"""What must hold on every answer, and before the first one."""

import contextlib
import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from actionplan import urls
from tests.cast import Cast

SECRET = "SELECT secret FROM somewhere"


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A view with a mistake in it."""
    raise RuntimeError(SECRET)


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]
handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip


@pytest.fixture
def person(cast, settings) -> Client:
    """The lead, at an installation with a view that fails."""
    settings.ROOT_URLCONF = "tests.test_trust"
    settings.WHITENOISE_USE_FINDERS = True
    client = Client(raise_request_exception=False)
    client.force_login(cast.people["lead"])
    return client


def answers(client: Client, cast: Cast) -> dict[str, Any]:
    """One answer of every kind."""
    workbench = reverse("workbench", args=[cast.plan.pk, "lead"])
    return {
        "page": client.get(workbench),
        "part of a page": client.get(workbench, headers={"HX-Request": "true", "HX-Target": "results"}),
        "download": client.get(workbench, {"export": "csv"}),
        "redirect": client.get("/"),
        "nothing here": client.get("/nothing/"),
        "no such method": client.post(workbench),
        "broken": client.get("/broken/"),
        "unknown host": client.get("/", headers={"host": "evil.example"}),
        "too large": client.post("/password/", b"", content_type="text/plain", CONTENT_LENGTH="99999999999"),
    }


STATUSES = {
    "page": 200, "part of a page": 200, "download": 200, "redirect": 302, "nothing here": 404,
    "no such method": 405, "broken": 500, "unknown host": 400, "too large": 413,
}  # fmt: skip


def test_the_headers_stand_on_every_answer(person, cast):
    found = answers(person, cast)
    assert {kind: answer.status_code for kind, answer in found.items()} == STATUSES
    with contextlib.closing(person.get("/static/css/style.css")) as static:
        assert static.status_code == 200
        b"".join(static.streaming_content)
    found |= {"static": static, "sign-in": Client().get(reverse("sign-in"))}
    for kind, answer in found.items():
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'", kind
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", kind
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", kind
        assert "unsafe" not in str(policy), kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
        assert answer.headers["X-Frame-Options"] == "DENY", kind


def test_what_a_signed_in_person_sees_is_kept_nowhere(person, cast):
    kept = {
        kind: answer.headers.get("Cache-Control")
        for kind, answer in answers(person, cast).items()
        if kind != "unknown host"
    }
    assert kept == dict.fromkeys(kept, "no-store")


def test_a_download_is_an_attachment(person, cast):
    answer = answers(person, cast)["download"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


# Errors


@pytest.fixture
def log():
    """What the configured handlers write."""
    written = io.StringIO()
    handlers = [*logging.getLogger("django.request").handlers, *logging.getLogger().handlers]
    streams = [(one, one.setStream(written)) for one in handlers if type(one) is logging.StreamHandler]
    yield written
    for handler, stream in streams:
        handler.setStream(stream or sys.stderr)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Something went wrong here"), ("zh-hans", 'lang="zh-Hans"')]
)
def test_an_error_shows_its_reference_and_the_log_the_rest(person, log, language, word):
    person.cookies["language"] = language
    answer = person.get("/broken/")
    text = answer.content.decode()
    assert word in text
    assert SECRET not in text
    assert "Traceback" not in text
    assert "RuntimeError" not in text
    references = re.findall(r"\b[0-9a-f]{8}\b", re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    assert len(set(references)) == 1
    line = next(line for line in log.getvalue().splitlines() if "/broken/" in line)
    assert f" {references[0]} " in line
    assert SECRET in log.getvalue()


def test_no_two_requests_share_a_reference(person):
    pages = [person.get("/nothing/").content.decode() for _time in range(2)]
    one, other = (re.findall(r"reference number ([0-9a-f]{8})|编号\D*([0-9a-f]{8})", page) for page in pages)
    assert one != other


def test_a_form_without_its_token_is_refused_in_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["lead"])
    assert client.post(reverse("acknowledge-all", args=[cast.plan.pk, "lead"])).status_code == 403


# Language


def test_the_language_changes_and_the_page_stays(person, cast):
    page = f"/plans/{cast.plan.pk}/units/lead/?light=red"
    answer = person.post(reverse("language"), {"language": "en", "next": page})
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert 'lang="en"' in person.get(page).content.decode()
    person.post(reverse("language"), {"language": "zh-hans", "next": page})
    assert 'lang="zh-Hans"' in person.get(page).content.decode()


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "http:evil.example", "javascript:alert(1)",
    "\thttps://evil.example", "https:///evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_redirects_to_another_host(person, cast, target):
    places = [
        person.post(reverse("language"), {"language": "en", "next": target}),
        person.post(reverse("acknowledge", args=[cast.measures["1.1"].pk]), {"unit": "lead", "next": target}),
        person.get(reverse("sign-in"), {"next": target}),
    ]
    for answer in places:
        assert answer.status_code == 302
        assert re.match(r"/(?![/\\])", answer.headers["Location"])
        assert "evil" not in answer.headers["Location"]


# Templates

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline script": r"<script(?![^>]*\bsrc=)",
    "inline style": r"<style|\sstyle=",
    "inline handler": r"\son\w+=",
    "script address": r"javascript:",
    "another host": r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.\w+",
    "unescaped": r"\|\s*safe\b|autoescape off",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: str(one.relative_to(settings.BASE_DIR)))
def test_a_template_has_nothing_that_the_policy_forbids(template: Path):
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"))
    assert {what: re.findall(pattern, text) for what, pattern in FORBIDDEN.items()} == {
        what: [] for what in FORBIDDEN
    }


# Production

STARTED = """
from actionplan import settings as s
if s.DEMO:
    raise SystemExit
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SESSION_COOKIE_NAME,
      s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SESSION_COOKIE_HTTPONLY, s.ALLOWED_HOSTS)
"""
KEY = "0123456789" * 6


def start(
    tmp_path: Path, code: str = STARTED, *, database: str = "sqlite:///:memory:", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Reads the settings as a server would that starts with these variables and no others."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("ACTIONPLAN_", "DJANGO_"))
    }
    env |= {"ACTIONPLAN_VAR": str(tmp_path), "DATABASE_URL": database}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env | {f"ACTIONPLAN_{name}": value for name, value in variables.items()},
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


COMPLETE = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "plan.example.org"}


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY[:49], "ALLOWED_HOSTS": "plan.example.org"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "plan.example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "plan.example.org, *"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "."}, "ALLOWED_HOSTS"),
    ],
)
def test_production_does_not_start_while_something_is_missing(tmp_path, variables, named):
    done = start(tmp_path, **variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"ACTIONPLAN_{named}" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("mode", [COMPLETE, {"DEMO": "1"}], ids=["production", "demonstration"])
@pytest.mark.parametrize("profile", ["Classes", "none", ""])
def test_an_unknown_password_profile_is_told_the_known_ones(tmp_path, mode, profile):
    done = start(tmp_path, PASSWORD_PROFILE=profile, **mode)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].endswith(
        f"ACTIONPLAN_PASSWORD_PROFILE must be one of: length, classes. It is {profile!r}."
    )


@pytest.mark.parametrize("mode", [COMPLETE, {"DEMO": "1"}], ids=["production", "demonstration"])
@pytest.mark.parametrize("today", ["today", "2022-02-30", "26.10.2022"])
def test_a_today_that_is_no_day_is_told_at_the_start(tmp_path, mode, today):
    done = start(tmp_path, TODAY=today, **mode)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].endswith(
        f"ACTIONPLAN_TODAY must be a day, such as 2022-10-26. It is {today!r}."
    )


@pytest.mark.parametrize("url", ["nonsense", "mysql://u@h/n", "/path/to/file"])
def test_a_database_that_is_not_known_is_told_at_the_start(tmp_path, url):
    done = start(tmp_path, database=url, **COMPLETE)
    assert (done.returncode, done.stdout) == (1, "")
    assert "DATABASE_URL must start with postgres:// or sqlite:///" in done.stderr.splitlines()[-1]


PROFILE = "from actionplan import settings as s; print(s.PASSWORD_DAYS, [(rule['NAME'].split('.')[-1]" + (
    ", rule.get('OPTIONS', {}).get('min_length')) for rule in s.AUTH_PASSWORD_VALIDATORS])"
)
ALWAYS = [("UserAttributeSimilarityValidator", None), ("CommonPasswordValidator", None)]


@pytest.mark.parametrize(
    ("chosen", "days", "rules"),
    [
        ({}, None, [("MinimumLengthValidator", 12), ("NumericPasswordValidator", None)]),
        (
            {"PASSWORD_PROFILE": "length"},
            None,
            [("MinimumLengthValidator", 12), ("NumericPasswordValidator", None)],
        ),
        ({"PASSWORD_PROFILE": "classes"}, 90, [("MinimumLengthValidator", 10), ("KindsValidator", None)]),
    ],
)
def test_a_password_profile_brings_its_rules(tmp_path, chosen, days, rules):
    done = start(tmp_path, PROFILE, **COMPLETE, **chosen)
    assert done.stdout == f"{days} {[*rules, *ALWAYS]}\n"


def test_production_is_https_with_cookies_of_this_host_alone(tmp_path):
    done = start(tmp_path, **COMPLETE)
    assert done.stdout.split(maxsplit=9) == [
        "False", "True", "True", "__Host-session", "__Host-csrf", "__Host-language", "True", "True", "True",
        "['plan.example.org']\n",
    ]  # fmt: skip
    assert not list(tmp_path.glob("secret-key"))


def test_a_demonstration_has_a_key_of_its_own(tmp_path):
    assert start(tmp_path, DEMO="1").returncode == 0
    key = (tmp_path / "secret-key").read_text()
    assert len(key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    start(tmp_path, DEMO="1")
    assert (tmp_path / "secret-key").read_text() == key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: str(one.relative_to(settings.BASE_DIR)))
def test_no_search_box_makes_an_address_longer_than_the_server_takes(template):
    boxes = re.findall(r"<input[^>]*type=\"search\"[^>]*>", template.read_text())
    assert [box for box in boxes if "maxlength=" not in box] == []
