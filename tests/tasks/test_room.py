"""How much room a text has is told while one types, beside each text that has a limit."""

import re

from tasks import extensions, group_answers, instructions, period_moves, reminders, report_rules
from tasks.forms import MoveForm
from tests.cast import Cast, moment
from tests.tasks.moves import done, find, move
from tests.tasks.page import _today, client  # noqa: F401

REASON = MoveForm.base_fields["comment"].max_length


def rooms(cast: Cast, who: str, address: str) -> dict[str, int]:
    """The texts of the page, without a report's number → how many characters each may have."""
    page = client(cast, who).get(address).content.decode()
    told = re.findall(r'data-most="(\d+)" data-room[^>]*data-for="([^"]+)"', page)
    texts = re.findall(r'<textarea[^>]*\bid="([^"]+)"', page)
    assert sorted(name for _most, name in told) == sorted(texts)
    return {re.sub(r"-\d*(-|$)", r"\1", name): int(most) for most, name in told}


def measure(cast: Cast, ref: str) -> str:
    return f"/measures/{cast.measures[ref].pk}/"


def plan(cast: Cast, rest: str) -> str:
    return f"/plans/{cast.plan.pk}/{rest}/"


def test_what_a_unit_writes(cast):
    report = dict.fromkeys(("id_progress", "id_problems", "id_next_steps"), report_rules.LONGEST)
    asked = dict.fromkeys(("extension-lead-reason", "extension-lead-progress"), extensions.LONGEST)
    assert rooms(cast, "lead", measure(cast, "1.1")) == report | asked
    assert rooms(cast, "haidian", measure(cast, "1.3")) == {"group-haidian-reason": group_answers.LONGEST}


def test_what_the_leadership_writes(cast):
    assert rooms(cast, "leadership", measure(cast, "1.1")) == {"instruction-text": instructions.LONGEST}


def test_what_a_coordinator_writes(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=done(cast.measures["1.1"]))
    report = find(cast, "lead", "1.1", 10)
    assert rooms(cast, "coordinator", plan(cast, f"review/{report.pk}")) == {"id_comment": REASON}
    move(cast, "approve", "lead", "1.1", 10, at=moment(10, 21))
    assert rooms(cast, "coordinator", plan(cast, "requests")) == {"reopen": REASON}
    assert rooms(cast, "coordinator", plan(cast, "reminders")) == {"text": reminders.LONGEST}


def test_what_is_said_of_a_period(cast):
    assert rooms(cast, "coordinator", plan(cast, "periods/10")) == {"id_asks": 1000}
    by = cast.people["coordinator"]
    period_moves.close(period=cast.period(9), by=by, at=moment(10, 10), based_on=cast.period(9).version)
    assert rooms(cast, "coordinator", plan(cast, "periods/9")) == {"id_reason": period_moves.LONGEST}
