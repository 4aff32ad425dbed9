"""The crawl as every run of the tests makes it; `make crawl` presses everything in every state and language, and with
`TYPED=1` types everything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.settings import Settings
from tests.crawl.crawler import EVERYTHING, Findings, Signature, crawl
from tests.crawl.exceptions import is_known
from tests.crawl.middles import MIDDLES
from tests.crawl.sentences import everything, grave, share
from tests.crawl.stage import Stage, staged
from tests.crawl.states import STATES
from tests.crawl.typed import Typist
from tests.support.clock import MovableClock
from tests.support.databases import Shop
from tests.support.shipping import delivering
from tests.support.thorough import either

pytestmark = pytest.mark.long

# What differs by language is what is said: for that the widest of states are enough.
CRAWLED = {
    "zh_CN": tuple(STATES),
    "zh_TW": ("one_loan", "late_for_long", "autopay_on", "tracks"),
    "en": ("one_loan", "late_for_long", "autopay_on", "tracks"),
}
# Presses of a state, the nearest first, and then what was not pressed in any: in the other languages only what is said is
# another, and `make crawl` presses all.
MOST = either(
    {"zh_CN": 50, "zh_TW": 40, "en": 40},
    {"zh_CN": EVERYTHING, "zh_TW": 120, "en": 120},
)
# Of what is typed, one in so many in each of the states.
SHARES = {"zh_CN": len(STATES) - 1, "zh_TW": either(12, 6), "en": either(12, 6)}
TYPED = {"zh_CN": 213 + 36, "zh_TW": 70, "en": 70}
LEAST = {"zh_CN": 900, "zh_TW": 130, "en": 130}


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
async def test_every_button_leads_on_and_back_and_every_sentence_is_answered_as_its_screen_says(
    stage: Stage, locale: str
) -> None:
    found, known = Findings(), set[Signature]()
    typist = Typist(stage, locale, found)
    for place, state in enumerate(CRAWLED[locale]):
        typed = (*share(locale, place, SHARES[locale]), *grave()[place % 5 :: 5]) if state != "staff" else ()
        here = partial(typist.here, state, typed)
        await crawl(stage, state, locale, found, known, MOST[locale], then=here)
    assert faults_in(found) == set()
    assert found.presses >= LEAST[locale]
    assert found.typed >= TYPED[locale]


def faults_in(found: Findings) -> set[str]:
    return {
        f"{fault} [{code}] at {where}"
        for (fault, code), where in found.faults.items()
        if not is_known(fault, code)
    }


async def test_a_question_in_the_middle_of_anything_is_answered_and_it_goes_on(
    settings: Settings, clock: MovableClock
) -> None:
    stage, found = await staged(delivering(settings), clock), Findings()
    typist, questions = Typist(stage, "zh_CN", found), [one for one in everything("zh_CN") if one.asks]
    for place, middle in enumerate(MIDDLES):
        some = questions[place :: len(questions) // 3]
        await typist.in_the_middle(middle, (*some, *grave()[place % 5 :: 5]))
    await stage.close()
    assert faults_in(found) == set()
    assert found.typed >= 5 * len(MIDDLES) >= 50


def test_there_is_a_state_for_whatever_can_be_the_matter() -> None:
    assert len(STATES) >= 13
