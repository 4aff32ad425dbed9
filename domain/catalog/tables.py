"""The shop's columns: categories, products, their pictures, what lies in carts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
)
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json


class Category(Row, table=True):
    __tablename__ = "categories"

    id: str = _id(primary_key=True)
    names: dict[str, str] = _json()
    position: int = Field(sa_column=Column(Integer, nullable=False))
    active: bool = True


class Product(Row, table=True):
    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("stock >= 0", name="ck_products_stock"),
        CheckConstraint("price_fen > 0", name="ck_products_price"),
    )

    id: str = _id(primary_key=True)
    category_id: str = _id("categories.id", index=True)
    names: dict[str, str] = _json()
    descriptions: dict[str, str] = _json()
    price_fen: int = _fen()
    cash_price_fen: int | None = Field(
        default=None, sa_column=Column(BigInteger)
    )  # 一次付清价, where it is lower
    stock: int = Field(sa_column=Column(Integer, nullable=False))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    active: bool = True


class ProductPicture(Row, table=True):
    __tablename__ = "product_pictures"

    product_id: str = _id("products.id", primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CartItem(Row, table=True):
    __tablename__ = "cart_items"
    __table_args__ = (CheckConstraint("quantity > 0", name="ck_cart_items_quantity"),)

    customer_id: str = _id("customers.id", primary_key=True)
    product_id: str = _id("products.id", primary_key=True)
    quantity: int = Field(sa_column=Column(Integer, nullable=False))
    added_at: datetime = _instant()
