"""Ids: each once, and every reference to one that is there."""

from __future__ import annotations

from bot.catalog_file import values
from bot.catalog_file.problems import Report, Spot
from bot.catalog_file.table import Table
from bot.catalog_file.values import shown, suggestion


class Ids:
    """The ids of one section. A table with other mistakes still counts: a reference to it is not wrong."""

    def __init__(self, section: str, noun: str, report: Report) -> None:
        self._section = section
        self._noun = noun
        self._report = report
        self._first: dict[str, Spot] = {}

    def own(self, table: Table, example: str) -> str:
        """The table's own id, refused if an earlier table of the section has it."""
        own = table.required("id", values.identifier(), example)
        if own in self._first:
            line = self._report.line_of(self._first[own].at("id"))
            table.wrong("id", f"The id {shown(own)} is already taken by the {self._noun} in line {line}.")
        elif own:
            self._first[own] = table.spot
        return own

    def reference(self, table: Table, key: str) -> str:
        """The id under `key`, which must be one of these. Where there are none, that is said already."""
        wanted = table.required(key, values.identifier(), self._example())
        if wanted and self._first and wanted not in self._first:
            hint = suggestion(wanted, list(self._first))
            table.wrong(key, f"There is no {self._noun} {shown(wanted)} in [[{self._section}]].{hint}")
        return wanted

    def spot(self, own: str) -> Spot:
        return self._first[own]

    def _example(self) -> str:
        return f'"{next(iter(self._first), "…")}"'
