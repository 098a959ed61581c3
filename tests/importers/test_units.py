"""Names of units in a cell: apart, as printed, with the words beside them, and not a character lost."""

import json
from collections import Counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from importers.reading.units import cite, states_nobody

from .draw_annex5 import FIXTURES

REGISTER = json.loads((FIXTURES / "units.json").read_text(encoding="utf-8"))
NAMES = [row["name"] for row in (*REGISTER["units"], *REGISTER["groups"])]
KNOWN = frozenset(NAMES) | {
    name for row in (*REGISTER["units"], *REGISTER["groups"]) for name in row["aliases"]
}

# As they read where nothing is known; then the ones for which the register matters.
UNKNOWN = [
    ("", [], ""),
    ("——", [], ""),
    ("无", [], ""),
    ("市水务局", ["市水务局"], ""),
    ("甲、乙", ["甲、乙"], ""),
    # By blanks and line breaks
    ("市水务局 市财政局", ["市水务局", "市财政局"], ""),
    ("市水务局\n市财政局\r\n\n市教委", ["市水务局", "市财政局", "市教委"], ""),
    ("市水务局\u3000市财政局\t市教委\xa0各区政府", ["市水务局", "市财政局", "市教委", "各区政府"], ""),
    ("市水务局\u3000\u3000市财政局", ["市水务局", "市财政局"], ""),
    # By marks
    ("市水务局、市财政局", ["市水务局", "市财政局"], ""),
    ("市水务局、 市财政局 、市教委", ["市水务局", "市财政局", "市教委"], ""),
    ("市水务局，市财政局；市教委", ["市水务局", "市财政局", "市教委"], ""),
    ("市水务局,市财政局;市教委。", ["市水务局", "市财政局", "市教委"], ""),
    ("市水务局；\n市财政局；\n", ["市水务局", "市财政局"], ""),
    ("甲；乙", ["甲", "乙"], ""),
    ("市水务局/市财政局", ["市水务局", "市财政局"], ""),
    ("市水务局／财政局", ["市水务局", "财政局"], ""),
    ("市规划/自然资源委", ["市规划/自然资源委"], ""),
    ("海淀区政府、北京经济技术开发区管委会", ["海淀区政府", "北京经济技术开发区管委会"], ""),
    ("首都绿化委员会办公室、市园林绿化局", ["首都绿化委员会办公室", "市园林绿化局"], ""),
    ("市委宣传部、首都文明办", ["市委宣传部", "首都文明办"], ""),
    ("海淀区、朝阳区、丰台区", ["海淀区", "朝阳区", "丰台区"], ""),
    ("财政局、水务局、教委", ["财政局", "水务局", "教委"], ""),
    ("北京市公安局公安交通管理局、市应急局", ["北京市公安局公安交通管理局", "市应急局"], ""),
    ("市城市管理委、首都机场集团公司", ["市城市管理委", "首都机场集团公司"], ""),
    # A mark in a name
    ("市科委、中关村管委会", ["市科委、中关村管委会"], ""),
    ("市科委、中关村管委会 市教委", ["市科委、中关村管委会", "市教委"], ""),
    ("市教委、市科委、中关村管委会", ["市教委", "市科委、中关村管委会"], ""),
    ("市科委、中关村管委会、市教委", ["市科委、中关村管委会", "市教委"], ""),
    ("市农业、水务局", ["市农业、水务局"], ""),
    # By words
    ("市水务局和市财政局", ["市水务局", "市财政局"], ""),
    ("市水务局及各区政府", ["市水务局", "各区政府"], ""),
    ("市水务局与相关区政府", ["市水务局", "相关区政府"], ""),
    ("市水务局、市财政局以及海淀区政府", ["市水务局", "市财政局", "海淀区政府"], ""),
    ("市文化和旅游局和市体育局", ["市文化和旅游局", "市体育局"], ""),
    (
        "市人力资源和社会保障局及市规划和自然资源委员会",
        ["市人力资源和社会保障局", "市规划和自然资源委员会"],
        "",
    ),
    ("市人力资源和社会保障局", ["市人力资源和社会保障局"], ""),
    ("市规划和自然资源委员会", ["市规划和自然资源委员会"], ""),
    ("市规划和\n自然资源委员会", ["市规划和自然资源委员会"], ""),
    ("市住房和城乡建设委员会", ["市住房和城乡建设委员会"], ""),
    ("市经济和信息化局、市文化和旅游局", ["市经济和信息化局", "市文化和旅游局"], ""),
    ("市政务服务和数据管理局", ["市政务服务和数据管理局"], ""),
    ("市发展改革委和工业和信息化局", ["市发展改革委和工业和信息化局"], ""),
    ("财政局、水务局和教委", ["财政局", "水务局和教委"], ""),
    ("和平区政府、市水务局", ["和平区政府", "市水务局"], ""),
    ("市水务局、和平区政府", ["市水务局", "和平区政府"], ""),
    ("有关部门和单位", ["有关部门和单位"], ""),
    ("各区政府和有关单位", ["各区政府", "有关单位"], ""),
    # Shortened after the first, or before the last
    ("市发展改革委、工业和信息化局", ["市发展改革委", "工业和信息化局"], ""),
    ("市发展改革委、经济和信息化局、财政局", ["市发展改革委", "经济和信息化局", "财政局"], ""),
    ("北京市水务局、财政局", ["北京市水务局", "财政局"], ""),
    ("海淀、朝阳区政府", ["海淀", "朝阳区政府"], ""),
    ("东城、西城、朝阳区", ["东城", "西城", "朝阳区"], ""),
    ("市水务局、东城、石景山区政府", ["市水务局", "东城", "石景山区政府"], ""),
    # Numbered
    ("1.市水务局 2.市财政局", ["市水务局", "市财政局"], ""),
    ("1、市水务局2、市财政局\n3、市教委", ["市水务局", "市财政局", "市教委"], ""),
    ("(1)市水务局(2)市财政局", ["市水务局", "市财政局"], ""),
    ("（1）市水务局\n（2）市财政局", ["市水务局", "市财政局"], ""),
    ("①市水务局②市财政局", ["市水务局", "市财政局"], ""),
    ("1. 市水务局；2. 市财政局", ["市水务局", "市财政局"], ""),
    ("2.市水务局", ["2.市水务局"], ""),
    ("12345热线办、市水务局", ["12345热线办、市水务局"], ""),
    # Brackets that say who
    ("各区政府 (含北京经济技术开发区管委会)", ["各区政府(含北京经济技术开发区管委会)"], ""),
    (
        "各区政府\n（含北京经济技术\n开发区管委会） 市教委",
        ["各区政府（含北京经济技术开发区管委会）", "市教委"],
        "",
    ),
    ("各区政府(不含海淀区 朝阳区、丰台区)", ["各区政府(不含海淀区 朝阳区、丰台区)"], ""),
    ("各区政府(东城区除外)、市教委", ["各区政府(东城区除外)", "市教委"], ""),
    ("各区政府(含管委会)、市教委", ["各区政府(含管委会)", "市教委"], ""),
    ("相关区政府(海淀区、朝阳区)", ["相关区政府(海淀区、朝阳区)"], ""),
    ("市经济和信息化局（市大数据局）、市财政局", ["市经济和信息化局（市大数据局）", "市财政局"], ""),
    ("市园林绿化局(首都绿化办)", ["市园林绿化局(首都绿化办)"], ""),
    ("(含管委会) 市教委", ["(含管委会)", "市教委"], ""),
    ("各区政府(含管委会 市教委", ["各区政府(含管委会", "市教委"], ""),
    ("某某(某某)", ["某某(某某)"], ""),
    ("市委((市政府))办公厅", ["市委((市政府))办公厅"], ""),
    # Brackets that say what for
    ("市水务局(牵头)", ["市水务局"], "(牵头)"),
    ("市水务局 （牵头单位）", ["市水务局"], "（牵头单位）"),
    ("市财政局(资金保障)", ["市财政局"], "(资金保障)"),
    ("市水务局(牵头)、市财政局(资金保障)", ["市水务局", "市财政局"], "(牵头)；(资金保障)"),
    ("市科委(牵头)、中关村管委会", ["市科委", "中关村管委会"], "(牵头)"),
    ("市水务局【主责】市财政局", ["市水务局", "市财政局"], "【主责】"),
    ("市规划和自然资源委员会(负责规划)", ["市规划和自然资源委员会"], "(负责规划)"),
    ("市水务局（按职责分工负责）", ["市水务局"], "（按职责分工负责）"),
    # Words that name nobody
    ("市水务局、市财政局按职责分工负责", ["市水务局", "市财政局"], "按职责分工负责"),
    ("市水务局、市财政局 按职责分工负责", ["市水务局", "市财政局"], "按职责分工负责"),
    ("市水务局、市财政局\n按职责分\n工负责", ["市水务局", "市财政局"], "按职责分工负责"),
    ("市水务局、市财政局，按照职责分工落实", ["市水务局", "市财政局"], "按照职责分工落实"),
    ("市水务局、市财政局按照各自职责分工负责", ["市水务局", "市财政局"], "按照各自职责分工负责"),
    ("市水务局、市财政局依职责落实", ["市水务局", "市财政局"], "依职责落实"),
    ("市水务局、市财政局根据职责分工", ["市水务局", "市财政局"], "根据职责分工"),
    ("市水务局 市财政局分别负责", ["市水务局", "市财政局"], "分别负责"),
    ("市水务局、市财政局共同负责", ["市水务局", "市财政局"], "共同负责"),
    ("市水务局负责", ["市水务局"], "负责"),
    ("市水务局、市财政局等部门", ["市水务局", "市财政局"], "等部门"),
    ("市水务局、市财政局等单位", ["市水务局", "市财政局"], "等单位"),
    ("市水务局、市财政局等", ["市水务局", "市财政局"], "等"),
    ("市水务局、市财政局等。", ["市水务局", "市财政局"], "等"),
    ("市水务局等有关部门", ["市水务局"], "等有关部门"),
    ("市水务局等市级有关部门", ["市水务局"], "等市级有关部门"),
    ("市水务局等12个有关部门和单位；各区政府", ["市水务局", "各区政府"], "等12个有关部门和单位"),
    ("海淀区政府、朝阳区政府等6个区政府", ["海淀区政府", "朝阳区政府"], "等6个区政府"),
    ("市水务局等部门按职责分工负责", ["市水务局"], "等部门按职责分工负责"),
    ("市水务局等按职责分工负责", ["市水务局"], "等按职责分工负责"),
    ("市水务局等部门，各区政府按职责分工负责", ["市水务局", "各区政府"], "等部门；按职责分工负责"),
    ("按职责分工负责", [], "按职责分工负责"),
    ("市高等教育局", ["市高等教育局"], ""),
    ("市初等、高等教育处", ["市初等、高等教育处"], ""),
    # Names that the register has to be asked for
    ("各有关单位", ["各有关单位"], ""),
    ("市水务局、市有关部门、相关单位", ["市水务局", "市有关部门", "相关单位"], ""),
    ("海淀区政府等相关区政府", ["海淀区政府等相关区政府"], ""),
    ("市水务局牵头", ["市水务局牵头"], ""),
    ("市水务局、市财政局配合", ["市水务局、市财政局配合"], ""),
    ("张三(市水务局)", ["张三(市水务局)"], ""),
    ("王副市长", ["王副市长"], ""),
    # In English
    ("Beijing Water Bureau", ["Beijing Water Bureau"], ""),
    ("Beijing Water Bureau, Finance Bureau", ["Beijing Water Bureau", "Finance Bureau"], ""),
    ("Water Bureau; Finance Bureau\nDistricts", ["Water Bureau", "Finance Bureau", "Districts"], ""),
    ("Bureau of Planning and Natural Resources", ["Bureau of Planning and Natural Resources"], ""),
]
REGISTERED = [
    ("市科委、中关村管委会、市教委", ["市科委、中关村管委会", "市教委"]),
    ("市科委、\n中关村管委会\n市教委", ["市科委、中关村管委会", "市教委"]),
    ("市科委、中关村 管委会", ["市科委、中关村管委会"]),
    ("市科委\n中关村管委会", ["市科委", "中关村管委会"]),
    ("市科委，中关村管委会", ["市科委", "中关村管委会"]),
    ("市规划自然\n资源委", ["市规划自然资源委"]),
    ("市规划自\n然资源委、市水\n务局", ["市规划自然资源委", "市水务局"]),
    ("市规划和自然资源委和市水务局", ["市规划和自然资源委", "市水务局"]),
    ("海淀区\n政府", ["海淀区政府"]),
    ("海淀区政府\n市水\n务局", ["海淀区政府", "市水务局"]),
    ("规自委、市生态局", ["规自委", "市生态局"]),
    ("各区政府(含经开区\n管委会)、市教委", ["各区政府(含经开区管委会)", "市教委"]),
    ("市水务局、甲", ["市水务局、甲"]),
    ("市水务局等部门、市科委、中关村管委会按职责分工负责", ["市水务局", "市科委、中关村管委会"]),
    ("市科委、中关村管委会(牵头)", ["市科委、中关村管委会"]),
]


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
    "words", ["——", "—", "-", "--", "/", "无", " — — ", "－", "暂无", "N/A", "n/a", "None", "不涉及"]
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
