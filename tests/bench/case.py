"""One size on one database: a scratch database is filled, and each step is timed in a process of its own.

Run by `tests.bench`; a line of JSON for each step goes to standard output.
"""

import datetime
import io
import json
import multiprocessing
import os
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from openpyxl import load_workbook  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from departments.models import Unit, User  # noqa: E402
from importers import proposal, reading, uploads, writer  # noqa: E402
from importers.reading.model import Reading  # noqa: E402
from tasks import period_moves  # noqa: E402
from tasks.choices import ReportState  # noqa: E402
from tasks.models import Assignment, Measure, Participation, Plan, ProgressReport  # noqa: E402
from tests.bench import year  # noqa: E402

TODAY = datetime.date(2022, 10, 26)
LOADED = datetime.datetime(2022, 1, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
CLOSED = datetime.datetime(2022, 10, 26, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
BACKEND = "django.contrib.auth.backends.ModelBackend"
Step = Callable[[], int]
"""Something to time; it returns how many bytes it made."""


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"  {text}", file=sys.stderr, flush=True)


def timed(step: Step, *, times: int, warm: bool = True) -> dict[str, Any]:
    """The median of so many runs after one that doesn't count, with queries, size and peak memory."""
    if warm:
        step()
    wall, processor, queries, size = [], [], 0, 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    for _ in range(times):
        queries = 0
        began, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            size = step()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "ms": round(statistics.median(wall) * 1000, 1),
        "cpu_ms": round(statistics.median(processor) * 1000, 1),
        "queries": queries,
        "kb": round(size / 1000, 1),
        "peak_mb": round(kilobytes / (1024**2 if sys.platform == "darwin" else 1024), 1),
        "runs": times,
    }


def read_file(size: int) -> dict[str, Any]:
    """Reading the workbook of a plan."""
    data = year.drawn(year.plan(size))

    def step() -> int:
        found = reading.read(data, "plan.xlsx")
        assert not found.problems, found.problems[:3]
        assert sum(1 for _ in found.plans[0].measures()) == size
        return len(data)

    return timed(step, times=1 if size > 2000 else 3, warm=size <= 2000)


def open_barely(size: int, library: str) -> dict[str, Any]:
    """The cells and merges of the same workbook by a library alone, with nothing understood."""
    data = year.drawn(year.plan(size))

    def step() -> int:
        if library == "openpyxl":
            load_workbook(io.BytesIO(data), data_only=True)
        else:
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
            assert sheet.to_python()
            assert sheet.merged_cell_ranges
        return len(data)

    return timed(step, times=1 if size > 2000 else 3, warm=size <= 2000)


def load(size: int) -> dict[str, Any]:
    """Comparing what was read with what is stored (nothing), and writing it."""
    read = Reading([year.plan(size)], [])
    by = User.objects.get(username="coordinator")

    def step() -> int:
        proposed = proposal.propose(reading=read, decisions=proposal.Decisions())
        writer.apply(proposal=proposed, decisions=proposal.Decisions(), by=by, at=LOADED, file="plan.xlsx")
        return 0

    return timed(step, times=1, warm=False)


def insert_bare(size: int) -> dict[str, Any]:
    """The same measures, citations and parts in bulk and nothing else: no history, no comparison."""
    rows = {model: list(model.objects.all()) for model in (Measure, Assignment, Participation)}

    def step() -> int:
        for model, found in rows.items():
            model.objects.bulk_create(found, batch_size=1000)
        return 0

    with transaction.atomic():
        for model in reversed(rows):
            model.objects.all()._raw_delete(connection.alias)
        measured = timed(step, times=1, warm=False)
        transaction.set_rollback(True)
    return measured


def compare(size: int) -> dict[str, Any]:
    """Comparing the same table once more: no difference."""
    read = Reading([year.plan(size)], [])

    def step() -> int:
        assert proposal.propose(reading=read, decisions=proposal.Decisions()).same
        return 0

    return timed(step, times=1 if size > 2000 else 3, warm=size <= 2000)


def new_issue(size: int) -> str:
    """The address of a new issue's preview, with every twentieth measure reworded."""
    plan = year.plan(size)
    for measure in list(plan.measures())[::20]:
        measure.text += "按季度公布进展。"
    by = User.objects.get(username="administrator")
    row = uploads.receive(data=b"", name="plan.xlsx", by=by, at=CLOSED, reading=Reading([plan], []))
    return reverse("import", args=[row.pk])


def page(size: int, username: str, address: str) -> dict[str, Any]:
    """A page as this person gets it, with its templates."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)

    def step() -> int:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return len(response.getvalue())

    return timed(step, times=3 if size > 2000 else 5)


def pages() -> list[tuple[str, str, str]]:
    """Step, person, address: the unit with the most measures, and its measure with the most reports."""
    plan = Plan.objects.get()
    unit = Unit.objects.annotate(parts=Count("participations")).order_by("-parts", "order")[0]
    measure = (
        ProgressReport.objects.filter(unit=unit)
        .values_list("measure", flat=True)
        .annotate(reports=Count("pk"))
        .order_by("-reports", "measure")[0]
    )
    bench = reverse("workbench", args=[plan.pk, unit.code])
    return [
        ("workbench", unit.code, bench),
        ("workbench, red, by percent", unit.code, f"{bench}?light=red&sort=-percent"),
        ("workbench as xlsx", unit.code, f"{bench}?export=xlsx"),
        ("full plan, first page", unit.code, reverse("plan", args=[plan.pk])),
        ("measure", unit.code, reverse("measure", args=[measure])),
        ("overview", "coordinator", reverse("overview", args=[plan.pk])),
        ("overview of an earlier day", "coordinator", f"{reverse('overview', args=[plan.pk])}?on=2022-06-30"),
        ("list of reports", "coordinator", reverse("reports", args=[plan.pk])),
        ("one by one", unit.code, reverse("round", args=[plan.pk, unit.code])),
        ("workbook to fill in offline", unit.code, reverse("sheet-download", args=[plan.pk, unit.code])),
        ("review queue", "coordinator", reverse("review-queue", args=[plan.pk])),
        ("one report of the queue", "coordinator", reverse("reviewing", args=[plan.pk, _waiting(plan)])),
        ("requests", "coordinator", reverse("requests", args=[plan.pk])),
        ("reminders", "coordinator", reverse("reminders", args=[plan.pk])),
        ("periods", "coordinator", reverse("periods", args=[plan.pk])),
        ("notices", unit.code, reverse("notices")),
    ]


def _waiting(plan: Plan) -> int:
    """The report that has waited longest for its review."""
    waiting = ProgressReport.objects.filter(period__plan=plan, state=ReportState.SUBMITTED)
    return waiting.order_by("period__number", "pk").values_list("pk", flat=True)[0]


def close(size: int) -> dict[str, Any]:
    """Closing a period, with everything in it frozen."""
    period = Plan.objects.get().periods.get(number=9)
    by = User.objects.get(username="coordinator")

    def step() -> int:
        period_moves.close(period=period, by=by, at=CLOSED, based_on=period.version)
        return 0

    return timed(step, times=1, warm=False)


def remind(size: int) -> dict[str, Any]:
    """The day's automatic reminders and mail, without writing them."""

    def step() -> int:
        said = io.StringIO()
        call_command("send_reminders", "--dry-run", stdout=said)
        return len(said.getvalue())

    return timed(step, times=1, warm=False)


def apart(step: Callable[..., Any], *args: Any) -> Any:
    """What `step` returns in a process of its own, whose peak memory is then its own too."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    child = fork.Process(target=_answer, args=(answers, step, args))
    child.start()
    try:
        child.join()
    finally:
        child.terminate()
        child.join()
    if child.exitcode:
        sys.exit(child.exitcode)
    return answers.get()


def _answer(answers: Any, step: Callable[..., Any], args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    answers.put(step(*args))


@contextmanager
def scratch_database() -> Any:
    """An empty database with all tables, dropped at the end."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"actionplan_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        for one in (signal.SIGINT, signal.SIGTERM):  # a second one mustn't leave it standing
            signal.signal(one, signal.SIG_IGN)
        connection.creation.destroy_test_db(name, verbosity=0)


def run(size: int) -> None:
    """Fills the database and measures each step."""
    done = 0

    def measure(step: str, *call: Any) -> None:
        nonlocal done
        say(step)
        found = apart(*call)
        head = {"database": connection.display_name, "measures": size, "step": step, "order": done}
        print(json.dumps(head | found), flush=True)
        done += 1

    apart(year.people)
    measure("the file's cells by calamine", open_barely, size, "calamine")
    measure("the file's cells by openpyxl", open_barely, size, "openpyxl")
    measure("read the file", read_file, size)
    measure("import it", load, size)
    measure("insert its rows, bare", insert_bare, size)
    say("a year of reports")
    apart(year.report, TODAY)
    for step, *call in pages():
        measure(step, page, size, *call)
    measure("a day's reminders and mail", remind, size)
    measure("close a period", close, size)
    measure("compare it again", compare, size)
    measure("preview of a new issue", page, size, "administrator", apart(new_issue, size))


def main() -> None:
    """Measures the size that the command line names."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    size = int(sys.argv[1])
    say(f"{size:,} measures on {connection.display_name}")
    with override_settings(TODAY=TODAY.isoformat()), scratch_database():
        run(size)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
