"""What is said on the command line about a file, as the page of an import would keep it."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from departments.models import Unit
from departments.resolver import Register
from importers import fits, layouts
from importers.names import key_of
from importers.proposal import Decisions, Proposal
from importers.reading.columns import MEANINGS
from importers.reading.model import Reading, TableLayout
from importers.reading.words import fold
from tasks.choices import MeasureKind

_MEASURE = re.compile(r"(?:(?P<plan>[1-9][0-9]{0,3})\.)?(?P<seq>[1-9][0-9]{0,7})")


class Unclear(ValueError):
    """What was said fits nothing; the text says why."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options for all that can be decided about a file. Each can stand as often as needed."""
    for option, metavar, dest, words in (
        ("--name", "NAME=UNIT", "names", "what an unknown name means: a known name or a unit's code"),
        ("--column", "HEADER=MEANING", "columns", f"what a column holds: {', '.join(MEANINGS)}; remembered"),
        ("--same", "MEASURE=ROW", "same", "this measure of the file is that one of the plan"),
        ("--apart", "MEASURE=ROW", "apart", "this measure of the file isn't that one of the plan"),
        ("--kind", "MEASURE=KIND", "kinds", f"the kind of a new measure: {', '.join(MeasureKind.values)}"),
        ("--no-target", "MEASURE=QUOTE", "refused", "a number in a measure's text that is no target"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=metavar, dest=dest, help=words)
    parser.add_argument(
        "--once", action="store_true", help="the names hold for this file alone and aren't remembered"
    )


def columns(reading: Reading, said: Iterable[str]) -> list[tuple[TableLayout, dict[int, str]]]:
    """The tables of the file that have the headers named, with what each of their columns holds."""
    wanted = dict(map(_halves, said))
    for header, meaning in wanted.items():
        if meaning not in MEANINGS:
            raise Unclear(_("A column holds one of: %(meanings)s.") % {"meanings": ", ".join(MEANINGS)})
        if not any(_has(layout, header) for layout in reading.layouts):
            labels = dict.fromkeys(column.label for layout in reading.layouts for column in layout.columns)
            raise Unclear(
                _("No column is headed “%(header)s”. There are: %(headers)s.")
                % {"header": header, "headers": ", ".join(labels) or "-"}
            )
    found = []
    meant = {fold(header): meaning for header, meaning in wanted.items()}
    for layout in reading.layouts:
        if layout.fingerprint and any(_has(layout, header) for header in wanted):
            chosen = {
                number: meant.get(fold(column.label), column.meaning)
                for number, column in enumerate(layout.columns)
            }
            if wrong := layouts.wrong_with(layout, chosen):
                raise Unclear(wrong)
            found.append((layout, chosen))
    return found


def decisions(reading: Reading, options: Mapping[str, Any]) -> Decisions:
    """The decisions about names, measures, kinds and targets. Raises Unclear."""
    names = dict(map(_name, options["names"]))
    apart: dict[str, list[int]] = {}
    for key, row in _about(reading, options["apart"]):
        apart.setdefault(key, []).append(_row(row))
    return Decisions(
        names=names,
        plan=options["plan"],
        once=sorted(names) if options["once"] else [],
        same={key: _row(row) for key, row in _about(reading, options["same"])},
        apart=apart,
        kinds={key: _kind(kind) for key, kind in _about(reading, options["kinds"])},
        refused=[_quoted(reading, key, quote) for key, quote in _about(reading, options["refused"])],
    )


def check(proposal: Proposal, decided: Decisions) -> None:
    """Raises Unclear where a measure of the plan is named that the plan hasn't."""
    rows = {pk for plan in proposal.plans if plan.stored for pk in plan.stored.places()}
    named = [*decided.same.values(), *(row for found in decided.apart.values() for row in found)]
    for row in named:
        if row not in rows:
            raise Unclear(_("The plan has no measure %(row)s.") % {"row": row})


def number(key: str, plans: int) -> str:
    """How a measure of the file is called on the command line: with its plan, where there are several."""
    plan, _dot, seq = key.partition(".")
    return f"{int(plan) + 1}.{seq}" if plans > 1 else seq


def _has(layout: TableLayout, header: str) -> bool:
    return any(fold(column.label) == fold(header) for column in layout.columns)


def _halves(said: str) -> tuple[str, str]:
    left, _equals, right = said.rpartition("=")
    return left.strip(), right.strip()


def _name(said: str) -> tuple[str, str]:
    name, meant = _halves(said)
    target = Unit.objects.filter(code=meant, is_active=True).first() or Register().resolve(meant).target
    if not name or target is None:
        raise Unclear(_("“%(said)s” names no unit or group: write NAME=UNIT.") % {"said": said})
    return name, key_of(target)


def _about(reading: Reading, said: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The measure's key in decisions, and what is said of it."""
    keys = {
        f"{number}.{measure.seq}" for number, plan in enumerate(reading.plans) for measure in plan.measures()
    }
    for one in said:
        measure, _equals, value = one.partition("=")
        found = _MEASURE.fullmatch(measure.strip())
        key = f"{int(found['plan'] or 1) - 1}.{found['seq']}" if found else ""
        if key not in keys:
            raise Unclear(_("“%(said)s” begins with no measure's number in the file.") % {"said": one})
        yield key, value.strip()


def _row(said: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", said):
        raise Unclear(_("The plan has no measure %(row)s.") % {"row": said})
    return int(said)


def _kind(said: str) -> str:
    if said not in MeasureKind.values:
        raise Unclear(_("A kind is one of: %(kinds)s.") % {"kinds": ", ".join(MeasureKind.values)})
    return said


def _quoted(reading: Reading, key: str, quote: str) -> str:
    plan, _dot, seq = key.partition(".")
    measure = next(one for one in reading.plans[int(plan)].measures() if one.seq == int(seq))
    for target in fits.targets(measure):
        if target.quote == quote:
            return f"{key}.{target.start}"
    raise Unclear(
        _("“%(quote)s” isn't proposed as a target of measure %(seq)s.") % {"quote": quote, "seq": seq}
    )
