"""Random plans as offices publish them, in the form in which a file is read."""

from hypothesis import strategies as st

from importers.reading import wording
from importers.reading.deadlines import read_deadline
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask

UNITS = (
    "市水务局", "市财政局", "市教委", "市生态环境局", "市科委、中关村管委会", "海淀区政府", "各区政府",
    "各区政府(含北京经济技术开发区管委会)", "相关区政府", "某某协调办公室",
)  # fmt: skip
DEADLINES = ("年底前", "6月底前", "9月30日前", "全年", "长期坚持", "按国家要求", "2022-10-31", "")
NUMERALS = "一二三四五六七八九"
_BEGINNINGS = ("", "=", "+", "-", "@", "'", "——", "(一)", "1.", "注", "合计", "_x0041_", "<b>&", "\t")
_text = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" \u3000"),
    min_size=1,
    max_size=60,
)


@st.composite
def words(draw) -> str:
    """A measure's text, which may begin like a formula, a number or a note."""
    return (draw(st.sampled_from(_BEGINNINGS)) + draw(_text) + "。").strip()


@st.composite
def plans(draw) -> ParsedPlan:
    """A plan with or without sections, sub-sections, numbers, titles, roles, notes and columns of its own."""
    shape = draw(
        st.fixed_dictionaries(
            {
                name: st.booleans()
                for name in ("sections", "parts", "numbers", "titles", "responsible", "assisting")
            }
        )
    )
    extras = draw(
        st.lists(st.sampled_from(("备注", "牵头领导", "资金来源", "Budget")), unique=True, max_size=2)
    )
    plan = ParsedPlan("生态保护 2022 年行动计划", 2022, draw(st.sampled_from((None, "附件 5"))))
    seq = count = 0
    for place in range(draw(st.integers(1, 3)) if shape["sections"] else 1):
        section = (
            ParsedSection(NUMERALS[place], f"方面{place}") if shape["sections"] else ParsedSection(None, None)
        )
        plan.sections.append(section)
        if shape["sections"] and shape["parts"]:
            section = ParsedSection("(一)", f"部分{place}", section.number)
            plan.sections.append(section)
        for _ in range(draw(st.integers(1, 3)) if shape["numbers"] or shape["titles"] else 1):
            count += 1
            title = f"任务{count}" if shape["titles"] else None
            task = ParsedTask(str(count) if shape["numbers"] else None, title)
            section.tasks.append(task)
            for _measure in range(draw(st.integers(1, 3))):
                seq += 1
                task.measures.append(_measure_of(draw, seq, shape, extras))
    return plan


def _measure_of(draw, seq, shape, extras) -> ParsedMeasure:
    text, deadline = draw(words()), draw(st.sampled_from(DEADLINES))
    read = read_deadline(deadline, 2022)
    measure = ParsedMeasure(
        seq, text, deadline, read.day, read.kind, [], [], [], wording.kind(text), wording.targets(text)
    )
    for role in ("lead", "responsible", "assisting"):
        if role != "lead" and not shape[role]:
            measure.stated[role] = "missing"
            continue
        _cite(draw, measure, role)
    measure.extra = {label: said for label in extras if (said := draw(words() | st.just("")))}
    return measure


def _cite(draw, measure, role) -> None:
    names = draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=role == "lead", max_size=4))
    setattr(measure, role, names)
    if not names:
        measure.stated[role] = draw(st.sampled_from(("none", "empty")))
        return
    measure.stated[role] = "named"
    note = draw(st.sampled_from(("", "按职责分工负责")))
    if note:
        measure.notes[role] = note
    if draw(st.booleans()):
        measure.printed[role] = draw(st.sampled_from(("\n", "、", " ", "；"))).join(
            [*names, *filter(None, [note])]
        )
