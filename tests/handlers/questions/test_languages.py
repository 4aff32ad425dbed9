"""Whoever asks in another language is answered in it, and offered once to have it so from then on."""

from __future__ import annotations

import re

import pytest

from bot.wiring import Container
from handlers.buttons.home import ChooseLanguage
from handlers.ui.reply import Reply
from tests.support.asking import Asker, buttons
from tests.support.asking import words as words_of
from tests.support.clock import MovableClock
from tests.support.people import arrive
from tests.support.standings import EVERY, Standing, active

HAN = re.compile("[\u4e00-\u9fff]")


def offered(shown: Reply) -> list[str]:
    return [b.action.locale for b in buttons(shown) if isinstance(b.action, ChooseLanguage)]


@pytest.mark.parametrize("standing", EVERY)
@pytest.mark.parametrize(
    ("words", "language", "same"),
    [
        ("how much do i owe", "en", "我还欠多少"),
        ("when is my next payment", "en", "下次什么时候还"),
        ("我還欠多少", "zh_TW", "我还欠多少"),
    ],
)
async def test_the_answer_is_that_to_the_same_question_in_the_language_that_was_typed(
    container: Container, clock: MovableClock, standing: Standing, words: str, language: str, same: str
) -> None:
    asking = await standing(container, clock)
    expected = await asking.speaking(language).says(same)
    shown = await asking.says(words)
    assert shown.parts[:-1] == expected.parts
    assert offered(shown) == [language]
    assert shown.keyboard[-1] == expected.keyboard[-1]


async def test_the_next_answer_is_in_the_chosen_language_again(
    container: Container, clock: MovableClock
) -> None:
    asking = await active(container, clock)
    expected = await asking.says("我还欠多少")
    assert (await asking.says("how much do i owe")).parts != expected.parts
    assert (await asking.says("我还欠多少")).parts == expected.parts


async def test_care_comes_in_the_language_that_was_typed(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    said = words_of(await asking.says("i want to kill myself"))
    assert "12356" in said
    assert not HAN.search(said)


async def test_it_is_offered_in_its_own_words_and_once(container: Container, clock: MovableClock) -> None:
    asking = await active(container, clock)
    first = await asking.says("how much do i owe")
    assert first.parts[-1] == "You wrote in English. Shall I answer in English from now on?"
    assert [b.label for b in buttons(first) if isinstance(b.action, ChooseLanguage)] == ["English"]
    assert offered(await asking.says("when is my next payment")) == []


@pytest.mark.parametrize("words", ["我还欠多少", "wo hai qian duo shao", "hi", "iphone 15", "账单"])
async def test_nothing_is_offered_to_others(container: Container, words: str) -> None:
    assert offered(await Asker(container, await arrive(container)).says(words)) == []


@pytest.mark.parametrize(("locale", "words"), [("en", "how much do i owe"), ("zh_TW", "我還欠多少")])
async def test_nor_to_who_has_chosen_it(container: Container, locale: str, words: str) -> None:
    assert offered(await Asker(container, await arrive(container), locale).says(words)) == []


async def test_where_the_languages_are_shown_anyway_nothing_is_added(container: Container) -> None:
    shown = await Asker(container, await arrive(container)).says("繁體中文")
    assert len(offered(shown)) == 3
