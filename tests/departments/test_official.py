"""The official forms of one name, and forms that are alike and not the same."""

import json

import pytest
from django.conf import settings

from departments.official import core

SAME = [
    ("市水务局", "北京市水务局", "水务局"),
    ("市发改委", "市发展改革委", "北京市发展和改革委员会", "市发展和改革委"),
    ("市规划自然资源委", "市规自委", "北京市规划和自然资源委员会", "市规划和自然资源委"),
    ("市住房城乡建设委", "市住建委", "市住房和城乡建设委员会"),
    ("市人力资源社会保障局", "市人社局", "北京市人力资源和社会保障局"),
    ("市经济和信息化局", "市经信局"),
    ("市文化和旅游局", "市文旅局"),
    ("市卫生健康委", "市卫健委", "北京市卫生健康委员会"),
    ("市教委", "市教育委", "北京市教育委员会"),
    ("市科委", "市科学技术委员会"),
    ("海淀区政府", "海淀区", "海淀区人民政府", "北京市海淀区人民政府"),
    ("北京经济技术开发区管委会", "北京经济技术开发区管理委员会"),
    ("相关区政府", "有关区政府", "各相关区政府", "有关各区", "各有关区人民政府"),
    ("首都绿化办", "首都绿化委员会办公室".replace("委员会", "")),
]
APART = [
    ("市水务局", "市税务局"),
    ("东城区政府", "西城区政府"),
    ("市生态环境局", "市生态环境委"),
    ("市教委", "市科委"),
    ("和平区政府", "平区政府"),
    ("各区政府", "相关区政府"),
    ("各区政府", "各区县政府"),
    ("市发展改革委", "省发展改革委"),
    ("市税务局", "国家税务总局"),
]


@pytest.mark.parametrize("names", SAME)
def test_official_forms_have_one_core(names):
    assert len({core(name) for name in names}) == 1


@pytest.mark.parametrize("names", APART)
def test_other_names_have_another(names):
    assert core(names[0]) != core(names[1])


def test_each_full_name_of_the_register_has_its_units_core_and_no_other_unit_has_it():
    units = json.loads((settings.BASE_DIR / "fixtures" / "units.json").read_text(encoding="utf-8"))["units"]
    cores: dict[str, str] = {}
    for unit in units:
        for name in (unit["name"], unit["full_name"], *unit["aliases"]):
            assert cores.setdefault(core(name), unit["code"]) == unit["code"], name
