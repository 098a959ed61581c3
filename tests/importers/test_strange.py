"""What a name that nobody knows looks like, and what it may be short for."""

import pytest

from importers.reading.strange import in_full, looks_like

LOOKS = [
    ("张三", "person"),
    ("张三(市水务局)", "person"),
    ("副市长张三", "person"),
    ("市水务局局长李四", "person"),
    ("市水务局局长", "person"),
    ("市长热线办", ""),
    ("王副市长", "person"),
    ("李建国", "person"),
    ("王常务副市长", "person"),
    ("刘局长（市水务局）", "person"),
    ("分管领导", "person"),
    ("市政府分管领导", "person"),
    ("陈明同志", "person"),
    ("市水务局", ""),
    ("石景山区", ""),
    ("江北区", ""),
    ("黄村镇政府", ""),
    ("任务办", ""),
    ("市委办公厅", ""),
    ("市有关部门", ""),
    ("海淀", ""),
    ("市农业、水务局", "several"),
    ("市发展改革委和工业和信息化局", "several"),
    ("市规划/自然资源委", "several"),
    ("相关区政府(海淀区、朝阳区)", ""),
    ("和平区政府", ""),
    ("市经济和信息化局", ""),
    ("市人力资源和社会保障局", ""),
]
FULL = [
    ("工业和信息化局", ["市发展改革委", "工业和信息化局"], [("市工业和信息化局", "市发展改革委")]),
    ("财政局", ["北京市水务局", "财政局"], [("北京市财政局", "北京市水务局")]),
    ("水务局", ["海淀区农业农村局", "水务局"], [("海淀区水务局", "海淀区农业农村局")]),
    ("海淀", ["海淀", "朝阳区政府"], [("海淀区政府", "朝阳区政府")]),
    ("东城", ["东城", "西城", "朝阳区"], [("东城区", "朝阳区")]),
    ("水利厅", ["省财政厅", "水利厅"], [("省水利厅", "省财政厅")]),
    ("水务局", ["区财政局", "水务局"], [("区水务局", "区财政局")]),
    ("财政局", ["上海市水务局", "财政局"], [("上海市财政局", "上海市水务局")]),
    ("水务局", ["市教委", "海淀区教委", "水务局"], [("海淀区水务局", "海淀区教委")]),
    ("财政局", ["财政局", "市水务局"], []),
    ("市财政局", ["市水务局", "市财政局"], []),
    ("市财政局", ["市财政局"], []),
]


@pytest.mark.parametrize(("name", "looks"), LOOKS)
def test_a_name_looks_like(name, looks):
    assert looks_like(name) == looks


@pytest.mark.parametrize(("name", "cited", "full"), FULL)
def test_a_name_may_be_short_for(name, cited, full):
    assert [tuple(one) for one in in_full(name, cited)] == full
