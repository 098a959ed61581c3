"""The sample year, told once, and small questions about it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from actionplan.demo.annex import REFS, owing
from actionplan.demo.lines import Line
from actionplan.demo.story import story

YEAR = story()
BY_KEY = {line.key: line for line in YEAR}


@cache
def courses() -> dict[tuple[str, str], list[Line]]:
    """Each unit's reports on each measure, month by month."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in YEAR:
        found[line.ref, line.unit].append(line)
    return dict(found)


def neighbours() -> Iterator[tuple[Line, Line]]:
    """Each report with the one that the same unit sent before it."""
    for course in courses().values():
        yield from pairwise(course)


def owed(month: int) -> list[tuple[str, str]]:
    """The measures and units that owe a report in the month, whatever is closed."""
    return [(ref, unit) for ref in REFS for unit in owing(ref, month)]


def names(lines: list[Line]) -> list[str]:
    """Reports by month, measure and unit, so that a failure names them."""
    return [f"{line.month} 月 {line.ref} {line.unit}" for line in lines]
