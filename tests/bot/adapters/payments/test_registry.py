"""Which gateway takes what: what is owed to a lender, and what goods cost that are paid at once."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.adapters.payments.registry import build_payment_methods
from bot.settings import OperatorMode, Settings
from domain.payments.errors import NoPaymentMethod
from domain.payments.gateways import GatewayRegistry
from tests.support.clock import MovableClock

AMOUNT_FEN = 100_000


def registry(settings: Settings, mode: OperatorMode, named: str | None) -> GatewayRegistry:
    own = {
        "operator_mode": mode,
        "payment_gateways": named,
        "telegram_provider_token": SecretStr("a token"),
    }
    changed = settings.model_copy(update=own)
    return build_payment_methods(changed, MovableClock(), None, "a key").gateways


def test_a_merchant_takes_money_for_goods_and_none_for_a_lender(settings: Settings) -> None:
    gateways = registry(settings, OperatorMode.MERCHANT, "telegram,external")
    assert list(gateways.for_amount(AMOUNT_FEN)) == ["external"]
    assert list(gateways.for_goods(AMOUNT_FEN)) == ["telegram"]
    with pytest.raises(NoPaymentMethod):
        gateways.chosen("telegram", AMOUNT_FEN)


@pytest.mark.parametrize("named", [None, "external"])
def test_a_merchant_without_a_gateway_of_its_own_sells_nothing_at_once(
    settings: Settings, named: str | None
) -> None:
    gateways = registry(settings, OperatorMode.MERCHANT, named)
    assert list(gateways.for_amount(AMOUNT_FEN)) == ["external"]
    assert list(gateways.for_goods(AMOUNT_FEN)) == []


def test_a_lenders_gateways_take_both_but_for_its_page(settings: Settings) -> None:
    gateways = registry(settings, OperatorMode.LENDER, "external,telegram")
    assert list(gateways.for_amount(AMOUNT_FEN)) == ["external", "telegram"]
    assert list(gateways.for_goods(AMOUNT_FEN)) == ["telegram"]
    assert list(gateways.for_goods(1)) == []  # less than an invoice may be over
