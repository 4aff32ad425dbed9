"""换卡 and its kind say how one's own automatic debit stands, and carry the button that does it."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from handlers.buttons.autopay import AddCard, OpenMandate
from handlers.buttons.catalog import OpenShop
from handlers.buttons.security import OpenSecurity
from handlers.ui.callback_data import Action
from tests.support.asking import Asker, buttons, words
from tests.support.clock import MovableClock
from tests.support.debtors import State, freeze, indebted, nothing, switched_off, without_card
from tests.support.people import arrive

KIND = ("咋绑新卡啊 老卡销户了", "怎么换绑定的银行卡", "怎么绑定银行卡？")
ON = "自动扣款：已开通，工商银行储蓄卡（尾号 0018）"


@pytest.mark.parametrize("said", KIND)
@pytest.mark.parametrize(
    ("state", "line", "label", "action"),
    [
        (nothing, ON, "换卡", AddCard()),
        (without_card, "自动扣款：您还没绑卡，到期不会扣款。", "加一张卡", AddCard()),
        (switched_off, "您没有开通自动扣款，到期不会从卡上扣。", "看授权书并开通", OpenMandate()),
        (freeze, "账号从 1月5日（周一）起冻结", "账号安全", OpenSecurity()),
    ],
)
async def test_the_first_button_does_what_can_be_done(
    container: Container, clock: MovableClock, said: str, state: State, line: str, label: str, action: Action
) -> None:
    debtor = await indebted(container, clock)
    await state(debtor)
    shown = await Asker(container, debtor.customer).says(said)
    first = buttons(shown)[0]
    assert (first.label, first.action) == (label, action)
    assert line in words(shown).split("\n")[1].replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize("said", ["想换卡 顺便把这期还了", "想換卡 順便把這期還了"])
async def test_with_another_wish_both_have_their_button(
    container: Container, clock: MovableClock, said: str
) -> None:
    debtor = await indebted(container, clock)
    shown = await Asker(container, debtor.customer).says(said)
    change, pay, *_ = buttons(shown)
    assert change.action == AddCard()
    assert pay.label in ("去还款", "去繳款")
    assert "0018" in words(shown)


async def test_before_verification_it_says_that_this_comes_first(container: Container) -> None:
    shown = await Asker(container, await arrive(container)).says(KIND[0])
    assert "所以先要完成实名认证" in words(shown)
    assert buttons(shown)[0].action == OpenShop()
