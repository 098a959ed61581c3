"""Files that prove a report: taken in, taken away, and who may read them.

They lie under random names in the storage, and come back through `readable` alone.
"""

import contextlib
import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import User
from tasks import access, review, steps
from tasks.evidence_kinds import MEGABYTE, MOST_BYTES, NotTaken, kind_of
from tasks.models import Evidence, ProgressReport
from tasks.report_rules import Content, has_steps

MOST_FILES = 10
_LONGEST_NAME = 120
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
ACCEPTED = gettext_lazy(
    "PDF, Word, Excel and PowerPoint without macros, OFD, JPG, PNG, TXT and CSV, to %(megabytes)s MB a file"
)
REASONS = {
    "too-large": gettext_lazy("it is larger than %(megabytes)s MB."),
    "empty": gettext_lazy("it is empty."),
    "macros": gettext_lazy("it holds macros. Save it without them."),
    "encrypted": gettext_lazy("it is protected by a password. Save it without one."),
    "program": gettext_lazy("it is or holds a page, script or program."),
    "unpacks-too-much": gettext_lazy("it unpacks to more than a document needs."),
    "broken": gettext_lazy("it is damaged and can't be read."),
    "unknown": gettext_lazy("files of this kind aren't taken."),
    "name": gettext_lazy(
        "its name says another kind than its content is. Save it anew from its own program."
    ),
    "too-many": gettext_lazy("a report has at most %(most)s files. Remove one first."),
}


class Unfit(Exception):
    """A file wasn't taken; the message names it and says why and what is."""


def accepted() -> str:
    """The kinds and the size that are taken, in words."""
    return str(ACCEPTED) % {"megabytes": MOST_BYTES // MEGABYTE}


def attach(
    *,
    report: ProgressReport,
    files: Iterable[UploadedFile],
    by: User,
    at: datetime.datetime,
    key: str,
    content: Content | None = None,
    form: str = "",
) -> bool:
    """Lays files beside a report, all or none; the same file under the same one-time key is taken once.

    A report that nobody has saved yet is saved first, with what was typed, or the steps that stood last time;
    returns whether it was. What the opened `form` saves by itself at that moment goes on from there. Raises
    Unfit for a file, review.Refused where the report can't be written now.
    """
    rows = {row.sha256: row for row in map(_checked, files)}
    for row in rows.values():
        row.by, row.at = by, at
        row.key = hashlib.sha256(f"{key} {report.measure_id} {row.sha256}".encode()).hexdigest()[:40]
    with _stored(rows.values()) as kept, transaction.atomic():
        held = review.hold(report)
        known = Evidence.objects.filter(key__in=[row.key for row in rows.values()])
        taken = set(known.values_list("key", flat=True))
        fresh = [row for row in rows.values() if row.key not in taken]
        if not fresh:
            return False
        if not (answer := review.may(by, "save", held)):
            raise review.Refused(answer.reason)
        if held.files.filter(removed_at__isnull=True).count() + len(fresh) > MOST_FILES:
            raise Unfit(_refusal(fresh[-1].name, "too-many"))
        if begun := not held.version:
            first = content or Content(steps=_last_steps(held))
            sitting = review.Sitting(form, 0) if form else None
            review.apply(report=held, move="save", by=by, at=at, based_on=0, content=first, sitting=sitting)
        for row in fresh:
            row.report = held
            row.save()
        kept.update(row.key for row in fresh)
    return begun


def remove(*, evidence: Evidence, by: User, at: datetime.datetime) -> None:
    """Takes a file away from its report; it stays for the versions that it was part of.

    Raises review.Refused where the report can't be written now.
    """
    with transaction.atomic():
        held = review.hold(evidence.report)
        if not (answer := review.may(by, "save", held)):
            raise review.Refused(answer.reason)
        Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=True).update(removed_by=by, removed_at=at)


def readable(*, user: User, pk: int) -> Evidence | None:
    """The file, if this person may read it: any of their own unit, and what others have submitted last."""
    found = Evidence.objects.select_related("report__unit").filter(pk=pk).first()
    if found is None or found.report.unit in user.own_units:
        return found
    if not access.submitted_reports(user).filter(pk=found.report_id).exists():
        return None
    sent = access.events(user).filter(report=found.report_id, move="submit").order_by("-number").first()
    return found if sent and found.pk in sent.evidence else None


def _last_steps(report: ProgressReport) -> tuple[steps.Step, ...]:
    before = review.previous(report) if has_steps(report.measure) else None
    return tuple(steps.read(before.steps)) if before else ()


def _checked(file: UploadedFile) -> Evidence:
    """The file's row, not saved yet, with its content; its size is looked at before it is read."""
    name = clean_name(file.name or "")
    try:
        if (file.size or 0) > MOST_BYTES:
            raise NotTaken("too-large")
        data = file.read()
        kind = kind_of(data, name)
    except NotTaken as error:
        raise Unfit(_refusal(name, error.code)) from error
    row = Evidence(name=name, kind=kind, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    row.content = data  # type: ignore[attr-defined]
    return row


def clean_name(name: str) -> str:
    """A file's name without folders or characters that can't be seen, its ending kept where it is cut."""
    name = _UNSEEN.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "file"
    ending = PurePosixPath(name).suffix[:10]
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - len(ending) - 1] + "…" + ending


def _refusal(name: str, code: str) -> str:
    limits = {"megabytes": MOST_BYTES // MEGABYTE, "most": MOST_FILES}
    said = {"name": name, "reason": str(REASONS[code]) % limits, "accepted": accepted()}
    return _("“%(name)s” was not attached: %(reason)s Accepted: %(accepted)s.") % said


@contextlib.contextmanager
def _stored(rows: Iterable[Evidence]) -> Iterator[set[str]]:
    """Puts the files into the storage; those whose keys are not put into the set are gone again after it."""
    kept: set[str] = set()
    written: list[Evidence] = []
    try:
        for row in rows:
            row.file.save("", ContentFile(row.content), save=False)  # type: ignore[attr-defined]
            written.append(row)
        yield kept
    except BaseException:
        kept.clear()
        raise
    finally:
        for row in written:
            if row.key not in kept:
                row.file.delete(save=False)
