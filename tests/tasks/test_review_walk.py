"""A random walk of everyone, trying every move anywhere, that finds no way round the rules.

The walk keeps its own books in plain Python: what should happen is decided there, and then compared.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from departments.models import User
from tasks import review
from tasks.choices import Status
from tasks.models import Participation, ProgressReport, ReportEvent
from tasks.report_rules import Content
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import content, move

AT = moment(3, 20)  # April hasn't begun
PARTS = {
    "1.1": {"lead", "responsible", "assisting"},
    "1.2": {"lead", "haidian", "dongcheng"},
    "1.3": {"lead"},
}
LEAD_OF = dict.fromkeys(PARTS, "lead")
MEMBERS = {"both": "lead", "colleague": "lead"} | {unit: unit for units in PARTS.values() for unit in units}
COORDINATORS = {"coordinator", "both"}
PEOPLE = sorted({*MEMBERS, *COORDINATORS, "outsider", "administrator", "leadership", "nobody"})
NEXT = {
    ("", "save"): "draft", ("", "submit"): "submitted",
    ("draft", "save"): "draft", ("draft", "submit"): "submitted",
    ("submitted", "take_back"): "draft", ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("submitted", "begin"): "submitted", ("submitted", "lay_aside"): "submitted",
    ("returned", "save"): "returned", ("returned", "submit"): "submitted",
    ("approved", "reopen"): "returned",
}  # fmt: skip

Place = tuple[str, str, int]
"""A unit, a measure, a month."""
UNIT_MOVES = ("save", "submit", "take_back", "hand_over", "call_back", "hand_back")
places = st.tuples(
    st.sampled_from(["lead", "lead", "responsible", "haidian"]),
    st.sampled_from(["1.1", "1.1", "1.1", "1.2", "1.3"]),
    st.sampled_from([1, 1, 1, 2, 4]),
)


@dataclass
class Book:
    """What the walk remembers of one report."""

    state: str = ""
    version: int = 0
    is_done: bool = False
    under_review: bool = False
    writers: set[str] = field(default_factory=set)


class Walk(RuleBasedStateMachine):
    """Everyone tries everything on a handful of reports."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = cast
        self.books: dict[Place, Book] = {}
        self.keys = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def wanted(self, person: str, name: str, place: Place, book: Book, stale: bool, reason: str) -> str:
        """The plain statement of the rules."""
        unit, ref, month = place
        if stale:
            return "conflict"
        if name in UNIT_MOVES:
            may = MEMBERS.get(person) == unit and unit in PARTS[ref] and not self.closed(unit, ref)
        else:
            own = MEMBERS.get(person) == unit or person in book.writers
            may = person in COORDINATORS and not own
        if not may or (book.state, name) not in NEXT:
            return "refused"
        if name == "take_back" and book.under_review:
            return "refused"
        if name in ("return", "reopen") and not reason:
            return "invalid"
        if name in ("save", "submit") and month > 3:
            return "refused"
        return "saved"

    def closed(self, unit: str, ref: str) -> bool:
        return self.is_done(unit, ref) or self.is_done(LEAD_OF[ref], ref)

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
        person = place[0] if name in UNIT_MOVES else "coordinator"
        self.attempt(person, name, place, 0, "Because.", is_done)

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
        wanted = self.wanted(person, name, place, book, bool(stale), reason.strip())
        self.keys += 1
        request = {
            "name": name, "unit": unit, "ref": ref, "month": month, "at": AT,
            "by": User.objects.get(pk=self.cast.people[person].pk),
            "says": self.says(ref, is_done), "based_on": book.version + stale, "comment": reason,
            "key": str(self.keys),
        }  # fmt: skip
        before = self.counts()
        answer = self.answer(request)
        assert answer == wanted
        if answer != "saved":
            assert self.counts() == before
            return
        assert self.answer(request) == "saved"  # a double click
        assert self.counts() == (before[0] + (book.version == 0), before[1] + 1)
        book.state = NEXT[book.state, name]
        book.version += 1
        book.under_review = name == "begin"
        if name in ("save", "submit"):
            book.is_done = is_done
            book.writers.add(person)
        self.books[place] = book

    def says(self, ref: str, is_done: bool) -> Content:
        status, percent = (Status.DONE, 100) if is_done else (Status.ON_TRACK, 40)
        return content(self.cast.measures[ref], status, percent)

    def answer(self, request: dict) -> str:
        try:
            move(self.cast, **request)
        except review.Conflict:
            return "conflict"
        except review.Refused:
            return "refused"
        except review.Invalid:
            return "invalid"
        return "saved"

    def counts(self) -> tuple[int, int]:
        return ProgressReport.objects.count(), ReportEvent.objects.count()

    @invariant()
    def each_report_is_where_the_books_say(self):
        rows = ProgressReport.objects.values_list(
            "unit__code", "measure__ref", "period__number", "state", "version"
        )
        books = {(*place, book.state, book.version) for place, book in self.books.items()}
        assert set(rows) == books

    @invariant()
    def each_change_has_its_event_and_versions_count_up_by_one(self):
        events: dict[int, list[ReportEvent]] = {}
        for event in ReportEvent.objects.order_by("number"):
            events.setdefault(event.report_id, []).append(event)
        for report in ProgressReport.objects.all():
            told = events.pop(report.pk)
            assert [event.number for event in told] == list(range(1, report.version + 1))
            assert (told[-1].state, told[-1].status) == (report.state, report.status)
            states = ["", *(event.state for event in told)]
            assert [NEXT[before, event.move] for before, event in zip(states, told, strict=False)] == states[
                1:
            ]
        assert not events

    @invariant()
    def nobody_has_reviewed_what_they_wrote(self):
        reviews = ReportEvent.objects.filter(
            move__in=("begin", "lay_aside", "approve", "return", "reopen")
        ).select_related("by")
        for event in reviews:
            wrote = event.report.events.filter(move__in=("save", "submit"), number__lt=event.number)
            assert event.by_id not in set(wrote.values_list("by", flat=True))
            assert event.by.is_coordinator

    @invariant()
    def closed_is_what_the_books_call_closed(self):
        closed = {
            (unit, ref)
            for unit, ref in Participation.objects.filter(closed_on=AT.date()).values_list(
                "unit__code", "measure__ref"
            )
        }
        assert closed == {
            (unit, ref) for ref, units in PARTS.items() for unit in units if self.closed(unit, ref)
        } | {(unit, "1.3") for unit in ("haidian", "dongcheng") if self.is_done("lead", "1.3")}

    @invariant()
    def drafts_are_not_counted(self):
        counting = ProgressReport.objects.filter(state__in=("submitted", "approved"))
        said = Participation.objects.filter(until=None).exclude(status="")
        places = counting.values_list("measure", "unit").distinct()
        assert set(said.values_list("measure", "unit")) == set(places)


@pytest.mark.django_db
def test_no_walk_finds_a_way_round(cast):
    cast.people["both"] = make_person("both", cast.units["lead"], is_coordinator=True)
    run_state_machine_as_test(
        lambda: Walk(cast),
        settings=settings(
            max_examples=12, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
