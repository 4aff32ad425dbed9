"""The goods: `[[categories]]` and `[[products]]`."""

from __future__ import annotations

from pathlib import Path

from bot.catalog_file import values
from bot.catalog_file.pictures import picture_problem
from bot.catalog_file.references import Ids
from bot.catalog_file.table import Table
from domain.catalog.specs import CategorySpec, ProductSpec

CATEGORY_NAME_LENGTH = 16  # both stand on buttons
PRODUCT_NAME_LENGTH = 40
DESCRIPTION_LENGTH = 500  # with name and price within the 1,024 characters under a picture
MAX_STOCK = 1_000_000


def read_category(table: Table, position: int, ids: Ids) -> CategorySpec:
    category = CategorySpec(
        id=ids.own(table, '"phones"'),
        name=table.local_text("name", CATEGORY_NAME_LENGTH, '"手机"'),
        position=position,
    )
    table.finish()
    return category


def read_product(table: Table, ids: Ids, categories: Ids, folder: Path) -> ProductSpec:
    product = ProductSpec(
        id=ids.own(table, '"xiaomi-15"'),
        category_id=categories.reference(table, "category"),
        name=table.local_text("name", PRODUCT_NAME_LENGTH, '"小米手机 15"'),
        price_fen=table.required("price", values.yuan(), '"3999.00"'),
        stock=table.required("stock", values.whole(least=0, most=MAX_STOCK), "20"),
        description=table.local_text("description", DESCRIPTION_LENGTH, '"轻巧好握的手机。"', lines=True),
        picture=_picture(table, folder),
        cash_price_fen=table.optional("cash_price", values.yuan()),
    )
    _check_cash_price(table, product)
    table.finish()
    return product


def _check_cash_price(table: Table, product: ProductSpec) -> None:
    cash_fen = product.cash_price_fen
    if cash_fen is not None and table.sound("price", "cash_price") and cash_fen > product.price_fen:
        table.wrong("cash_price", "cash_price must not be above price: paying at once never costs more.")


def _picture(table: Table, folder: Path) -> str | None:
    name = table.optional("picture", values.text(200))
    if name and (problem := picture_problem(folder, name)):
        table.wrong("picture", problem)
    return name
