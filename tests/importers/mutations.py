"""Files damaged by chance: bytes flipped, ends cut off, parts of containers swapped, put in or taken out."""

import io
import json
import random
import zipfile
from collections.abc import Callable

from importers.reading import read
from tests.importers.drawing import DRAWN, Table, draw_csv, draw_text

TABLE = Table(
    [
        ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"],
        ["一、第一部分"],
        [1, "任务甲", "编制方案。", "年底前", "市水务局\n市财政局", "", "市教委"],
        ["", "", "完成 200 公顷治理。", "6月底前", "市水务局", "各区政府 (含开发区管委会)", "——"],
        [2, "任务乙", "加强管护。", "长期坚持", "市园林绿化局", "", ""],
    ],
    [(2, 1, 2, 7), (3, 1, 4, 1), (3, 2, 4, 2)],
    above=["附件 1", "某某 2022 年行动计划"],
    below=["注：本表自印发之日起执行。"],
)
PLAN = json.dumps(
    read(DRAWN["text"](TABLE)).to_dict()["plans"][0] | {"sheet": ""}, ensure_ascii=False, indent=1
).encode()
JSON = b'{"plans": [' + PLAN + b"]}"
PAGE = (
    "<html><head><meta charset=utf-8></head><body><h1>某某 2022 年行动计划</h1><table><tr><th>工作措施</th>"
    "<th>牵头部门</th></tr><tr><td rowspan=2>编制方案。</td><td>市水务局</td></tr></table></body></html>"
).encode()

ORIGINALS: dict[str, bytes] = {
    **{kind: draw(TABLE) for kind, draw in DRAWN.items()},
    "csv in GB 18030": draw_csv(TABLE, encoding="gb18030", separator=";"),
    "text in UTF-16": draw_text(TABLE, encoding="utf-16"),
    "json": JSON,
    "html": PAGE,
}


def mutated(kind: str, seed: int) -> bytes:
    """One damaged file of a kind; the same seed damages it in the same way."""
    chance = random.Random(f"{kind} {seed}")
    data = ORIGINALS[kind]
    ways: list[Callable[[bytes, random.Random], bytes]] = [_flipped, _cut, _repeated]
    if data.startswith(b"PK"):
        ways = [_flipped, _cut, *[_in_member] * 4, _swapped]
    return chance.choice(ways)(data, chance)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12, 40))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    first, second, at = sorted(chance.randrange(len(data)) for _ in range(3))
    return data[:at] + data[first:second] * chance.choice((1, 2, 50)) + data[at:]


def _in_member(data: bytes, chance: random.Random) -> bytes:
    """One part damaged where it says something, and packed again."""
    members = _members(data)
    name = chance.choice(sorted(members))
    damaged = bytearray(members[name])
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not damaged:
            break
        at = chance.randrange(len(damaged))
        if chance.random() < 0.5:
            damaged[at : at + chance.randrange(3)] = bytes([chance.choice(b'0919-<>/"=&;A\xff\x00 ')])
        else:
            damaged[at : at + chance.randrange(60)] = b""
    return _packed({**members, name: bytes(damaged)})


def _swapped(data: bytes, chance: random.Random) -> bytes:
    """Two parts that change places, one that is gone, or one of another file."""
    members = _members(data)
    first, second = (chance.choice(sorted(members)) for _ in range(2))
    way = chance.randrange(3)
    if way == 0:
        members[first], members[second] = members[second], members[first]
    elif way == 1:
        del members[first]
    else:
        other = _members(ORIGINALS[chance.choice(("xlsx", "ods", "docx"))])
        members[first] = other[chance.choice(sorted(other))]
    return _packed(members)


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()
