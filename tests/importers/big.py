"""Plans of any size, as if read from a file: in the small plan's manner, with names of the register."""

import datetime
from collections.abc import Sequence

from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask, Reading

TASKS_PER_SECTION = 50
MEASURES_PER_TASK = 4
COLUMNS = {"text": "C", "deadline": "D", "lead": "E", "responsible": "F", "assisting": "G"}
SUBJECTS = ("湿地保护", "造林绿化", "水质改善", "土壤修复", "物种调查", "矿山治理", "大气防治", "垃圾分类")


def big_plan(
    measures: int,
    *,
    bureaus: Sequence[str],
    districts: Sequence[str],
    groups: Sequence[str] = (),
    year: int = 2022,
    title: str = "",
) -> ParsedPlan:
    """A plan of so many measures: each has a lead, most a responsible unit, every fifth a whole group."""
    plan = ParsedPlan(title or f"大型计划 {measures}", year, "附件 9", sheet="附件9")
    section, task = ParsedSection(None, None), ParsedTask(None, None)
    for index in range(measures):
        number = index // MEASURES_PER_TASK
        if number % TASKS_PER_SECTION == 0 and index % MEASURES_PER_TASK == 0:
            section = ParsedSection(str(len(plan.sections) + 1), f"第 {len(plan.sections) + 1} 部分")
            plan.sections.append(section)
        if index % MEASURES_PER_TASK == 0:
            task = ParsedTask(str(number + 1), f"重点任务 {number + 1}")
            section.tasks.append(task)
        task.measures.append(_measure(index + 1, bureaus, districts, groups, year))
    return plan


def big_reading(measures: int, **options) -> Reading:
    """As `big_plan`, as a whole reading without problems."""
    return Reading([big_plan(measures, **options)], [])


def _measure(
    seq: int, bureaus: Sequence[str], districts: Sequence[str], groups: Sequence[str], year: int
) -> ParsedMeasure:
    subject = SUBJECTS[seq % len(SUBJECTS)]
    lead = [bureaus[seq % len(bureaus)]]
    responsible = [districts[seq % len(districts)]] if seq % 3 else []
    assisting = [groups[seq % len(groups)]] if groups and seq % 5 == 0 else []
    return ParsedMeasure(
        seq=seq,
        text=f"推进第 {seq} 号{subject}项目，完成年度建设内容，加强日常巡查与管护，形成可复制的经验做法。",
        deadline_text="年底前",
        deadline_date=datetime.date(year, 12, 31),
        deadline_kind="fixed",
        kind="deliverable",
        lead=lead,
        responsible=responsible,
        assisting=assisting,
        cells={name: f"{column}{seq + 4}" for name, column in COLUMNS.items()},
        stated={
            "lead": "named",
            "responsible": "named" if responsible else "empty",
            "assisting": "named" if assisting else "empty",
        },
    )
