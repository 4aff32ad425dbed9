"""The example is what the documents promise: complete, in three languages, every convention in it once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bot.catalog_file import LoadedCatalog, load_catalog
from domain.catalog.specs import CatalogSpec
from domain.contract import dump_lender, dump_plan, load_lender, load_plan
from domain.terms import (
    Method,
    PenaltyBase,
    PrepayPolicy,
    PrepayStrategy,
    RemainderIn,
    Rounding,
    UnbilledFees,
)
from domain.text import LocalText
from tools.product_pictures.__main__ import DRAWN, drawn
from tools.product_pictures.pen import HEIGHT, WIDTH

BOTH = (PrepayStrategy.FEWER, PrepayStrategy.SMALLER)
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "catalog.toml"


@pytest.fixture(scope="module")
def loaded() -> LoadedCatalog:
    return load_catalog(EXAMPLE)


@pytest.fixture(scope="module")
def spec(loaded: LoadedCatalog) -> CatalogSpec:
    return loaded.spec


def test_it_reads_without_problems_or_warnings(loaded: LoadedCatalog) -> None:
    assert loaded.warnings == ()


def test_it_fills_a_shop(spec: CatalogSpec) -> None:
    assert len(spec.categories) >= 6
    assert len(spec.products) >= 24
    assert {product.category_id for product in spec.products} == {category.id for category in spec.categories}
    prices_fen = [product.price_fen for product in spec.products]
    assert (min(prices_fen), max(prices_fen)) == (5_900, 1_299_900)


def test_the_first_phone_is_the_one_the_documents_use(spec: CatalogSpec) -> None:
    first = spec.products[0]
    assert (first.id, first.category_id, first.price_fen) == ("xiaomi-15", "phones", 399_900)
    assert first.name.in_("zh_CN") == "小米手机 15 · 12GB+256GB"


def test_free_plans_of_goods_that_are_cheaper_in_cash_are_in_it(spec: CatalogSpec) -> None:
    cheaper = [product for product in spec.products if product.cash_price_fen is not None]
    assert [(p.price_fen, p.cash_price_fen) for p in cheaper] == [(399_900, 389_900), (799_900, 779_900)]
    for product in cheaper:
        assert any(
            plan.terms.fee_per_period_pct == 0 and plan.min_amount_fen <= product.price_fen
            for plan in spec.plans
        )


def test_every_text_is_there_in_three_languages(spec: CatalogSpec) -> None:
    texts: list[LocalText] = [
        *(category.name for category in spec.categories),
        *(product.name for product in spec.products),
        *(product.description for product in spec.products),
        *(institution.name for institution in spec.institutions),
    ]
    assert all(set(text.as_dict()) == {"zh_CN", "zh_TW", "en"} for text in texts)


def test_the_lenders_show_every_convention(spec: CatalogSpec) -> None:
    lenders = spec.institutions
    assert {lender.rounding for lender in lenders} == set(Rounding)
    assert {lender.remainder_in for lender in lenders} == set(RemainderIn)
    assert {lender.prepay.policy for lender in lenders} == set(PrepayPolicy)
    assert {lender.penalty.base for lender in lenders} == set(PenaltyBase)
    assert {lender.penalty.daily_pct is None for lender in lenders} == {True, False}
    assert {lender.penalty.grace_days for lender in lenders} == {0, 3}
    assert {lender.prepay.strategies for lender in lenders} >= {(), (PrepayStrategy.SMALLER,), BOTH}
    assert {lender.goods_return.unbilled_fees for lender in lenders} == set(UnbilledFees)
    assert {lender.due_day.day is None for lender in lenders} == {True, False}
    assert {plan.terms.method for plan in spec.plans} == set(Method)
    assert len({lender.credit_line_fen for lender in lenders}) == len(lenders)


def test_no_lender_can_be_taken_for_a_real_one(spec: CatalogSpec) -> None:
    for lender in spec.institutions:
        assert lender.name.in_("zh_CN").startswith("示例")
        assert lender.official_url.startswith("https://example.com/")
        assert lender.contact.startswith("400-000-")


def test_lenders_and_plans_survive_being_stored(spec: CatalogSpec) -> None:
    assert [load_lender(dump_lender(lender)) for lender in spec.institutions] == list(spec.institutions)
    assert [load_plan(dump_plan(plan)) for plan in spec.plans] == list(spec.plans)


def test_each_amount_a_product_costs_from_300_yuan_has_a_plan(spec: CatalogSpec) -> None:
    for product in spec.products:
        fitting = [p for p in spec.plans if p.min_amount_fen <= product.price_fen <= p.max_amount_fen]
        assert fitting or product.price_fen < 30_000


def test_every_product_has_a_picture_as_the_script_draws_it(spec: CatalogSpec) -> None:
    """Held against the pixels: what a file holds of them is the affair of the library that wrote it."""
    assert {product.id: product.picture for product in spec.products} == {
        product: f"pictures/{product}.png" for product in DRAWN
    }
    for product, picture in drawn():
        with Image.open(EXAMPLE.parent / "pictures" / f"{product}.png") as kept:
            assert kept.size == (WIDTH, HEIGHT)
            assert kept.convert("RGB").tobytes() == picture.convert("RGB").tobytes(), product


def test_a_picture_is_of_its_products_category(spec: CatalogSpec) -> None:
    assert {product.id: product.category_id for product in spec.products} == {
        product: category for product, (category, _) in DRAWN.items()
    }
