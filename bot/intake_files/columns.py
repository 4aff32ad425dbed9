"""The mapping of one lender (TOML): which of its columns is which of ours, and how it writes days and letters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.value import Value

USUAL_NAME = "import.toml"  # beside the file
USUAL_DATE_FORMAT = "%Y-%m-%d"
_ENCODINGS = {"utf-8": "utf-8-sig", "gbk": "gb18030", "gb18030": "gb18030"}
_TOP = frozenset(
    {"lender", "encoding", "date_format", "delimiter", "sheet", "customers", "loans", "payments"}
)
# What each kind of file tells: the columns it has to have, and those it may have.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "customers": (("customer", "name", "phone"), ("id_number",)),
    "loans": (
        ("contract", "customer", "goods", "principal", "drawn_on"),
        (
            "plan", "no", "due_on", "due_principal", "due_interest", "due_fee", "due_guarantee", "due_service",
            "paid", "paid_on", "paid_principal", "paid_interest", "paid_fee", "paid_guarantee", "paid_service",
            "paid_penalty", "paid_periods",
        ),
    ),
    "payments": (("amount", "reference"), ("payment_id", "contract", "paid_on")),
}  # fmt: skip
# What stands in a section beside columns.
_OTHER = {"loans": frozenset({"plans", "usual_plan", "paid_on_due_day"})}


class MappingError(Exception):
    """The mapping cannot be used; the message says why."""


class FileMapping(Value):
    """`columns`: by our name the column's header in the lender's file. `plans`: by the lender's word for a plan its id in
    the catalogue; `usual_plan`: where no column names one. `paid_on_due_day`: what is paid without a day was paid when it
    fell due.
    """

    lender: str
    columns: Mapping[str, str]
    encoding: str = "utf-8-sig"
    date_format: str = USUAL_DATE_FORMAT
    delimiter: str = ","
    sheet: str | None = None
    plans: Mapping[str, str] | None = None
    usual_plan: str | None = None
    paid_on_due_day: bool = False

    def header(self, column: str) -> str:
        """Return what the lender calls a column of ours."""
        return self.columns.get(column, column)


def read_mapping(path: Path, kind: str) -> FileMapping:
    """Read what the mapping says of a kind of file. Raises `MappingError`, `OSError`."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} is no TOML: {error}.") from None
    _require_known(path, "", told, _TOP)
    section = told.get(kind)
    if not isinstance(section, dict):
        raise MappingError(f"{path} says nothing of {kind}: the section [{kind}] is missing.")
    required, possible = COLUMNS[kind]
    other = _OTHER.get(kind, frozenset())
    _require_known(path, f"[{kind}] ", section, {*required, *possible, *other})
    columns = {name: said for name, said in section.items() if name not in other}
    for name in required:
        if name not in columns:
            raise MappingError(f"{path}: [{kind}] does not say which column is {name}.")
    for name, said in columns.items():
        if not isinstance(said, str) or not said.strip():
            raise MappingError(f"{path}: [{kind}] {name} must be the header of a column.")
    encoding = str(told.get("encoding", "utf-8")).lower()
    if encoding not in _ENCODINGS:
        raise MappingError(f"{path}: encoding must be utf-8 or gbk.")
    lender = told.get("lender")
    if not isinstance(lender, str) or not lender:
        raise MappingError(f"{path}: lender must be the lender's id in the catalogue.")
    plans = section.get("plans")
    if plans is not None and not isinstance(plans, dict):
        raise MappingError(f"{path}: [loans.plans] must be the lender's words and our ids of plans.")
    return FileMapping(
        lender=lender,
        columns=columns,
        encoding=_ENCODINGS[encoding],
        date_format=str(told.get("date_format", USUAL_DATE_FORMAT)),
        delimiter=_delimiter(path, told),
        sheet=told.get("sheet"),
        plans=plans,
        usual_plan=section.get("usual_plan"),
        paid_on_due_day=section.get("paid_on_due_day") is True,
    )


def _delimiter(path: Path, told: Mapping[str, Any]) -> str:
    delimiter = told.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise MappingError(f"{path}: delimiter must be one character.")
    return delimiter


def _require_known(path: Path, where: str, told: Mapping[str, Any], names: frozenset[str] | set[str]) -> None:
    unknown: Sequence[str] = sorted(set(told) - set(names))
    if unknown:
        raise MappingError(f"{path}: {where}{unknown[0]} is not known; {', '.join(sorted(names))} are.")
