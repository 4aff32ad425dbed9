"""What is wrong with the answer to a sentence is seen."""

from __future__ import annotations

import pytest

from domain.customers.service import LOCALES
from domain.understanding.topics import CRISIS, FRAUD
from domain.value import replace
from handlers.buttons.repayment import ConfirmRepayment, QuoteRepayment
from handlers.questions.faq import faq
from tests.crawl.middles import MIDDLES
from tests.crawl.sentences import Opens, Sentence, everything, frequent, grave, share, written
from tests.crawl.stage import Answer
from tests.crawl.telegram import Key, Shown
from tests.crawl.typed_rules import faults_of_words

PERSON = 1
BACK, BILLS = Key("返回", "b1hm"), Key("我的账单", "1bl")
SCREEN = Shown(PERSON, 7, "本月要还 ¥357.24", ((BILLS,), (BACK,)))
ANSWERED = Answer((SCREEN,), (), (), (), wrote=False, consents=frozenset())
ASKS = Sentence("这个月还多少", Opens.ANYTHING, "colloq")


def broken(answer: Answer, sentence: Sentence = ASKS, locale: str = "zh_CN") -> set[str]:
    return {fault.rule for fault in faults_of_words(sentence, answer, PERSON, locale, frozenset(("X7",)))}


def saying(text: str, *rows: tuple[Key, ...]) -> Answer:
    return replace(ANSWERED, messages=(replace(SCREEN, text=text, rows=rows or SCREEN.rows),))


def test_an_answer_as_it_should_be_is_no_fault() -> None:
    assert broken(ANSWERED) == set()


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (replace(ANSWERED, messages=()), "one message"),
        (replace(ANSWERED, messages=(SCREEN, replace(SCREEN, message_id=8))), "one message"),
        (replace(ANSWERED, messages=(replace(SCREEN, chat_id=2),)), "one message"),
        (replace(ANSWERED, incidents=("incident 12ab",)), "no incident"),
        (saying("好的", (Key("复制", None),)), "no dead end"),
        (saying("订单 X7"), "nobody else's data"),
        (saying("要繳多少"), "language in force"),
        (
            saying("没有进行中的操作", (Key("我的账单", "1bl"),), (Key("我的账单", "1or:0"),)),
            "no two labels alike",
        ),
    ],
)
def test_what_is_wrong_is_seen(answer: Answer, rule: str) -> None:
    assert rule in broken(answer)


@pytest.mark.parametrize(
    ("opens", "rule"), [(Opens.CRISIS, "care first"), (Opens.FRAUD, "the warning first")]
)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_must_open_is_known_by_its_first_words(opens: Opens, rule: str, locale: str) -> None:
    must = Sentence("…", opens, "distress")
    topic = CRISIS if opens is Opens.CRISIS else FRAUD
    right = saying(faq(locale)[topic].answer, (Key("A", "1ha"),))
    assert broken(right, must, locale) == set()
    assert rule in broken(ANSWERED, must)


def test_care_is_for_who_needs_it() -> None:
    assert broken(saying(faq("zh_CN")[CRISIS].answer)) == {"care for who needs it"}


@pytest.mark.parametrize(
    "key",
    [
        Key("还 ¥357.24", QuoteRepayment("i").pack()),
        Key("去还款", "1bl"),
        Key("确认", ConfirmRepayment("q").pack()),
    ],
)
def test_who_cannot_pay_is_shown_nothing_to_pay_with(key: Key) -> None:
    assert broken(saying("好的", (key,), (BACK,)), replace(ASKS, opens=Opens.UNPAID)) == {
        "nothing to pay with"
    }


def test_of_two_questions_both_are_answered() -> None:
    assert broken(ANSWERED, replace(ASKS, opens=Opens.TWO)) == {"both answered"}


def test_every_kind_is_typed_and_everything_somewhere() -> None:
    assert len(written()) >= 70
    assert len(frequent("zh_CN")) >= 120
    assert len({one.kind for one in written()}) >= 17
    assert len(grave()) >= 10
    assert len(MIDDLES) >= 10
    shares = [share("zh_CN", place, 18) for place in range(18)]
    assert {one.text for some in shares for one in some} == {one.text for one in everything("zh_CN")}
