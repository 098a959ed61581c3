"""A server with several processes, with all its guards or without one, and people who send at one moment."""

import http.cookiejar
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count

import pytest

from tests import serving
from tests.cast import PASSWORD


class _Stay(urllib.request.HTTPRedirectHandler):
    """Where an answer leads is not asked: the answer itself is looked at."""

    def redirect_request(self, *args: object) -> None:
        return None


@dataclass
class Person:
    """Someone who is signed in at a server."""

    server: str
    username: str
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Stay())
        self.send("/sign-in/")
        assert self.send("/sign-in/", username=self.username, password=PASSWORD) == 302

    def send(self, path: str, **data: object) -> int:
        """GETs, or POSTs the data; the status of the answer."""
        body = None
        if data:
            token = next(cookie.value for cookie in self.cookies if cookie.name == "csrf")
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        try:
            with self.opener.open(self.server + path, body, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Does all of these at one moment; their answers, sorted."""
    start, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], int]) -> None:
        start.wait(timeout=20)
        answers.append(act())

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return sorted(answers)


@dataclass
class Track:
    """Where races are run: servers on one database, and a fresh report for each race."""

    start: Callable[[str], str]
    environment: dict[str, str]
    measures: dict[str, int]
    periods: Iterator[int]
    servers: dict[str, str] = field(default_factory=dict)

    def server(self, without: str = "") -> str:
        """The address of the server without these guards; it starts when it is first asked for."""
        if without not in self.servers:
            self.servers[without] = self.start(without)
        return self.servers[without]

    def people(self, without: str, *usernames: str) -> list[Person]:
        """These people, signed in at the server without these guards."""
        return [Person(self.server(without), username) for username in usernames]

    def moves(self, period: int) -> list[str]:
        """What happened to the lead's report of the period, as the database tells it."""
        return [move for move, _report in self._events(period)]

    def report(self, period: int) -> int:
        """The key of the lead's report of the period."""
        return self._events(period)[0][1]

    def _events(self, period: int) -> list[tuple[str, int]]:
        code = _EVENTS.format(period=period)
        return json.loads(serving.manage("shell", "-v0", "-c", code, environment=self.environment))


_EVENTS = """
import json
from tasks.models import ReportEvent
events = ReportEvent.objects.filter(report__period__number={period}, report__unit__code="lead")
print(json.dumps(list(events.order_by("number").values_list("move", "report"))))
"""


@pytest.fixture(scope="session")
def track(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Track]:
    with ExitStack() as stack:
        url = stack.enter_context(serving.database(tmp_path_factory.mktemp("races")))
        environment = serving.environment(DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=url)
        serving.manage("migrate", "-v0", environment=environment)
        told = subprocess.run(
            [sys.executable, "-m", "tests.races.prepare"],
            cwd=serving.BASE, env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

        def start(without: str) -> str:
            guards = environment | {"GUARDS_OFF": without}
            return stack.enter_context(serving.serve("tests.races.wsgi", guards, workers=2))

        yield Track(start, environment, json.loads(told.stdout), count(1))
