"""Whoever reads 点「…」 in an answer finds that button: it stands under the answer, or the answer says the way to it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bot.wiring import Container
from handlers.buttons.support import OpenAgent
from handlers.intents import classify
from handlers.questions.answers import buttons_under
from handlers.questions.faq import faq
from handlers.questions.places import PLACES
from handlers.support.handlers import open_agent
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES, SOURCE_LOCALE
from tests.support.asking import asking, labels
from tests.support.clock import MovableClock
from tests.support.people import arrive
from tests.support.standings import late

HANDLERS = Path(__file__).parents[2] / "handlers"
QUOTED = {"zh_CN": "「([^」]+)」", "zh_TW": "「([^」]+)」", "en": "“([^”]+)”"}
LABEL = re.compile(r'(?:Button\(\s*t\(\s*|N_\(\s*|Place\(N_\(\s*|else t\(|\bt\()"([^"]+)"')
# Words that are quoted and no buttons: how a payment stands, columns of a table, and what swindlers say.
NO_BUTTONS = {
    "处理中",
    "免息",
    "比一次付清多付",
    "客服电话",
    "修复征信",
    "包过",
    "包装资料",
    "刷流水",
    "安全账户",
    "代还",
}
# Where a button is that does not stand under the answer: behind which place, or what the answer says of the way.
BEHIND = {
    "autopay": {"同意并开通", "关闭自动扣款", "开通自动扣款", "加一张卡", "优先用尾号…", "移除尾号…"},
    "record": {"逐笔看", "代码是什么意思"},
    "bills": {"怎么算的", "提前结清", "几期一起还"},
    "orders": {"退货", "退给我"},
    "settle": {"只多还一点", "少还几期", "每期少还", "先抵下期"},
    "repay": {"换个金额"},
    "security": {"把原来的账号搬过来"},
    "phone": {"原来的号收不到，请客服核实"},
    "privacy": {"我的授权"},
    "agent": {"直接写给客服", "发工资再还", "我已还款", "金额不对", "有困难"},
}
WAYS = {
    "重新填写": "下单的实名那一步",
    "不刷脸，请客服核实": "下单的实名那一步",
    "重新核实": "分期下单时",
    "我已办完，看看结果": "回到发链接的那条消息",
    "取消下单": "在下单页",
}


def quoted(locale: str, topic: str) -> list[str]:
    return re.findall(QUOTED[locale], faq(locale)[topic].answer)


@cache
def sources() -> frozenset[str]:
    return frozenset(
        label for file in HANDLERS.rglob("*.py") for label in LABEL.findall(file.read_text(encoding="utf-8"))
    )


def msgid_of(name: str) -> str | None:
    """Return the label in the code that an answer names; what is filled in is written as dots."""
    if name in sources():
        return name
    return next((label for label in sources() if label.startswith(f"{name.rstrip('…')} %(")), None)


def opens_when_sent(name: str, answer: str) -> bool:
    """Return whether it is said to be sent or opened, and is: a whole phrase opens a screen of the menu."""
    return (
        classify(name).known is not None
        and re.search(f"(?:给我发|打开|在|到|的)「{name}」", answer) is not None
    )


@pytest.mark.parametrize("topic", faq(SOURCE_LOCALE))
async def test_a_button_that_an_answer_names_is_under_it_or_the_way_to_it_is_said(
    container: Container, topic: str
) -> None:
    context = asking(container, await arrive(container))
    under = {button.label for button in buttons_under(context, topic)}
    answer = faq(SOURCE_LOCALE)[topic].answer
    named = quoted(SOURCE_LOCALE, topic)
    for name in named:
        if name in NO_BUTTONS or name in under or opens_when_sent(name, answer):
            continue
        assert msgid_of(name) is not None, f"{topic}: no button is called {name}"
        behind = {PLACES[place].label for place, names in BEHIND.items() if name in names}
        assert behind & (under | set(named)) or WAYS.get(name, "\0") in answer, (
            f"{topic}: how to get to {name}?"
        )


@pytest.mark.parametrize("locale", sorted(set(LOCALES) - {SOURCE_LOCALE}))
def test_the_same_buttons_are_named_in_every_language_as_they_are_called_there(locale: str) -> None:
    t = texts_for(locale)
    for topic in faq(SOURCE_LOCALE):
        expected = set()
        for name in quoted(SOURCE_LOCALE, topic):
            label = None if name in NO_BUTTONS else msgid_of(name)
            if label is not None and "%" not in label:
                expected.add(t(label))
        missing = {label for label in expected if label.rstrip("?") not in faq(locale)[topic].answer}
        assert missing == set(), topic


async def test_behind_the_way_to_a_person_stand_the_buttons_that_answers_send_there_for(
    container: Container, clock: MovableClock
) -> None:
    context = (await late(container, clock)).context
    assert BEHIND["agent"] <= set(labels(await open_agent(context, OpenAgent())))
