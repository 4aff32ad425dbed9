"""Keeping the catalogues: `python -m locales.catalogue update` and `check`.

The msgid of a sentence is its natural Chinese form, so zh_CN needs no catalogue. `update` collects the sentences from the
code and marks what is new or reworded in the others; `check` fails where anything is missing, fuzzy, stale or has other
placeholders than its msgid.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where there are sentences: the chat, the documents, the charts, and the pages for the shop's people.
SOURCES = ("bot/charts", "bot/console", "bot/documents", "handlers")
SOURCE_LOCALE = "zh_CN"
TRANSLATED = ("zh_TW", "en")
LOCALES = (SOURCE_LOCALE, *TRANSLATED)
KEYWORDS = {"t": None, "N_": None}
_METHODS = [("**.py", "locales.catalogue:sentences_in")]
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def collect() -> Catalog:
    """Collect the template: every sentence in the code, in the order of the files."""
    template = Catalog(project="fenqi-guanjia", charset="utf-8", fuzzy=False)
    for source in SOURCES:
        found = extract_from_dir(str(ROOT / source), method_map=_METHODS, keywords=KEYWORDS)
        for filename, _line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
            # Without line numbers: they would change the template with every edit of the code.
            template.add(
                message, None, [(f"{source}/{filename}", 0)], auto_comments=comments, context=context
            )
    return template


def sentences_in(
    file: IO[bytes], keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield line, keyword, sentence and comments, as Babel asks of a method. Its own finds no sentence among the arguments
    of another one's call, and none in an f-string.
    """
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call(
                func=ast.Name(id=keyword) | ast.Attribute(attr=keyword),
                args=[ast.Constant(value=str(sentence)), *_],
            ) if keyword in keywords:
                yield node.lineno, keyword, sentence, []


def po_path(locale: str) -> Path:
    return HERE / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    """Return what a language says; the source language says what stands in the code."""
    if locale == SOURCE_LOCALE:
        catalog = collect()
        for message in catalog:
            message.string = message.id
        return catalog
    path = po_path(locale)
    if not path.exists():
        return Catalog(locale=locale, project="fenqi-guanjia", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def text_of(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=110, sort_output=True, omit_header=False, ignore_obsolete=True)
    # The dates of a run say nothing about the texts and would make every run a change.
    lines = (line for line in out.getvalue().splitlines(keepends=True) if b"-Date:" not in line)
    return b"".join(lines)


def update() -> None:
    (HERE / "messages.pot").write_bytes(text_of(collect()))
    for locale in TRANSLATED:
        catalog = load(locale)
        # A template of its own: Babel puts the template's very messages into the catalogue.
        catalog.update(collect())
        po_path(locale).parent.mkdir(parents=True, exist_ok=True)
        po_path(locale).write_bytes(text_of(catalog))
        open_ones = sum(1 for m in catalog if m.id and (not m.string or m.fuzzy))
        sys.stdout.write(f"{locale}: {len(catalog)} sentences, {open_ones} to translate\n")


def faults() -> Iterator[str]:
    """Yield everything that is wrong with the catalogues, in words."""
    template = collect()
    if (HERE / "messages.pot").read_bytes() != text_of(template):
        yield "messages.pot is stale: run `make i18n`"
    wanted = {message.id for message in template if message.id}
    for locale in TRANSLATED:
        catalog = load(locale)
        have = {message.id: message for message in catalog if message.id}
        yield from (f"{locale}: not in the catalogue: {missing!r}" for missing in sorted(wanted - set(have)))
        yield from (f"{locale}: no longer used: {gone!r}" for gone in sorted(set(have) - wanted))
        for identifier in sorted(wanted & set(have)):
            message = have[identifier]
            assert isinstance(identifier, str)
            if not message.string:
                yield f"{locale}: not translated: {identifier!r}"
            elif message.fuzzy:
                yield f"{locale}: fuzzy: {identifier!r}"
            elif placeholders(identifier) != placeholders(str(message.string)):
                yield f"{locale}: other placeholders: {identifier!r}"


def placeholders(sentence: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(sentence))


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        found = list(faults())
        for fault in found:
            sys.stderr.write(fault + "\n")
        return 1 if found else 0
    sys.stderr.write("usage: python -m locales.catalogue update|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
