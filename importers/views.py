"""The pages of imports: choose a file, look at what it would do, apply or discard it."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import clock
from actionplan.shared.lists import ListPage
from departments import audit, carried
from departments.models import User
from importers import names as naming
from importers import paired, preview, streaming, uploads, writer
from importers.forms import UploadForm, merge, name_field
from importers.messages import place, sentence
from importers.models import Import, ImportState
from importers.proposal import Decisions, Proposal, possible_counterparts
from importers.published.source import originals
from importers.tables import ImportFilter, ImportTable
from importers.work import Work, finish

_PER_PAGE = 50
_REFUSALS: dict[type[Exception], str] = {writer.Stale: "stale", writer.NotReady: "not-ready"}
_CONFLICTS = {
    "choices": gettext_lazy("Your choices changed what will happen. Look at it once more."),
    "stale": gettext_lazy(
        "The plan or the register changed since you opened this page. It was compared again; look once more."
    ),
    "not-ready": gettext_lazy("This file can't be imported as it is; see below."),
}
"""Why nothing was written, by the name that stands in an address."""


class Imports(ListPage):
    """The files read so far, and the form for another."""

    table_class = ImportTable
    filterset_class = ImportFilter
    template_name = "imports.html"
    export_name = gettext_lazy("Imports")

    def get_queryset(self) -> QuerySet[Import]:
        return uploads.without_content()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = getattr(self, "form", None) or UploadForm(initial={"key": secrets.token_hex(16)})
        return super().get_context_data(form=form, writer=carried.mark(_person(self.request)), **kwargs)

    def exported(self, name: str, rows: int) -> None:
        audit.record(
            what="export", at=clock.now(), who=self.request.user, about=name, request=self.request, rows=rows
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Reads the file or the text; what it would do is shown next."""
        form = self.form = UploadForm(request.POST, request.FILES)
        if request.POST.get("move") == carried.TYPED:
            self.form = UploadForm(initial=request.POST.dict())
            return self.get(request)
        if not form.is_valid():
            if streaming.wanted(request):
                return streaming.refused([error for errors in form.errors.values() for error in errors])
            return self.get(request)
        data, name = form.given()
        work = uploads.receiving(
            data=data, name=name, by=_person(request), at=clock.now(), key=form.cleaned_data["key"],
            request=request,
        )  # fmt: skip
        if streaming.wanted(request):
            return streaming.steps(work, _address, {})
        return redirect(_address(finish(work)))


def preview_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What applying the file would do, or what it did; a POST keeps the decisions."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if request.method == "POST" and row.state == ImportState.READ:
        _keep_decisions(request, row)
        return redirect(_next(request, row))
    return _show(request, row, conflict=request.GET.get("conflict", ""))


def apply_import(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Applies the file as it was shown; where that no longer holds, shows it again (409)."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if request.POST.get("move") == carried.TYPED:
        return preview_import(request, pk)
    if row.state != ImportState.READ:
        return _led(request, row)
    before = Decisions(**row.decisions)
    now = _keep_decisions(request, row)
    if before.shown != now.shown:
        return _conflict(request, row, "choices")
    work = _applying(request, row)
    if streaming.wanted(request):
        refusals = {kind: _address(row, conflict=code) for kind, code in _REFUSALS.items()}
        return streaming.steps(work, lambda _done: _address(row), refusals)
    try:
        finish(work)
    except tuple(_REFUSALS) as refusal:
        return _conflict(request, row, _REFUSALS[type(refusal)])
    return redirect(_address(row))


def discard_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the file aside; nothing of it is written."""
    row = get_object_or_404(uploads.without_content(), pk=pk)
    if row.state == ImportState.READ:
        uploads.discard(row=row, by=_person(request), at=clock.now(), request=request)
        messages.success(request, _("“%(file)s” was discarded.") % {"file": row.name})
    return redirect("imports")


def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came, always as an attachment."""
    row = get_object_or_404(originals(_person(request)), pk=pk)
    audit.record(what="download", at=clock.now(), who=request.user, about=row.name, request=request)
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _address(row: Import, **query: str) -> str:
    return reverse("import", args=[row.pk]) + (f"?{urlencode(query)}" if query else "")


def _led(request: HttpRequest, row: Import) -> HttpResponse:
    """On to the import's page, for a browser as for a page's script."""
    return streaming.leads(_address(row)) if streaming.wanted(request) else redirect(_address(row))


def _conflict(request: HttpRequest, row: Import, code: str) -> HttpResponse:
    """The preview again, with why nothing was written (409); a page's script is led to it."""
    if streaming.wanted(request):
        return streaming.leads(_address(row, conflict=code))
    return _show(request, row, conflict=code)


def _person(request: HttpRequest) -> User:
    """Who is signed in; the routes let nobody else come here."""
    assert isinstance(request.user, User)
    return request.user


def _applying(request: HttpRequest, row: Import) -> Work[None]:
    try:
        yield from uploads.applying(
            row=row, basis=request.POST.get("basis", ""), by=_person(request), at=clock.now(), request=request
        )
    except writer.NotReady:
        audit.refused(request, at=clock.now())
        raise


def _keep_decisions(request: HttpRequest, row: Import) -> Decisions:
    decisions = Decisions(**row.decisions)
    decisions = merge(request.POST, decisions, uploads.questions_of(row), set(naming.choices()))
    decisions = paired.merge(request.POST, decisions)
    uploads.decide(row=row, decisions=decisions)
    return decisions


def _next(request: HttpRequest, row: Import) -> str:
    """The preview again: the same page of it, or the one whose button was pressed."""
    asked = QueryDict(request.POST["go"]) if "go" in request.POST else request.GET
    shown = {name: asked[name] for name in ("kind", "page", "targets", "units") if asked.get(name)}
    return reverse("import", args=[row.pk]) + (f"?{urlencode(shown)}" if shown else "")


def _show(request: HttpRequest, row: Import, conflict: str = "") -> HttpResponse:
    if row.state != ImportState.READ:
        return render(request, "import_done.html", {"row": row, "plans": row.outcome.get("plans", [])})
    proposal = uploads.proposal_of(row)
    decisions = Decisions(**row.decisions)
    kind = request.GET.get("kind", "")
    kind = kind if kind in preview.KINDS else ""
    page = _page(request, "page", preview.rows(proposal, kind))
    counts = proposal.counts()
    shown = {
        "row": row,
        "proposal": proposal,
        "summary": preview.summary(proposal),
        "read": [plan.difference.read for plan in proposal.plans],
        "counts": counts,
        "tabs": [(each, counts.get(each, 0)) for each in preview.KINDS],
        "kind": kind,
        "page": page,
        "changes": preview.details(page.object_list, decisions, many_plans=len(proposal.plans) > 1),
        "kinds": preview.kinds(),
        "headings": preview.headings(proposal)[:100],
        "targets": _page(request, "targets", preview.targets(proposal, decisions)),
        "groups": [use for plan in proposal.plans for use in plan.access.groups],
        "units": _page(request, "units", preview.access(proposal)),
        "problems": [
            (problem.severity, place(problem.sheet, problem.cell), sentence(problem))
            for problem in proposal.problems
        ],
        "questions": _questions(proposal),
        "choices": naming.choices(),
        "counterparts": possible_counterparts(proposal.plans[0].difference.read)
        if len(proposal.plans) == 1
        else [],
        "chosen_plan": decisions.plan,
        "conflict": _CONFLICTS.get(conflict),
        "writer": carried.mark(_person(request)),
    }
    return render(request, "import.html", shown, status=409 if conflict in _CONFLICTS else 200)


def _questions(proposal: Proposal) -> list[dict[str, Any]]:
    """Each unknown name with the keys of what it may mean and of what was decided."""
    shown = []
    for index, question in enumerate(proposal.names.questions):
        suggested = [(naming.key_of(target), target) for target in question.suggestions]
        decided = naming.key_of(question.decided) if question.decided else ""
        shown.append(
            {
                "field": name_field(index),
                "name": question.name,
                "places": question.places[:8],
                "more": max(len(question.places) - 8, 0),
                "suggested": suggested,
                "decided": decided,
                "other": bool(decided) and decided not in dict(suggested),
            }
        )
    return shown


def _page(request: HttpRequest, name: str, rows: list[Any]) -> Page:
    return Paginator(rows, _PER_PAGE).get_page(request.GET.get(name))
