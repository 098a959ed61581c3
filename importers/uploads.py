"""The way of one file: received and read, decided on, applied or discarded, each with its audit entry."""

import contextlib
import datetime
import hashlib
from collections.abc import Iterator, Mapping

from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from departments import audit
from departments.models import Unit, User
from departments.resolver import Register
from importers import writer
from importers.models import HeaderWord, Import, ImportState, KnownLayout
from importers.names import Question
from importers.proposal import Decisions, Proposal, names_of, propose
from importers.reading.child import reading_in_child
from importers.reading.hints import Hints
from importers.reading.model import Reading, TableLayout
from importers.work import Step, Work, finish

_LAST = 20
"""Of a person's files so many are looked through for names that were decided before."""


def hints() -> Hints:
    """What people have told the system about names, headers and layouts; nothing without a database."""
    try:
        return Hints(
            names=Register().names,
            words=dict(HeaderWord.objects.values_list("word", "meaning")),
            layouts=dict(KnownLayout.objects.values_list("fingerprint", "columns")),
        )
    except DatabaseError:
        return Hints()


def reading(data: bytes, name: str, known: Hints | None = None) -> Work[Reading]:
    """What the file holds, read in a child process by what people have told the system."""
    return (yield from reading_in_child(data, name, known or hints()))


def read_file(data: bytes, name: str) -> Reading:
    """As `reading`, to its end."""
    return finish(reading(data, name))


def with_content() -> QuerySet[Import]:
    """The imports with what was read from each file."""
    return Import.objects.select_related("by", "applied_by", "undone_by", "plan")


def without_content() -> QuerySet[Import]:
    """The imports for lists: what was read stays in the database, since it can be large."""
    return with_content().defer("reading", "decisions")


def receiving(
    *,
    data: bytes,
    name: str,
    by: User | None,
    at: datetime.datetime,
    key: str | None = None,
    read: Reading | None = None,
    request: HttpRequest | None = None,
) -> Work[Import]:
    """Keeps the file and what was read from it (unless given, it is read now, in a child process).

    The same file under the same one-time key gives the same import, also where it comes twice at once.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    once = hashlib.sha256(f"{key} {sha256}".encode()).hexdigest()[:40] if key else None
    if once and (known := Import.objects.filter(key=once).first()):
        return known
    read = read or (yield from reading(data, name))
    yield Step("comparing")
    decisions = _decided_before(read, by)
    row = Import(
        name=name[:200], sha256=sha256, reading=read.to_dict(), decisions=decisions.to_dict(),
        counts=_counts(read, decisions), by=by, at=at, key=once,
    )  # fmt: skip
    try:
        with _kept_file(row, data), transaction.atomic():
            row.save()
            audit.record(what="import-read", at=at, who=by, about=row.name, request=request, sha256=sha256)
    except IntegrityError:
        return Import.objects.get(key=once)  # the other click was faster while this one read
    return row


def receive(
    *,
    data: bytes,
    name: str,
    by: User | None,
    at: datetime.datetime,
    key: str | None = None,
    reading: Reading | None = None,
    request: HttpRequest | None = None,
) -> Import:
    """As `receiving`, to its end."""
    return finish(receiving(data=data, name=name, by=by, at=at, key=key, read=reading, request=request))


def reading_again(*, row: Import, known: Hints | None = None) -> Work[None]:
    """Reads the kept file once more, by what people have told the system since; what they decided stays.

    A decision about a measure stays where the same words are read at the same place.
    """
    with row.file.open("rb") as file:
        data = file.read()
    read = yield from reading(data, row.name, known)
    before = _texts(Reading.from_dict(row.reading))
    kept = Decisions(**row.decisions).about(
        {key for key, text in _texts(read).items() if before.get(key) == text}
    )
    row.reading, row.counts, row.decisions = read.to_dict(), _counts(read, kept), kept.to_dict()
    Import.objects.filter(pk=row.pk, state=ImportState.READ).update(
        reading=row.reading, counts=row.counts, decisions=row.decisions
    )


def _texts(read: Reading) -> dict[str, str]:
    """The words of each measure by its key in decisions."""
    return {
        f"{number}.{measure.seq}": measure.text
        for number, plan in enumerate(read.plans)
        for measure in plan.measures()
    }


def unknown_names(reading: Reading) -> tuple[Question, ...]:
    """The names that the register doesn't know; none where there is no register to ask."""
    try:
        known = Unit.objects.exists()
    except DatabaseError:
        known = False
    return names_of(reading, Decisions()).questions if known else ()


def _decided_before(reading: Reading, by: User | None) -> Decisions:
    """What the same person decided about these names for files that were not imported.

    So a file that was corrected and is given again goes on from where the one before it stood.
    """
    names: dict[str, str] = {}
    unknown = {question.name for question in unknown_names(reading)} if by else set()
    if unknown:
        waiting = Import.objects.filter(by=by, state__in=(ImportState.READ, ImportState.DISCARDED))
        for kept in waiting.values_list("decisions", flat=True)[:_LAST]:
            before = Decisions(**kept)
            for name in unknown & before.names.keys() - set(before.once):
                names.setdefault(name, before.names[name])
    return Decisions(names=names)


def _counts(reading: Reading, decisions: Decisions) -> dict[str, int]:
    """How much was read, how many errors forbid it, and whether it would have changed anything then."""
    proposal = propose(reading=reading, decisions=decisions)
    return {
        "plans": len(reading.plans),
        "measures": sum(1 for plan in reading.plans for _ in plan.measures()),
        "errors": sum(problem.severity == "error" for problem in proposal.problems),
        "same": int(proposal.same),
    }


@contextlib.contextmanager
def _kept_file(row: Import, data: bytes) -> Iterator[None]:
    """The file in the storage; gone again where the row can't be saved."""
    row.file.save("", ContentFile(data), save=False)
    try:
        yield
    except BaseException:
        row.file.delete(save=False)
        raise


def proposal_of(row: Import, *, hold: bool = False) -> Proposal:
    """What applying this import would do now; with `hold`, until the transaction ends."""
    return propose(reading=Reading.from_dict(row.reading), decisions=Decisions(**row.decisions), hold=hold)


def layouts_of(row: Import) -> list[TableLayout]:
    """Every table that was found in the file, also where it can't be read."""
    return Reading.from_dict(row.reading).layouts


def decide(*, row: Import, decisions: Decisions) -> None:
    """Keeps what a person decided about a file that is neither applied nor discarded."""
    Import.objects.filter(pk=row.pk, state=ImportState.READ).update(decisions=decisions.to_dict())
    row.decisions = decisions.to_dict()


def applying(
    *,
    row: Import,
    basis: str,
    by: User | None,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> Work[None]:
    """Compares once more, writes what was agreed to and marks the import, in one transaction.

    `basis` is the `Proposal.basis` of what the person saw. A second time does nothing. Raises writer.Stale
    where another proposal follows from how things stand now, writer.NotReady where it can't be applied; then,
    and where the work is closed on its way, nothing was written.
    """
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=row.pk)
        if held.state == ImportState.APPLIED:
            return
        if held.state != ImportState.READ:
            raise writer.NotReady
        yield Step("comparing")
        proposal = proposal_of(held, hold=True)
        if proposal.basis != basis:
            raise writer.Stale
        outcomes = yield from writer.writing(
            proposal=proposal,
            decisions=Decisions(**held.decisions),
            by=by,
            at=at,
            source={"file": held.name, "import": held.pk},
        )
        held.state, held.applied_at, held.applied_by = ImportState.APPLIED, at, by
        held.outcome = {"plans": [outcome.to_dict() for outcome in outcomes]}
        held.plan_id = outcomes[0].plan
        held.save(update_fields=["state", "applied_at", "applied_by", "outcome", "plan"])
        audit.record(
            what="import-applied", at=at, who=by, about=held.name, request=request,
            sha256=held.sha256, names=_answers(proposal), **held.outcome,
        )  # fmt: skip
    row.refresh_from_db()


def apply(
    *,
    row: Import,
    basis: str,
    by: User | None,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> None:
    """As `applying`, to its end."""
    finish(applying(row=row, basis=basis, by=by, at=at, request=request))


def discard(*, row: Import, by: User, at: datetime.datetime, request: HttpRequest | None = None) -> None:
    """Puts a file aside that was not applied; it stays in the list."""
    with transaction.atomic():
        changed = Import.objects.filter(pk=row.pk, state=ImportState.READ).update(state=ImportState.DISCARDED)
        if changed:
            audit.record(
                what="import-discarded", at=at, who=by, about=row.name, request=request, sha256=row.sha256
            )


def _answers(proposal: Proposal) -> Mapping[str, str]:
    return {name: str(target) for name, target in proposal.names.answers.items()}
