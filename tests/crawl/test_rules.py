"""The crawl sees what it is there to see."""

from __future__ import annotations

import pytest

from domain.customers.consents import Purpose
from domain.customers.service import LOCALES
from domain.value import replace
from handlers.ui.consents import asked
from handlers.ui.i18n import texts_for
from handlers.ui.refusals import REFUSALS
from tests.crawl.exceptions import KNOWN, is_known
from tests.crawl.rules import Fault, asked_on, faults_of, faults_of_press
from tests.crawl.stage import Answer
from tests.crawl.telegram import Key, Shown, Toast

BACK, BILLS, ORDERS = Key("返回", "b1hm"), Key("我的账单", "1bl"), Key("我的订单", "1or:0")
SCREEN = Shown(1, 7, "🧾 <b>账单</b>", ((BILLS, ORDERS), (BACK,)))
NEXT = replace(SCREEN, text="下一屏")
DONE = Answer((NEXT,), (Toast("", alert=False),), (), (), wrote=False, consents=frozenset())


def rules_broken_by(shown: Shown) -> set[str]:
    return {fault.rule for fault in faults_of(shown)}


def rules_broken_with(answer: Answer, under: Shown = SCREEN, locale: str = "zh_CN") -> set[str]:
    return {fault.rule for fault in faults_of_press(BILLS, under, answer, locale)}


def test_a_screen_and_a_press_as_they_should_be_are_no_fault() -> None:
    assert rules_broken_by(SCREEN) == set()
    assert rules_broken_with(DONE) == set()


@pytest.mark.parametrize(
    ("shown", "rule"),
    [
        (replace(SCREEN, rows=((Key("长" * 19, "1bl"),),)), "what a phone shows"),
        (replace(SCREEN, rows=((Key("长" * 9, "1bl"), ORDERS),)), "what a phone shows"),
        (replace(SCREEN, rows=((BILLS,), (replace(BILLS, data="1bl:2"),))), "no two labels alike"),
        (replace(SCREEN, rows=((BACK,), (BILLS,))), "返回 in the last row"),
        (replace(SCREEN, text="✅ 好了 🧾"), "one sign a message"),
    ],
)
def test_what_is_wrong_with_a_screen_is_seen(shown: Shown, rule: str) -> None:
    assert rules_broken_by(shown) == {rule}


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (replace(DONE, toasts=()), "answered once"),
        (replace(DONE, messages=(SCREEN,)), "answered"),
        (replace(DONE, incidents=("handlers.errors: incident 12ab",)), "no incident"),
        (replace(DONE, strange=("banChatMember",)), "known methods"),
        (replace(DONE, consents=frozenset({("c", Purpose.DEBIT)})), "consent as asked"),
    ],
)
def test_what_is_wrong_with_an_answer_is_seen(answer: Answer, rule: str) -> None:
    assert rules_broken_with(answer) == {rule}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_known_again_in_every_language(code: str, locale: str) -> None:
    said = texts_for(locale)(REFUSALS[code][0], **dict.fromkeys(_values(code), "¥1.00"))
    rule = {"nothing offered then refused"}
    assert rules_broken_with(replace(DONE, messages=(replace(NEXT, text=said),)), locale=locale) == rule
    assert rules_broken_with(replace(DONE, toasts=(Toast(said, alert=True),)), locale=locale) == rule


@pytest.mark.parametrize("chosen", LOCALES)
def test_a_refusal_is_seen_in_the_language_in_force_not_only_in_the_one_begun_with(chosen: str) -> None:
    code, (sentence, *_) = next((code, said) for code, said in REFUSALS.items() if "%(" not in said[0])
    assert _values(code) == []
    refused = replace(DONE, toasts=(Toast(texts_for(chosen)(sentence), alert=True),))
    assert rules_broken_with(replace(refused, languages=frozenset({chosen}))) == {
        "nothing offered then refused"
    }


def _values(code: str) -> list[str]:
    return [part.split(")")[0] for part in REFUSALS[code][0].split("%(")[1:]]


@pytest.mark.parametrize("locale", LOCALES)
def test_consent_is_fine_where_the_screen_asks_for_it(locale: str) -> None:
    given = replace(DONE, consents=frozenset({("c", Purpose.LENDER)}))
    sentence = asked(texts_for(locale), Purpose.LENDER, lender="<b>示例银行</b>")
    asking = replace(SCREEN, text=sentence)
    assert asked_on(asking, locale) == {Purpose.LENDER}
    assert rules_broken_with(given, asking, locale) == set()


def test_what_is_known_is_known_of_its_buttons_only() -> None:
    for one in KNOWN:
        fault = Fault(one.rule, one.said or "")
        assert all(is_known(fault, button.code) for button in one.buttons)
        assert not is_known(fault, BILLS.label)
