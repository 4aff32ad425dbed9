"""Sealing, once, where the entries end that version 0.1.0 wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from domain.keyed_chain import KEYED
from domain.loans.chain import head_seal

BATCH = 1000


async def seal_old_chains(engine: AsyncEngine, key: bytes) -> int:
    """Seal the newest entry without a key of every loan that has one and no seal; how many. Safe to break off."""
    loan, seal = SQLModel.metadata.tables["loans"], SQLModel.metadata.tables["ledger_seals"]
    sealed, after = 0, ""
    while True:
        async with engine.execution_options(writes=True).begin() as connection:
            page = select(loan.c.id).where(loan.c.id > after).order_by(loan.c.id).limit(BATCH)
            ids = (await connection.execute(page)).scalars().all()
            if not ids:
                return sealed
            rows = [
                {"loan_id": loan_id, "seq": seq, "seal": head_seal(loan_id, seq, chain, key)}
                for loan_id, seq, chain in await connection.execute(_old_heads(ids))
            ]
            if rows:
                await connection.execute(insert(seal), rows)
        sealed, after = sealed + len(rows), ids[-1]


def _old_heads(loan_ids: Sequence[str]) -> Select[Any]:
    """Select the newest entry without a key of each of these loans that has no seal."""
    entry, seal = SQLModel.metadata.tables["ledger_entries"], SQLModel.metadata.tables["ledger_seals"]
    newest = (
        select(entry.c.loan_id, func.max(entry.c.seq).label("seq"))
        .outerjoin(seal, seal.c.loan_id == entry.c.loan_id)
        .where(entry.c.loan_id.in_(loan_ids), entry.c.chain.not_like(f"{KEYED}%"), seal.c.loan_id.is_(None))
        .group_by(entry.c.loan_id)
        .subquery()
    )
    is_newest = (entry.c.loan_id == newest.c.loan_id) & (entry.c.seq == newest.c.seq)
    return select(entry.c.loan_id, entry.c.seq, entry.c.chain).join(newest, is_newest)
