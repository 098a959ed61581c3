"""What each person sees on a measure's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import GroupMember, UnitGroup
from tasks.choices import Role
from tasks.models import Measure, Participation
from tasks.participation import designate, recompute
from tests.cast import cite, make_measure, make_unit, moment
from tests.tasks.moves import content, move
from tests.tasks.page import _today, client, look, send, text, typed  # noqa: F401

EVERYONE = (
    "lead", "responsible", "assisting", "outsider", "haidian", "dongcheng", "colleague",
    "coordinator", "administrator", "leadership", "nobody",
)  # fmt: skip
READ_REPORTS_OF_1_1 = {"lead", "colleague", "responsible", "assisting", "coordinator", "leadership"}


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_reads_the_measure_its_light_and_who_is_bound(cast, who):
    page = look(cast, who, "1.1")

    assert page.status_code == 200
    assert "Measure 1" in text(page)
    assert "年底前 31 Dec 2022, 66 days left" in text(page)
    for unit in ("lead", "responsible", "assisting"):
        assert cast.units[unit].name in text(page)
    assert page.content.count(b"<h1") == 1


@pytest.mark.parametrize("who", EVERYONE)
def test_submitted_text_is_read_by_units_that_take_part_coordinators_and_leadership(cast, who):
    move(
        cast,
        "submit",
        "lead",
        "1.1",
        9,
        at=moment(9, 20),
        says=content(cast.measures["1.1"], text="秘密进展"),
    )

    assert ("秘密进展" in text(look(cast, who, "1.1"))) == (who in READ_REPORTS_OF_1_1)


@pytest.mark.parametrize("who", EVERYONE)
def test_a_draft_is_seen_by_its_unit_alone(cast, who):
    send(cast, "lead", "1.1", "save", **typed(progress="DRAFT-PROGRESS", problems="DRAFT-PROBLEM"))

    page = look(cast, who, "1.1", unit="lead", period="10")
    assert ("DRAFT" in page.content.decode()) == (who in ("lead", "colleague"))
    if who not in ("lead", "colleague"):
        assert "DRAFT" not in look(cast, who, "1.1").content.decode()


@pytest.mark.parametrize("who", sorted(READ_REPORTS_OF_1_1 - {"lead", "colleague"}))
@pytest.mark.parametrize("way", ["return", "take_back"])
def test_what_a_unit_edits_after_its_report_came_back_leaks_to_nobody(cast, who, way):
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(measure, text="FIRST-TEXT"))
    move(cast, way, "lead", "1.1", 10, at=moment(10, 21))
    edited = content(measure, status="behind", percent=13, text="EDITED-TEXT")
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 22), says=edited)

    page = look(cast, who, "1.1", unit="lead", period="10")

    assert page.status_code == 200
    assert "EDITED-TEXT" not in page.content.decode()
    assert "13%" not in text(page)
    assert ("FIRST-TEXT" in text(page)) == (who in ("coordinator", "leadership"))
    assert "EDITED-TEXT" in look(cast, "lead", "1.1", unit="lead", period="10").content.decode()


def test_the_reason_of_a_return_is_for_the_unit_and_those_who_read_all(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20))
    move(cast, "return", "lead", "1.1", 10, at=moment(10, 21), comment="Too thin.")
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 22))

    readers = {who for who in EVERYONE if "Too thin." in text(look(cast, who, "1.1"))}

    assert readers == {"lead", "colleague", "coordinator", "leadership"}


def test_the_target_shows_the_value_of_the_lead_to_those_who_read_its_report(cast):
    move(cast, "submit", "lead", "1.2", 9, at=moment(9, 20))

    assert "6.000 / 15 万亩 40% reached" in text(look(cast, "haidian", "1.2"))
    assert "6.000" not in text(look(cast, "outsider", "1.2"))
    assert "15 万亩" in text(look(cast, "outsider", "1.2"))


def test_an_unresolved_open_group_says_so_with_the_units_it_could_mean(cast):
    page = look(cast, "coordinator", "1.3")

    assert "相关区政府 Not resolved yet It could mean 2 units 海淀区政府 东城区政府" in text(page)


def test_a_resolved_open_group_shows_the_designated_units_alone(cast):
    assignment = cast.measures["1.3"].assignments.get(role=Role.ASSISTING)
    designate(
        assignment=assignment,
        units=[cast.units["haidian"].pk],
        by=cast.people["coordinator"],
        at=moment(2, 1),
    )

    page = text(look(cast, "coordinator", "1.3"))

    assert "相关区政府, 1 unit 海淀区政府" in page
    assert "东城区政府" not in page


def test_a_unit_reached_by_an_open_group_alone_sees_possibly_yours_and_no_form(cast):
    for query in ({}, {"unit": "haidian"}):
        page = look(cast, "haidian", "1.3", **query)
        assert page.status_code == 200
        assert "Possibly yours: 海淀区政府" in text(page)
        assert page.context["desk"] is None
        assert page.context["form"] is None


def test_where_no_unit_is_responsible_the_lead_alone_answers(cast):
    Measure.objects.filter(pk=cast.measures["1.3"].pk).update(stated={"responsible": "none"})

    page = text(look(cast, "nobody", "1.3"))

    assert "—— (the plan states: none) No unit is responsible: the lead alone answers." in page
    assert "the lead alone" not in text(look(cast, "nobody", "1.1"))


def test_a_long_group_folds_after_seven_the_most_urgent_first(cast):
    big_group(cast, "1.4", 17)
    calm = cast.measures["1.4"].participations.filter(unit__code="u16").get()
    Participation.objects.filter(pk=calm.pk).update(status="behind")
    Participation.objects.filter(measure=cast.measures["1.4"]).exclude(pk=calm.pk).update(
        status="on_track", percent=90, covered_to=9
    )

    role = look(cast, "lead", "1.4").context["page"].in_role(Role.RESPONSIBLE)

    assert (len(role.cited[0].shown), len(role.cited[0].more)) == (7, 10)
    assert role.cited[0].shown[0].unit.code == "u16"


def test_a_withdrawn_measure_is_not_found(cast):
    Measure.objects.filter(pk=cast.measures["1.1"].pk).update(withdrawn_at=moment(5, 1))

    assert look(cast, "lead", "1.1").status_code == 404
    assert send(cast, "lead", "1.1", "save", **typed()).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "9" * 18, "9" * 25, "9" * 5000])
def test_a_number_that_no_measure_has_finds_nothing(cast, number):
    assert client(cast, "lead").get(f"/measures/{number}/").status_code == 404


def test_the_history_is_newest_first_and_can_be_narrowed_to_the_own_unit(cast):
    move(cast, "submit", "responsible", "1.1", 8, at=moment(8, 20))
    move(cast, "submit", "lead", "1.1", 8, at=moment(8, 21))
    move(cast, "approve", "lead", "1.1", 8, at=moment(8, 22))
    client(cast, "lead").post(f"/measures/{cast.measures['1.1'].pk}/acknowledge/", {"unit": "lead"})

    def told(**query):
        entries = look(cast, "lead", "1.1", **query).context["history"].entries
        return [
            (entry.event.report.unit.code, entry.event.move, entry.approved is not None)
            if entry.event
            else "acknowledged"
            for entry in entries
        ]

    assert told() == ["acknowledged", ("lead", "submit", True), ("responsible", "submit", False)]
    assert told(history="unit") == ["acknowledged", ("lead", "submit", True)]
    assert "Approved by Coordinator on 22 Aug" in text(look(cast, "lead", "1.1"))


@pytest.mark.parametrize(
    ("who", "way_back"),
    [
        ("lead", "/plans/{plan}/units/lead/"),
        ("outsider", "/plans/{plan}/units/outsider/"),
        ("coordinator", "/plans/{plan}/overview/"),
        ("nobody", "/plans/{plan}/"),
    ],
)
def test_the_way_back_leads_to_where_ones_work_is(cast, who, way_back):
    page = look(cast, who, "1.1").content.decode()

    place = page[page.index('<nav class="eyebrow"') :]
    assert place.index(f'<a href="{way_back.format(plan=cast.plan.pk)}">') < place.index("</nav>")


def test_a_long_history_comes_in_pages(cast):
    for day in range(1, 14):
        move(cast, "submit", "lead", "1.1", 10, at=moment(10, day))
        move(cast, "take_back", "lead", "1.1", 10, at=moment(10, day, 11))

    first, second = (look(cast, "lead", "1.1", page=number).context["history"] for number in (1, 2))

    assert (len(first.entries), len(second.entries)) == (20, 6)
    assert first.entries[0].event.at > second.entries[0].event.at


def test_the_number_of_queries_is_the_same_for_two_units_and_for_seventeen(cast):
    big_group(cast, "1.4", 1)
    big_group(cast, "1.5", 16)
    for ref in ("1.4", "1.5"):
        move(cast, "submit", "lead", ref, 9, at=moment(9, 20))

    for who in ("lead", "coordinator"):
        assert queries(cast, who, "1.4") == queries(cast, who, "1.5")


def test_the_number_of_queries_is_the_same_for_one_event_and_for_thirty(cast):
    big_group(cast, "1.4", 1)
    big_group(cast, "1.5", 1)
    move(cast, "submit", "lead", "1.4", 10, at=moment(10, 1))
    for day in range(1, 16):
        move(cast, "submit", "lead", "1.5", 10, at=moment(10, day))
        move(cast, "take_back", "lead", "1.5", 10, at=moment(10, day, 11))
    move(cast, "submit", "lead", "1.5", 10, at=moment(10, 20))

    for who in ("lead", "coordinator", "leadership"):
        assert queries(cast, who, "1.4", unit="lead", period=10) == queries(
            cast, who, "1.5", unit="lead", period=10
        )


def queries(cast, who, ref, **query):
    browser = client(cast, who)
    address = f"/measures/{cast.measures[ref].pk}/"
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(address, query).status_code == 200
    return len(caught)


def big_group(cast, ref, size):
    """A measure that LEAD leads, with a group of that many units responsible."""
    seq = int(ref.rpartition(".")[2])
    group = UnitGroup.objects.create(name=f"group {ref}")
    prefix = "u" if size > 1 else "v"
    for number in range(size):
        code = f"{prefix}{number}" if size > 1 else f"{prefix}{seq}"
        GroupMember.objects.create(group=group, unit=make_unit(code, f"单位 {ref} {number}", "district"))
    task = cast.measures["1.1"].task
    cast.measures[ref] = make_measure(cast.plan, task, seq, ref=ref)
    cite(cast.measures[ref], Role.LEAD, cast.units["lead"])
    cite(cast.measures[ref], Role.RESPONSIBLE, group)
    recompute([cast.measures[ref].pk], at=moment(1, 4))
