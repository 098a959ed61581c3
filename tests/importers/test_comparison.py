"""What would change, as a table of cases: pairing by content, then by place; then what differs."""

import copy
from collections.abc import Callable

import pytest

from importers.comparison import Difference, compare
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask
from tests.importers.big import big_plan

TEXTS = {
    "1.1": "编制生物多样性保护规划,明确重点任务。",
    "1.2": "开展全市生物多样性本底调查工作。",
    "1.3": "加强水生野生动物保护,严格种质资源管理。",
    "2": "完成 200 公顷废弃矿山生态修复治理任务。",
    "3": "落实森林城市发展规划,积极推动国家森林城市创建。",
}


def measure(seq: int, text: str, **fields) -> ParsedMeasure:
    values = {
        "deadline_text": "年底前", "deadline_date": None, "deadline_kind": "open", "lead": ["市园林绿化局"],
        "responsible": ["市水务局"], "assisting": [], "kind": "deliverable",
    }  # fmt: skip
    return ParsedMeasure(seq=seq, text=text, **(values | fields))


def plan(*sections: tuple[str | None, list[tuple[str | None, list[str]]]]) -> ParsedPlan:
    """A plan of sections (title, tasks), tasks (number, texts)."""
    made = ParsedPlan("生态保护 2022 年行动计划", 2022, "附件 5")
    seq = 0
    for title, tasks in sections:
        section = ParsedSection(None, title)
        made.sections.append(section)
        for number, texts in tasks:
            task = ParsedTask(number, f"任务 {number}" if number else None)
            section.tasks.append(task)
            for text in texts:
                seq += 1
                task.measures.append(measure(seq, text))
    return made


def base() -> ParsedPlan:
    return plan(
        ("生态建设", [("1", [TEXTS["1.1"], TEXTS["1.2"], TEXTS["1.3"]]), ("2", [TEXTS["2"]])]),
        ("示范创建", [("3", [TEXTS["3"]])]),
    )


def renumber(changed: ParsedPlan) -> ParsedPlan:
    for seq, one in enumerate(changed.measures(), 1):
        one.seq = seq
    return changed


def told(difference: Difference) -> dict[str, list[str]]:
    """The difference by the references of its measures; nothing said of what is unchanged."""
    said = {
        "added": [one.ref for one in difference.added],
        "removed": [one.ref for one in difference.removed],
        "changed": [f"{p.before.ref} {' '.join(f.name for f in p.fields)}" for p in difference.changed],
        "moved": [f"{p.before.ref}→{p.after.ref}" for p in difference.moved],
    }
    return {kind: found for kind, found in said.items() if found}


def tasks(changed: ParsedPlan) -> list[ParsedTask]:
    return list(changed.tasks())


def reword(changed: ParsedPlan) -> None:
    tasks(changed)[0].measures[0].text = "编制生物多样性保护规划,明确年度重点任务。"


def rewrite(changed: ParsedPlan) -> None:
    tasks(changed)[1].measures[0].text = "开展垃圾分类宣传进社区系列活动。"


def insert_first(changed: ParsedPlan) -> None:
    tasks(changed)[0].measures.insert(0, measure(0, "建立外来入侵物种监测预警和信息通报机制。"))


def remove_middle(changed: ParsedPlan) -> None:
    del tasks(changed)[0].measures[1]


def remove_middle_and_reword_next(changed: ParsedPlan) -> None:
    remove_middle(changed)
    tasks(changed)[0].measures[1].text = "加强水生野生动物保护,从严管理种质资源。"


def swap(changed: ParsedPlan) -> None:
    found = tasks(changed)[0].measures
    found[0], found[1] = found[1], found[0]


def swap_texts_of_tasks(changed: ParsedPlan) -> None:
    one, other = tasks(changed)[1].measures[0], tasks(changed)[2].measures[0]
    one.text, other.text = other.text, one.text


def to_another_task(changed: ParsedPlan) -> None:
    tasks(changed)[1].measures.append(tasks(changed)[0].measures.pop())


def number_anew(changed: ParsedPlan) -> None:
    tasks(changed)[2].number = "7"


def units(changed: ParsedPlan) -> None:
    found = tasks(changed)[1].measures[0]
    found.responsible, found.assisting = [], ["市水务局"]


def say_none(changed: ParsedPlan) -> None:
    tasks(changed)[1].measures[0].stated = {"assisting": "none"}


def another_layout(changed: ParsedPlan) -> None:
    tasks(changed)[1].measures[0].stated = {"assisting": "merged"}
    tasks(changed)[1].measures[0].cells = {"text": "C99"}


def deadline(changed: ParsedPlan) -> None:
    tasks(changed)[2].measures[0].deadline_text = "11月底前"


def swap_sections(changed: ParsedPlan) -> None:
    changed.sections.reverse()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda changed: None, {}),
        (reword, {"changed": ["1.1 text"]}),
        (rewrite, {"added": ["2"], "removed": ["2"]}),
        (insert_first, {"added": ["1.1"], "moved": ["1.1→1.2", "1.2→1.3", "1.3→1.4"]}),
        (remove_middle, {"removed": ["1.2"], "moved": ["1.3→1.2"]}),
        (remove_middle_and_reword_next, {"removed": ["1.2"], "changed": ["1.3 text"]}),
        (swap, {"moved": ["1.2→1.1", "1.1→1.2"]}),
        (swap_texts_of_tasks, {"moved": ["3→2", "2→3"]}),
        (to_another_task, {"moved": ["2→2.1", "1.3→2.2"]}),
        (number_anew, {"moved": ["3→7"]}),
        (units, {"changed": ["2 responsible assisting"]}),
        (say_none, {"changed": ["2 assisting"]}),
        (another_layout, {}),
        (deadline, {"changed": ["3 deadline"]}),
        (swap_sections, {"moved": ["3→3"]}),
    ],
)
def test_a_change_of_the_plan_is_told(change: Callable[[ParsedPlan], None], said: dict[str, list[str]]):
    changed = base()
    change(changed)
    difference = compare(base(), renumber(changed))
    assert told(difference) == said
    assert difference.same == (not said)


def test_every_measure_of_both_plans_is_told_once():
    changed = base()
    remove_middle(changed)
    insert_first(changed)
    reword(changed)
    difference = compare(base(), renumber(changed))
    before = [p.before.measure.seq for p in difference.pairs()] + [o.measure.seq for o in difference.removed]
    after = [p.after.measure.seq for p in difference.pairs()] + [o.measure.seq for o in difference.added]
    assert sorted(before) == [1, 2, 3, 4, 5]
    assert sorted(after) == [1, 2, 3, 4, 5]


def test_all_is_new_where_nothing_is_stored():
    difference = compare(None, base())
    assert told(difference) == {"added": ["1.1", "1.2", "1.3", "2", "3"]}
    assert not difference.same


def test_the_same_text_twice_is_paired_by_its_place():
    twice = plan(("甲", [("1", ["完成年度任务。"]), ("2", ["完成年度任务。"])]))
    assert compare(twice, copy.deepcopy(twice)).same
    once = renumber(plan(("甲", [("2", ["完成年度任务。"])])))
    assert [one.ref for one in compare(twice, once).removed] == ["1"]


def test_without_numbers_a_shift_is_no_move():
    bare = plan((None, [(None, ["编制规划。", "开展调查。"])]))
    longer = plan((None, [(None, ["加强宣传引导工作。", "编制规划。", "开展调查。"])]))
    assert told(compare(bare, longer)) == {"added": ["1"]}
    assert told(compare(bare, plan((None, [(None, ["开展调查。", "编制规划。"])])))) == {"moved": ["2→1"]}


def test_headings_that_are_reworded_stay_what_they_are():
    changed = base()
    changed.sections[0].title = "加强生态建设"
    tasks(changed)[0].title = "统筹保护"
    difference = compare(base(), changed)
    assert told(difference) == {}
    assert [(h.before.title, h.after.title) for h in difference.sections if h.fields] == [
        ("生态建设", "加强生态建设")
    ]
    assert [(h.before.title, h.after.title) for h in difference.tasks if h.fields] == [("任务 1", "统筹保护")]
    assert not difference.same


def test_a_task_that_goes_to_another_section_is_told_once():
    changed = base()
    changed.sections[1].tasks.append(changed.sections[0].tasks.pop())
    difference = compare(base(), renumber(changed))
    assert [(h.after.number, f.before, f.after) for h in difference.tasks for f in h.fields] == [
        ("2", "生态建设", "示范创建")
    ]


def test_targets_differ_only_where_the_text_does():
    changed = base()
    changed_measure = tasks(changed)[1].measures[0]
    stored = base()
    tasks(stored)[1].measures[0].targets = []
    assert compare(stored, changed).same
    changed_measure.text = TEXTS["2"].replace("200", "220")
    assert told(compare(stored, changed)) == {"changed": ["2 text"]}


def test_many_measures_of_which_few_change_are_paired():
    names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"]}
    changed = big_plan(2000, **names)
    found = list(changed.measures())
    found[7].text = found[7].text.replace("日常", "经常性")
    changed.sections[3].tasks[0].measures.pop(0)
    difference = compare(big_plan(2000, **names), renumber(changed))
    assert difference.counts() == {
        "added": 0,
        "returned": 0,
        "changed": 1,
        "moved": 3,
        "removed": 1,
        "unchanged": 1995,
    }
