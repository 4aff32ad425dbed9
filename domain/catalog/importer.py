"""Making the shop's tables say what the operator's catalogue says. What orders and loans hold is never touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from domain import tables as t
from domain.catalog.specs import CatalogSpec
from domain.contract import dump_lender, dump_plan
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork
from domain.value import Value


class ImportSummary(Value):
    added: int
    changed: int
    withdrawn: int
    unchanged: int


class _Row(Protocol):
    """A row of the shop's tables."""

    id: str
    active: bool

    def model_dump(self) -> dict[str, Any]: ...


class CatalogImporter:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def is_empty(self) -> bool:
        async with self._store.read() as uow:
            return not await uow.catalog.products(active_only=False)

    async def apply(
        self,
        spec: CatalogSpec,
        pictures: Mapping[str, bytes],
        progress: Callable[[], object] = lambda: None,
    ) -> ImportSummary:
        """Import all of the catalogue in one transaction: it is there as a whole or not at all.

        `pictures` by product id; `progress` is called once per product. What the file no longer names is withdrawn
        from sale, not deleted: orders and loans refer to it.
        """
        tally = {"added": 0, "changed": 0, "withdrawn": 0, "unchanged": 0}
        async with self._store.write() as uow:
            products = _product_rows(spec, await _held(uow))
            await _merge(uow, tally, await uow.catalog.categories(active_only=False), _category_rows(spec))
            await _merge(uow, tally, await uow.catalog.products(active_only=False), products)
            await _merge(uow, tally, await uow.catalog.institutions(active_only=False), _lender_rows(spec))
            await _merge(uow, tally, await uow.catalog.plans(active_only=False), _plan_rows(spec))
            for product in spec.products:
                await uow.catalog.set_picture(product.id, pictures.get(product.id))
                progress()
            await uow.commit()
        return ImportSummary(**tally)


async def _merge(
    uow: UnitOfWork, tally: dict[str, int], present: Iterable[_Row], wanted: Iterable[_Row]
) -> None:
    known = {row.id: row for row in present}
    for row in wanted:
        values: dict[str, Any] = row.model_dump()
        old = known.pop(values["id"], None)
        if old is None:
            uow.add(row)
            tally["added"] += 1
        elif any(getattr(old, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(old, name, value)
            tally["changed"] += 1
        else:
            tally["unchanged"] += 1
    for gone in known.values():
        tally["withdrawn"] += int(gone.active)
        gone.active = False
    await uow.flush()


def _texts(text: LocalText) -> dict[str, str]:
    return text.as_dict()


def _category_rows(spec: CatalogSpec) -> list[t.Category]:
    return [
        t.Category(id=c.id, names=_texts(c.name), position=number, active=True)
        for number, c in enumerate(spec.categories)
    ]


async def _held(uow: UnitOfWork) -> Counter[str]:
    """Return by product how many pieces are held while they are paid for: the shop's file counts them among the rest."""
    held: Counter[str] = Counter()
    for purchase in await uow.purchases.held():
        for line in purchase.lines:
            held[line["product_id"]] += line["quantity"]
    return held


def _product_rows(spec: CatalogSpec, held: Counter[str]) -> list[t.Product]:
    return [
        t.Product(
            id=p.id,
            category_id=p.category_id,
            names=_texts(p.name),
            descriptions=_texts(p.description),
            price_fen=p.price_fen,
            cash_price_fen=p.cash_price_fen,
            stock=max(0, p.stock - held[p.id]),
            position=number,
            active=True,
        )
        for number, p in enumerate(spec.products)
    ]


def _lender_rows(spec: CatalogSpec) -> list[t.Institution]:
    return [t.Institution(id=i.id, spec=dump_lender(i), active=True) for i in spec.institutions]


def _plan_rows(spec: CatalogSpec) -> list[t.Plan]:
    return [
        t.Plan(
            id=p.id,
            institution_id=p.institution_id,
            periods=p.terms.periods,
            min_amount_fen=p.min_amount_fen,
            max_amount_fen=p.max_amount_fen,
            spec=dump_plan(p),
            active=True,
        )
        for p in spec.plans
    ]
