"""Somebody who has just arrived and ordered nothing."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.people import arrive


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)
