"""The page of one import: look, decide, apply once, or discard."""

import re
from urllib.parse import urlencode

import openpyxl
from django.urls import reverse
from django.utils import timezone

from departments.models import AuditEntry, Unit, UnitAlias
from importers import uploads
from importers.models import Import
from importers.proposal import Decisions
from tasks.models import Assignment, Measure, Plan, Target
from tests.importers.big import big_reading
from tests.importers.pages import send, shown, targets, upload, workbook
from tests.importers.published import ANNEX, FIXTURES


def test_a_file_is_read_looked_at_and_applied(visitor, administrator):
    answer = upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    assert answer.url == reverse("import", args=[row.pk])
    assert (Plan.objects.count(), row.counts) == (0, {"plans": 1, "measures": 20, "errors": 0, "same": 0})
    page = shown(visitor, row)
    assert page.status_code == 200
    assert "A new plan with 20 measures would be loaded." in page.content.decode()
    assert page.content.decode().count('<article class="chg">') == 20
    assert page.context["units"].paginator.count == 27
    assert [target.text for target in targets(page)] == ["200 公顷", "15 万亩", "1—2 个区"]
    done = send(visitor, page, row)
    assert done.url == reverse("import", args=[row.pk])
    row.refresh_from_db()
    plan = Plan.objects.get()
    assert (row.state, row.plan, row.applied_by) == ("applied", plan, administrator)
    assert Measure.objects.count() == 20
    told = shown(visitor, row).content.decode()
    assert "It binds 27 units" in told
    assert reverse("plan", args=[plan.pk]) in told


def test_places_in_a_text_are_said_in_words_and_those_of_a_workbook_as_it_shows_them(visitor):
    text = (FIXTURES / "annex5-2022.txt").read_text().replace("市园林绿化局", "市园林草局", 1)
    upload(visitor, text.encode(), name="annex5.txt", key="a text")
    page = shown(visitor, Import.objects.get())
    assert [question.places for question in page.context["questions"]] == [("line 9, column 7",)]
    assert page.context["changes"][0].place == "line 9, column 3"
    assert '<span class="ref">line 21, column 1</span>' in page.content.decode()
    assert not re.search(r"\bL\d+C\d+\b", page.content.decode())
    upload(visitor, workbook(E25="市园林草局"), key="a workbook")
    page = shown(visitor, Import.objects.latest("pk"))
    assert [question.places for question in page.context["questions"]] == [("附件5 E25",)]
    assert page.context["changes"][0].place == "C5"


def test_a_new_measure_shows_the_day_that_its_deadline_was_read_as(visitor):
    upload(visitor, workbook(D5=44895, D7="长期坚持"))
    changes = {change.ref: change for change in shown(visitor, Import.objects.get()).context["changes"]}
    assert changes["1"].deadline == "44895 (30 Nov 2022)"
    assert changes["2"].deadline == "长期坚持 (no day)"
    assert changes["14"].deadline == "年底前 (31 Dec 2022)"


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
    kept = [target.key for target in targets(page) if target.text != "15 万亩"]
    send(visitor, page, row, target=kept, **{"kind-0.1": "continuing"})
    assert sorted(Target.objects.values_list("quote", flat=True)) == ["1—2 个区", "200 公顷"]
    assert Measure.objects.get(ref="1").kind == "continuing"


def test_choices_are_kept_on_the_way_to_another_page(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    answer = send(visitor, page, row, "import", target=[], go="kind=added&page=2&evil=//x")
    assert answer.url == reverse("import", args=[row.pk]) + "?kind=added&page=2#changes"
    again = shown(visitor, row)
    assert [target.ticked for target in targets(again)] == [False, False, False]


def test_what_the_page_never_offers_is_not_kept(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    odd = ["\0", "x", "0", "0.1.2.3", "9" * 5000, "0.1\n"]
    sent = [("shown-target", key) for key in odd]
    sent += [pair for key in odd for pair in (("shown-kind", key), (f"kind-{key}", "outcome"))]
    form = "application/x-www-form-urlencoded"
    assert visitor.post(reverse("import", args=[row.pk]), urlencode(sent), form).status_code == 302
    row.refresh_from_db()
    assert row.decisions == Decisions().to_dict()


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


def second(visitor, data: bytes) -> Import:
    """An import of this file after the published one."""
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    upload(visitor, data, key="second")
    return Import.objects.latest("pk")


def test_a_new_measure_is_said_to_be_a_removed_one_and_again_not_to_be(visitor):
    row = second(visitor, workbook(C25="开展垃圾分类宣传进社区系列活动。"))
    page = shown(visitor, row)
    assert (page.context["counts"]["added"], page.context["counts"]["removed"]) == (1, 1)
    gone = Measure.objects.get(ref="11")
    (change,) = [change for change in page.context["changes"] if change.kind == "added"]
    assert [key for key, _words in change.candidates] == [gone.pk]
    answer = send(visitor, page, row, **{f"is-{change.key}": str(gone.pk)})
    assert answer.status_code == 409
    assert "Your choices changed what will happen" in answer.content.decode()
    (paired,) = answer.context["changes"]
    assert (paired.kind, paired.by_hand, paired.paired_with) == ("changed", True, gone.pk)
    send(visitor, answer, row, "import", apart=f"{paired.key}={gone.pk}")
    page = shown(visitor, row)
    assert sorted(change.kind for change in page.context["changes"]) == ["added", "removed"]
    send(visitor, page, row, "import", **{f"is-{change.key}": str(gone.pk)})
    assert send(visitor, shown(visitor, row), row).status_code == 302
    gone.refresh_from_db()
    assert (gone.text, gone.withdrawn_at) == ("开展垃圾分类宣传进社区系列活动。", None)


def test_pairs_that_the_page_never_offers_are_not_kept(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    sent = [("shown-pair", key) for key in ("x", "0", "0.1", "0.2")]
    sent += [("is-0.1", "x"), ("is-0.2", "9" * 5000), ("is-0.3", "1"), ("apart", "0.3=1"), ("apart", "0.1=")]
    form = "application/x-www-form-urlencoded"
    assert visitor.post(reverse("import", args=[row.pk]), urlencode(sent), form).status_code == 302
    row.refresh_from_db()
    assert row.decisions == Decisions().to_dict()


def test_measures_that_stay_as_they_are_can_be_looked_at_too(visitor):
    row = second(visitor, workbook(D25="11月底前"))
    page = shown(visitor, row, kind="unchanged")
    assert page.context["page"].paginator.count == 19
    assert page.content.decode().count('<article class="chg">') == 19
    assert len(shown(visitor, row).context["changes"]) == 1


def test_a_new_issue_of_many_measures_takes_the_same_number_of_queries(
    visitor, administrator, django_assert_max_num_queries
):
    names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"], "groups": ["各区政府", "相关区政府"]}
    counts = []
    for size in (20, 200):
        for issue in range(2):
            what = big_reading(size, **names)
            for place, one in enumerate(what.plans[0].measures()):
                if issue and place % 3 == 0:
                    one.lead, one.text = ["市财政局"], one.text.replace("日常", "经常性")
                if issue and place % 3 == 1:
                    one.text = f"开展垃圾分类宣传进社区活动，第 {place} 期。"
            row = uploads.receive(data=b"", name=f"{size}", by=administrator, at=timezone.now(), reading=what)
            if not issue:
                basis = uploads.proposal_of(row).basis
                uploads.apply(row=row, basis=basis, by=administrator, at=timezone.now())
        with django_assert_max_num_queries(30) as queries:
            page = shown(visitor, row)
        kinds = page.context["counts"]
        assert min(kinds["changed"], kinds["added"], kinds["removed"], kinds["unchanged"]) >= size // 4
        counts.append(len(queries))
    assert counts[0] == counts[1]
