"""Names of units in a cell: apart, as printed, with the words beside them, and not a character lost."""

import json
from collections import Counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from importers.reading.units import cite, states_nobody

from .draw_annex5 import FIXTURES
from .unit_cases import REGISTERED, UNKNOWN

REGISTER = json.loads((FIXTURES / "units.json").read_text(encoding="utf-8"))
NAMES = [row["name"] for row in (*REGISTER["units"], *REGISTER["groups"])]
KNOWN = frozenset(NAMES) | {
    name for row in (*REGISTER["units"], *REGISTER["groups"]) for name in row["aliases"]
}


@pytest.mark.parametrize(("printed", "names", "note"), UNKNOWN)
def test_names_stand_apart_as_printed_with_a_note(printed, names, note):
    assert cite(printed) == (tuple(names), note)


@pytest.mark.parametrize(("printed", "names"), REGISTERED)
def test_the_register_knows_better(printed, names):
    assert list(cite(printed, KNOWN).names) == names


def test_known_units_stand_apart_whatever_they_look_like():
    assert cite("甲、乙", {"甲", "乙"}).names == ("甲", "乙")
    assert cite("甲和乙", {"甲", "乙"}).names == ("甲", "乙")
    assert cite("Water and Finance", {"Water", "Finance"}).names == ("Water", "Finance")
    assert cite("市科委、中关村管委会", {"市科委", "中关村管委会"}).names == ("市科委", "中关村管委会")


def test_a_known_unit_keeps_the_mark_in_its_name():
    together = "市科委、中关村管委会"
    known = {together, "市科委", "中关村管委会"}
    assert cite(f"{together}、市教委", known).names == (together, "市教委")
    assert cite("市水务局、市财政局", {"市水务局、市财政局"}).names == ("市水务局、市财政局",)
    assert cite("市水务局和市财政局", {"市水务局和市财政局"}).names == ("市水务局和市财政局",)


def test_a_bracket_that_is_known_with_its_name_belongs_to_it():
    assert cite("市水务局(牵头)", {"市水务局(资金)"}) == (("市水务局",), "(牵头)")
    assert cite("市水务局（资金）", {"市水务局(资金)"}) == (("市水务局（资金）",), "")


@pytest.mark.parametrize(
    "words",
    ["——", "—", "-", "--", "/", "无", " — — ", "－", "暂无", "N/A", "n/a", "None", "不涉及", "（无）"],
)
def test_nobody_is_stated(words):
    assert states_nobody(words)
    assert cite(words) == ((), "")


@pytest.mark.parametrize("words", ["", "市教委", "无锡市政府", "市教委/市科委"])
def test_nobody_is_not_stated(words):
    assert not states_nobody(words)


PIECES = [
    *NAMES,
    *(
        "工业和信息化局",
        "市住房和城乡建设委员会",
        "王副市长",
        "海淀",
        "朝阳区",
        "甲",
        "Water Bureau",
        "和平区",
    ),
    *(
        "、",
        "，",
        ",",
        "；",
        ";",
        "/",
        " ",
        "\n",
        "\u3000",
        "和",
        "及",
        "与",
        "以及",
        "。",
        "1.",
        "2.",
        "①",
        "(1)",
    ),
    *(
        "等部门",
        "等",
        "按职责分工负责",
        "分别负责",
        "(牵头)",
        "（含经开区）",
        "(",
        ")",
        "（",
        "【",
        "】",
        "(资金保障)",
    ),
]
SEPARATING = "、，,；;/／和及与以。()（）"


@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
    | st.text(alphabet="市局委和、 \n(（)等按1.①负责甲A")
)
@example("市水务局和")
@example("和")
@example("A and ")
def test_not_a_character_is_lost_or_made_up(cell):
    assume(not states_nobody(cell))
    for known in (frozenset(), KNOWN):
        names, note = cite(cell, known)
        assert all(name == name.strip() and name for name in names)
        printed, kept = Counter("".join(cell.split())), Counter("".join(("".join(names) + note).split()))
        assert set(kept - printed) <= {"；"}  # between two notes
        dropped = "".join((printed - kept).elements())
        assert not set(dropped) - set(SEPARATING) - set("0123456789.、①)）and"), dropped
        rest = "".join(cell.split())
        for name in names:  # in their order, to the letter
            found = "".join(name.split())
            assert found in rest
            rest = rest[rest.index(found) + len(found) :]


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "\u3000", "；", ";", "、", "，", "/"]),
)
def test_known_names_come_back_from_a_list(names, separator):
    assert list(cite(separator.join(names), KNOWN).names) == names


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), st.data())
def test_a_line_may_break_inside_a_known_name(names, data):
    cell = "、".join(names)
    place = data.draw(st.integers(1, len(cell) - 1))
    assert list(cite(f"{cell[:place]}\n{cell[place:]}", KNOWN).names) == names


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
def test_a_numbered_list_says_the_same(names):
    cell = " ".join(f"{number}.{name}" for number, name in enumerate(names, 1))
    assert list(cite(cell, KNOWN).names) == names


def test_a_cell_that_is_too_long_for_a_list_is_left_as_one_name():
    cell = "、".join(["市水务局"] * 1000)
    assert cite(cell).names == (cell,)
