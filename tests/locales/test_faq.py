"""The frequent questions: the same ones with the same figures in every language, each with a topic, short, and in the
glossary's words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from unicodedata import east_asian_width

import pytest

from domain.understanding.topics import read_topics
from handlers.buttons.questions import OpenTopic, RateAnswer
from handlers.calculator.handlers import TOPIC as CALCULATOR
from handlers.questions.answers import NEAREST
from handlers.questions.care import CARE
from handlers.questions.faq import Entry, faq, places_under, short, topic_of
from handlers.questions.own_answers import ANSWERS
from handlers.questions.places import PLACE_OF, PLACES, SCREENS
from handlers.questions.rate_answers import OWN_RATE
from handlers.ui.i18n import LOCALES_DIR
from locales.catalogue import LOCALES, SOURCE_LOCALE, TRANSLATED
from tests.locales.test_wording import CHINESE, HAN, never
from tests.support.characters import simplified
from tools.understanding.sentences import FOLDER

FIGURES = {"hours", "hotline", "lenders", "smallest", "longest", "penalty", "age"}
LONGEST_QUESTION = {"zh_CN": 16, "zh_TW": 16, "en": 37}
LONGEST_ANSWER = {"zh_CN": 180, "zh_TW": 180, "en": 460}
# Never said to frighten, never promised, never judged.
NEVER = {
    "zh_CN": ("黑名单", "坐牢", "上门", "违法", "高利贷"),
    "zh_TW": ("黑名單", "坐牢", "違法", "高利貸"),
    "en": ("blacklist", "prison", "illegal", "loan shark"),
}


def topics() -> list[str]:
    file = LOCALES_DIR / SOURCE_LOCALE / "understanding" / "topics.tsv"
    return [topic.id for topic in read_topics(file) if topic.id.startswith("faq.")]


def entries(locale: str) -> list[tuple[str, Entry]]:
    return list(faq(locale).items())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_topic_of_the_frequent_questions_has_an_answer_and_every_answer_a_topic(locale: str) -> None:
    assert len(faq(locale)) >= 120
    assert sorted(faq(locale)) == sorted(topics())


@pytest.mark.parametrize("locale", TRANSLATED)
def test_an_answer_names_the_same_figures_in_every_language(locale: str) -> None:
    named = {topic: entry.named for topic, entry in entries(SOURCE_LOCALE)}
    assert {topic: entry.named for topic, entry in entries(locale)} == named


@pytest.mark.parametrize("locale", LOCALES)
def test_an_answer_names_only_figures_that_there_are_and_writes_per_cent_twice(locale: str) -> None:
    given = dict.fromkeys(FIGURES, "3")
    for topic, entry in entries(locale):
        assert entry.named <= FIGURES, topic
        assert "%" not in re.sub(r"\d%", "", entry.answer % given), topic
        assert "%" not in entry.question, topic


@pytest.mark.parametrize("locale", LOCALES)
def test_questions_differ_and_fit_on_a_button(locale: str) -> None:
    asked = Counter(entry.question for _, entry in entries(locale))
    assert [question for question, times in asked.items() if times > 1] == []
    assert [question for question in asked if len(question) > LONGEST_QUESTION[locale]] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_an_answer_is_short_and_its_first_paragraph_is_shorter(locale: str) -> None:
    long = [topic for topic, entry in entries(locale) if len(entry.answer) > LONGEST_ANSWER[locale]]
    assert long == []
    assert [topic for topic, entry in entries(locale) if entry.lead == entry.answer] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_have_no_word_that_the_glossary_keeps_out_and_none_that_frightens(locale: str) -> None:
    whole = r"\b" if locale == "en" else ""
    words = [*never(locale), *NEVER[locale]]
    strays = [
        (topic, word)
        for topic, entry in entries(locale)
        for word in words
        if re.search(f"{whole}{re.escape(word)}{whole}", f"{entry.question}\n{entry.answer}", re.IGNORECASE)
    ]
    assert strays == []


@pytest.mark.parametrize("locale", CHINESE)
def test_answers_are_punctuated_as_chinese_with_spaces_around_figures(locale: str) -> None:
    close = re.compile(rf"{HAN}[,;:!?]{HAN}|{HAN}(?:\d|%\()|(?:\d|\)s){HAN}|^ | $|  ", re.MULTILINE)
    assert [
        (topic, found[0]) for topic, entry in entries(locale) if (found := close.search(entry.answer))
    ] == []


def test_taiwan_reads_no_simplified_character() -> None:
    strays = {topic: simplified(entry.question + entry.answer) for topic, entry in entries("zh_TW")}
    assert {topic: characters for topic, characters in strays.items() if characters} == {}


def test_english_answers_are_english() -> None:
    wide = [topic for topic, entry in entries("en") if any(east_asian_width(c) in "WF" for c in entry.answer)]
    assert wide == []


def test_a_topic_fits_on_a_button_and_comes_back_from_it() -> None:
    for topic in topics():
        said = short(topic)
        assert topic_of(said) == topic
        assert OpenTopic.unpack(OpenTopic(said).pack(stays=True, back=True)).topic == said
        assert RateAnswer.unpack(RateAnswer(said, 1).pack()).topic == said


def test_under_every_answer_stand_one_to_three_screens_that_there_are() -> None:
    assert list(places_under()) == topics()
    for topic, names in places_under().items():
        assert 1 <= len(names) <= 3, topic
        assert all(name in PLACES or NEAREST[name] in PLACES for name in names), topic
        assert all(one != other for one, other in pairwise(names)), topic


def test_every_screen_topic_has_its_place_and_one_answer() -> None:
    topics = {topic.id for topic in read_topics(FOLDER / "topics.tsv") if topic.id.startswith("screen.")}
    topics.add(OWN_RATE)  # what faq.plan.true_rate is to who has a plan
    # told from the words alone, which nobody trains
    topics |= {CALCULATOR, "screen.cost_paid", "screen.totals", "screen.income", "screen.deferred"}
    assert topics == set(PLACE_OF)
    answered = [*ANSWERS, *CARE, *SCREENS]
    assert sorted(one for one in answered if one.startswith("screen.")) == sorted(topics)
