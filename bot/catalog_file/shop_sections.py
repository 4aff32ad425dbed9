"""The goods: `[[categories]]` and `[[products]]`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from bot.catalog_file import values
from bot.catalog_file.context import context_of
from bot.catalog_file.pictures import picture_problem
from bot.catalog_file.references import Own, Reference
from bot.catalog_file.table import Table, local_text
from bot.catalog_file.values import Identifier, RefusedValueError
from domain.catalog.specs import MAX_STOCK, CategorySpec, ProductSpec
from domain.text import LocalText

CATEGORY_NAME_LENGTH = 16  # both stand on buttons
PRODUCT_NAME_LENGTH = 40
DESCRIPTION_LENGTH = 500  # with name and price within the 1,024 characters under a picture


def _existing_picture(name: str, info: ValidationInfo) -> str:
    if problem := picture_problem(context_of(info).folder, name):
        raise RefusedValueError(problem)
    return name


def _not_above_price(cash_price_fen: int, info: ValidationInfo) -> int:
    if cash_price_fen > info.data.get("price_fen", cash_price_fen):
        raise RefusedValueError("cash_price must not be above price: paying at once never costs more.")
    return cash_price_fen


class Category(Table):
    id: Annotated[Identifier, Own("categories", "category")] = Field(examples=['"phones"'])
    name: Annotated[LocalText, local_text(CATEGORY_NAME_LENGTH)] = Field(examples=['"手机"'])

    def spec(self, position: int) -> CategorySpec:
        return CategorySpec(position=position, **dict(self))


class Product(Table):
    id: Annotated[Identifier, Own("products", "product")] = Field(examples=['"xiaomi-15"'])
    category_id: Annotated[Identifier, Reference("categories", "category")] = Field(alias="category")
    name: Annotated[LocalText, local_text(PRODUCT_NAME_LENGTH)] = Field(examples=['"小米手机 15"'])
    price_fen: Annotated[int, values.yuan()] = Field(alias="price", examples=['"3999.00"'])
    stock: Annotated[int, values.whole(least=0, most=MAX_STOCK)] = Field(examples=["20"])
    description: Annotated[LocalText, local_text(DESCRIPTION_LENGTH, lines=True)] = Field(
        examples=['"轻巧好握的手机。"']
    )
    picture: Annotated[str | None, values.text(200), AfterValidator(_existing_picture)] = None
    cash_price_fen: Annotated[int | None, values.yuan(), AfterValidator(_not_above_price)] = Field(
        None, alias="cash_price"
    )

    def spec(self) -> ProductSpec:
        return ProductSpec(**dict(self))
