"""Words that say that what was sent has not come."""

from __future__ import annotations

import pytest

from domain.understanding.normalize import plain
from domain.understanding.not_arrived import says_nothing_came
from domain.understanding.reader import Decision, open_reader


@pytest.mark.parametrize(
    "words",
    [
        "还没收到",
        "怎么还没收到",
        "收不到啊",
        "等了半天都没有收到",
        "還沒收到",
        "Still haven't received it",
        "no code yet",
    ],
)
def test_that_nothing_came_is_said_without_a_word_of_what(words: str) -> None:
    assert says_nothing_came(plain(words))


@pytest.mark.parametrize(
    "words", ["还没收到货", "退款没收到", "没收到账单短信", "收到了", "我没收到钱怎么办"]
)
def test_what_has_a_name_is_a_question_about_that(words: str) -> None:
    assert not says_nothing_came(plain(words))


@pytest.mark.parametrize("words", ["zhang@example.com", "https://example.com/a?b=c", "www.example.com"])
def test_an_address_alone_is_nobodys_question(words: str) -> None:
    reading = open_reader().read(words)
    assert (reading.topic, reading.decision) == (None, Decision.DECLINE)
