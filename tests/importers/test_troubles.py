"""Problems as the page of an import shows them: errors first, the alike together, every place named."""

from django.template.loader import render_to_string

from importers.reading.model import Problem
from importers.troubles import FOLDED, grouped


def unread(cell: str, words: str) -> Problem:
    return Problem("error", "deadline-unread", "附件1", cell, words, {"words": words})


def test_errors_stand_first_and_what_says_the_same_is_said_once_with_its_places():
    repeated = [Problem("warning", "stated-none", "附件1", f"G{row}", "——") for row in (3, 4)]
    found = grouped([*repeated, unread("D3", "尽快"), unread("D4", "适时"), unread("D5", "尽快")])
    assert [[(one.severity, one.places) for one in kind.troubles] for kind in found] == [
        [("error", ("附件1 D3", "附件1 D5")), ("error", ("附件1 D4",))],
        [("warning", ("附件1 G3", "附件1 G4"))],
    ]


def test_of_many_alike_the_rest_is_folded_and_none_is_left_out():
    (same,) = grouped(unread(f"D{row}", "尽快") for row in range(50))
    (trouble,) = same.troubles
    assert (len(trouble.first), len(trouble.rest), trouble.others) == (FOLDED, 50 - FOLDED, 49)
    (many,) = grouped(unread(f"D{row}", f"尽快{row}") for row in range(50))
    assert (len(many.first), len(many.rest)) == (FOLDED, 50 - FOLDED)
    page = render_to_string("_import_problems.html", {"problems": [same, many], "proposal": None})
    assert page.count("<details") == 2
    assert all(page.count(f"附件1 D{row}<") or page.count(f"附件1 D{row} ") for row in range(50))
    assert all(f"尽快{row}" in page for row in range(50))
