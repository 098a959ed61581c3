"""The forms in which one official name is written: with and without its city, in full and abbreviated."""

import re

# What offices write for short, and what it is short for.
_SHORT = {
    "发改委": "发展改革委",
    "规自委": "规划自然资源委",
    "规自局": "规划自然资源局",
    "住建委": "住房城乡建设委",
    "住建局": "住房城乡建设局",
    "经信局": "经济信息化局",
    "经信委": "经济信息化委",
    "工信局": "工业信息化局",
    "人社局": "人力资源社会保障局",
    "文旅局": "文化旅游局",
    "卫健委": "卫生健康委",
    "卫生委": "卫生健康委",
    "城管委": "城市管理委",
    "城管执法局": "城市管理综合执法局",
    "市场监管局": "市场监督管理局",
    "国资委": "国有资产监督管理委",
    "应急局": "应急管理局",
    "科委": "科学技术委",
    "教委": "教育委",
    "教育委": "教育委",
    "金融监管局": "金融监督管理局",
    "园林局": "园林绿化局",
    "绿化局": "园林绿化局",
    "园林绿化局": "园林绿化局",
    "经开区": "经济技术开发区",
}
_ENDS = ("管理委员会", "管委会"), ("委员会", "委"), ("人民政府", "政府"), ("办公室", "办")
_LEAVES_OUT = re.compile(r"不含|不包括|除外|\(除")
_SECOND_NAME = re.compile(r"\((?!含|包括)[^()]*\)$")
_CITY = re.compile(r"^(?:北京市|北京(?=经济)|市)")


def without_city(name: str) -> str:
    """The name without the city that it begins with."""
    return _CITY.sub("", name)


def leaves_out(name: str) -> bool:
    """Whether the name leaves somebody out: 各区(不含经开区)."""
    return bool(_LEAVES_OUT.search(name))


def first_name(name: str) -> str:
    """The first of a unit's two names: 市农业农村局(市乡村振兴局). 含… is no name."""
    return _SECOND_NAME.sub("", name)


def districts(name: str) -> tuple[str, ...]:
    """What districts the name may mean: 海淀 is said for 海淀区."""
    return tuple(name + end for end in "区县") if len(name) in (2, 3) else ()


def core(name: str) -> str:
    """What a name has in common in all its official forms; two names with one core may mean the same.

    北京市规划和自然资源委员会, 市规划自然资源委 and 市规自委 have one; 海淀区, 海淀区政府 and
    北京市海淀区人民政府 have one. It only ever suggests: 市教委 and 教委 may be a city's and a district's.
    """
    said = without_city(name)
    for full, short in _ENDS:
        said = said.replace(full, short)
    said = re.sub(r"(?<=.)[和与](?=.)", "", said)
    said = re.sub(r"(?<=[区县])政府$", "", said)
    said = re.sub(r"^各?(?:相关|有关)各?(?=[区县])", "相关", said)
    for short, full in _SHORT.items():
        if said.startswith(short):
            return full + said[len(short) :]
    return said
