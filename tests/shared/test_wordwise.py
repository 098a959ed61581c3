import pytest

from actionplan.shared.wordwise import changes


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("same", "same", [(False, "same")], [(False, "same")]),
        ("", "new", [], [(True, "new")]),
        ("old", "", [(True, "old")], []),
        (
            "完成 11.1 万亩。",
            "完成 12.6 万亩。",
            [(False, "完成 "), (True, "11.1"), (False, " 万亩。")],
            [(False, "完成 "), (True, "12.6"), (False, " 万亩。")],
        ),
        (
            "one word more",
            "one other word more",
            [(False, "one word more")],
            [(False, "one"), (True, " other"), (False, " word more")],
        ),
    ],
)
def test_what_differs_is_marked_in_both_texts(before, after, left, right):
    assert changes(before, after) == (left, right)


def test_a_lone_character_between_two_changes_counts_as_changed():
    assert changes("甲的乙完", "丙的丁完") == (
        [(True, "甲的乙"), (False, "完")],
        [(True, "丙的丁"), (False, "完")],
    )


def test_both_texts_can_be_put_together_again():
    before, after = "秋季造林 12 处,\n未完成。", "春季造林和 14 处,完成了。"

    left, right = changes(before, after)

    assert "".join(text for _differs, text in left) == before
    assert "".join(text for _differs, text in right) == after


def test_what_nobody_reads_word_by_word_is_compared_by_sentences():
    before = "造林 12 处。" * 3000

    left, right = changes(before, before + "造林 14 处。")

    assert [differs for differs, _text in right] == [False, True]
    assert right[-1] == (True, "造林 14 处。")
    assert left == [(False, before)]
