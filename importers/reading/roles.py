"""Roles that are written inside one cell: 牵头:市水务局;配合:市财政局, or 市水务局(牵头)、市财政局."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from importers.reading.unit_words import SAID

_OF_WORD = (
    ("lead", "总牵头|牵头|主办|lead(?:ing)?"),
    ("assisting", "配合|协办|协助|参与|参加|支持|协同|assist(?:ing)?|support(?:ing)?|partners?|with"),
    ("responsible", "主责|责任|承办|负责|落实|实施|responsible"),
)
_WORD = "|".join(f"(?P<{role}>{words})" for role, words in _OF_WORD)
_ANY = re.compile(_WORD, re.IGNORECASE)
_BODY = (
    r"(?:责任|主责|配合)?(?:单位|部门|科室|处室|机构)?|\s+(?:units?|agenc(?:y|ies)|departments?|bodies|body)"
)
LABEL = rf"[(（【\[]?(?:{_WORD})(?:{_BODY})[)）】\]]?\s*[:：]"
# At the beginning of a cell, of a line, or after a mark.
_LABEL = re.compile(rf"(?:^|(?<=[\s;；,，。、])){LABEL}\s*", re.IGNORECASE)
# (牵头) after a name.
_TAG = re.compile(rf"\s*[(（]\s*(?:{_WORD})(?:{_BODY})\s*[)）]", re.IGNORECASE)
# 市水务局牵头,市财政局、市教委配合: a role in each clause, which a verb may end too.
_VERBS = (
    ("lead", "总?牵头|主办|为主"),
    ("assisting", "配合|协办|协助|参与|参加|支持|协同"),
    ("responsible", "主责|承办|负责|落实|实施"),
)
_VERB = "|".join(f"(?P<{role}>{verbs})" for role, verbs in _VERBS)
_MANNER = (
    r"共同|联合|分别|密切|积极|全力|予以|做好|抓好|组织|具体|推进"
    r"|按照?(?:各自)?职责(?:分工)?|结合(?:各自)?实际"
)
_MORE = "|".join([_MANNER, *(verbs for _, verbs in _VERBS)])
_SAYS = re.compile(rf"(?:由|以|会同)?(?P<who>.+?)(?P<says>(?:{_MANNER})*(?:{_VERB})(?:{_MORE})*)")
# 市水务局为牵头单位 says that it leads.
_AS = re.compile(r"为(牵头|主办|配合|协办|参与|协助|主责|承办)(?:单位|部门)$")
_CLAUSE = re.compile(
    r"[;；,，。\n]+|(?<=牵头|配合|主办|协办|协助|参与|参加|协同|负责)[、\s]+|(?<=牵头)(?=会同)"
)
_BY = re.compile(r"^由(?=.+(?:负责|落实|实施)$)")
# Between two names; a blank is none between Latin words.
_BETWEEN = re.compile(r"(?:[、,，;；\n]|(?<![A-Za-z&])\s|\s(?![A-Za-z&]))\s*(?=\S)")
_TRAILING = " \t\n;；,，。、"
# A cell may stand in brackets as a whole: (市水务局牵头,市财政局配合).
_WHOLE = re.compile(r"\s*[(（]([^()（）]+)[)）]\s*")

# 责任单位中排在第一位的为牵头单位
_FIRST_LEADS = re.compile(
    r"(?:第一|首位|首个|首家)(?:位|个|家|名)?(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:为|是|系)(?:总)?牵头"
    r"|牵头(?:单位|部门)(?:均|都)?(?:排|列|居|位)(?:名|序|在|于)*(?:第一|首)"
    r"|first[- ](?:named |listed )?(?:unit|department|office|agency) (?:leads|is the lead)",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """What of a cell belongs to one role, as printed."""

    role: str
    text: str


def says_first_leads(text: str) -> bool:
    """Whether a header or a note says that the first of several units is the lead."""
    return bool(_FIRST_LEADS.search(text))


@lru_cache(maxsize=4096)
def parts(text: str, role: str, *, either: bool) -> tuple[Part, ...]:
    """What a cell of this role's column says of each role; one part, the whole cell, where it names none.

    `either`: the column's header means the lead as well as those who are responsible. Where such a cell names
    its lead in words, the others in it are responsible. Where nobody leads, who is responsible leads.
    """
    whole = _WHOLE.fullmatch(text)
    said = whole[1] if whole else text
    found = _named(said) or _told_apart(said, role) or [Part("", _BY.sub("", text))]
    return _shared_out(found, role, either=either)


@lru_cache(maxsize=4096)
def named_roles(text: str) -> tuple[Part, ...]:
    """What a text says of each role, if it names any; where it names no lead, the responsible ones lead."""
    found = _named(text)
    if not found and text.strip(_TRAILING).endswith("负责"):
        found = _by_verbs(text)
    return _shared_out(found, "lead", either=True)


def _named(text: str) -> list[Part]:
    if not _ANY.search(text):
        return []
    return _labelled(text) or _tagged(text) or (said if _leads(said := _by_verbs(text)) else [])


def _told_apart(text: str, role: str) -> list[Part]:
    """What verbs say where none leads: 市水务局，各区政府配合. For a column of units, which keeps some."""
    found = _by_verbs(text)
    roles = {part.role for part in found}
    suits = roles == {role} or (role == "lead" and roles == {"responsible"})
    return found if len(roles) > 1 or suits else []


def _leads(found: list[Part]) -> bool:
    return any(part.role == "lead" for part in found)


def _shared_out(found: list[Part], role: str, *, either: bool) -> tuple[Part, ...]:
    named = _leads(found)
    if (either or role == "lead") and not named:
        found = [part._replace(role="lead") if part.role == "responsible" else part for part in found]
    own = "responsible" if either and named else role
    return _together([part._replace(role=part.role or own) for part in found])


def _labelled(text: str) -> list[Part]:
    labels = list(_LABEL.finditer(text))
    if not labels:
        return []
    found = [Part("", text[: labels[0].start()])]
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return found + [
        Part(_role(label), text[label.end() : end]) for label, end in zip(labels, ends, strict=True)
    ]


def _tagged(text: str) -> list[Part]:
    tags = list(_TAG.finditer(text))
    found: list[Part] = []
    at = 0
    for tag in tags:
        before, name = _last_name(text[at : tag.start()])
        found += [Part("", before), Part(_role(tag), name)]
        at = tag.end()
    return [*found, Part("", text[at:])] if tags else []


def _by_verbs(text: str) -> list[Part]:
    found: list[Part] = []
    names: list[str] = []  # those before the next verb
    for clause in filter(None, map(str.strip, _CLAUSE.split(text))):
        match = _SAYS.fullmatch(_AS.sub(r"\1", clause))
        if not match:
            names.append(clause)
            continue
        role = _role(match)
        if role == "assisting" and not found and len(names) == 1:  # 市水务局，各区政府配合
            found.append(Part("", names.pop()))
        noted = match["says"] if role == "responsible" and SAID.fullmatch(match["says"]) else ""
        found.append(Part(role, "\n".join([*names, match["who"] + noted])))
        names = []
    return [] if names else found


def _role(match: re.Match[str]) -> str:
    return next(role for role, _ in _OF_WORD if match.groupdict().get(role))


def _last_name(text: str) -> tuple[str, str]:
    """A text before a tag: what stands before its last name, and that name."""
    cut = max((match.end() for match in _BETWEEN.finditer(text)), default=0)
    return text[:cut], text[cut:]


def _together(found: list[Part]) -> tuple[Part, ...]:
    """One part for each role, in their order, without what is empty."""
    texts: dict[str, list[str]] = {}
    for part in found:
        if text := part.text.strip(_TRAILING):
            texts.setdefault(part.role, []).append(text)
    return tuple(Part(role, "\n".join(pieces)) for role, pieces in texts.items())
