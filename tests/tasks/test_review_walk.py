"""A random walk of everyone, trying every move anywhere, that finds no way round the rules.

The walk keeps its own books in plain Python: what should happen is decided there, and then compared.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from departments.choices import Position
from departments.models import Membership, User
from tasks import period_moves, review
from tasks.choices import Status
from tasks.models import Participation, ProgressReport, ReportEvent
from tasks.report_rules import Content
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import content, find, move

WALKS, STEPS = 200, 50  # 10,000 steps
AT = moment(3, 20)  # April hasn't begun
PARTS = {
    "1.1": {"lead", "responsible", "assisting"},
    "1.2": {"lead", "haidian", "dongcheng"},
    "1.3": {"lead"},
}
SIGNING = "responsible"
"""The unit whose head, `chief`, signs off."""
MEMBERS = {"both": "lead", "colleague": "lead", "chief": SIGNING} | {
    unit: unit for units in PARTS.values() for unit in units
}
COORDINATORS = {"coordinator", "both"}
PEOPLE = sorted({*MEMBERS, *COORDINATORS, "outsider", "administrator", "leadership", "nobody"})
NEXT = {
    ("", "save"): "draft", ("", "submit"): "submitted", ("", "hand_over"): "handed",
    ("draft", "save"): "draft", ("draft", "submit"): "submitted", ("draft", "hand_over"): "handed",
    ("handed", "save"): "handed", ("handed", "submit"): "submitted",
    ("handed", "call_back"): "draft", ("handed", "hand_back"): "draft",
    ("submitted", "take_back"): "draft", ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("submitted", "begin"): "submitted", ("submitted", "lay_aside"): "submitted",
    ("returned", "save"): "returned", ("returned", "submit"): "submitted",
    ("returned", "hand_over"): "handed",
    ("approved", "reopen"): "returned",
}  # fmt: skip
WRITING = ("save", "hand_over", "submit")
UNIT_MOVES = (*WRITING, "take_back", "call_back", "hand_back")
WITH_REASON = ("return", "reopen", "hand_back")

Place = tuple[str, str, int]
"""A unit, a measure, a month."""
places = st.tuples(
    st.sampled_from(["lead", "lead", "responsible", "haidian"]),
    st.sampled_from(["1.1", "1.1", "1.1", "1.2", "1.3"]),
    st.sampled_from([1, 1, 1, 2, 4]),
)


@dataclass
class Book:
    """What the walk remembers of one report; `told` are its events as (number, move, by, state after)."""

    state: str = ""
    version: int = 0
    is_done: bool = False
    under_review: bool = False
    form: tuple[str, int] = ("", 0)
    kept_for: str = ""
    told: list[tuple[int, str, str, str]] = field(default_factory=list)

    @property
    def writers(self) -> set[str]:
        return {by for _number, name, by, _state in self.told if name in WRITING}

    @property
    def last_by(self) -> str:
        return self.kept_for or (self.told[-1][2] if self.told else "")


class Walk(RuleBasedStateMachine):
    """Everyone tries everything on a handful of reports."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = cast
        self.books: dict[Place, Book] = {}
        self.shut: set[int] = set()
        self.keys = 0

    def teardown(self) -> None:
        try:
            self.look_at_all()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def wanted(self, person: str, name: str, place: Place, *, reason: str = "") -> str:
        """The plain statement of the rules, for somebody who has the latest version before them."""
        unit, ref, month = place
        book = self.books.get(place, Book())
        if name in UNIT_MOVES:
            may = MEMBERS.get(person) == unit and unit in PARTS[ref] and not self.closed(unit, ref)
        else:
            may = person in COORDINATORS and MEMBERS.get(person) != unit and person not in book.writers
        if not may or month in self.shut or (book.state, name) not in NEXT:
            return "refused"
        if name == "take_back" and book.under_review:
            return "refused"
        if name == "hand_over" and unit != SIGNING:
            return "refused"
        of_head = (book.state == "handed" and name != "call_back") or (unit == SIGNING and name == "submit")
        if of_head and person != "chief":
            return "refused"
        if name in WITH_REASON and not reason:
            return "invalid"
        if name in WRITING and month > 3:
            return "refused"
        return "saved"

    def closed(self, unit: str, ref: str) -> bool:
        return self.is_done(unit, ref) or self.is_done("lead", ref)

    def is_done(self, unit: str, ref: str) -> bool:
        """Is the latest report that counts an approved 'done'?"""
        for month in (4, 3, 2, 1):
            book = self.books.get((unit, ref, month), Book())
            if book.state in ("submitted", "approved"):
                return book.state == "approved" and book.is_done
        return False

    @rule(pick=st.integers(0, 5), place=places, is_done=st.booleans())
    def someone_does_what_comes_next(self, pick, place, is_done):
        moves = [name for state, name in NEXT if state == self.books.get(place, Book()).state]
        name = moves[pick % len(moves)]
        own = "chief" if place[0] == SIGNING and name in ("submit", "hand_back") else place[0]
        self.attempt(own if name in UNIT_MOVES else "coordinator", name, place, 0, "Because.", is_done)

    @rule(
        person=st.sampled_from(PEOPLE),
        name=st.sampled_from(sorted(review.MOVES)),
        place=places,
        stale=st.sampled_from([0, 0, 0, 1, -1]),
        reason=st.sampled_from(["Because.", " "]),
        is_done=st.booleans(),
    )
    def someone_tries_anything(self, person, name, place, stale, reason, is_done):
        self.attempt(person, name, place, stale, reason, is_done)

    def attempt(self, person: str, name: str, place: Place, stale: int, reason: str, is_done: bool) -> None:
        """Asks for a move, and asks the books what should come of it."""
        unit, ref, month = place
        book = self.books.get(place, Book())
        wanted = "conflict" if stale else self.wanted(person, name, place, reason=reason.strip())
        self.keys += 1
        request = {
            "name": name, "unit": unit, "ref": ref, "month": month, "at": AT, "by": self.person(person),
            "says": self.says(ref, is_done), "based_on": book.version + stale, "comment": reason,
            "key": str(self.keys),
        }  # fmt: skip
        before = self.counts()
        answer = self.answer(lambda: move(self.cast, **request))
        assert answer == wanted
        if answer != "saved":
            assert self.counts() == before
            return
        assert self.answer(lambda: move(self.cast, **request)) == "saved"  # a double click
        self.note(place, person, name, is_done)

    @rule(
        person=st.sampled_from(["lead", "lead", "lead", "colleague", "responsible", "chief", "outsider"]),
        place=places,
        form=st.sampled_from(["one", "one", "two"]),
        step=st.sampled_from([1, 1, 1, 2, 0, -1]),
        stale=st.sampled_from([0, 0, 1, -1]),
        is_done=st.booleans(),
    )
    def a_form_saves_by_itself(self, person, place, form, step, stale, is_done):
        unit, ref, month = place
        book = self.books.get(place, Book())
        number = max(book.form[1] + step, 0)
        continues = book.form[0] == form and number > book.form[1] and person == book.last_by
        wanted = "conflict" if stale and not continues else self.wanted(person, "save", place)
        before = self.counts()

        def keep() -> None:
            review.autosave(
                report=find(self.cast, unit, ref, month), by=self.person(person), at=AT,
                based_on=book.version + stale, content=self.says(ref, is_done),
                sitting=review.Sitting(form, number),
            )  # fmt: skip

        answer = self.answer(keep)
        assert answer == wanted
        if answer != "saved":
            assert self.counts() == before
        elif continues:
            assert self.counts() == before
            book.version += 1
            book.kept_for, book.form, book.is_done = person, (form, number), is_done
        else:
            self.note(place, person, "save", is_done)
            self.books[place].form = (form, number)

    @rule(month=st.sampled_from([1, 2]), often=st.integers(0, 3))
    def a_period_is_closed_or_opened_again(self, month, often):
        if often:  # most of the walk takes place in open periods
            return
        period, by = self.cast.period(month), self.person("coordinator")
        if month in self.shut:
            self.shut.remove(month)
            period_moves.reopen(period=period, by=by, at=AT, based_on=period.version, reason="Because.")
        else:
            self.shut.add(month)
            period_moves.close(period=period, by=by, at=AT, based_on=period.version)

    def note(self, place: Place, person: str, name: str, is_done: bool) -> None:
        """Writes a move that was made into its book."""
        book = self.books.setdefault(place, Book())
        if book.kept_for:
            book.told.append((book.version, "save", book.kept_for, book.state))
        book.state = NEXT[book.state, name]
        book.version += 1
        book.told.append((book.version, name, person, book.state))
        book.under_review, book.kept_for, book.form = name == "begin", "", ("", 0)
        if name in WRITING:
            book.is_done = is_done

    def person(self, name: str) -> User:
        """As at each request: roles are read anew."""
        return User.objects.get(pk=self.cast.people[name].pk)

    def says(self, ref: str, is_done: bool) -> Content:
        status, percent = (Status.DONE, 100) if is_done else (Status.ON_TRACK, 40)
        return content(self.cast.measures[ref], status, percent)

    def answer(self, act) -> str:
        try:
            act()
        except review.Conflict:
            return "conflict"
        except review.Refused:
            return "refused"
        except review.Invalid:
            return "invalid"
        return "saved"

    def counts(self) -> tuple[int, int]:
        return ProgressReport.objects.count(), ReportEvent.objects.count()

    def look_at_all(self) -> None:
        """At the end of a walk everything is as the books say, and every change has its event."""
        rows = ProgressReport.objects.values_list(
            "unit__code", "measure__ref", "period__number", "state", "version"
        )
        assert set(rows) == {(*place, book.state, book.version) for place, book in self.books.items()}
        events: dict[Place, list[tuple[int, str, str, str]]] = {}
        for unit, ref, month, *event in ReportEvent.objects.order_by("number").values_list(
            "report__unit__code", "report__measure__ref", "report__period__number",
            "number", "move", "by__username", "state",
        ):  # fmt: skip
            events.setdefault((unit, ref, month), []).append(tuple(event))
        assert events == {place: book.told for place, book in self.books.items()}
        closed = Participation.objects.filter(closed_on=AT.date()).values_list("unit__code", "measure__ref")
        assert set(closed) == {
            (unit, ref) for ref, units in PARTS.items() for unit in units if self.closed(unit, ref)
        } | {(unit, "1.3") for unit in ("haidian", "dongcheng") if self.is_done("lead", "1.3")}
        counting = ProgressReport.objects.filter(state__in=("submitted", "approved"))
        said = Participation.objects.filter(until=None).exclude(status="")
        assert set(said.values_list("measure", "unit")) == set(counting.values_list("measure", "unit"))


@pytest.mark.django_db
def test_no_walk_finds_a_way_round(cast):
    cast.people["both"] = make_person("both", cast.units["lead"], is_coordinator=True)
    cast.people["chief"] = make_person("chief")
    Membership.objects.create(user=cast.people["chief"], unit=cast.units[SIGNING], position=Position.HEAD)
    cast.units[SIGNING].signs_off = True
    cast.units[SIGNING].save()
    run_state_machine_as_test(
        lambda: Walk(cast),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
