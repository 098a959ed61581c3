"""Roles that words inside one cell tell apart."""

import pytest

from importers.reading.roles import parts
from importers.reading.units import cite

# In a column that means the lead as well as those who are responsible.
EITHER = [
    ("市水务局、市财政局", {"lead": ["市水务局", "市财政局"]}),
    ("市水务局牵头", {"lead": ["市水务局"]}),
    ("市水务局牵头，市财政局、市教委配合", {"lead": ["市水务局"], "assisting": ["市财政局", "市教委"]}),
    ("省水利厅、林业局牵头", {"lead": ["省水利厅", "林业局"]}),
    (
        "省水利厅牵头，省财政厅、教育厅按职责分工负责",
        {"lead": ["省水利厅"], "responsible": ["省财政厅", "教育厅"]},
    ),
    ("由市水务局牵头，各区政府负责落实", {"lead": ["市水务局"], "responsible": ["各区政府"]}),
    ("以市水务局为主，市财政局配合", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    ("市水务局负责，各区政府配合", {"lead": ["市水务局"], "assisting": ["各区政府"]}),
    ("由市水务局负责", {"lead": ["市水务局"]}),
    ("市水务局会同市财政局负责，各区政府配合", {"lead": ["市水务局", "市财政局"], "assisting": ["各区政府"]}),
    ("市水务局，各区政府配合", {"lead": ["市水务局"], "assisting": ["各区政府"]}),
    (
        "市水务局、市财政局按职责分工负责，各区政府结合实际落实",
        {"lead": ["市水务局", "市财政局", "各区政府"]},
    ),
    ("（市水务局牵头）", {"lead": ["市水务局"]}),
    ("(市水务局牵头,市财政局、市教委配合)", {"lead": ["市水务局"], "assisting": ["市财政局", "市教委"]}),
    ("市水务局(牵头)、市财政局", {"lead": ["市水务局"], "responsible": ["市财政局"]}),
    ("牵头:市水务局 配合:市财政局", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    (
        "Lead: Water Authority; Support: Roads Office",
        {"lead": ["Water Authority"], "assisting": ["Roads Office"]},
    ),
    ("市水务局牵头、市财政局配合", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    ("市水务局牵头\n市财政局配合", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    ("市水务局牵头会同市财政局负责", {"lead": ["市水务局"], "responsible": ["市财政局"]}),
    (
        "市水务局牵头，会同市财政局、市教委等部门落实",
        {"lead": ["市水务局"], "responsible": ["市财政局", "市教委"]},
    ),
    ("市水务局牵头组织实施，各区政府具体落实", {"lead": ["市水务局"], "responsible": ["各区政府"]}),
    ("市水务局总牵头，各区政府参与配合", {"lead": ["市水务局"], "assisting": ["各区政府"]}),
    ("市水务局主办，市财政局协办", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    ("各区政府主责，市水务局配合", {"lead": ["各区政府"], "assisting": ["市水务局"]}),
    ("市水务局为牵头单位，市财政局为配合单位", {"lead": ["市水务局"], "assisting": ["市财政局"]}),
    ("Water Authority (lead), Roads Office", {"lead": ["Water Authority"], "responsible": ["Roads Office"]}),
    (
        "Lead: Water Authority; Partners: Roads Office, Parks Office",
        {"lead": ["Water Authority"], "assisting": ["Roads Office", "Parks Office"]},
    ),
    # Who of them assists isn't told: asked as it stands.
    ("市水务局、市财政局配合", {"lead": ["市水务局、市财政局配合"]}),
    ("市水务局，市财政局，各区政府配合", {"lead": ["市水务局", "市财政局，各区政府配合"]}),
]


@pytest.mark.parametrize(("printed", "roles"), EITHER)
def test_a_cell_that_names_roles(printed, roles):
    said = parts(printed, "lead", either=True)
    assert {part.role: list(cite(part.text).names) for part in said} == roles


@pytest.mark.parametrize("role", ["lead", "responsible", "assisting"])
def test_without_words_of_roles_a_cell_is_its_columns(role):
    assert parts("市水务局、市财政局", role, either=False) == ((role, "市水务局、市财政局"),)


def test_in_a_column_of_leads_who_is_responsible_leads_unless_another_does():
    assert parts("责任单位:市水务局", "lead", either=False) == (("lead", "市水务局"),)
    assert parts("责任单位:市水务局", "assisting", either=False) == (("responsible", "市水务局"),)


def test_brackets_around_words_that_name_no_role_stay():
    assert parts("(含负责单位)", "lead", either=True) == (("lead", "(含负责单位)"),)


def test_in_a_column_of_those_who_assist_all_of_them_may():
    assert parts("市水务局、市财政局配合", "assisting", either=False) == (
        ("assisting", "市水务局、市财政局"),
    )
