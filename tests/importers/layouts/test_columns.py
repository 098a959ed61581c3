"""What headers mean: each by its words, and all of a table together."""

from __future__ import annotations

import pytest

from importers.reading.columns import fingerprint, settle
from importers.reading.words import HEADER_WORDS, MEANINGS, known


def taken(*labels: str, **words: str) -> list[str]:
    """What each column is taken for; a question mark where that isn't sure."""
    settled = settle([known(label, words) for label in labels])
    return [one.meaning + ("" if one.sure else "?") for one in settled]


@pytest.mark.parametrize(
    ("labels", "meanings"),
    [
        ("序号 重点任务 工作措施 完成时限 牵头部门 主责单位 协办单位",
         "number task text deadline lead responsible assisting"),
        ("序号 重点任务 责任单位 完成时限", "number text lead deadline"),
        ("序号 主要任务 工作内容 牵头单位 责任单位", "number task text lead responsible"),
        ("工作内容 具体措施 牵头单位", "task text lead"),
        ("类别 重点任务 具体措施 主办单位 承办单位", "section task text lead responsible"),
        ("重点任务 工作任务 措施 责任单位 配合单位", "section? task text lead assisting"),
        ("序号 措施 主责单位 协办单位", "number text lead? assisting"),
        ("序号 措施 市级责任单位 区级责任单位", "number text lead? responsible?"),
        ("序号 措施 牵头部门 主责部门", "number text lead lead?"),
        ("序号 任务 措施 牵头单位 牵头领导 责任人 联系电话", "number task text lead extra extra extra"),
        ("重点任务 主要任务 牵头单位", "task? text? lead"),
        ("重点任务 怎么做 牵头单位", "text? extra? lead"),
        ("序号 编号 措施 牵头单位", "number extra? text lead"),
        ("措施 牵头单位 完成时限 时间节点", "text lead deadline extra?"),
        ("No. Task Action Due Lead Support Remarks", "number task text deadline lead assisting extra"),
        ("序号/No. 重点任务/Task 措施/Measure 完成时限/Deadline 牵头/Lead", "number task text deadline lead"),
        ("2022年重点任务 区级具体措施 完成时限(2022年) 牵头↵部门", "task text deadline lead"),
        ("措施 责任单位(牵头) 责任单位（配合）", "text lead assisting"),
        ("序号 任务 工作目标及措施 牵头单位 完成时间及进度", "number task text? lead deadline?"),
        ("目标 主要任务 责任单位", "extra text lead"),
        ("措施 单位及责任人", "text extra?"),
        ("工作措施 市直有关牵头部门", "text lead?"),
        ("序号 重点举措 具体任务 责任部门", "number task? text? lead"),
        ("序号 重点任务 重点举措 责任部门", "number task text lead"),
        ("序号 攻坚任务 关键举措 牵头科室 协同处室 竣工时间", "number task? text lead assisting deadline"),
        ("序号 反馈问题 整改目标 整改措施 整改责任单位 存在问题", "number task extra text lead extra"),
        ("问题 责任单位 完成时限", "text lead deadline"),
        ("存在问题 责任单位 完成时限", "text? lead deadline"),
        ("督查事项 办理要求 承办单位 办结时限", "text? extra lead? deadline"),
        ("序号 任务 责任单位1 责任单位2", "number text lead? responsible?"),
        ("措施 监理单位 牵头单位 立项时间 完成时限", "text extra? lead extra? deadline"),
        ("主要任务 工作内容及责任分工", "task text?"),
        ("Ref. Workstream Deliverable Owner Contributors", "number section text lead assisting"),
    ],
)  # fmt: skip
def test_a_header_is_read_as_a_whole(labels, meanings):
    assert taken(*(label.replace("↵", "\n") for label in labels.split(" "))) == meanings.split(" ")


def test_words_that_people_add_go_before_all():
    assert taken("措施", "科室", **{"科室": "lead"}) == ["text", "lead"]
    assert taken("措施", "说明", "牵头单位", **{"措施": "task", "说明": "text"}) == ["task", "text", "lead"]


def test_every_word_of_the_table_is_known_by_itself():
    for meaning, words in HEADER_WORDS.items():
        assert meaning in MEANINGS
        assert all(meaning in known(word, {}).meanings for word in words)


def test_a_fingerprint_is_the_same_next_year_and_another_for_another_order():
    this = fingerprint(["序号", "完成时限(2022年)", "牵头\n部门"])
    assert this == fingerprint(["序号", "完成 时限（2023年）", "牵头部门"])
    assert this != fingerprint(["完成时限(2022年)", "序号", "牵头\n部门"])
