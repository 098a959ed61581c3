"""The words that headers are known by, and the layouts that people have assigned, on their page."""

import pytest
from django.urls import reverse

from departments.models import AuditEntry
from importers import uploads
from importers.models import HeaderWord, Import, KnownLayout
from importers.reading.words import HEADER_WORDS
from tests.cast import moment
from tests.importers import made
from tests.importers.pages import shown, upload

PAGE = "header-words"
HEADER = ["序号", "重点任务", "抓 手", "时间要求", "牵头单位"]
FILE = made.workbook([[1, "甲", "编制规划。", "年底前", "市水务局"]], header=HEADER)


def add(visitor, word: str, meaning: str = "text"):
    return visitor.post(reverse(PAGE), {"word": word, "meaning": meaning})


def test_the_page_has_every_word_under_its_meaning(visitor):
    page = visitor.get(reverse(PAGE))
    assert {one.name: one.built_in for one in page.context["meanings"] if one.built_in} == dict(HEADER_WORDS)
    assert "工作举措" in page.content.decode()
    assert reverse(PAGE) in visitor.get(reverse("imports")).content.decode()


def test_an_added_word_is_read_by_from_the_next_file_on(visitor, administrator):
    assert add(visitor, " 抓　手 ").url == reverse(PAGE)
    word = HeaderWord.objects.get()
    assert (word.word, word.meaning, word.by) == ("抓手", "text", administrator)
    assert "抓手" in visitor.get(reverse(PAGE)).content.decode()
    upload(visitor, FILE)
    row = Import.objects.get()
    (plan,) = uploads.proposal_of(row).plans
    assert [measure.text for measure in plan.difference.read.measures()] == ["编制规划。"]
    (table,) = shown(visitor, row).context["tables"]
    assert table.asked == 0
    visitor.post(reverse("remove-word", args=[word.pk]))
    assert not HeaderWord.objects.exists()
    whats = AuditEntry.objects.filter(who=administrator).order_by("pk").values_list("what", flat=True)
    assert list(whats) == ["header-word-added", "import-read", "header-word-removed"]


@pytest.mark.parametrize(
    ("word", "meaning", "words"),
    [
        ("工作措施", "lead", "built in as “Measure”"),
        (" 责任单位：", "text", "built in as “Lead, Responsible”"),
        ("抓手", "lead", "was added already as “Measure”"),
        ("　", "lead", "Write the word that stands in the header."),
        ("推手", "nothing", "nothing"),
        ("字" * 61, "lead", "at most 60 characters"),
    ],
)
def test_a_word_that_is_taken_or_no_word_is_refused_and_says_why(visitor, word, meaning, words):
    add(visitor, "抓手")
    answer = add(visitor, word, meaning)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert HeaderWord.objects.get().word == "抓手"


def test_a_known_layout_is_listed_and_forgotten(visitor, administrator):
    row = KnownLayout.objects.create(
        fingerprint="f", columns={"抓手": "text", "谁": "lead"}, by=administrator, at=moment(3, 1)
    )
    html = visitor.get(reverse(PAGE)).content.decode()
    assert "抓手" in html
    assert "Assigned by Administrator" in html
    visitor.post(reverse("forget-layout", args=[row.pk]))
    assert not KnownLayout.objects.exists()
    assert AuditEntry.objects.get(what="layout-forgotten").detail["before"] == {"抓手": "text", "谁": "lead"}
    assert visitor.post(reverse("forget-layout", args=[row.pk])).status_code == 404
