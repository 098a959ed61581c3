"""The texts of the sample year keep to the rules of Chinese typesetting."""

import re

import pytest

from tests.demo.year import YEAR

HAN = r"\u4e00-\u9fff"
TEXTS = sorted(
    {text for line in YEAR for text in (line.progress, line.problems, line.next_steps) if text}
    | {step.comment for line in YEAR for step in line.steps if step.comment}
)


@pytest.mark.parametrize(
    ("rule", "offence"),
    [
        ("a space stands between Chinese and digits or Latin", rf"[{HAN}][0-9A-Za-z]|[0-9A-Za-z%][{HAN}]"),
        ("punctuation is full-width", r"[,;:?!()\"'<>]"),
        ("a full-width mark has no space beside it", r"[，。；：、“”《》] | [，。；：、”《》]"),
        ("nothing is shouted", "！"),
        ("no space is doubled or left at an end", r"  |^ | $"),
        ("no placeholder is left", r"[{}|]"),
    ],
)  # fmt: skip
def test_texts_hold_to(rule, offence):
    assert [text for text in TEXTS if re.search(offence, text)] == []


def test_every_text_ends_with_a_full_stop():
    assert [text for text in TEXTS if not text.endswith("。")] == []


def test_progress_is_concrete():
    vague = [line for line in YEAR if not re.search(r"\d", line.progress)]
    assert len(vague) < len(YEAR) * 0.05


def test_progress_is_told_twice_only_where_it_is_marked_as_no_change():
    told = [line.progress for line in YEAR if not line.no_change]
    assert len(set(told)) == len(told)
