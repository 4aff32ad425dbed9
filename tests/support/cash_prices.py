"""The usual shop, where some goods cost less paid at once."""

from __future__ import annotations

from bot.wiring import Container, catalog_importer
from domain.catalog.specs import CatalogSpec
from domain.value import replace
from tests.support.builders import catalog, flat


def with_cash_prices(**cash_fen: int) -> CatalogSpec:
    """The usual shop with a free plan over 12 months, and cash prices by product (`xiaomi_15=389_900`)."""
    spec = catalog()
    products = tuple(replace(p, cash_price_fen=cash_fen.get(p.id.replace("-", "_"))) for p in spec.products)
    free = tuple(flat(p.id, 12, "0") if p.id == "consumer-12" else p for p in spec.plans)
    return replace(spec, products=products, plans=free)


async def sell(container: Container, **cash_fen: int) -> None:
    await catalog_importer(container.store).apply(with_cash_prices(**cash_fen), {})
