"""The chain of the log: each line carries a keyed hash of itself and of the one before it; whether it is what it was."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken
from domain.keyed_chain import is_under, keyed_place
from domain.ports import FieldCipher
from domain.unit_of_work import Store

BATCH = 500


def line_place(
    previous: str, line: t.StaffLogLine, reason: str | None, cipher: FieldCipher, key: bytes
) -> str:
    """Return the line's place: of the reason by what it says, since a new key seals it anew."""
    said = [
        line.seq,
        line.at.astimezone(UTC).isoformat(),
        line.by_id,
        str(line.verb),
        str(line.about_kind),
        line.about_id,
        None if reason is None else cipher.lookup_hash(reason),
        str(line.outcome),
        line.amount_fen,
        line.proposal_id,
    ]
    return keyed_place(json.dumps(["staff log", previous, *said], ensure_ascii=False).encode(), key)


@dataclass
class LogCheck:
    """What the log says of itself: how many lines, the place of the last one and of the one asked for, and what is wrong."""

    count: int = 0
    last: str = ""
    at_asked: str | None = None
    breaches: list[str] = field(default_factory=list)


async def check_log(store: Store, cipher: FieldCipher | None, asked: int = 0) -> LogCheck:
    """Go through the log, a batch in memory at a time. Without `cipher` the numbers are checked only. `asked`: the number of
    the line whose place is wanted as well.
    """
    found = LogCheck()
    while True:
        async with store.read() as uow:
            key = uow.ledger.chain_key
            lines = await uow.staff.lines_after(found.count, BATCH)
        for line in lines:
            if line.seq != found.count + 1:
                found.breaches.append(f"line {found.count + 1} is missing: the next one is {line.seq}")
                return found
            if cipher is not None and key is not None:
                wrong = _wrong(found.last, line, cipher, key)
                if wrong is not None:
                    found.breaches.append(wrong)
                    return found
            found.count, found.last = line.seq, line.chain
            if line.seq == asked:
                found.at_asked = line.chain
        if len(lines) < BATCH:
            return found


def _wrong(previous: str, line: t.StaffLogLine, cipher: FieldCipher, key: bytes) -> str | None:
    if not is_under(line.chain, key):
        return f"line {line.seq} is chained with another key"
    try:
        reason = None if line.reason is None else cipher.open(line.reason, place_of(line, "reason"))
    except SealBroken:
        return f"the reason of line {line.seq} does not open: moved, altered, or without its key"
    if line.chain != line_place(previous, line, reason, cipher, key):
        return f"the chain is broken at line {line.seq}: it, or one before it, was changed"
    return None
