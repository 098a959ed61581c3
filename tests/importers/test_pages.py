"""The pages of imports: choose, look, decide, apply once, or discard; administrators alone."""

import io
import re

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from departments import register
from departments.models import AuditEntry, Unit, UnitAlias
from importers import uploads
from importers.models import Import
from importers.reading import Reading
from importers.reading.limits import MAX_BYTES
from tasks.models import Assignment, Measure, Plan, Target
from tests.cast import make_person
from tests.importers.big import big_reading

FIXTURES = settings.BASE_DIR / "fixtures"
ANNEX = FIXTURES / "annex5-2022.xlsx"


@pytest.fixture
def administrator(db):
    register.load(FIXTURES / "units.json")
    return make_person("administrator", is_administrator=True)


@pytest.fixture
def visitor(client, administrator):
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def workbook(**cells: str | None) -> bytes:
    book = openpyxl.load_workbook(ANNEX)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(visitor, data: bytes, name: str = "annex5.xlsx", key: str = "a key"):
    return visitor.post(reverse("imports"), {"file": SimpleUploadedFile(name, data), "key": key})


def shown(visitor, row: Import, **query: str):
    return visitor.get(reverse("import", args=[row.pk]), query)


def fields(response) -> dict[str, str | list[str]]:
    """What a person's visitor would send of the form as it is shown."""
    html = response.content.decode()
    sent: dict[str, str | list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        sent[name] = [*sent.get(name, []), value] if name.startswith("shown") else value
    sent["target"] = re.findall(r'name="target" value="([^"]+)" checked', html)
    for name, options in re.findall(r'<select class="in" name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        sent[name] = chosen[0] if chosen else ""
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', html):
        sent[name] = value
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def send(visitor, response, row: Import, address: str = "apply-import", **more):
    return visitor.post(reverse(address, args=[row.pk]), fields(response) | more)


def test_a_file_is_read_looked_at_and_applied(visitor, administrator):
    answer = upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    assert answer.url == reverse("import", args=[row.pk])
    assert (Plan.objects.count(), row.counts) == (0, {"plans": 1, "measures": 20, "errors": 0})
    page = shown(visitor, row)
    assert page.status_code == 200
    assert "A new plan with 20 measures would be loaded." in page.content.decode()
    assert page.content.decode().count('<article class="chg">') == 20
    assert len(page.context["access"][0].units) == 27
    assert [target.quote for target in page.context["targets"]] == ["200 公顷", "15 万亩", "1—2 个区"]
    done = send(visitor, page, row)
    assert done.url == reverse("import", args=[row.pk])
    row.refresh_from_db()
    plan = Plan.objects.get()
    assert (row.state, row.plan, row.applied_by) == ("applied", plan, administrator)
    assert Measure.objects.count() == 20
    told = shown(visitor, row).content.decode()
    assert "It binds 27 units" in told
    assert reverse("plan", args=[plan.pk]) in told


def test_each_step_leaves_its_audit_entry(visitor, administrator):
    upload(visitor, ANNEX.read_bytes(), key="one")
    upload(visitor, ANNEX.read_bytes(), key="two")
    later, first = Import.objects.all()
    send(visitor, shown(visitor, first), first)
    visitor.post(reverse("discard-import", args=[later.pk]))
    assert b"".join(visitor.get(reverse("import-file", args=[first.pk])).streaming_content)
    whats = AuditEntry.objects.filter(who=administrator).order_by("pk").values_list("what", flat=True)
    assert list(whats) == ["import-read", "import-read", "import-applied", "import-discarded", "download"]


def test_the_choices_of_the_page_are_what_is_written(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    kept = [target.key for target in page.context["targets"] if target.quote != "15 万亩"]
    send(visitor, page, row, target=kept, **{"kind-0.1": "continuing"})
    assert sorted(Target.objects.values_list("quote", flat=True)) == ["1—2 个区", "200 公顷"]
    assert Measure.objects.get(ref="1").kind == "continuing"


def test_choices_are_kept_on_the_way_to_another_page(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    answer = send(visitor, page, row, "import", target=[], go="kind=added&page=2&evil=//x")
    assert answer.url == reverse("import", args=[row.pk]) + "?kind=added&page=2"
    again = shown(visitor, row)
    assert [target.ticked for target in again.context["targets"]] == [False, False, False]


def keep(administrator, reading: Reading, name: str = "x") -> Import:
    """An import of something read, without the reading."""
    return uploads.receive(data=b"x", name=name, by=administrator, at=timezone.now(), reading=reading)


def test_an_unknown_name_is_decided_before_anything_can_be_written(visitor):
    upload(visitor, workbook(E25="市园林草局"))
    row = Import.objects.get()
    page = shown(visitor, row)
    html = page.content.decode()
    assert "市园林草局" in html
    assert "附件5 E25" in html
    assert "Confirm import" not in html
    assert send(visitor, page, row).status_code == 409
    assert Plan.objects.count() == 0
    unit = Unit.objects.get(name="市园林绿化局")
    answer = send(visitor, page, row, "import", **{"name-0": f"unit-{unit.pk}"})
    assert answer.status_code == 302
    assert not UnitAlias.objects.filter(name="市园林草局").exists()
    decided = shown(visitor, row)
    assert "Confirm import" in decided.content.decode()
    send(visitor, decided, row)
    assert Assignment.objects.get(measure__ref="11", role="lead").unit == unit
    assert UnitAlias.objects.get(name="市园林草局").unit == unit


def test_another_unit_can_be_chosen_and_a_decision_taken_back(visitor):
    upload(visitor, workbook(E25="市园林草局"))
    row = Import.objects.get()
    unit = Unit.objects.get(name="市水务局")
    send(
        visitor, shown(visitor, row), row, "import", **{"name-0": "other", "name-0-other": f"unit-{unit.pk}"}
    )
    page = shown(visitor, row)
    assert page.context["proposal"].names.answers == {"市园林草局": unit}
    send(visitor, page, row, "import", **{"name-0": "", "name-0-other": ""})
    assert shown(visitor, row).context["proposal"].names.answers == {}


def test_a_decision_sent_with_the_confirmation_is_shown_first(visitor):
    upload(visitor, workbook(E25="市园林草局"))
    row = Import.objects.get()
    unit = Unit.objects.get(name="市园林绿化局")
    answer = send(visitor, shown(visitor, row), row, **{"name-0": f"unit-{unit.pk}"})
    assert answer.status_code == 409
    assert "Your choices changed what will happen" in answer.content.decode()
    assert Plan.objects.count() == 0
    assert send(visitor, answer, row).status_code == 302
    assert Plan.objects.count() == 1


def test_a_double_click_applies_once(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    answers = [send(visitor, page, row) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("import", args=[row.pk])] * 2
    assert (Plan.objects.count(), Plan.objects.get().revision) == (1, 1)
    assert AuditEntry.objects.filter(what="import-applied").count() == 1


def test_a_double_click_reads_once(visitor):
    answers = [upload(visitor, ANNEX.read_bytes(), key="the same") for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Import.objects.count() == 1


def test_a_preview_of_a_plan_that_changed_meanwhile_is_shown_again(visitor):
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    upload(visitor, workbook(D25="11月底前"), key="second")
    row = Import.objects.first()
    page = shown(visitor, row)
    Measure.objects.filter(ref="12").update(deadline_text="6月底前")
    answer = send(visitor, page, row)
    assert answer.status_code == 409
    assert "changed since you opened this page" in answer.content.decode()
    assert Measure.objects.get(ref="11").deadline_text == "年底前"
    row.refresh_from_db()
    assert row.state == "read"
    assert send(visitor, answer, row).status_code == 302
    assert Measure.objects.get(ref="11").deadline_text == "11月底前"


def test_a_group_that_means_others_meanwhile_is_shown_again(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    Unit.objects.filter(name="东城区政府").update(is_active=False)
    assert send(visitor, page, row).status_code == 409
    assert Plan.objects.count() == 0


def test_the_same_file_again_says_that_nothing_would_change(visitor):
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    upload(visitor, (FIXTURES / "annex5-2022.txt").read_bytes(), "annex5.txt", key="second")
    row = Import.objects.first()
    page = shown(visitor, row)
    html = page.content.decode()
    assert "Nothing would change" in html
    assert "Confirm import" not in html
    assert send(visitor, page, row).status_code == 409
    assert Plan.objects.get().revision == 1


def test_a_change_is_shown_word_by_word(visitor):
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    text = openpyxl.load_workbook(ANNEX).active["C16"].value
    assert "200" in text
    upload(visitor, workbook(C16=text.replace("200", "220"), F18=None), key="second")
    html = shown(visitor, Import.objects.first()).content.decode()
    assert "完成 <del>200</del> 公顷" in html
    assert "完成 <ins>220</ins> 公顷" in html
    assert "<del>市水务局</del>" in html


def test_a_file_with_errors_shows_all_of_them_and_no_confirmation(visitor):
    upload(visitor, workbook(E9=None, D10="2月30日前"))
    row = Import.objects.get()
    page = shown(visitor, row)
    html = page.content.decode()
    assert "附件5 E9" in html
    assert "附件5 D10" in html
    assert "Confirm import" not in html
    assert send(visitor, page, row).status_code == 409
    assert (Plan.objects.count(), row.counts["errors"]) == (0, 2)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"hello", "There is no table"),
        (b"PK\x03\x04 broken", "neither an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old Excel workbook"),
    ],
)
def test_a_strange_file_is_refused_in_words(visitor, data, words):
    upload(visitor, data, "<img src=x>.xlsx")
    html = shown(visitor, Import.objects.get()).content.decode()
    assert words in html
    assert "<img src=x>" not in html


def test_a_file_that_is_too_large_is_refused_where_it_was_chosen(visitor):
    answer = upload(visitor, b"x" * (MAX_BYTES + 1))
    assert answer.status_code == 200
    assert "The file is larger than 20 MB." in answer.content.decode()
    assert Import.objects.count() == 0


def test_a_request_that_is_far_too_large_is_not_even_read(visitor):
    answer = visitor.post(
        reverse("imports"), data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=10**9
    )
    assert answer.status_code == 413
    assert "At most 22 MB" in answer.content.decode()


def test_without_a_file_the_page_says_so(visitor):
    answer = visitor.post(reverse("imports"), {"key": "k"})
    assert "Choose a file first." in answer.content.decode()


def test_a_discarded_file_can_not_be_applied(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    visitor.post(reverse("discard-import", args=[row.pk]))
    send(visitor, page, row)
    row.refresh_from_db()
    assert (row.state, Plan.objects.count()) == ("discarded", 0)
    assert "This file was discarded" in shown(visitor, row).content.decode()


def test_the_original_comes_back_as_an_attachment(visitor):
    upload(visitor, ANNEX.read_bytes(), "附件5 <b>.html")
    row = Import.objects.get()
    answer = visitor.get(reverse("import-file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == ANNEX.read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r"imports/[0-9a-f]{32}", row.file.name)


def test_a_plan_of_the_same_year_is_offered_to_compare_with(visitor):
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    plan = Plan.objects.get()
    upload(visitor, workbook(A2="生态保护 2022 年行动计划(调整稿)"), key="second")
    row = Import.objects.first()
    page = shown(visitor, row)
    assert page.context["counts"]["added"] == 20
    assert send(visitor, page, row, plan=str(plan.pk)).status_code == 409
    page = shown(visitor, row)
    assert page.context["counts"]["unchanged"] == 20
    assert send(visitor, page, row).status_code == 302
    assert (Plan.objects.count(), Plan.objects.get().title) == (1, "生态保护 2022 年行动计划(调整稿)")


def test_many_measures_come_in_pages_and_the_same_number_of_queries(
    visitor, administrator, django_assert_max_num_queries
):
    names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"], "groups": ["各区政府"]}
    rows = [
        uploads.receive(
            data=b"",
            name=f"{count}",
            by=administrator,
            at=timezone.now(),
            reading=big_reading(count, **names),
        )
        for count in (20, 200)
    ]
    counts = []
    for row in rows:
        with django_assert_max_num_queries(30) as queries:
            page = shown(visitor, row)
        counts.append(len(queries))
        assert page.content.decode().count('<article class="chg">') == min(row.counts["measures"], 50)
    assert counts[0] == counts[1]
    assert shown(visitor, rows[1], page="4", kind="added").context["page"].start_index() == 151


def test_the_list_takes_the_same_number_of_queries_and_never_the_readings(
    visitor, administrator, django_assert_max_num_queries
):
    def ask() -> int:
        with django_assert_max_num_queries(20) as queries:
            visitor.get(reverse("imports"))
        assert not any('"importers_import"."reading"' in query["sql"] for query in queries)
        return len(queries)

    def add(count: int) -> None:
        for _ in range(count):
            uploads.receive(
                data=b"x",
                name="x",
                by=administrator,
                at=timezone.now(),
                reading=big_reading(0, bureaus=[], districts=[]),
            )

    add(2)
    few = ask()
    add(20)
    assert ask() == few


def test_the_list_is_exported(visitor):
    upload(visitor, ANNEX.read_bytes(), "=1+1.xlsx")
    text = visitor.get(reverse("imports"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "administrator" not in text.splitlines()[0]
    assert "'=1+1.xlsx" in text or "\"'=1+1.xlsx" in text
    assert AuditEntry.objects.filter(what="export").count() == 1


@pytest.mark.parametrize("person", ["lead", "outsider", "coordinator", "leadership", "nobody", None])
def test_nobody_else_finds_anything_there(client, cast, person):
    row = keep(cast.people["administrator"], big_reading(1, bureaus=["市水务局"], districts=["海淀区政府"]))
    if person:
        client.force_login(cast.people[person])
    for name in ("imports", "import", "import-file"):
        answer = client.get(reverse(name, args=[] if name == "imports" else [row.pk]))
        assert answer.status_code == (404 if person else 302)
    for name, args in [
        ("imports", []),
        *((name, [row.pk]) for name in ("import", "apply-import", "discard-import")),
    ]:
        answer = client.post(reverse(name, args=args))
        assert answer.status_code == (404 if person else 302)
    row.refresh_from_db()
    assert row.state == "read"


def test_an_import_that_is_not_there_is_not_found(visitor):
    for name in ("import", "import-file"):
        assert visitor.get(reverse(name, args=[99])).status_code == 404
    for name in ("apply-import", "discard-import"):
        assert visitor.post(reverse(name, args=[99])).status_code == 404
        assert visitor.get(reverse(name, args=[99])).status_code == 405
