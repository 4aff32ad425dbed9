"""Whether the shop is the example's, which exists in a demo only: its lenders lend nothing, what is bought there is play."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings, SettingsError
from domain.columns import table_of

# How the ids of the example's lenders begin (examples/catalog.toml, docs/catalog.md).
PLAYED = "demo-"


def is_play(settings: Settings) -> bool:
    """Return whether no money is real: in a demo, and wherever the time is the sandbox's."""
    return settings.demo or settings.clock_url is not None


async def require_own_shop(engine: AsyncEngine, settings: Settings) -> None:
    """Require, outside a demo, that none of the example's lenders is offered, or owed to. Raises `SettingsError`."""
    if is_play(settings):
        return
    loans, plans = table_of("loans"), table_of("plans")
    async with engine.connect() as connection:
        if (
            await connection.execute(select(loans.c.id).where(_played(loans.c.institution_id)).limit(1))
        ).first():
            raise SettingsError(
                f"DATABASE_URL is wrong: the database holds loans of the example's lenders, from a demo; for"
                f" OPERATOR_MODE={settings.operator_mode} begin with an empty one."
            )
        offered = select(plans.c.institution_id).where(plans.c.active, _played(plans.c.institution_id))
        lenders = sorted(set((await connection.execute(offered)).scalars()))
    if lenders:
        raise SettingsError(
            f"The shop still offers the example's lenders ({', '.join(lenders)}), which exist in a demo only: import your"
            f" own catalogue with `python -m bot catalog import FILE` before OPERATOR_MODE={settings.operator_mode}."
        )


def _played(institution_id: ColumnElement[str]) -> ColumnElement[bool]:
    return institution_id.startswith(PLAYED, autoescape=True)
