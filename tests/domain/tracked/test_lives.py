"""A few dozen lives of bills of elsewhere, on both databases, the same each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.settings import Settings
from tests.domain.tracked.life import TrackedLife
from tests.lives.variety import varied
from tests.lives.world import World
from tests.support.thorough import either

pytestmark = pytest.mark.long

FEW = settings(
    max_examples=either(12, 24),
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# The first of them, for each of which PostgreSQL takes twice as long.
FEWER = settings(FEW, max_examples=either(5, 24))


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    world = World(settings)
    yield world
    world.close()


def test_in_every_life_what_is_shown_and_told_is_the_models_and_nothing_is_in_the_ledger(
    world: World, database_kind: str
) -> None:
    few = FEW if database_kind == "sqlite" else FEWER

    class Lived(TrackedLife):
        pass

    Lived.world = world
    with varied():
        run_state_machine_as_test(Lived, settings=few)
    assert world.lives >= 2 * few.max_examples
