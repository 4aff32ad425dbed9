"""Goods, lenders and their plans, as customers see them, and what is changed of one of them from day to day."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from starlette.responses import Response

from bot.console.acts import said_of_act
from bot.console.html import Html, choice, facts, field, link, table, tag
from bot.console.visit import ROOT, Page, Visit
from domain.catalog.results import ProductState
from domain.desk.shop import ShownPlan, ShownProduct
from domain.errors import InvalidInput, NotFound
from domain.money import plain_yuan
from domain.patterns import pattern
from domain.staff.rules import may
from domain.staff.types import Verb
from handlers.ui.components import METHOD_NAMES
from handlers.ui.i18n import N_, Texts

_LONGEST_REASON = 120  # what it was and what it is to be stand beside it in the log
_SEEN = pattern(r"([0-9]{1,10})/([0-9]{0,10})/([0-9]{1,7})/([01])")
_YUAN = pattern(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_WHOLE = pattern(r"[0-9]{1,7}")
_ON, _OFF = "on", "off"
_REFUSED = 422


async def _shop(visit: Visit) -> Response:
    t, shop = visit.t, visit.services.shop
    goods = [
        (
            link(f"{ROOT}/shop/products/{one.id}", t.name(one.name)),
            t.name(one.category),
            t.money(one.state.price_fen),
            _cash(t, one.state),
            str(one.state.stock),
            _sale(t, one.state.on_sale, one.is_shown),
        )
        for one in await shop.products()
    ]
    plans = [
        (
            t.name(one.lender),
            link(f"{ROOT}/shop/plans/{one.id}", one.id),
            t("%(count)d 期", count=one.periods),
            t(METHOD_NAMES[one.method]),
            _amounts(t, one),
            _rates(t, one),
            _sale(t, one.on_sale, one.is_shown),
        )
        for one in await shop.plans()
    ]
    return visit.page(
        t("商品和方案"),
        table(t("商品"), [t("商品"), t("类别"), t("分期价"), t("一次付清价"), t("库存"), t("在售")], goods),
        table(
            t("机构和方案"),
            [t("机构"), t("方案"), t("期数"), t("还款方式"), t("金额"), t("年化（单利）"), t("在售")],
            plans,
        ),
        tag("p", t("年化按今天、方案最小和最大的金额算。库存不含正在付款的。"), class_="hint"),
    )


async def _product(visit: Visit) -> Response:
    t, one = visit.t, await visit.services.shop.product(visit.path("product_id"))
    offered = await visit.services.plans.offered(one.state.price_fen, one.state.cash_price_fen)
    options = [
        (
            t("%(count)d 期", count=option.periods),
            t.name(option.lender_name),
            t.money(option.payment_fen),
            t.money(option.total_cost_fen),
            t.percent(option.simple_pct),
        )
        for option in offered.options
    ]
    heads = [t("期数"), t("机构"), t("每期"), t("总费用"), t("年化（单利）")]
    known = [
        (t("编号"), one.id),
        (t("类别"), t.name(one.category)),
        (t("分期价"), t.money(one.state.price_fen)),
        (t("一次付清价"), _cash(t, one.state)),
        (t("库存"), str(one.state.stock)),
        (t("在售"), _sale(t, one.state.on_sale, one.is_shown)),
    ]
    return visit.page(
        t.name(one.name),
        facts(known),
        table(t("客户看到的方案"), heads, options) if options else tag("p", t("这个价格没有可选的方案。")),
        _product_form(visit, one) if may(visit.member.member.role, Verb.CHANGE_PRODUCT) else None,
        tag("p", link(f"{ROOT}/shop", t("返回"))),
    )


def _product_form(visit: Visit, one: ShownProduct) -> Html:
    t, state = visit.t, one.state
    seen = f"{state.price_fen}/{state.cash_price_fen or ''}/{state.stock}/{int(state.on_sale)}"
    return visit.form_to(
        f"/shop/products/{one.id}",
        tag("h2", t("改价格、库存和上下架")),
        tag("p", t("已下的订单和分期不受影响；下次导入商品文件时以文件为准。"), class_="hint"),
        tag("input", type="hidden", name="before", value=seen),
        field(t("分期价（元）"), "price", required=True, maxlength=16, value=_typed_yuan(state.price_fen)),
        field(
            t("一次付清价（元），没有就空着"), "cash", maxlength=16, value=_typed_yuan(state.cash_price_fen)
        ),
        field(t("库存（件）"), "stock", required=True, maxlength=7, value=str(state.stock)),
        _sale_choice(t, state.on_sale),
        field(t("原因"), "reason", required=True, maxlength=_LONGEST_REASON),
        tag("button", t("保存")),
    )


async def _change_product(visit: Visit) -> Response:
    t, form, product_id = visit.t, visit.form, visit.path("product_id")
    seen = _SEEN.fullmatch(form.get("before", ""))
    if seen is None:
        raise NotFound()
    try:
        wanted = _wanted(visit)
        acted = await visit.services.shop.change_product(
            visit.member.member,
            product_id,
            ProductState(int(seen[1]), int(seen[2]) if seen[2] else None, int(seen[3]), bool(int(seen[4]))),
            wanted,
            _reason(visit),
        )
    except InvalidInput as error:
        if error.reason == "above_price":
            told = t("一次付清价不能高于分期价，什么都没有改。")
            return _refused(visit, told, f"/shop/products/{product_id}")
        told = t("价格写成 3999 或 3999.50，大于 0；库存写整数，最多 100 万。什么都没有改。")
        return _refused(visit, told, f"/shop/products/{product_id}")
    return said_of_act(visit, acted, f"/shop/products/{product_id}")


def _wanted(visit: Visit) -> ProductState:
    """Read the form. Raises `InvalidInput`."""
    stock, cash = _folded(visit, "stock"), _folded(visit, "cash")
    if not _WHOLE.fullmatch(stock):
        raise InvalidInput("stock", "unreadable")
    return ProductState(
        _fen(_folded(visit, "price")), _fen(cash) if cash else None, int(stock), _on_sale(visit)
    )


def _folded(visit: Visit, name: str) -> str:
    """Return what was typed; full-width digits and signs become plain ones."""
    return unicodedata.normalize("NFKC", visit.form.get(name, "")).strip()


def _fen(written: str) -> int:
    if not _YUAN.fullmatch(written):
        raise InvalidInput("price", "unreadable")
    return int(Decimal(written) * 100)


async def _plan(visit: Visit) -> Response:
    t, one = visit.t, await visit.services.shop.plan(visit.path("plan_id"))
    known = [
        (t("编号"), one.id),
        (t("期数"), t("%(count)d 期", count=one.periods)),
        (t("还款方式"), t(METHOD_NAMES[one.method])),
        (t("金额"), _amounts(t, one)),
        (t("年化（单利）"), _rates(t, one)),
        (t("在售"), _sale(t, one.on_sale, one.is_shown)),
    ]
    form = visit.form_to(
        f"/shop/plans/{one.id}",
        tag("h2", t("上架或下架")),
        tag("p", t("已经在还的分期不受影响；下次导入商品文件时以文件为准。"), class_="hint"),
        _sale_choice(t, one.on_sale),
        field(t("原因"), "reason", required=True, maxlength=_LONGEST_REASON),
        tag("button", t("保存")),
    )
    return visit.page(
        t.name(one.lender),
        facts(known),
        form if may(visit.member.member.role, Verb.CHANGE_PLAN) else None,
        tag("p", link(f"{ROOT}/shop", t("返回"))),
    )


async def _change_plan(visit: Visit) -> Response:
    plan_id = visit.path("plan_id")
    try:
        acted = await visit.services.shop.offer_plan(
            visit.member.member, plan_id, on_sale=_on_sale(visit), reason=_reason(visit)
        )
    except InvalidInput:
        told = visit.t("这个方案的年化可能超过设定的上限，不能上架。")
        return _refused(visit, told, f"/shop/plans/{plan_id}")
    return said_of_act(visit, acted, f"/shop/plans/{plan_id}")


def _refused(visit: Visit, told: str, back: str) -> Response:
    way = tag("p", link(f"{ROOT}{back}", visit.t("返回")))
    return visit.page(visit.t("没有办成"), tag("p", told), way, status=_REFUSED)


def _reason(visit: Visit) -> str:
    return " ".join(visit.form.get("reason", "").split())[:_LONGEST_REASON]


def _on_sale(visit: Visit) -> bool:
    chosen = visit.form.get("sale", "")
    if chosen not in (_ON, _OFF):
        raise NotFound()
    return chosen == _ON


def _sale_choice(t: Texts, on_sale: bool) -> Html:
    return choice(t("在售"), "sale", [(_ON, t("上架")), (_OFF, t("下架"))], chosen=_ON if on_sale else _OFF)


def _sale(t: Texts, on_sale: bool, is_shown: bool) -> str:
    if not on_sale:
        return t("已下架")
    return t("在售") if is_shown else t("在售，但所属的类别或机构已下架")


def _cash(t: Texts, state: ProductState) -> str:
    return "–" if state.cash_price_fen is None else t.money(state.cash_price_fen)


def _amounts(t: Texts, one: ShownPlan) -> str:
    return f"{t.money(one.min_amount_fen)}–{t.money(one.max_amount_fen)}"


def _rates(t: Texts, one: ShownPlan) -> str:
    if one.rates_pct is None:
        return t("算不出来")
    return "–".join(t.percent(rate) for rate in sorted(set(one.rates_pct)))


def _typed_yuan(amount_fen: int | None) -> str:
    return "" if amount_fen is None else plain_yuan(amount_fen)


PAGES = (
    Page("/shop", Verb.SEE_SHOP, _shop, title=N_("商品和方案")),
    Page("/shop/products/{product_id:str}", Verb.SEE_SHOP, _product, _change_product),
    Page("/shop/plans/{plan_id:str}", Verb.SEE_SHOP, _plan, _change_plan),
)
