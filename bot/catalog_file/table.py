"""One table of the file, read key by key: a wrong value is reported in its place and reading goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from bot.catalog_file import values
from bot.catalog_file.problems import Report, Spot
from bot.catalog_file.values import Kind, RefusedValueError, shown, suggestion
from domain.text import DEFAULT_LOCALE, LocalText

T = TypeVar("T")
LOCALES = (DEFAULT_LOCALE, "zh_TW", "en")


class Table:
    """Every key asked for counts as known; `finish` reports the keys nobody asked for."""

    def __init__(self, content: dict[str, object], spot: Spot, report: Report) -> None:
        self.spot = spot
        self._content = content
        self._report = report
        self._known: list[str] = []
        self._wrong: set[str] = set()

    def has(self, key: str) -> bool:
        self._know(key)
        return key in self._content

    def peek(self, key: str) -> object:
        """The value as written, unchecked; None where there is none."""
        return self._content.get(key)

    def required(self, key: str, kind: Kind[T], example: str) -> T:
        """The value of `key`, or the kind's blank after reporting that it is missing or wrong."""
        if not self.has(key):
            self.wrong(key, f"The key {key} is missing; write for example {key} = {example}.", at_table=True)
            return kind.blank
        return self._read(key, kind)

    def defaulted(self, key: str, kind: Kind[T], default: T) -> T:
        return self._read(key, kind) if self.has(key) else default

    def optional(self, key: str, kind: Kind[T]) -> T | None:
        return self._read(key, kind) if self.has(key) else None

    def local_text(self, key: str, max_length: int, example: str, *, lines: bool = False) -> LocalText:
        """`key = "手机"`, or a table of texts by locale in which zh_CN is required."""
        kind = values.text(max_length, lines=lines)
        table = self.sub_table(key) if isinstance(self.peek(key), dict) else None
        if table is None:
            return LocalText({DEFAULT_LOCALE: self.required(key, kind, example)})
        texts = {DEFAULT_LOCALE: table.required(DEFAULT_LOCALE, kind, example)}
        for locale in LOCALES[1:]:
            translated = table.optional(locale, kind)
            if translated is not None:
                texts[locale] = translated
        self.close(key, table)
        return LocalText(texts)

    def sub_table(self, key: str) -> Table | None:
        """The table under `key`; None where there is none, after reporting what else stands there."""
        if not self.has(key):
            return None
        content = self._content[key]
        if isinstance(content, dict):
            return Table(content, self.spot.at(key), self._report)
        self.wrong(key, f"A table is expected here, like {key} = {{ … }}, not {shown(content)}.")
        return None

    def close(self, key: str, sub_table: Table) -> None:
        """Finish `sub_table`; what is wrong in it makes `key` wrong."""
        if not sub_table.finish():
            self._wrong.add(key)

    def wrong(self, key: str, message: str, *, at_table: bool = False) -> None:
        """Report `key`; `at_table` where the key is not there to be pointed at."""
        self._know(key)
        self._wrong.add(key)
        self._report.problem(self.spot if at_table else self.spot.at(key), message)

    def sound(self, *keys: str) -> bool:
        """Whether none of `keys` (of all, if none is named) has been reported."""
        return not (self._wrong.intersection(keys) if keys else self._wrong)

    def finish(self) -> bool:
        """Report unknown keys; True if the whole table is sound."""
        for key in self._content:
            if key not in self._known:
                self._wrong.add(key)
                self._report.problem(
                    self.spot.at(key if key.isprintable() and len(key) <= 40 else "(a key)"),
                    f"There is no key {shown(key)} here.{suggestion(key, self._known)}",
                )
        return not self._wrong

    def _know(self, key: str) -> None:
        if key not in self._known:
            self._known.append(key)

    def _read(self, key: str, kind: Kind[T]) -> T:
        try:
            return kind.read(self._content[key])
        except RefusedValueError as refusal:
            self.wrong(key, str(refusal))
            return kind.blank


def tables_of(document: dict[str, object], section: str, report: Report) -> Iterator[Table]:
    """The `[[section]]` tables of the file; whatever else stands under that name is reported."""
    found = document.get(section)
    if not isinstance(found, list) or not found:
        _report_missing(section, found, report)
        return
    for index, content in enumerate(found):
        spot = Spot(section, index, _id_to_show(content))
        if isinstance(content, dict):
            yield Table(content, spot, report)
        else:
            report.problem(spot, f"A table is expected here, not {shown(content)}.")


def _report_missing(section: str, found: object, report: Report) -> None:
    if isinstance(found, dict):
        message = f"Write [[{section}]] with two brackets: there can be many."
    elif found is None or found == []:
        message = f"The file has no [[{section}]]; at least one is needed."
    else:
        message = f"Tables headed [[{section}]] are expected under this name, not {shown(found)}."
    report.problem(Spot(section), message)


def _id_to_show(content: object) -> str | None:
    found = content.get("id") if isinstance(content, dict) else None
    return found if isinstance(found, str) and found.isprintable() and len(found) <= 24 else None
