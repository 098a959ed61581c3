"""Problems in the reader's language: what it is, what to do about it, and where it stands."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importers.reading.model import Problem
from importers.reading.words import HEADER_WORDS

COLUMNS = {
    "number": gettext_lazy("No."),
    "task": gettext_lazy("Key task"),
    "text": gettext_lazy("Measure"),
    "deadline": gettext_lazy("Deadline"),
    "lead": gettext_lazy("Lead"),
    "responsible": gettext_lazy("Responsible"),
    "assisting": gettext_lazy("Assisting"),
    "section": gettext_lazy("Section"),
    "extra": gettext_lazy("Other column"),
    "ignored": gettext_lazy("Left out"),
}

SENTENCES = {
    # The file as a whole
    "no-file": gettext_lazy("The file can't be opened: %(value)s"),
    "too-large": gettext_lazy(
        "The file is larger than %(megabytes)s MB. Remove pictures and sheets that don't belong to the plan."
    ),
    "empty-file": gettext_lazy("The file is empty. Choose the one that holds the plan's table."),
    "not-a-workbook": gettext_lazy(
        "This is neither an Excel workbook (.xlsx) nor a text. Save the table as .xlsx and choose that file."
    ),
    "old-workbook": gettext_lazy(
        "This is an old Excel workbook (.xls). Open it, save it as .xlsx and choose that file."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Take the password away and try again."),
    "macros": gettext_lazy("The workbook holds macros. Save it as .xlsx, which has none, and try again."),
    "expands-too-much": gettext_lazy(
        "The workbook unpacks to more than a plan can need. Copy the table alone into a new workbook."
    ),
    "unsafe-xml": gettext_lazy(
        "The workbook holds parts that refer outside of it. Copy the table into a new workbook."
    ),
    "too-slow": gettext_lazy(
        "Reading the file took too long and was stopped. Copy the table alone into a new workbook."
    ),
    "too-big": gettext_lazy(
        "Reading the file needed too much memory and was stopped. Copy the table alone into a new workbook."
    ),
    "reader-failed": gettext_lazy(
        "The file can't be read. Copy the table into a new workbook; if it stays, tell your administrator."
    ),
    # Tables
    "sheet-hidden": gettext_lazy("This sheet is hidden and was not read. Show it if it belongs to the plan."),
    "no-table": gettext_lazy(
        "There is no table with the columns “%(text)s” and “%(lead)s” here. Check the header row."
    ),
    "no-rows": gettext_lazy("The table has a header and no measure below it. Add its rows."),
    "year-unknown": gettext_lazy(
        "“%(value)s” doesn't name exactly one year. Write the plan's year into its title, above the table."
    ),
    "column-missing": gettext_lazy("The column “%(column)s” is missing. Add it if the plan has one."),
    "column-unsure": gettext_lazy(
        "The column “%(value)s” was taken for “%(column)s”, which its words leave open. "
        "If it is another, say so on the page of the import."
    ),
    "text-column-missing": gettext_lazy(
        "None of this table's columns is known to hold the measures, so it isn't read. "
        "Say on the page of the import which one does, or head it “%(text)s”."
    ),
    "lead-column-missing": gettext_lazy(
        "None of this table's columns is known to hold the leading units, so it isn't read. "
        "Say on the page of the import which one does, or head it “%(lead)s”."
    ),
    "year-taken": gettext_lazy(
        "The title names no year; %(year)s was taken from “%(words)s”. "
        "If it is another, write it into the title."
    ),
    "plan-twice": gettext_lazy(
        "The file holds two plans with the title “%(value)s” and one year. Give each its own title."
    ),
    # Rows and cells
    "text-cleaned": gettext_lazy("Characters that don't show were taken out of the text: %(removed)s."),
    "not-read": gettext_lazy("“%(value)s” belongs to no column or row of the plan and was not read."),
    "task-repeated": gettext_lazy(
        "Task %(number)s is named again after a page break; its measures were joined with those above."
    ),
    "number-repeated": gettext_lazy("The number %(value)s stands more than once. Check the numbers."),
    "number-gap": gettext_lazy("Number %(expected)s was expected here. Check that no row is missing."),
    "title-from-above": gettext_lazy(
        "Number %(value)s has no title; “%(title)s” above was taken. "
        "If it has another, write that into its row."
    ),
    "row-continued": gettext_lazy(
        "“%(value)s” has no measure of its own and was joined with the measure above. "
        "If it belongs to another one, write that one's text into its row."
    ),
    "measure-before-task": gettext_lazy(
        "This measure stands before any key task. Write the task's number and title into its row."
    ),
    "measure-without-lead": gettext_lazy("This measure has no lead. Write the leading unit into the cell."),
    "measure-without-text": gettext_lazy(
        "Units are named here without a measure. Write the measure into its cell, or empty the row."
    ),
    "merged-across": gettext_lazy(
        "This cell is merged with %(covered_by)s, so that nobody can tell who has which part. "
        "Split the cells and write the units into each."
    ),
    "stated-none": gettext_lazy("“%(value)s” was read as “no unit”, which is kept apart from an empty cell."),
    "deadline-unread": gettext_lazy(
        "The deadline “%(words)s” can't be read. "
        "Write a day, the end of a month, quarter or year, or “ongoing”."
    ),
    "deadline-impossible": gettext_lazy("The deadline “%(words)s” is no day of the calendar. Correct it."),
    "too-long": gettext_lazy(
        "“%(value)s…” has %(length)s characters, and %(limit)s can be kept here. Shorten it."
    ),
    "name-unknown": gettext_lazy(
        "The unit “%(value)s” is not in the register. Decide on the page of imports which unit it means, or "
        "add it to the register."
    ),
}


def sentence(problem: Problem) -> str:
    """What the problem is and what to do, in the reader's language."""
    heads = {name: words[0] for name, words in HEADER_WORDS.items()}
    params: dict[str, Any] = {**heads, "value": problem.value, **problem.params}
    if "column" in params:
        params["column"] = COLUMNS[params["column"]]
    if "removed" in params:
        params["removed"] = ", ".join(params["removed"])
    if problem.code == "deadline-unread" and not problem.params.get("words"):
        return _("There is no deadline here. It is kept as not understood; write one if the plan has it.")
    return str(SENTENCES[problem.code]) % params


def place(sheet: str, cell: str) -> str:
    """'附件5 E25' in a workbook, 'line 9, column 3' in a text; empty where it is the file as a whole."""
    in_text = re.fullmatch(r"L(?P<line>\d+)C(?P<column>\d+)", cell)
    said = _("line %(line)s, column %(column)s") % in_text.groupdict() if in_text else cell
    return " ".join(filter(None, (sheet, said)))


def line(problem: Problem) -> str:
    """The problem in one line: its place and the sentence."""
    where = place(problem.sheet, problem.cell)
    return f"{where}: {sentence(problem)}" if where else sentence(problem)
