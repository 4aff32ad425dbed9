"""What an operator's catalogue says, read and checked, before it is brought in."""

from __future__ import annotations

from domain.terms import (
    InstitutionSpec,
    PlanSpec,
)
from domain.text import LocalText
from domain.value import Value

MAX_PRICE_FEN = 1_000_000_000  # ten million yuan: far above any order, far below what a column holds
MAX_STOCK = 1_000_000


class CategorySpec(Value):
    id: str
    name: LocalText
    position: int  # from 0, as in the file


class ProductSpec(Value):
    id: str
    category_id: str
    name: LocalText
    price_fen: int
    stock: int
    description: LocalText
    picture: str | None = None  # a path, seen from the catalog file's folder
    cash_price_fen: int | None = None  # of one piece paid at once (一次付清价); at most the price


class CatalogSpec(Value):
    categories: tuple[CategorySpec, ...]
    products: tuple[ProductSpec, ...]
    institutions: tuple[InstitutionSpec, ...]
    plans: tuple[PlanSpec, ...]
