"""Every problem that the reading half can name has its sentence, in every language."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from importers.messages import SENTENCES, line, sentence
from importers.reading.model import Problem

READING = settings.BASE_DIR / "importers" / "reading"
# Wherever a problem or a refusal is made, its code is the first word in quotes of this form.
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+|macros|encrypted)"')
NO_CODES = {
    "utf-8", "utf-16-le", "utf-16-be", "start-date", "row-group", "header-rows", "number-rows", "table-row",
    "encryption-data",
}  # fmt: skip


def codes() -> set[str]:
    found = {code for path in Path(READING).glob("*.py") for code in CODE.findall(path.read_text("utf-8"))}
    return found - NO_CODES


def test_every_code_of_the_reader_has_a_sentence():
    assert len(codes()) > 20
    assert codes() - SENTENCES.keys() == set()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_can_be_said_in_every_language(code, language):
    params = {
        "megabytes": 20, "column": "lead", "removed": ["U+200B"], "number": "5", "expected": "6",
        "covered_by": "F9", "words": "适时", "length": 300, "limit": 200,
        "year": 2022, "title": "任务甲", "what": "doc", "kind": "docx", "rows": 1, "cells": 1, "pages": 1,
        "line": 2, "path": "plans[0]", "count": 6, "said": "市水务局",
    }  # fmt: skip
    if code == "json-value":
        params["expected"] = "date"
    with translation.override(language):
        assert "%(" not in sentence(Problem("error", code, value="x", params=params))


def test_the_place_stands_before_the_sentence():
    problem = Problem("error", "measure-without-lead", "附件5", "E9")
    with translation.override("en"):
        assert line(problem) == "附件5 E9: This measure has no lead. Write the leading unit into the cell."


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("error", "measure-without-lead", "", "L9C3"), "line 9, column 3: This measure has no lead."),
        (Problem("error", "empty-file"), "The file is empty."),
        (Problem("error", "no-table", "L9C3"), "L9C3: There is no table"),
    ],
)
def test_the_place_in_a_text_is_said_in_words(problem, said):
    with translation.override("en"):
        assert line(problem).startswith(said)


def test_a_deadline_that_is_missing_is_called_so():
    with translation.override("en"):
        said = sentence(Problem("warning", "deadline-unread", params={"words": ""}))
    assert said.startswith("There is no deadline here.")
