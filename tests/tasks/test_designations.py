"""Deciding which units an open group means."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry, UnitGroup
from tasks.choices import Role
from tasks.models import Assignment, Participation, Plan
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, make_person, moment
from tests.tasks.page import _today, client, text  # noqa: F401


def address(cast: Cast) -> str:
    return f"/plans/{cast.plan.pk}/designations/"


def asked(cast: Cast) -> Assignment:
    return cast.measures["1.3"].assignments.get(group__is_open=True)


def decide(cast: Cast, act: str, *units: str, based_on: str = "", who: str = "coordinator", **data):
    fields = {
        "assignment": asked(cast).pk,
        "act": act,
        "based_on": based_on,
        "units": [cast.units[unit].pk for unit in units],
    }
    return client(cast, who).post(address(cast), fields | data)


def roles(cast: Cast) -> dict[str, str]:
    held = Participation.objects.filter(measure=cast.measures["1.3"], until=None)
    return dict(held.values_list("unit__code", "role"))


def word(cast: Cast, *units: str) -> str:
    """The decision for these units, as a form carries it."""
    return ",".join(str(pk) for pk in sorted(cast.units[unit].pk for unit in units))


@pytest.mark.parametrize("who", ["leadership", "lead", "haidian", "administrator", "nobody"])
def test_it_is_there_for_coordinators_alone(cast, who):
    assert client(cast, "coordinator").get(address(cast)).status_code == 200
    assert client(cast, who).get(address(cast)).status_code == 404
    assert decide(cast, "save", "haidian", who=who).status_code == 404
    assert asked(cast).resolved_at is None


def test_every_open_group_stands_there_with_all_units_it_could_mean(cast):
    page = client(cast, "coordinator").get(address(cast))

    (question,) = page.context["questions"]
    assert [unit.code for unit in question.possible] == ["haidian", "dongcheng"]
    assert "1 measure names districts without saying which." in text(page)
    assert page.content.count(b"<h1") == 1


def test_a_decision_gives_access_and_says_who_decided_when(cast):
    answer = decide(cast, "save", "haidian")

    assert answer.status_code == 302
    assert roles(cast) == {"lead": Role.LEAD, "haidian": Role.ASSISTING}
    page = client(cast, "coordinator").get(address(cast))
    assert "Decided on 26 Oct 2022 by Coordinator" in text(page)
    assert "Every open group is decided." in text(page)
    entry = AuditEntry.objects.get(what="designated")
    assert (entry.who, entry.detail) == (cast.people["coordinator"], {"units": ["海淀区政府"]})


def test_none_of_them_is_a_decision_too(cast):
    decide(cast, "none", "haidian")

    assert roles(cast) == {"lead": Role.LEAD}
    page = client(cast, "coordinator").get(address(cast))
    assert "None of these units is meant." in text(page)
    assert "Decided on 26 Oct 2022 by Coordinator" in text(page)


def test_a_question_can_be_opened_again(cast):
    decide(cast, "save", "haidian")
    decide(cast, "reopen", based_on=word(cast, "haidian"))

    assert roles(cast) == {"lead": Role.LEAD, "haidian": Role.POSSIBLE, "dongcheng": Role.POSSIBLE}
    assert AuditEntry.objects.filter(what="designation-reopened").count() == 1


def test_a_double_click_decides_once(cast):
    decide(cast, "save", "haidian", "dongcheng")
    again = decide(cast, "save", "dongcheng", "haidian")

    assert again.status_code == 302
    assert AuditEntry.objects.filter(what="designated").count() == 1
    assert asked(cast).history.filter(resolved_at__isnull=False).count() == 1


@pytest.mark.parametrize("act", ["save", "none", "reopen"])
def test_who_comes_second_is_shown_both_choices_and_changes_nothing(cast, act):
    cast.people["second"] = make_person("second", is_coordinator=True)
    decide(cast, "save", "haidian")
    late = decide(cast, act, "dongcheng", who="second", based_on=word(cast, "dongcheng"))

    assert late.status_code == 409
    assert roles(cast) == {"lead": Role.LEAD, "haidian": Role.ASSISTING}
    assert "Decided now: 海淀区政府" in text(late)
    (question,) = late.context["questions"]
    assert question.chosen == ({cast.units["dongcheng"].pk} if act == "save" else set())

    placed = decide(cast, "save", "dongcheng", who="second", based_on=question.based_on)
    assert placed.status_code == 302
    assert roles(cast) == {"lead": Role.LEAD, "dongcheng": Role.ASSISTING}


def test_a_form_without_what_it_was_based_on_is_stale(cast):
    fields = {"assignment": asked(cast).pk, "act": "save", "units": [cast.units["haidian"].pk]}

    assert client(cast, "coordinator").post(address(cast), fields).status_code == 409


def test_designating_nobody_asks_what_is_meant(cast):
    answer = decide(cast, "save")

    assert answer.status_code == 422
    assert "Tick the units that are meant, or say that none of them is." in text(answer)
    assert asked(cast).resolved_at is None


def test_a_strange_request_finds_nothing(cast):
    other = Plan.objects.create(
        title="Other", year=2022, starts_on=cast.plan.starts_on, ends_on=cast.plan.ends_on
    )
    fixed = cast.measures["1.2"].assignments.get(group__is_open=False)
    strange = [
        decide(cast, "save", "outsider"),
        decide(cast, "save", "haidian", "outsider"),
        decide(cast, "save", units=["x"]),
        decide(cast, "delete", "haidian"),
        *(
            decide(cast, "save", "haidian", assignment=odd)
            for odd in ("x", "", "\0", "²", "9" * 30, "9" * 5000)
        ),
        decide(cast, "save", "haidian", assignment=fixed.pk),
        client(cast, "coordinator").post(
            f"/plans/{other.pk}/designations/",
            {"assignment": asked(cast).pk, "act": "none", "based_on": ""},
        ),
    ]

    assert [answer.status_code for answer in strange] == [404] * len(strange)
    assert not AuditEntry.objects.filter(what="designated").exists()


def test_it_takes_as_many_queries_for_many_questions(cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client(cast, "coordinator").get(address(cast))
        return len(queries)

    decide(cast, "save", "haidian")
    few = count()
    some = UnitGroup.objects.get(is_open=True)
    for batch in (range(10, 15), range(15, 45)):
        measures = [make_measure(cast.plan, cast.measures["1.1"].task, n) for n in batch]
        for measure in measures:
            cite(measure, Role.LEAD, cast.units["lead"])
            cite(measure, Role.ASSISTING, some)
        recompute([measure.pk for measure in measures], at=moment(2, 1))
        assert count() == few


def test_the_list_shows_what_is_open_or_decided_alone(cast):
    def shown(show: str) -> int:
        page = client(cast, "coordinator").get(address(cast), {"show": show})
        return len(page.context["questions"])

    assert (shown(""), shown("open"), shown("decided")) == (1, 1, 0)
    decide(cast, "none")
    assert (shown(""), shown("open"), shown("decided")) == (1, 0, 1)
