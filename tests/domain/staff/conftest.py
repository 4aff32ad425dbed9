"""Passwords that are quick to check: what they cost is a rule of its own, with a test of its own."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.staff import passwords
from tests.support.clock import MovableClock
from tests.support.staff import People, people_of


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@pytest.fixture
def people(container: Container, clock: MovableClock) -> People:
    """Real time is the movable clock's."""
    return people_of(container, clock)
