"""A shop that delivers."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.shipping.staff import ShippingDesk
from tests.support import shipping
from tests.support.people import arrive


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return shipping.delivering(settings)


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


@pytest.fixture
def desk(container: Container, settings: Settings) -> ShippingDesk:
    return shipping.desk(container, settings)
