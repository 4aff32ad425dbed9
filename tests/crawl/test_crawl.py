"""The crawl as every run of the tests makes it; `make crawl` presses everything in every state and language."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from tests.crawl.crawler import Findings, Signature, crawl
from tests.crawl.exceptions import is_known
from tests.crawl.stage import Stage, staged
from tests.crawl.states import STATES
from tests.support.clock import MovableClock
from tests.support.databases import Shop

pytestmark = pytest.mark.long

# What differs by language is what is said: for that the widest of states are enough.
CRAWLED = {
    "zh_CN": tuple(STATES),
    "zh_TW": ("one_loan", "late_for_long", "autopay_on"),
    "en": ("one_loan", "late_for_long", "autopay_on"),
}
LEAST = {"zh_CN": 1_500, "zh_TW": 300, "en": 300}


@pytest.fixture
def shop() -> Shop:
    return Shop.EXAMPLE


@pytest.fixture
def database_kind() -> str:
    """What is said does not depend on the kind, and only a file is put back in no time."""
    return "sqlite"


@pytest.fixture
async def stage(settings: Settings, clock: MovableClock) -> AsyncIterator[Stage]:
    stage = await staged(settings, clock)
    yield stage
    await stage.close()


@pytest.mark.parametrize("locale", CRAWLED)
async def test_every_button_leads_on_and_back_and_keeps_what_its_screen_says(
    stage: Stage, locale: str
) -> None:
    found, known = Findings(), set[Signature]()
    for state in CRAWLED[locale]:
        await crawl(stage, state, locale, found, known)
    faults = {
        f"{fault} [{code}] at {where}"
        for (fault, code), where in found.faults.items()
        if not is_known(fault, code)
    }
    assert faults == set()
    assert found.presses >= LEAST[locale]


def test_there_is_a_state_for_whatever_can_be_the_matter() -> None:
    assert len(STATES) >= 13
