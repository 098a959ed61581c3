import pytest

from importers.reading.units import cite, states_nobody

CASES = [
    ("市水务局", ["市水务局"]),
    ("市水务局 市财政局", ["市水务局", "市财政局"]),
    ("市水务局\n市财政局\r\n\n市教委", ["市水务局", "市财政局", "市教委"]),
    ("市水务局\u3000市财政局\t市教委\xa0各区政府", ["市水务局", "市财政局", "市教委", "各区政府"]),
    ("各区政府 (含北京经济技术开发区管委会)", ["各区政府(含北京经济技术开发区管委会)"]),
    (
        "各区政府\n（含北京经济技术\n开发区管委会） 市教委",
        ["各区政府（含北京经济技术开发区管委会）", "市教委"],
    ),
    ("各区政府(不含海淀区 朝阳区、丰台区)", ["各区政府(不含海淀区 朝阳区、丰台区)"]),
    ("(含管委会) 市教委", ["(含管委会)", "市教委"]),
    ("各区政府(含管委会 市教委", ["各区政府(含管委会", "市教委"]),
    ("市科委、中关村管委会", ["市科委、中关村管委会"]),
    ("市科委、中关村管委会 市教委", ["市科委、中关村管委会", "市教委"]),
    ("市水务局、市财政局", ["市水务局", "市财政局"]),
    ("市水务局，市财政局；市教委", ["市水务局", "市财政局", "市教委"]),
    ("市教委、市科委、中关村管委会", ["市教委", "市科委、中关村管委会"]),
    ("市科委、中关村管委会、市教委", ["市科委、中关村管委会", "市教委"]),
    ("海淀区政府、北京经济技术开发区管委会", ["海淀区政府", "北京经济技术开发区管委会"]),
    ("各区政府(含管委会)、市教委", ["各区政府(含管委会)", "市教委"]),
    ("首都绿化委员会办公室、市园林绿化局", ["首都绿化委员会办公室", "市园林绿化局"]),
    ("甲、乙", ["甲、乙"]),
    ("", []),
    ("——", []),
    ("无", []),
]


@pytest.mark.parametrize(("printed", "names"), CASES)
def test_names_stand_apart_as_printed(printed, names):
    assert list(cite(printed).names) == names


def test_known_units_stand_apart_whatever_they_look_like():
    assert list(cite("甲、乙", {"甲", "乙"}).names) == ["甲", "乙"]
    assert list(cite("市科委、中关村管委会", {"市科委", "中关村管委会"}).names) == ["市科委", "中关村管委会"]


def test_a_known_unit_keeps_the_mark_in_its_name():
    together = "市科委、中关村管委会"
    known = {together, "市科委", "中关村管委会"}
    assert list(cite(f"{together}、市教委", known).names) == [together, "市教委"]
    assert list(cite("市水务局、市财政局", {"市水务局、市财政局"}).names) == ["市水务局、市财政局"]


@pytest.mark.parametrize("words", ["——", "—", "-", "--", "/", "无", " — — ", "－"])
def test_nobody_is_stated(words):
    assert states_nobody(words)


@pytest.mark.parametrize("words", ["", "市教委", "无锡市政府", "市教委/市科委"])
def test_nobody_is_not_stated(words):
    assert not states_nobody(words)
