"""The plan is issued anew after a year of reports: every report stands where it stood, undone or not."""

from typing import Any

import pytest
from django.db import transaction

from actionplan.demo.play import play
from departments.models import Unit, User
from importers import undo, uploads
from importers.proposal import Decisions
from tasks.models import Evidence, Measure, Participation, ProgressReport, ReportEvent
from tests.cast import moment
from tests.importers.reissues import CHANGES, NEW_NAME, OLD_NAME, reissue
from tests.importers.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_in_october")]

ISSUED, BACK = moment(10, 27), moment(10, 28)


def reports() -> dict[str, Any]:
    """Every report, version and file, with the measure it is about."""
    return {
        "reports": set(
            ProgressReport.objects.values_list("pk", "measure", "unit", "period", "state", "version")
        ),
        "events": set(ReportEvent.objects.values_list("pk", "report", "number", "move", "progress")),
        "files": set(Evidence.objects.values_list("pk", "report", "sha256")),
    }


def of(found: dict[str, Any], measures: set[int]) -> dict[str, Any]:
    """Of how everything stands, the lights, facts, parts and acknowledgements of these measures."""
    (lights,) = (values for name, values in found.items() if name.startswith("lights"))
    return {
        "lights": {pk: light for pk, light in lights.items() if pk in measures},
        "facts": {fact for fact in found["facts"] if fact[0] in measures},
        "parts": {part for part in found["parts"] if part[0] in measures},
    }


def test_every_report_stands_on_its_measure_whatever_the_new_issue_changes():
    play(lambda _said: None)
    by = User.objects.filter(is_administrator=True)[0]
    texts = dict(Measure.objects.values_list("pk", "text"))
    written, before = reports(), standing()
    assert len(written["reports"]) > 500
    unit = Unit.objects.get(name=OLD_NAME)
    names = {NEW_NAME: f"unit-{unit.pk}"}
    for change in (*CHANGES, ""):
        with transaction.atomic():
            what = reissue(*filter(None, [change]))
            row = uploads.receive(data=b"x", name="new.xlsx", by=by, at=ISSUED, reading=what)
            if change in ("renamed", ""):
                (question,) = uploads.proposal_of(row).names.open
                assert (question.suggestions[0], question.reasons[0].code) == (unit, "before")
            uploads.decide(row=row, decisions=Decisions(names=names))
            (plan,) = uploads.proposal_of(row).plans
            touched = {plan.stored.row(pair.before.measure).pk for pair in plan.difference.changed}
            if change == "renamed":  # other words for the same unit ask nothing of anybody
                assert not touched
                assert [(one.before, one.after) for one in plan.difference.renamed] == [(OLD_NAME, NEW_NAME)]
            gone = {plan.stored.row(one.measure).pk for one in plan.difference.removed}
            uploads.apply(row=row, basis=uploads.proposal_of(row).basis, by=by, at=ISSUED)

            assert reports() == written, change
            now = dict(Measure.objects.filter(pk__in=texts).values_list("pk", "text"))
            reworded = {pk for pk in texts if now[pk] != texts[pk]}
            assert reworded <= touched
            assert {texts[pk].replace("15 万亩", "18 万亩") for pk in reworded} == {
                now[pk] for pk in reworded
            }
            withdrawn = Measure.objects.filter(withdrawn_at__isnull=False).values_list("pk", flat=True)
            assert set(withdrawn) == gone
            same = texts.keys() - touched - gone
            assert of(standing(), same) == of(before, same), change
            begun = Participation.objects.filter(since=ISSUED, measure__in=same)
            assert not begun.exists()

            undo.undo(row=row, by=by, at=BACK)
            assert standing() == before, change
            assert reports() == written
            transaction.set_rollback(True)
