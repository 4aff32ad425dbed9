"""Lives of purchases at once, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

import bot.wiring
from bot.adapters.payments.registry import PaymentMethods
from bot.settings import Settings
from domain.payments.gateways import GatewayRegistry
from tests.lives.purchases import Market, Shopping
from tests.lives.variety import varied
from tests.support.qr_gateway import QrGateway
from tests.support.returning import one_number
from tests.support.thorough import either

pytestmark = pytest.mark.long

FEW = settings(
    max_examples=12,
    stateful_step_count=16,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# The first of them, for each of which PostgreSQL takes twice as long.
FEWER = settings(FEW, max_examples=either(4, 6))


@pytest.fixture
def market(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    gateway = QrGateway(tmp_path)
    methods = PaymentMethods(GatewayRegistry(gateway))
    monkeypatch.setattr(bot.wiring, "build_payment_methods", lambda *_: methods)
    market = Market(settings, gateway)
    yield market
    market.close()


def test_whatever_happens_every_fen_is_goods_or_goes_back_and_no_piece_is_lost(
    market: Market, database_kind: str
) -> None:
    few = FEW if database_kind == "sqlite" else FEWER

    class Shopped(Shopping):
        pass

    Shopped.market = market
    with varied():
        run_state_machine_as_test(Shopped, settings=few)
    assert market.customers >= few.max_examples
    if few is FEW:
        _assert_it_all_happened(market)


def _assert_it_all_happened(market: Market) -> None:
    for happened in (
        "orders",
        "returns WHERE status = 'booked'",
        "payments WHERE status = 'credited'",
        "payments WHERE status = 'void'",
        "refunds WHERE status = 'done'",
        "purchases WHERE status = 'given_up'",
    ):
        assert market.run(one_number(market.container, f"SELECT count(*) FROM {happened}")) > 0, happened
