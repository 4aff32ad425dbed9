"""Lives of loans, the same each time; `make lives` plays thousands, others each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.settings import Settings
from tests.lives.machine import Life
from tests.lives.variety import varied
from tests.lives.world import World
from tests.support.databases import Shop
from tests.support.thorough import either

pytestmark = pytest.mark.long

FEW = settings(
    max_examples=either(12, 18),
    stateful_step_count=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# The first of them, for each of which PostgreSQL takes twice as long.
FEWER = settings(FEW, max_examples=either(5, 8))


@pytest.fixture
def shop() -> Shop:
    return Shop.SYNTHETIC


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    world = World(settings)
    yield world
    world.close()


def test_in_every_life_of_a_loan_each_figure_is_the_models_and_the_books_are_clean(
    world: World, database_kind: str
) -> None:
    lived, few = [], FEW if database_kind == "sqlite" else FEWER

    class Lived(Life):
        pass

    Lived.world, Lived.ended = world, staticmethod(lambda: lived.append(1))
    with varied():
        run_state_machine_as_test(Lived, settings=few)
    assert len(lived) >= few.max_examples
