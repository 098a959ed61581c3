"""The catalogues' command, on small source trees made for it, each with one thing wrong or none."""

import gettext
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import to_locale

CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
SOURCE = """
_("Save")
ngettext("%(n)s day left", "%(n)s days left", 2)
pgettext("a month", "May")
"""
TEMPLATE = """{# _button.html takes: label #}
<p title="{% translate 'The day' %}">{% blocktranslate trimmed with x=1 %}
  Due on {{ x }}
{% endblocktranslate %}</p>
{% blocktranslate count n=n context "rows" %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{% include "_button.html" with label=_("Send") %} · 12 % &nbsp;
"""
TRANSLATED = """
msgid "Save"
msgstr "保存"

msgid "%(n)s day left"
msgid_plural "%(n)s days left"
msgstr[0] "还剩 %(n)s 天"

msgctxt "a month"
msgid "May"
msgstr "五月"

msgid "The day"
msgstr "日期"

msgid "Due on %(x)s"
msgstr "%(x)s 到期"

msgctxt "rows"
msgid "%(n)s row"
msgid_plural "%(n)s rows"
msgstr[0] "%(n)s 行"

msgid "Send"
msgstr "发送"
"""


class Tree:
    """A source tree in a folder of its own, and the command run on it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.write("tasks/rules.py", SOURCE)
        self.write("templates/page.html", TEMPLATE)
        self.write(CATALOGUE, HEADER + TRANSLATED)

    def write(self, name: str, text: str) -> None:
        path = self.base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, name: str = CATALOGUE) -> str:
        return (self.base / name).read_text(encoding="utf-8")

    def run(self, **options) -> str:
        out = io.StringIO()
        call_command("messages", stdout=out, **options)
        return out.getvalue()

    def complaints(self) -> list[str]:
        """What the check says, without its closing count; nothing where it passes."""
        try:
            self.run(check=True)
        except CommandError as error:
            return str(error).splitlines()[:-1]
        return []


@pytest.fixture
def tree(tmp_path, settings) -> Tree:
    settings.BASE_DIR = tmp_path
    return Tree(tmp_path)


def test_a_translated_tree_passes(tree):
    assert tree.complaints() == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgid "Save"\nmsgstr "保存"', "", "not translated: 'Save' (tasks/rules.py)"),
        ('msgstr "保存"', 'msgstr ""', "not translated: 'Save' (tasks/rules.py)"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "marked as doubtful (fuzzy): 'Save' (tasks/rules.py)"),
        ('"%(x)s 到期"', '"到期"', "placeholders differ: 'Due on %(x)s' (templates/page.html) → '到期'"),
        (
            '"还剩 %(n)s 天"',
            '"还剩 %(m)s 天"',
            "placeholders differ: '%(n)s day left' (tasks/rules.py) → ('还剩 %(m)s 天',)",
        ),
        ('msgctxt "a month"\n', "", "not translated: 'May' (tasks/rules.py)"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(tree, old, new, complaint):
    tree.write(CATALOGUE, (HEADER + TRANSLATED).replace(old, new))
    assert f"{CATALOGUE}: {complaint}" in tree.complaints()


def test_a_message_that_nothing_uses_is_told(tree):
    tree.write("tasks/rules.py", SOURCE.replace('_("Save")', ""))
    assert tree.complaints() == [f"{CATALOGUE}: no longer used, ./do messages removes it: 'Save'"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>\n Overdue</p>", "Overdue"),
        ("<p>{{ n }} 天</p>", "天"),
        ("<p>{% translate 'The day' %}：{{ day }}</p>", "："),
        ('<img alt="Logo">', 'alt="Logo"'),
        ("<a title='Open {{ name }}'>{{ name }}</a>", 'title="Open"'),
        ('<nav aria-label="Pages"></nav>', 'aria-label="Pages"'),
        ('<input placeholder="Search">', 'placeholder="Search"'),
        ('{{ name|default:"nobody" }}', "nobody"),
        ('{% include "_button.html" with label="发送" %}', '{% include "_button.html" with label="发送" %}'),
    ],
)
def test_text_outside_the_translation_tags_is_told(tree, markup, text):
    tree.write("templates/planted.html", f"\n{markup}\n")
    line = 3 if "\n" in markup else 2
    assert tree.complaints() == [f"templates/planted.html:{line}: not translated: {text!r}"]


@pytest.mark.parametrize(
    "markup",
    [
        "{% comment %} Overdue {% endcomment %}",
        "{# 逾期 #}",
        "<script src='{% static 'app.js' %}' type='module'></script>",
        "<a lang='en'>English</a> <a lang='zh-Hans'>中文</a>",
        "<td class='{% if late %}late{% endif %}'>{{ percent }} %</td>",
        "{{ day|default:'—' }} &times; &hellip;",
        "<button title='Ctrl+Enter'><kbd>A</kbd></button>",
    ],
)
def test_what_no_one_reads_or_everyone_understands_may_stand(tree, markup):
    tree.write("templates/planted.html", markup)
    assert tree.complaints() == []


def test_chinese_in_the_source_is_told_where_it_is_no_data(tree):
    planted = '"""说明"""\n\nTITLE = f"逾期{1}"\n'
    tree.write("tasks/planted.py", planted)
    tree.write("importers/reading/deadlines.py", planted)
    tree.write("tasks/migrations/0001_initial.py", planted)
    assert tree.complaints() == ["tasks/planted.py:3: Chinese in the source: '逾期'"]


def test_an_update_keeps_adds_and_removes(tree):
    tree.write("tasks/rules.py", SOURCE.replace("Save", "Keep"))
    tree.run()
    text = tree.read()
    assert 'msgid "Keep"\nmsgstr ""' in text
    assert "保存" not in text
    assert 'msgctxt "rows"\nmsgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s 行"' in text


def test_an_update_without_news_changes_nothing(tree):
    tree.run()
    before = tree.read()
    tree.write("tasks/rules.py", "\n\n\n" + SOURCE)
    assert tree.run() == ""
    assert tree.read() == before
    assert "Date" not in before
    assert "rules.py:" not in before


def test_compiling_is_skipped_until_a_catalogue_changes(tree):
    compiled = CATALOGUE.replace(".po", ".mo")
    assert tree.run(compile=True) == f"wrote {compiled}\n"
    assert tree.run(compile=True) == ""
    with (tree.base / compiled).open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Save") == "保存"
    assert translations.ngettext("%(n)s day left", "%(n)s days left", 1) == "还剩 %(n)s 天"
    assert translations.pgettext("a month", "May") == "五月"


def test_every_language_but_the_sources_own_has_its_catalogue():
    for code, _name in settings.LANGUAGES:
        assert (
            code == "en" or (settings.BASE_DIR / f"locale/{to_locale(code)}/LC_MESSAGES/django.po").exists()
        )
