"""Two people at one report at the same moment, over HTTP, at a server with several processes.

Each race is run twice: with every guard one request has its effect and the others are told; without the guard
that it is about, the very same race ends otherwise, so that it can fail.
"""

import uuid

import pytest

from tests.races.conftest import Person, Track, at_once

SAID, TOLD = 302, 409


def report(
    track: Track, person: Person, period: int, move: str, *, version: int, text: str = "", key: str = ""
):
    """Sends a move of the lead's report on its continuing measure."""
    return person.send(
        f"/measures/{track.measures['1.3']}/report/",
        unit="lead", period=period, version=version, key=key or uuid.uuid4(), move=move,
        status="on_track", progress=text or "Done so far.", problems="", next_steps="", expected_on="",
    )  # fmt: skip


def decide(person: Person, pk: int, move: str, *, version: int) -> int:
    """Sends a coordinator's decision."""
    return person.send(f"/reports/{pk}/{move}/", version=version, key=uuid.uuid4(), comment="Because.")


def two_saves(track: Track, without: str) -> tuple[list[int], list[str]]:
    period = next(track.periods)
    mine, yours = track.people(without, "lead", "colleague")
    answers = at_once(
        lambda: report(track, mine, period, "save", version=0, text="Mine."),
        lambda: report(track, yours, period, "save", version=0, text="Yours."),
    )
    return answers, track.moves(period)


def eight_submissions(track: Track, without: str) -> tuple[list[int], list[str]]:
    period, key = next(track.periods), str(uuid.uuid4())
    (person,) = track.people(without, "lead")
    submit = lambda: report(track, person, period, "submit", version=0, key=key)  # noqa: E731
    return at_once(*[submit] * 8), track.moves(period)


def submitted(track: Track) -> tuple[int, int]:
    """A period with a submitted report, and the report's key."""
    period = next(track.periods)
    (person,) = track.people("", "lead")
    assert report(track, person, period, "submit", version=0) == SAID
    return period, track.report(period)


def approve_against_return(track: Track, without: str) -> tuple[list[int], list[str]]:
    period, pk = submitted(track)
    one, other = track.people(without, "coordinator", "other")
    answers = at_once(
        lambda: decide(one, pk, "approve", version=1), lambda: decide(other, pk, "return", version=1)
    )
    return answers, track.moves(period)


def take_back_against_approve(track: Track, without: str) -> tuple[list[int], list[str]]:
    period, pk = submitted(track)
    unit, coordinator = track.people(without, "lead", "coordinator")
    answers = at_once(
        lambda: report(track, unit, period, "take_back", version=1),
        lambda: decide(coordinator, pk, "approve", version=1),
    )
    return answers, track.moves(period)


# Each race with the guard it is about, the answers, and the histories that may come of it
RACES = {
    two_saves: ("version", [SAID, TOLD], [["save"]]),
    eight_submissions: ("key", [SAID] * 8, [["submit"]]),
    approve_against_return: ("version,state", [SAID, TOLD], [["submit", "approve"], ["submit", "return"]]),
    take_back_against_approve: (
        "version,state",
        [SAID, TOLD],
        [["submit", "approve"], ["submit", "take_back"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("race", RACES)
def test_one_has_its_effect_and_the_others_are_told(track, race):
    _guard, answers, outcomes = RACES[race]
    said, moves = race(track, "")
    assert said == answers
    assert moves in outcomes


@pytest.mark.parametrize("race", RACES)
def test_without_its_guard_the_same_race_ends_otherwise(track, race):
    guard, answers, outcomes = RACES[race]
    said, moves = race(track, guard)
    assert said != answers or moves not in outcomes
