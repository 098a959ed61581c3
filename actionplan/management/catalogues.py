"""Message catalogues without GNU gettext: collect from Python and templates, update the .po, compile the .mo.

Messages in the source are English; each folder under locale/ holds one translation of them.
"""

import io
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = ("actionplan", "departments", "importers", "tasks")
TEMPLATES = ("templates",)
TEMPLATE_KINDS = (".html", ".svg", ".txt")
KEYWORDS = {
    name + lazy: positions
    for name, positions in {
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": (1,), "gettext_noop": (1,)}
PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[\d.]*[sdifr]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")
# No dates and no tool's name: a catalogue changes only where a message does.
HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def python_files(base: Path) -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted((base / folder).rglob("*.py"))


def template_files(base: Path) -> Iterator[Path]:
    for folder in TEMPLATES:
        yield from (path for path in sorted((base / folder).rglob("*")) if path.suffix in TEMPLATE_KINDS)


def catalogue_files(base: Path) -> list[Path]:
    return sorted((base / "locale").glob("*/LC_MESSAGES/django.po"))


def collect(base: Path) -> Catalog:
    """Every message in the source, with the files that use it."""
    catalogue = Catalog(fuzzy=False)
    texts = [(path, path.read_text(encoding="utf-8")) for path in python_files(base)]
    for path in template_files(base):
        # What Django makes of a template is no whole Python; in brackets its indentation means nothing.
        texts.append((path, f"({templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)"))
    for path, text in texts:
        found = extract(
            "python",
            io.BytesIO(text.encode()),
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            options={"encoding": "utf-8"},
            strip_comment_tags=False,
        )
        for line, message, comments, context in found:
            catalogue.add(
                message,
                None,
                [(path.relative_to(base).as_posix(), line)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django", abort_invalid=True)


def update(base: Path) -> list[Path]:
    """Bring each catalogue up to date, keeping its translations; the paths of those that changed."""
    collected = collect(base)
    changed = []
    for path in catalogue_files(base):
        catalogue = read(path)
        catalogue.update(collected, no_fuzzy_matching=True)
        out = io.BytesIO()
        write_po(
            out,
            catalogue,
            omit_header=True,
            include_lineno=False,
            sort_by_file=True,
            ignore_obsolete=True,
            width=110,
        )
        header = HEADER.format(locale=catalogue.locale_identifier, plurals=catalogue.plural_forms)
        content = header.encode() + out.getvalue().strip() + b"\n"
        if content != path.read_bytes():
            replace(path, content)
            changed.append(path)
    return changed


def compile_stale(base: Path) -> list[Path]:
    """Compile each catalogue that is newer than its compiled file; the paths of those compiled."""
    compiled = []
    for path in catalogue_files(base):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        out = io.BytesIO()
        write_mo(out, read(path))
        replace(target, out.getvalue())
        compiled.append(target)
    return compiled


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a server may be reading it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def problems(base: Path) -> Iterator[str]:
    """What is wrong with each catalogue: untranslated, doubtful or left over, or other placeholders."""
    collected = collect(base)
    for path in catalogue_files(base):
        catalogue = read(path)
        where = path.relative_to(base).as_posix()
        for message in messages(collected):
            translated = catalogue.get(message.id, message.context)
            if translated is None or not translated.string or not all(texts(translated.string)):
                yield f"{where}: not translated: {shown(message)}"
            elif translated.fuzzy:
                yield f"{where}: marked as doubtful (fuzzy): {shown(message)}"
            elif any(placeholders(text) != expected(message) for text in texts(translated.string)):
                yield f"{where}: placeholders differ: {shown(message)} → {translated.string!r}"
        for message in messages(catalogue):
            if collected.get(message.id, message.context) is None:
                yield f"{where}: no longer used, ./do messages removes it: {shown(message)}"


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def expected(message: Message) -> Counter[str]:
    """The placeholders of the plural where there is one: Chinese has one form, and it carries the number."""
    return placeholders(texts(message.id)[-1])


def placeholders(text: str) -> Counter[str]:
    return Counter(found for found in PLACEHOLDER.findall(text) if found != "%%")


def shown(message: Message) -> str:
    places = ", ".join(sorted({file for file, _line in message.locations}))
    return f"{texts(message.id)[0]!r}" + (f" ({places})" if places else "")
