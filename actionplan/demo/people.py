"""The people of the sample year. A user name is the initials of the unit and the surname: `yllhj.zhang`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Position = Literal["reporter", "head", ""]
Role = Literal["coordinator", "administrator", "leadership"]


@dataclass(frozen=True)
class Person:
    """One person with an account; `featured` ones are offered on the sign-in page."""

    username: str
    name: str
    unit: str | None
    position: Position
    roles: tuple[Role, ...]
    featured: bool
    title: str


def _member(
    username: str, name: str, unit: str, position: Position = "reporter", *, featured: bool = False
) -> Person:
    title = f"{unit}{'负责人' if position == 'head' else '填报人'}"
    return Person(username, name, unit, position, (), featured, title)


def _office(username: str, name: str, role: Role, title: str, *, featured: bool = False) -> Person:
    return Person(username, name, None, "", (role,), featured, title)


PEOPLE: tuple[Person, ...] = (
    _member("yllhj.zhang", "张文静", "市园林绿化局", featured=True),
    _member("yllhj.ma", "马俊", "市园林绿化局"),
    _member("yllhj.gao", "高建民", "市园林绿化局", "head", featured=True),
    _member("sthjj.zhou", "周雅楠", "市生态环境局", featured=True),
    _member("sthjj.xu", "徐亮", "市生态环境局"),
    _member("sthjj.song", "宋立群", "市生态环境局", "head"),
    _member("ghzrzyw.he", "何思远", "市规划自然资源委"),
    _member("swj.deng", "邓晓琳", "市水务局"),
    _member("nyncj.tian", "田国庆", "市农业农村局"),
    _member("kw.shen", "沈佳怡", "市科委、中关村管委会"),
    _member("jw.fan", "范莉", "市教委"),
    _member("jtw.pan", "潘志强", "市交通委"),
    _member("czj.lu", "陆敏", "市财政局"),
    _member("whhlyj.cai", "蔡晓彤", "市文化和旅游局"),
    _member("dcq.liang", "梁若冰", "东城区政府", featured=True),
    _member("xcq.jin", "金海涛", "西城区政府"),
    _member("cyq.tang", "唐雪梅", "朝阳区政府"),
    _member("hdq.liu", "刘思敏", "海淀区政府", featured=True),
    _member("hdq.yuan", "袁博", "海淀区政府"),
    _member("hdq.qin", "秦卫东", "海淀区政府", "head"),
    _member("ftq.ren", "任晓东", "丰台区政府"),
    _member("sjsq.bai", "白洁茹", "石景山区政府"),
    _member("mtgq.an", "安振山", "门头沟区政府"),
    _member("fsq.sui", "隋玉兰", "房山区政府"),
    _member("tzq.dong", "董立航", "通州区政府"),
    _member("syq.cui", "崔明月", "顺义区政府"),
    _member("cpq.hou", "侯跃", "昌平区政府"),
    _member("dxq.meng", "孟庆芳", "大兴区政府"),
    _member("pgq.yue", "岳春生", "平谷区政府"),
    _member("hrq.peng", "彭慧敏", "怀柔区政府"),
    _member("myq.jia", "贾秀云", "密云区政府"),
    _member("yqq.shi", "史长青", "延庆区政府"),
    _member("jjjskfq.xie", "谢梦琪", "北京经济技术开发区管委会"),
    _office("tc.wang", "王立新", "coordinator", "统筹人员", featured=True),
    _office("tc.li", "李春燕", "coordinator", "统筹人员"),
    _office("gl.zhao", "赵启明", "administrator", "系统管理员", featured=True),
    _office("ld.chen", "陈宏志", "leadership", "市政府办公厅分管领导", featured=True),
)

COORDINATORS = tuple(person.username for person in PEOPLE if "coordinator" in person.roles)


def members(unit: str, position: Position = "reporter") -> tuple[Person, ...]:
    """The unit's people in this position, in the order of the list."""
    return tuple(person for person in PEOPLE if person.unit == unit and person.position == position)
