"""By what people are found: the keyed hashes beside name and phone, made for those who came before there were any, and
held against what they are hashes of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.columns import place_in, table_of
from domain.errors import SealBroken
from domain.identity.record import name_hash, name_mask_hash, phone_hash
from domain.pii.id_numbers import mask_name
from domain.ports import FieldCipher

BATCH = 500
_HASHES = ("name_hash", "name_mask_hash", "phone_hash")
FOUND_BY = ("name_token", "phone_token", *_HASHES)


async def index_people(engine: AsyncEngine, cipher: FieldCipher) -> int:
    """Make the hashes of everybody who has none, in batches; return of how many. Can be broken off and run again."""
    table, indexed, last = table_of("identities"), 0, ""
    person = table.c
    missing = (
        select(person.customer_id, *(person[name] for name in FOUND_BY))
        .where(
            person.customer_id > bindparam("last"),
            or_(
                and_(person.name_token.is_not(None), person.name_hash.is_(None)),
                and_(person.phone_token.is_not(None), person.phone_hash.is_(None)),
            ),
        )
        .order_by(person.customer_id)
        .limit(BATCH)
    )
    # What was given anew meanwhile has its own hashes.
    put = (
        update(table)
        .where(
            person.customer_id == bindparam("row"), person.name_token.is_not_distinct_from(bindparam("name"))
        )
        .where(person.phone_token.is_not_distinct_from(bindparam("phone")))
        .values({name: bindparam(f"new_{name}") for name in _HASHES})
    )
    while True:
        async with engine.execution_options(writes=True).begin() as connection:
            rows = (await connection.execute(missing, {"last": last})).mappings().all()
            if not rows:
                return indexed
            made = [
                {
                    "row": row["customer_id"],
                    "name": row["name_token"],
                    "phone": row["phone_token"],
                    **{f"new_{name}": value for name, value in hashes_of(cipher, dict(row)).items()},
                }
                for row in rows
            ]
            await connection.execute(put, made)
        indexed += len(rows)
        last = rows[-1]["customer_id"]


def is_found_as_another(cipher: FieldCipher, row: Mapping[str, Any]) -> bool:
    """Return whether a hash is there that is not the one of the field beside it."""
    return any(
        row[name] is not None and row[name] != own for name, own in hashes_of(cipher, row, unread=row).items()
    )


def hashes_of(
    cipher: FieldCipher, row: Mapping[str, Any], *, unread: Mapping[str, Any] | None = None
) -> dict[str, str | None]:
    """Return the hashes of name and phone; None of what is not there. `unread`: what stands for those of a field that does
    not open.
    """
    name, phone = _opened(cipher, row, "name_token"), _opened(cipher, row, "phone_token")
    hashes = {
        "name_hash": name and name_hash(name, cipher),
        "name_mask_hash": name and name_mask_hash(mask_name(name), cipher),
        "phone_hash": phone and phone_hash(phone, cipher),
    }
    kept = unread or {}
    return {key: None if value is None else value or kept.get(key) for key, value in hashes.items()}


def _opened(cipher: FieldCipher, row: Mapping[str, Any], column: str) -> str | None:
    """Return what the field holds: None where there is none, "" where it does not open, which is named elsewhere."""
    if row[column] is None:
        return None
    try:
        return cipher.open(row[column], place_in(table_of("identities"), column, row))
    except SealBroken:
        return ""
