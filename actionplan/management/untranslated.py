"""Finds visible text that doesn't go through translation: in templates outside the translation tags, and
Chinese in Python source."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import DebugLexer, TokenType

from actionplan.management.catalogues import python_files, template_files

# Where Chinese words are data of the trade, not text for the reader: the beginnings of paths.
WORDS_ARE_DATA = (
    "actionplan/demo/",
    "actionplan/management/untranslated.py",
    "actionplan/shared/formats/",
    "departments/official.py",
    "importers/reading/",
    "importers/sheets/typed.py",
    "tasks/cross_checks.py",
)
# Names that are the same in every language, the languages' own names, and the comma of a plan's numbering.
SAME_EVERYWHERE = {"、", "CSV", "Excel", "JSON", "PDF", "Word", "xlsx", "Ctrl", "Enter", "English", "中文"}

CHINESE = re.compile(r"[\u3400-\u9fff]")
VISIBLE = re.compile(r"[^\W\d_]+|[\u3001-\u303f\uff01-\uff65]")
VISIBLE_ATTRIBUTES = {"alt", "title", "aria-label", "aria-description", "placeholder"}
# A key is named by what is printed on it.
NOT_TRANSLATED = {"script", "style", "kbd"}
FALLBACK = re.compile(r"\|(?:default|default_if_none|yesno):\s*([\"'])(.*?)\1")


def in_templates(base: Path) -> Iterator[str]:
    for path in template_files(base):
        source = path.read_text(encoding="utf-8")
        for line, text in sorted(_in_template(source, plain=path.suffix == ".txt")):
            yield f"{path.relative_to(base).as_posix()}:{line}: not translated: {text!r}"


def in_python(base: Path) -> Iterator[str]:
    for path in python_files(base):
        name = path.relative_to(base).as_posix()
        if "/migrations/" in name or name.startswith(WORDS_ARE_DATA):
            continue
        for line, text in _strings(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if CHINESE.search(text):
                yield f"{name}:{line}: Chinese in the source: {text!r}"


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the text of all strings in a module but its documentation: that is what stands alone."""
    nodes = list(ast.walk(tree))
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def _in_template(source: str, *, plain: bool) -> Iterator[tuple[int, str]]:
    """The line and the text of each piece that a reader sees without its going through translation."""
    kept: list[str] = []
    waiting_for = ""
    for token in DebugLexer(source).tokenize():
        assert token.position  # the debugging lexer always tells it
        start, end = token.position
        raw = source[start:end]
        blank = " " + "\n" * raw.count("\n")
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if waiting_for:
            waiting_for = "" if token.token_type == TokenType.BLOCK and name == waiting_for else waiting_for
            kept.append(blank)
        elif token.token_type == TokenType.TEXT:
            kept.append(raw)
        else:
            kept.append(blank)
            if token.token_type == TokenType.BLOCK and name in ("blocktranslate", "blocktrans", "comment"):
                waiting_for = f"end{name}"
            if token.token_type != TokenType.COMMENT:
                line = source.count("\n", 0, start) + 1
                yield from ((line, text) for text in _in_tag(raw))
    markup = "".join(kept)
    if plain:
        lines = enumerate(markup.split("\n"), 1)
        yield from ((number, text.strip()) for number, text in lines if _seen(text))
    else:
        reader = _Reader()
        reader.feed(markup)
        reader.close()
        yield from reader.found


def _in_tag(raw: str) -> Iterator[str]:
    if CHINESE.search(raw):
        yield raw
    else:
        yield from (text for _quote, text in FALLBACK.findall(raw) if _seen(text))


def _seen(text: str) -> bool:
    return any(word not in SAME_EVERYWHERE for word in VISIBLE.findall(text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.inside = tag if tag in NOT_TRANSLATED else None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in VISIBLE_ATTRIBUTES and value and _seen(value):
                self.found.append((self.getpos()[0], f'{name}="{value.strip()}"'))

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is None and _seen(data):
            leading = data[: len(data) - len(data.lstrip())]
            self.found.append((self.getpos()[0] + leading.count("\n"), " ".join(data.split())))
