"""A stored plan as a file, and the file read again."""

import io

from departments.resolver import Register
from importers.published import export as exporting
from importers.published.export import Wanted
from importers.reading import Hints, read
from importers.reading.model import Reading
from tasks.models import Plan
from tests.cast import moment

OCTOBER = moment(10, 26)


def file(plan: Plan, kind: str, **wanted) -> bytes:
    out = io.BytesIO()
    exporting.export(plan, Wanted(kind, **wanted), out, today=OCTOBER.date())
    return out.getvalue()


def back(data: bytes, kind: str) -> Reading:
    return read(data, f"plan.{kind}", Hints(names=Register().names))
