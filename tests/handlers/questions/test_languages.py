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
    ("words", "language"),
    [("how much do i owe", "en"), ("when is my next payment", "en"), ("我還欠多少", "zh_TW")],
)
async def test_the_answer_is_the_one_that_who_has_chosen_that_language_gets(
    container: Container, clock: MovableClock, standing: Standing, words: str, language: str
) -> None:
    asking = await standing(container, clock)
    expected = await asking.speaking(language).says(words)
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


@pytest.mark.parametrize("standing", EVERY)
@pytest.mark.parametrize("chosen", ["en", "zh_TW"])
async def test_a_sentence_in_simplified_chinese_is_answered_in_it_to_who_has_chosen_another(
    container: Container, clock: MovableClock, standing: Standing, chosen: str
) -> None:
    asking = await standing(container, clock)
    expected = await asking.says("这个月要还多少")
    shown = await asking.speaking(chosen).says("这个月要还多少")
    assert shown.parts == (*expected.parts, "您打的是简体字，以后都用简体中文回答吗？")
    assert offered(shown) == ["zh_CN"]


async def test_so_is_what_goes_on_with_it(container: Container, clock: MovableClock) -> None:
    asking = await active(container, clock)
    english = asking.speaking("en")
    for words in ("下个月要还多少", "那再下个月呢", "为什么"):
        expected = words_of(await asking.says(words))
        assert words_of(await english.says(words)).startswith(expected)


@pytest.mark.parametrize("words", ["账单", "我要还款", "换卡", "自动扣款"])
@pytest.mark.parametrize("chosen", ["en", "zh_TW"])
async def test_a_known_phrase_is_no_language(
    container: Container, clock: MovableClock, chosen: str, words: str
) -> None:
    asking = (await active(container, clock)).speaking(chosen)
    said = await asking.says(words)
    assert offered(said) == []
    if chosen == "en":
        assert not HAN.search(re.sub("小米手机", "", words_of(said)))


@pytest.mark.parametrize("words", ["我有多少欠款", "明天", "下一期", "5000分12期"])
async def test_characters_of_both_ways_of_writing_are_answered_in_the_chosen_one(
    container: Container, clock: MovableClock, words: str
) -> None:
    assert offered(await (await active(container, clock)).speaking("zh_TW").says(words)) == []


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
