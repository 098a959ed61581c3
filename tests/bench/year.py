"""A plan of any size, its file, its people, and most of a year of reports on it."""

import datetime
import io
import random
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from departments import register
from departments.models import Membership, Unit, User
from importers.reading.model import ParsedPlan
from tasks import facts
from tasks.choices import ReportState, Status
from tasks.models import Measure, Participation, Plan, ProgressReport, ReportEvent, ReportingPeriod
from tasks.models.reports import CONTENT_FIELDS
from tests.importers.big import big_plan

REGISTER = Path(__file__).resolve().parents[2] / "fixtures" / "units.json"
HEADER = ("序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位")
PROGRESS = "已完成年度建设任务的主体部分，组织现场检查三次，督促有关单位按计划推进，台账同步更新。"
NEXT = "加密现场调度，补齐滞后环节。"
STATED = [Status.ON_TRACK] * 15 + [Status.AT_RISK] * 3 + [Status.BEHIND, Status.DONE]
MOVES = {
    ReportState.DRAFT: {"save": ReportState.DRAFT},
    ReportState.SUBMITTED: {"submit": ReportState.SUBMITTED},
    ReportState.RETURNED: {"submit": ReportState.SUBMITTED, "return": ReportState.RETURNED},
    ReportState.APPROVED: {"submit": ReportState.SUBMITTED, "approve": ReportState.APPROVED},
}
"""How a report came to its state: each move with the state after it."""
PAST = [ReportState.APPROVED] * 18 + [ReportState.SUBMITTED, ReportState.RETURNED]
RUNNING = (
    [ReportState.APPROVED] * 8
    + [ReportState.SUBMITTED] * 8
    + [ReportState.DRAFT] * 3
    + [ReportState.RETURNED]
)
CHUNK = 2_000
SHANGHAI = ZoneInfo("Asia/Shanghai")


def plan(measures: int) -> ParsedPlan:
    """A plan that cites the units and groups of the register."""
    named: dict[bool, list[str]] = {True: [], False: []}
    for unit in Unit.objects.all():
        named[unit.kind == "municipal"].append(unit.name)
    groups = ("各区政府", "相关区政府")
    options = {"bureaus": named[True], "districts": named[False], "groups": groups}
    return big_plan(measures, title="生态保护 2022 年行动计划", **options)


def drawn(parsed: ParsedPlan) -> bytes:
    """The plan as the workbook that an office would send, with merged sections and tasks."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = parsed.sheet
    for row in ([parsed.annex], [parsed.title], HEADER):
        sheet.append(row)
    merged = sheet.merged_cells.ranges  # its own method compares each merge with all others
    at = 3
    for number, section in enumerate(parsed.sections, 1):
        sheet.append([f"{_numeral(number)}、{section.title}"])
        at += 1
        merged.add(CellRange(f"A{at}:G{at}"))
        for task in section.tasks:
            first, opening = at + 1, [task.number, task.title]
            for measure in task.measures:
                units = ("\n".join(names) for names in (measure.lead, measure.responsible, measure.assisting))
                sheet.append([*opening, measure.text, measure.deadline_text, *units])
                at, opening = at + 1, [None, None]
            merged.update(CellRange(f"{column}{first}:{column}{at}") for column in "AB" if at > first)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _numeral(number: int) -> str:
    tens, ones = divmod(number % 100, 10)
    digits = " 一二三四五六七八九"
    return ("百" * (number // 100) + (f"{digits[tens]}十" if tens else "") + digits[ones]).replace(" ", "")


def people() -> None:
    """The register, one person in each unit (named by its code), a coordinator and an administrator."""
    register.load(REGISTER)
    units = list(Unit.objects.all())
    User.objects.bulk_create(
        [User(username=unit.code, name=unit.short_name) for unit in units]
        + [User(username="coordinator", name="coordinator", is_coordinator=True)]
        + [User(username="administrator", name="administrator", is_administrator=True)]
    )
    of_unit = User.objects.in_bulk(field_name="username")
    Membership.objects.bulk_create([Membership(user=of_unit[unit.code], unit=unit) for unit in units])


def report(today: datetime.date) -> None:
    """Reports of six in ten owed parts in each of the five periods up to today, most of them approved."""
    chance = random.Random(2022)
    found = Plan.objects.get()
    periods = list(found.periods.filter(starts_on__lte=today).order_by("-number")[:5])[::-1]
    coordinator = User.objects.get(username="coordinator")
    writers = {one.unit_id: one.user for one in Membership.objects.select_related("user")}
    parts = list(Participation.objects.order_by("pk"))
    seen = [part.pk for part in parts if chance.random() < 0.9]
    acknowledged = datetime.datetime.combine(found.starts_on, datetime.time(9), SHANGHAI)
    for start in range(0, len(seen), CHUNK):
        Participation.objects.filter(pk__in=seen[start : start + CHUNK]).update(
            acknowledged_at=acknowledged + datetime.timedelta(days=7)
        )
    owing = [part for part in parts if part.owed_from]
    for start in range(0, len(owing), CHUNK):
        reports = [
            one for part in owing[start : start + CHUNK] for one in _reports(part, periods, today, chance)
        ]
        ProgressReport.objects.bulk_create(reports, batch_size=CHUNK)
        events = [event for one in reports for event in _events(one, writers[one.unit_id], coordinator)]
        ReportEvent.objects.bulk_create(events, batch_size=CHUNK)
    keys = list(Measure.objects.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        facts.refresh(keys[start : start + CHUNK])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its autovacuum does by itself, later


def _reports(
    part: Participation, periods: list[ReportingPeriod], today: datetime.date, chance: random.Random
) -> Iterator[ProgressReport]:
    behind = chance.randint(-5, 35)
    for period in periods:
        if chance.random() > 0.6:
            continue
        status = chance.choice(STATED)
        state = chance.choice(RUNNING if period.ends_on > today else PAST)
        needs_steps = status in (Status.AT_RISK, Status.BEHIND)
        expected = 100 * period.number // 12
        sent = min(period.ends_on, today) - datetime.timedelta(days=chance.randint(1, 6))
        yield ProgressReport(
            measure_id=part.measure_id,
            unit_id=part.unit_id,
            period=period,
            state=state,
            version=len(MOVES[state]),
            submitted_on=None if state == ReportState.DRAFT else sent,
            status=status,
            percent=100 if status == Status.DONE else min(max(expected - behind, 0), 99),
            progress=PROGRESS,
            next_steps=NEXT if needs_steps else "",
            expected_on=datetime.date(2022, 12, 20) if needs_steps else None,
        )
        if status == Status.DONE:
            return


def _events(report: ProgressReport, by: User, coordinator: User) -> Iterator[ReportEvent]:
    said = {name: getattr(report, name) for name in CONTENT_FIELDS}
    first = report.submitted_on or report.period.starts_on
    for number, (move, state) in enumerate(MOVES[ReportState(report.state)].items(), 1):
        on = first + datetime.timedelta(days=number - 1)
        yield ReportEvent(
            report=report,
            number=number,
            move=move,
            state=state,
            by=by if number == 1 else coordinator,
            at=datetime.datetime.combine(on, datetime.time(10), SHANGHAI),
            on=on,
            comment="请补充数据。" if move == "return" else "",
            **said,
        )
