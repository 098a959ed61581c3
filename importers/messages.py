"""Problems in the reader's language: what it is, what to do about it, and where it stands."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from importers.comparison import Renamed
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
        "This is no Excel workbook (.xlsx). Save it as .xlsx and choose that file."
    ),
    "not-taken": gettext_lazy("This is %(what)s, which can't be read here. %(instead)s %(accepted)s"),
    "other-kind": gettext_lazy(
        "The file's name is “%(value)s”, but it holds %(kind)s. It was read as what it holds; check that it "
        "is the right file."
    ),
    "damaged": gettext_lazy(
        "The file is damaged or was not saved to its end. Open it in the program it comes from, save it anew "
        "and choose that file."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Take the password away and try again."),
    "macros": gettext_lazy(
        "The file holds macros, which are programs. Save it as .xlsx or .docx, which have none."
    ),
    "scan": gettext_lazy(
        "This PDF holds pictures of pages and no text. Ask for the file that it was made from (.xlsx or "
        ".docx), or have its text recognised and copied into a table."
    ),
    "expands-too-much": gettext_lazy(
        "The file unpacks to more than a plan can need. Copy the table alone into a new file."
    ),
    "too-many-cells": gettext_lazy(
        "The file holds more than %(rows)s rows or %(cells)s cells. Copy the table alone into a new file, or "
        "load the plan in parts."
    ),
    "too-many-pages": gettext_lazy(
        "The file has more than %(pages)s pages. Take out the pages with the table and choose that file."
    ),
    "unsafe-xml": gettext_lazy(
        "The file holds parts that refer outside of it. Copy the table into a new file."
    ),
    "text-undecodable": gettext_lazy(
        "The characters of this text can't be told. Save it as “CSV UTF-8” or as .xlsx and choose that file."
    ),
    "text-broken": gettext_lazy(
        "Some characters of this line could not be read and show as �: “%(value)s”. Correct them in the file."
    ),
    "text-overprinted": gettext_lazy(
        "Here the PDF draws text over other text: “%(value)s”. Compare it with the page, or ask for the file "
        "that the PDF was made from."
    ),
    "formula-unread": gettext_lazy(
        "The file doesn't say what the formula in this cell comes to, so the cell was taken as empty. Open "
        "the file, save it and choose it again, or write the value into the cell."
    ),
    "formula-error": gettext_lazy(
        "This cell shows the error %(value)s and was taken as empty. Correct its formula, or write the value."
    ),
    "json-broken": gettext_lazy(
        "This JSON can't be read at line %(line)s, column %(column)s. Correct it there and try again."
    ),
    "json-value": gettext_lazy("“%(path)s” in the JSON has to be %(expected)s. Correct it and try again."),
    "too-slow": gettext_lazy(
        "Reading the file took too long and was stopped. Copy the table alone into a new file."
    ),
    "too-big": gettext_lazy(
        "Reading the file needed too much memory and was stopped. Copy the table alone into a new file."
    ),
    "reader-failed": gettext_lazy(
        "The file can't be read. Copy the table into a new file; if it stays, tell your administrator."
    ),
    # Tables
    "sheet-hidden": gettext_lazy("This sheet is hidden and was not read. Show it if it belongs to the plan."),
    "hidden-cells": gettext_lazy(
        "Hidden rows or columns were read too, from “%(value)s” on (cells: %(count)s). "
        "Show them, and delete what doesn't belong to the plan."
    ),
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
    "units-in-text": gettext_lazy(
        "No column names units. Those that the measures' own text names were taken: check who leads what."
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
    "ditto-read": gettext_lazy("“%(value)s” was read as what it points to: “%(said)s”."),
    "ditto-of-nothing": gettext_lazy("“%(value)s” points to nothing here. Write out what is meant."),
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

ACCEPTED = gettext_lazy(
    "Accepted are Excel (.xlsx, .xls), OpenDocument (.ods), CSV and other text, Word (.docx), PDF with a "
    "ruled table and text, and a plan as JSON."
)
KINDS = {
    "xlsx": gettext_lazy("an Excel workbook (.xlsx)"),
    "xls": gettext_lazy("an old Excel workbook (.xls)"),
    "ods": gettext_lazy("an OpenDocument spreadsheet (.ods)"),
    "docx": gettext_lazy("a Word document (.docx)"),
    "pdf": gettext_lazy("a PDF"),
    "html": gettext_lazy("a web page with a table"),
    "json": gettext_lazy("a plan as JSON"),
    "text": gettext_lazy("plain text"),
}
_AS_DOCX = gettext_lazy("Open it, save it as .docx and choose that file.")
_AS_XLSX = gettext_lazy("Open it, save it as .xlsx and choose that file.")
_COPY = gettext_lazy("Copy the table into a workbook and save it as .xlsx.")
NOT_TAKEN = {
    "doc": (gettext_lazy("an old Word or WPS document (.doc, .wps)"), _AS_DOCX),
    "rtf": (gettext_lazy("an RTF document"), _AS_DOCX),
    "odt": (gettext_lazy("an OpenDocument text"), _AS_DOCX),
    "xlsb": (gettext_lazy("a binary Excel workbook (.xlsb)"), _AS_XLSX),
    "xml": (gettext_lazy("an XML file"), _AS_XLSX),
    "mht": (gettext_lazy("a web archive"), _AS_XLSX),
    "html": (gettext_lazy("a web page without a table in it"), _AS_XLSX),
    "slides": (gettext_lazy("a presentation"), _COPY),
    "ofd": (gettext_lazy("an OFD document"), _COPY),
    "picture": (
        gettext_lazy("a picture"),
        gettext_lazy("Ask for the file that it was made from (.xlsx or .docx)."),
    ),
    "archive": (gettext_lazy("a packed archive"), gettext_lazy("Unpack it and choose the file in it.")),
    "other": (gettext_lazy("a file of another kind"), _COPY),
}
"""What is not taken: what it is, and what to do with it."""
EXPECTED = {
    "missing": gettext_lazy("there"),
    "object": gettext_lazy("an object in { }"),
    "list": gettext_lazy("a list in [ ]"),
    "plans": gettext_lazy("a list with at least one plan"),
    "text": gettext_lazy("a text"),
    "names": gettext_lazy("a list of names, none of them empty"),
    "year": gettext_lazy("a year such as 2022, or null"),
    "seq": gettext_lazy("the number of the measure, counted from 1 through the plan"),
    "date": gettext_lazy("a day such as 2022-12-31, or null"),
    "number": gettext_lazy("a number"),
    "quote": gettext_lazy("a part of the measure's text, at its place"),
    "choice": gettext_lazy("one of the words that are known here"),
}


def sentence(problem: Problem) -> str:
    """What the problem is and what to do, in the reader's language."""
    heads = {name: words[0] for name, words in HEADER_WORDS.items()}
    params: dict[str, Any] = {**heads, "value": problem.value, **problem.params}
    if params.get("column") in COLUMNS:
        params["column"] = COLUMNS[params["column"]]
    if problem.code == "not-taken":
        what, instead = NOT_TAKEN[params["what"]]
        params |= {"what": what, "instead": instead, "accepted": ACCEPTED}
    if "kind" in params:
        params["kind"] = KINDS[params["kind"]]
    if "expected" in params and problem.code == "json-value":
        params["expected"] = EXPECTED[params["expected"]]
    if "removed" in params:
        params["removed"] = ", ".join(params["removed"])
    if problem.code == "deadline-unread" and not problem.params.get("words"):
        return _("There is no deadline here. It is kept as not understood; write one if the plan has it.")
    return str(SENTENCES[problem.code]) % params


def renamed(one: Renamed) -> str:
    """That a unit is called by another name, in the reader's language."""
    words = ngettext(
        "“%(before)s” is now called “%(after)s” (%(measures)s measure)",
        "“%(before)s” is now called “%(after)s” (%(measures)s measures)",
        one.measures,
    )
    return words % vars(one)


RETYPED = ngettext_lazy(
    "%(n)s measure has only other blanks or widths of characters",
    "%(n)s measures have only other blanks or widths of characters",
    "n",
)


def retyped(measures: int) -> str:
    """That measures are only typed otherwise, in the reader's language."""
    return str(RETYPED % {"n": measures})


_PLACES = (
    (r"L(?P<line>\d+)C(?P<column>\d+)", gettext_lazy("line %(line)s, column %(column)s")),
    (
        r"T(?P<table>\d+)R(?P<row>\d+)C(?P<column>\d+)",
        gettext_lazy("table %(table)s, row %(row)s, column %(column)s"),
    ),
    (
        r"P(?P<page>\d+)R(?P<row>\d+)C(?P<column>\d+)",
        gettext_lazy("page %(page)s, row %(row)s, column %(column)s"),
    ),
    (r"P(?P<page>\d+)L(?P<line>\d+)", gettext_lazy("page %(page)s, line %(line)s")),
    (r"P(?P<paragraph>\d+)", gettext_lazy("paragraph %(paragraph)s")),
)


def place(sheet: str, cell: str) -> str:
    """'附件5 E25' in a workbook, in words in other kinds of files; empty where it is the file as a whole."""
    said = cell
    for pattern, words in _PLACES:
        if not sheet and (found := re.fullmatch(pattern, cell)):
            said = words % found.groupdict()
            break
    return " ".join(filter(None, (sheet, said)))


def line(problem: Problem) -> str:
    """The problem in one line: its place and the sentence."""
    where = place(problem.sheet, problem.cell)
    return f"{where}: {sentence(problem)}" if where else sentence(problem)
