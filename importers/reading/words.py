"""The words that the headers of plan tables are known by, and what each can mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

ROLES = ("lead", "responsible", "assisting")
MEANINGS = ("number", "section", "task", "text", "deadline", *ROLES, "extra", "ignored")

HEADER_WORDS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "序号", "编号", "项次", "序", "号", "任务序号", "任务编号", "措施编号", "项目编号", "条目", "No",
        "Nr", "#", "Number", "Item", "ID", "Serial", "S/N", "Ref", "Reference",
    ),
    "section": (
        "所属领域", "领域", "类别", "任务类别", "工作类别", "类型", "分类", "板块", "所属板块",
        "工作板块", "章节", "部分", "方面", "专项", "所属专项", "专题", "一级任务", "一级指标",
        "所属章节", "大类", "维度", "Section", "Area", "Category", "Theme", "Field", "Chapter", "Pillar",
        "Priority area", "Strategic objective", "Workstream", "Priority",
    ),
    "task": (
        "重点任务", "主要任务", "工作任务", "任务", "任务名称", "目标任务", "重点工作", "重点工作任务",
        "任务事项", "任务清单", "工作事项", "重点事项", "督查事项", "督办事项", "考核事项", "事项",
        "事项名称", "工作项目", "项目", "项目名称", "重点项目", "重点任务名称", "任务项目", "二级任务",
        "行动", "行动名称", "专项行动", "重点行动", "改革任务", "改革事项", "工作名称", "工作重点",
        "工作要点", "工作内容", "任务内容", "具体任务", "主要内容", "内容", "重点内容", "具体工作",
        "具体工作任务", "具体事项", "三级任务", "重点措施", "主要措施", "重点举措", "主要举措",
        "改革举措", "二级指标", "工程名称", "实事项目", "问题", "反馈问题", "主要问题", "突出问题",
        "问题描述", "存在问题", "Key task", "Task", "Tasks", "Key tasks", "Goal", "Objective", "Project",
        "Activity", "Initiative",
    ),
    "text": (
        "工作措施", "具体措施", "主要措施", "措施", "重点措施", "措施内容", "工作举措", "重点举措",
        "主要举措", "具体举措", "举措", "政策措施", "实施措施", "落实措施", "推进措施", "工作内容",
        "任务内容", "具体任务", "主要内容", "内容", "重点内容", "具体内容", "具体工作", "具体工作任务",
        "具体事项", "三级任务", "工作内容及要求", "工作内容和要求", "任务措施", "工作任务及措施",
        "具体工作措施", "具体工作内容", "具体工作举措", "任务分解", "分解任务", "主要工作内容",
        "改革举措", "整改措施", "任务描述", "改革内容", "建设内容", "建设内容及规模", "工作目标",
        "年度目标", "具体目标", "目标要求", "预期目标", "工作要求", "办理要求", "任务要求", "具体要求",
        "Deliverable", "Deliverables", "Measure", "Measures", "Action", "Actions", "What", "Description",
        "Key action", "Key actions", "Activity", "Activities",
    ),
    "deadline": (
        "完成时限", "完成时间", "时间要求", "时限", "时间节点", "完成期限", "工作时限", "办理时限",
        "时限要求", "完成日期", "截止时间", "截止日期", "时间安排", "时间进度", "进度安排", "进度要求",
        "期限", "完成时间节点", "计划完成时间", "预计完成时间", "整改时限", "完成节点", "节点要求",
        "办结时限", "竣工时间", "时间", "实施时间", "工作进度", "推进时间", "Deadline", "Due",
        "Due date", "Date due", "Time limit", "Timeline", "Timeframe", "Time frame", "Timescale",
        "Completion", "Completion date", "By when", "When", "Target date", "Target completion",
        "Target completion date", "Schedule",
    ),
    "lead": (
        "牵头部门", "牵头单位", "牵头", "主责部门", "牵头责任单位", "牵头责任部门", "总牵头单位",
        "牵头主责单位", "责任牵头单位", "主办单位", "主办部门", "主办", "第一责任单位", "牵头科室",
        "牵头处室", "主办科室", "牵头机构", "牵头委办局", "Lead", "Lead unit", "Lead units",
        "Lead agency", "Lead department", "Lead office", "Leading unit", "Lead bureau", "Owner",
        "Lead organisation", "Lead organization", "Lead body", "责任单位", "责任部门", "责任主体",
        "责任", "主要责任单位", "责任科室", "责任处室", "责任机构", "负责单位", "负责部门", "落实单位",
        "实施单位", "实施主体", "单位", "部门", "责任分工", "任务分工", "责任单位及分工", "责任区",
        "主管部门", "主管单位", "承担单位", "部门分工", "整改单位", "整改责任单位", "Responsible",
        "Responsible unit", "Responsible units", "Responsible department", "Who", "Responsible agency",
        "Responsibility", "Unit", "Department", "Responsible office", "Responsible body",
    ),
    "responsible": (
        "主责单位", "责任单位", "责任部门", "责任主体", "责任", "主要责任单位", "责任科室", "责任处室",
        "责任机构", "负责单位", "负责部门", "落实单位", "实施单位", "实施主体", "单位", "部门",
        "责任分工", "任务分工", "责任单位及分工", "责任区", "主管部门", "主管单位", "承担单位",
        "部门分工", "整改单位", "整改责任单位", "承办单位", "承办部门", "承办科室", "承办", "主责",
        "具体责任单位", "具体承办单位", "落实部门", "主责科室", "共同责任单位", "Responsible",
        "Responsible unit", "Responsible units", "Responsible department", "Responsible agency",
        "Responsibility", "Who", "Unit", "Department", "Responsible office", "Responsible body",
        "Implementing unit", "Implementing agency", "Implemented by",
    ),
    "assisting": (
        "协办单位", "配合单位", "参与单位", "协助单位", "配合部门", "协同单位", "协办部门", "参与部门",
        "协助部门", "协同部门", "支持单位", "支持部门", "参加单位", "参加部门", "配合", "协办", "参与",
        "协助", "协同", "协作单位", "配合科室", "协办科室", "协同配合单位", "配合责任单位",
        "责任配合单位", "协同处室", "配合处室", "参与科室", "联动单位", "会办单位", "配合落实单位",
        "协作配合单位", "Assisting", "Assisting unit", "Assisting units", "Supporting",
        "Supporting unit", "Supporting units", "Support", "Supporting agencies",
        "Supporting departments", "With", "With whom", "Partner", "Partners", "Delivery partners",
        "Key partners", "Participating units", "Cooperating units", "Contributors",
    ),
    "extra": (
        "备注", "说明", "目标", "职责", "工作职责", "单位负责人", "牵头领导", "责任领导", "分管领导",
        "责任人", "联系人", "联系电话", "资金", "投资", "总投资", "年度投资", "资金来源", "资金需求",
        "预期成果", "成果形式", "工作目标", "年度目标", "具体目标", "目标要求", "预期目标", "整改目标",
        "进展情况", "完成情况", "工作要求", "办理要求", "任务要求", "具体要求", "考核指标", "指标",
        "目标值", "依据", "来源", "任务来源", "文件依据", "计量单位", "性质", "任务性质", "级别",
        "开始时间", "启动时间", "起始时间", "开工时间", "验收标准", "完成标准", "存在问题", "下一步计划",
        "成效", "实施范围", "地点", "所在区", "建设地点", "建设规模", "督查单位", "督办单位", "督导单位",
        "项目单位", "考核单位", "审核单位", "监督单位", "佐证材料", "Remarks", "Remark", "Notes", "Note",
        "Comments", "Budget", "Funding", "Contact", "Start", "Start date", "Output", "Outputs",
        "Indicator", "Indicators", "Target", "Status", "Progress", "How measured", "KPI", "Cost", "Source",
    ),
    "ignored": (
        "当前灯", "当前完成百分比", "当前序时百分比", "当前状态", "最近一次报告", "最近一次报告的进展",
        "Current light", "Percent done now", "Percent expected now", "Current status",
        "Last report sent", "Progress in the last report",
    ),
}  # fmt: skip
"""Meaning → words. What a word of several meanings holds, the table's other columns settle."""

OWN_SHEETS = frozenset({"填写说明", "单位名单", "How to fill in", "Known units"})
"""Sheets beside the table in the workbook that the system gives out to be filled in."""

# Before a word of the table these say of which year or level the column is, and not what it holds.
_QUALIFIER = re.compile(
    r"(?:(?:19|20)\d{2}(?:年度?)?|[一二三四五六七八九十〇○零]{4}年度?|本?年度?|市级?|区级?|县级?|省级?|本级|主要|具体|重点|计划|"
    r"预计|拟|关键|工作|任务|项目|集团|校内?|院内?|局内?)+"
)
# Nouns that say the same at the end of a header: 牵头科室 is read as 牵头单位.
_ALIKE = (
    (re.compile(r"(?:单位|部门|科室|处室|司局|院系|机构|委办局|主体)+"), "单位"),
    (re.compile(r"举措|做法"), "措施"),
    (re.compile(r"(?:时限|时间|期限|日期|节点|时点)+"), "时限"),
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_LATIN = re.compile(r"[a-z .&'’/-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Whoever stands in such a column is a person, and no unit.
_PERSON = re.compile(
    r"领导|责任人|负责人|联系人|联络员|承办人|经办人|专员|姓名|电话|签字|contact|person|phone|head of"
)
_UNITS = re.compile("单位|部门|科室")
_JOINT = re.compile("以?及|[和与、/]")
_LONGEST = 40


class Known(NamedTuple):
    """What a header's words can mean; not sure where only their end is known."""

    meanings: frozenset[str] = frozenset()
    sure: bool = True


UNKNOWN = Known()
_EXTRA = frozenset({"extra"})


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """The header's words alone: no blanks, brackets and stops, in one width and case."""
    plain = unicodedata.normalize("NFKC", label).lower()
    words = "".join(plain.split()).strip(":：*。、,;.")
    return _BRACKETS.sub("", words) or words


_MEANINGS_OF: dict[str, frozenset[str]] = {}
for _meaning, _words in HEADER_WORDS.items():
    for _word in map(fold, _words):
        _MEANINGS_OF[_word] = _MEANINGS_OF.get(_word, frozenset()) | {_meaning}


def known(label: str, words: Mapping[str, str]) -> Known:
    """What a header can mean, by the words that people have added, and then by those of the table."""
    if len(label) > _LONGEST or label.rstrip().endswith("。"):  # a sentence heads nothing
        return UNKNOWN
    folded = fold(label)
    if folded in words:
        return Known(frozenset({words[folded]}))
    return _in_brackets(label) or _known(folded)


@lru_cache(maxsize=4096)
def _in_brackets(label: str) -> Known | None:
    """The role that a bracket names: 责任单位(牵头)."""
    for bracket in _BRACKETS.findall(unicodedata.normalize("NFKC", label)):
        meanings = _MEANINGS_OF.get(fold(bracket[1:-1]), frozenset())
        if meanings and meanings < frozenset(ROLES):
            return Known(meanings)
    return None


@lru_cache(maxsize=4096)
def _known(folded: str) -> Known:
    forms = [folded]
    if _HAN.search(folded):  # in two languages: 完成时限/Deadline
        forms.append(_LATIN.sub("", folded))
    forms += [bare for form in forms if (bare := form.rstrip("0123456789")) != form]  # 责任单位1
    forms += [alike for form in forms if (alike := _said_alike(form)) != form]
    forms += [bare for form in forms if (bare := _unqualified(form)) != form]
    for form in forms:
        if form in _MEANINGS_OF:
            return Known(_MEANINGS_OF[form])
    if _PERSON.search(folded):
        # Units and persons in one column: a person has to look.
        return UNKNOWN if _UNITS.search(folded) else Known(_EXTRA)
    parts = (_MEANINGS_OF.get(part, _EXTRA) for part in _JOINT.split(folded))
    if joint := [meanings for meanings in parts if meanings != _EXTRA]:
        # 工作内容及责任分工 is content; the units stand in it.
        content = [meanings for meanings in joint if not meanings & {*ROLES}]
        return Known((content or joint)[-1], sure=False)
    endings = (form[at:] for form in forms for at in range(1, len(form) - 1))
    ending = next((word for word in endings if _may_end(word)), "")
    return Known(_MEANINGS_OF[ending], sure=False) if ending else UNKNOWN


def _may_end(word: str) -> bool:
    """Whether a header is known by ending in this word; by 单位 alone it is not (监理单位)."""
    meanings = _MEANINGS_OF.get(word, frozenset())
    return bool(meanings and _HAN.search(word) and (len(word) > 2 or not meanings & {*ROLES}))


def _said_alike(form: str) -> str:
    for nouns, noun in _ALIKE:
        form = nouns.sub(noun, form)
    return form


def _unqualified(form: str) -> str:
    match = _QUALIFIER.match(form)
    ends = range(match.end(), 0, -1) if match else ()
    return next((form[end:] for end in ends if form[end:] in _MEANINGS_OF), form)
