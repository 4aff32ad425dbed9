"""The file in which the carrier or the warehouse says what was sent: CSV, checked as a whole before a line of it counts.

    order,state,carrier,number,address
    F260105A1B2C3,shipped,顺丰速运,SF1234567890,1
    F260103D4E5F6,delivered,,,

`state` is shipped or delivered; what was shipped has a carrier and a number. `address` may be left out: the version of the
address it was sent to, as `orders show` says it. Other columns are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.cli.line_file import read_line_file
from domain.shipping.staff import LONGEST, Delivered, Mark, Sent
from domain.text import is_digits
from domain.value import Value

COLUMNS = ("order", "state", "carrier", "number")
VERSION = "address"
SHIPPED, DELIVERED = "shipped", "delivered"


class MarkedLine(Value):
    line: int
    mark: Mark


def read_shipment_file(path: Path) -> list[MarkedLine]:
    """Read every line of it. Raises `LineFileError` with all that is wrong, `OSError`."""
    return read_line_file(path, COLUMNS, _lines)


def _lines(rows: csv.DictReader[str], faults: list[str]) -> Iterator[MarkedLine]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        number = rows.line_num
        cells = {name: (row.get(name) or "").strip() for name in (*COLUMNS, VERSION)}
        cells["order"] = cells["order"].upper()
        wrong = list(_faults(cells))
        first = seen.setdefault((cells["order"], cells["state"]), number)
        if first != number and cells["order"]:
            wrong.append(f"order: {cells['order']} stands on line {first} already as {cells['state']}")
        faults += [f"line {number}: {fault}." for fault in wrong]
        if not wrong:
            yield MarkedLine(number, _mark(cells))


def _faults(cells: dict[str, str]) -> Iterator[str]:
    if not cells["order"]:
        yield "order: must be the number of an order, as `orders list` shows it"
    if cells["state"] not in (SHIPPED, DELIVERED):
        yield f"state: must be {SHIPPED} or {DELIVERED}"
    if cells["state"] == SHIPPED:
        for name in ("carrier", "number"):
            if not is_label(cells[name]):
                yield f"{name}: must have 1 to {LONGEST} characters that can be printed"
    if cells[VERSION] and not (is_digits(cells[VERSION]) and len(cells[VERSION]) < LONGEST):
        yield f"{VERSION}: must be a number, as `orders show` says it, or nothing"


def is_label(text: str) -> bool:
    """Return whether it can be a carrier's name or a number: it is shown to customers."""
    return 1 <= len(text) <= LONGEST and text.isprintable()


def _mark(cells: dict[str, str]) -> Mark:
    if cells["state"] == DELIVERED:
        return Delivered(cells["order"])
    version = int(cells[VERSION]) if cells[VERSION] else None
    return Sent(cells["order"], cells["carrier"], cells["number"], version)
