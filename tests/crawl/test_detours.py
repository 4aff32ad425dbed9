"""A question in the middle of something else is answered in its own language and as anywhere else, and it goes on."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from tests.crawl.crawler import Findings
from tests.crawl.sentences import Opens, Sentence
from tests.crawl.stage import staged
from tests.crawl.typed import Typist
from tests.support.clock import MovableClock
from tests.support.databases import Shop
from tests.support.shipping import delivering

ASKED = tuple(
    Sentence(text, Opens.ANYTHING, "detour")
    for text in (
        "how much do I still owe in total?",
        "這期帳單要繳多少錢",
        "这个月的账单要还多少",
        "you charge way too much interest, explain how it is worked out",
        "你们利息收得也太黑了吧 说清楚怎么算出来的",
        "Why was nothing debited?",
        "what is the yearly rate really, not the monthly one",
    )
)


pytestmark = pytest.mark.long


@pytest.fixture
def shop() -> Shop:
    return Shop.EXAMPLE


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


# Each way of asking for something in one language, and the widest in the others; `make crawl TYPED=1` has all in each.
FEW = ("name", "amount", "letter")
HELD = {"zh_CN": (*FEW, "id number", "backup address", "tracked due"), "zh_TW": FEW[:1], "en": FEW[:1]}


@pytest.mark.parametrize("locale", HELD)
async def test_it_is_answered_in_its_own_language_and_what_was_asked_waits_on(
    settings: Settings, clock: MovableClock, locale: str
) -> None:
    stage, found = await staged(delivering(settings), clock), Findings()
    typist = Typist(stage, locale, found)
    for middle in HELD[locale]:
        await typist.in_the_middle(middle, ASKED)
    await stage.close()
    assert [f"{fault} at {where}" for (fault, _), where in found.faults.items()] == []
    assert found.typed >= len(ASKED) * len(HELD[locale])
