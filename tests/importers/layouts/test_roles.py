"""Roles said inside one cell of units."""

from __future__ import annotations

import pytest

from importers.reading.roles import parts, says_first_leads


def said(text: str, role: str = "lead", *, either: bool = True) -> dict[str, str]:
    return {part.role: part.text for part in parts(text.replace("↵", "\n"), role, either=either)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("市水务局", {"lead": "市水务局"}),
        ("牵头：市水务局；配合：市财政局、市教委", {"lead": "市水务局", "assisting": "市财政局、市教委"}),
        ("牵头单位:市水务局↵责任单位:各区政府↵配合单位:市财政局",
         {"lead": "市水务局", "responsible": "各区政府", "assisting": "市财政局"}),
        ("市水务局；配合部门：市财政局", {"lead": "市水务局", "assisting": "市财政局"}),
        ("责任单位：市水务局；配合单位：市财政局", {"lead": "市水务局", "assisting": "市财政局"}),
        ("市水务局（牵头）、市财政局、市教委（配合）",
         {"lead": "市水务局", "responsible": "市财政局", "assisting": "市教委"}),
        ("市水务局(牵头单位)↵各区政府(含北京经济技术开发区管委会)",
         {"lead": "市水务局", "responsible": "各区政府(含北京经济技术开发区管委会)"}),
        ("市水务局牵头，市财政局、市教委配合", {"lead": "市水务局", "assisting": "市财政局、市教委"}),
        ("市水务局牵头，市财政局，市教委共同配合", {"lead": "市水务局", "assisting": "市财政局\n市教委"}),
        ("市水务局牵头，各区政府按职责分工负责",
         {"lead": "市水务局", "responsible": "各区政府按职责分工负责"}),
        ("Lead: Water Office; Support: Finance Office",
         {"lead": "Water Office", "assisting": "Finance Office"}),
        ("市水务局、市财政局按职责分工负责", {"lead": "市水务局、市财政局按职责分工负责"}),
        ("市协同发展办", {"lead": "市协同发展办"}),
    ],
)  # fmt: skip
def test_each_role_has_its_part_of_the_cell(text, found):
    assert said(text) == found


def test_in_a_column_of_leads_the_others_stay_leads():
    assert said("市水务局（牵头）、市财政局", either=False) == {"lead": "市水务局\n市财政局"}


def test_a_column_that_assists_keeps_its_role():
    assert said("市财政局、市教委", "assisting", either=False) == {"assisting": "市财政局、市教委"}


@pytest.mark.parametrize(
    "text",
    [
        "注：责任单位中排在第一位的为牵头单位。",
        "责任单位(列第一位的为牵头单位)",
        "责任单位（排名首位单位为牵头单位，其他按职责分工负责）",
        "牵头单位排在首位",
        "The first unit leads",
    ],
)
def test_a_table_can_say_that_the_first_leads(text):
    assert says_first_leads(text)


@pytest.mark.parametrize("text", ["责任单位", "第一责任人为单位负责人", "牵头单位", "首批试点由市教委牵头"])
def test_other_words_do_not_say_so(text):
    assert not says_first_leads(text)
