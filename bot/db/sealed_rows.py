"""Rows that are sealed whole: whoever writes the database without the keys makes none, and changes nothing in one.

The seal says what stands in every other column, sealed ones by what they hold. It is made with each write, by the unit of
work; the repositories of such tables hand out no row whose seal does not agree, and `audit` names it. What is left to such a
hand is to put a whole row back to how it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Table, event
from sqlalchemy.orm import Session

from domain.columns import ROW_SEAL, SEALED, Row, place_in
from domain.errors import SealBroken
from domain.ports import FieldCipher

RowCipher = Callable[[], FieldCipher]
ROW_CIPHER = "row_cipher"  # what a session seals with, of its `info`


@event.listens_for(Session, "before_flush")
def _seal(session: Session, *_: object) -> None:
    """Seal every row that is about to be written, of the tables whose rows are sealed whole."""
    for row in (*session.new, *session.dirty):
        if hasattr(row, ROW_SEAL) and (row in session.new or session.is_modified(row)):
            seal_row(row, session.info[ROW_CIPHER]())


def seal_row(row: Row, cipher: FieldCipher) -> None:
    """Seal what stands in the row now, whose key is known."""
    table, values = _values(row)
    seal = cipher.seal(_said(table, values, cipher), place_in(table, ROW_SEAL, values))
    setattr(row, ROW_SEAL, seal)


def is_whole(row: Row, cipher: FieldCipher) -> bool:
    """Return whether the row is as it was sealed. What is not is logged and counted, once for each place."""
    table, values = _values(row)
    try:
        cipher.confirm(values[ROW_SEAL], place_in(table, ROW_SEAL, values), _said(table, values, cipher))
    except SealBroken:
        return False
    return True


def _values(row: Row) -> tuple[Table, dict[str, Any]]:
    table: Table = type(row).__table__  # type: ignore[attr-defined]
    return table, {column.name: getattr(row, column.name) for column in table.columns}


def _said(table: Table, values: dict[str, Any], cipher: FieldCipher) -> str:
    said = [
        [column.name, _plain(table, column, values, cipher)]
        for column in table.columns
        if column.name != ROW_SEAL
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _plain(table: Table, column: Column[Any], values: dict[str, Any], cipher: FieldCipher) -> object:
    value = values[column.name]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is not None and SEALED.items() <= column.info.items():
        # By what it holds: a new key seals it anew.
        return cipher.lookup_hash(cipher.open(value, place_in(table, column.name, values)))
    return value if value is None or isinstance(value, int) else str(value)
