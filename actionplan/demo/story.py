"""The sample year: every report from January to 26 October 2022, with the steps it went through.

Pure: the same list each time, made of texts, figures and routes. Another module plays it through the review.
"""

from __future__ import annotations

from dataclasses import replace

from actionplan.demo.acknowledged import ACKNOWLEDGED
from actionplan.demo.annex import DESIGNATIONS, REFS, UNITS
from actionplan.demo.composed import districts
from actionplan.demo.lines import Line, Step
from actionplan.demo.routes import steps
from actionplan.demo.written import bureaus, volunteers

__all__ = ["ACKNOWLEDGED", "DESIGNATIONS", "Line", "Step", "story"]


def story() -> list[Line]:
    """All reports of the sample year, by month, then in the order of the plan and of the units."""
    lines = [
        replace(line, steps=course)
        for line in (*bureaus(), *districts(), *volunteers())
        if (course := steps(line.key))
    ]
    return sorted(lines, key=lambda line: (line.month, REFS.index(line.ref), UNITS.index(line.unit)))
