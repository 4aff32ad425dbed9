"""A purchase through every step, done by a worker and written down as its rows; put back where the same is done again.

A third of what the tests of the services cost was buying the same telephone. What buying itself does is tested where that is
the rule (tests/domain/checkout); whoever begins after it finds the same rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from bot.db.sealed_fields import sealed_tables
from bot.wiring import Container
from domain.columns import place_in
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail

_Rows = dict[tuple[object, ...], dict[str, Any]]
# What a purchase begins from: nobody has anything yet, and this is what the shop sells.
_NOBODY = " + ".join(
    f"(SELECT count(*) FROM {table})"
    for table in ("orders", "identities", "checkout_drafts", "cart_items", "applications", "consents")
)
_SHOP = ("institutions", "plans", "products")


@dataclasses.dataclass(frozen=True, slots=True)
class _Purchase:
    """What it added and changed, by table, with sealed fields opened; whose it was, and what the customer was shown."""

    added: Mapping[str, Sequence[dict[str, Any]]]
    changed: Mapping[str, Sequence[tuple[dict[str, Any], dict[str, Any]]]]
    customer_id: str
    order: OrderDetail


_done: dict[Hashable, _Purchase | None] = {}  # None: done once, and not written down


async def remembered(
    container: Container,
    customer: CustomerView,
    choice: Mapping[str, str],
    buy: Callable[[], Awaitable[OrderDetail]],
) -> OrderDetail:
    """Buy as `choice` says, by `buy` or as it was done before from the very same state."""
    key = await _state(container, customer, choice)
    if key is None:
        return await buy()
    purchase = _done.get(key)
    if key not in _done:
        _done[key] = None
        return await buy()
    if purchase is None:
        before = await _everything(container)
        order = await buy()
        _done[key] = _written_down(container, customer, before, await _everything(container), order)
        return order
    await _put_back(container, purchase, customer.id)
    return _of(purchase.order, purchase.customer_id, customer.id)


async def _state(container: Container, customer: CustomerView, choice: Mapping[str, str]) -> Hashable | None:
    """Return what decides how the purchase comes out; None where somebody has something already."""
    async with container.engine.connect() as connection:
        if await connection.scalar(text(f"SELECT {_NOBODY}")):
            return None
        shop = [repr([tuple(row) for row in await _raw(connection, table)]) for table in _SHOP]
    outside = tuple(
        type(getattr(container.outside, one.name)) for one in dataclasses.fields(container.outside)
    )
    return (
        container.engine.dialect.name,
        container.clock.now(),
        container.cipher.lookup_hash("key"),
        type(container.store),
        outside,
        customer.locale,
        tuple(sorted(choice.items())),
        tuple(shop),
    )


async def _raw(connection: AsyncConnection, table: str) -> Sequence[Any]:
    return (await connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))).all()


async def _everything(container: Container) -> dict[str, _Rows]:
    found: dict[str, _Rows] = {}
    async with container.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = (await connection.execute(select(table))).mappings().all()
            found[table.name] = {_key(table, row): dict(row) for row in rows}
    return found


def _key(table: Table, row: Mapping[Any, Any]) -> tuple[object, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _written_down(
    container: Container,
    customer: CustomerView,
    before: Mapping[str, _Rows],
    after: Mapping[str, _Rows],
    order: OrderDetail,
) -> _Purchase:
    added, changed = (
        dict[str, list[dict[str, Any]]](),
        dict[str, list[tuple[dict[str, Any], dict[str, Any]]]](),
    )
    for table in SQLModel.metadata.sorted_tables:
        old, new = before[table.name], after[table.name]
        rows = [_opened(container, table, row) for key, row in new.items() if key not in old]
        if rows:
            added[table.name] = rows
        others = [(row, old[key]) for key, row in new.items() if key in old and row != old[key]]
        if others:
            changed[table.name] = [
                (
                    {column.name: was[column.name] for column in table.primary_key.columns},
                    {name: value for name, value in row.items() if value != was[name]},
                )
                for row, was in others
            ]
    return _Purchase(added, changed, customer.id, order)


def _opened(container: Container, table: Table, row: dict[str, Any]) -> dict[str, Any]:
    sealed = {
        name: container.cipher.open(row[name], place_in(table, name, row))
        for name in sealed_tables().get(table, ())
        if row[name] is not None
    }
    return row | sealed


async def _put_back(container: Container, purchase: _Purchase, customer_id: str) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = [
                _sealed(container, table, _of_row(row, purchase.customer_id, customer_id))
                for row in purchase.added.get(table.name, ())
            ]
            if rows:
                await connection.execute(insert(table), rows)
            for key, values in purchase.changed.get(table.name, ()):
                here = [
                    table.c[name] == value
                    for name, value in _of_row(key, purchase.customer_id, customer_id).items()
                ]
                await connection.execute(update(table).where(*here).values(values))


def _sealed(container: Container, table: Table, row: dict[str, Any]) -> dict[str, Any]:
    sealed = {
        name: container.cipher.seal(row[name], place_in(table, name, row))
        for name in sealed_tables().get(table, ())
        if row[name] is not None
    }
    return row | sealed


def _of_row(row: Mapping[str, Any], whose: str, customer_id: str) -> dict[str, Any]:
    return {name: customer_id if value == whose else value for name, value in row.items()}


def _of(order: OrderDetail, whose: str, customer_id: str) -> OrderDetail:
    """Return what is shown: it names no customer."""
    assert whose not in repr(order) or whose == customer_id
    return order
