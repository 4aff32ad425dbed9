"""What an operator's catalogue says, read and checked, before it is brought in."""

from __future__ import annotations

from dataclasses import dataclass

from domain.terms import (
    InstitutionSpec,
    PlanSpec,
)
from domain.text import LocalText


@dataclass(frozen=True, slots=True)
class CategorySpec:
    id: str
    name: LocalText
    position: int  # from 0, as in the file


@dataclass(frozen=True, slots=True)
class ProductSpec:
    id: str
    category_id: str
    name: LocalText
    price_fen: int
    stock: int
    description: LocalText
    picture: str | None = None  # a path, seen from the catalog file's folder
    cash_price_fen: int | None = None  # of one piece paid at once (一次付清价); at most the price


@dataclass(frozen=True, slots=True)
class CatalogSpec:
    categories: tuple[CategorySpec, ...]
    products: tuple[ProductSpec, ...]
    institutions: tuple[InstitutionSpec, ...]
    plans: tuple[PlanSpec, ...]
