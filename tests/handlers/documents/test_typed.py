"""A document asked for in words, by the goods it is of, is sent or chosen among those; a question is no such wish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from bot.wiring import Container
from domain.documents.results import DocumentKind
from domain.documents.wordings import document_asked_for
from handlers.buttons.documents import SendReceipt
from handlers.buttons.repayment import QuoteSettlement
from handlers.context import Context
from handlers.documents import handlers as documents
from handlers.ui.reply import Attachment, Reply
from tests.support.asking import Asker, buttons, labels, words
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, settled
from tests.support.people import buy, repay_next


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("把手机的收据发我", DocumentKind.RECEIPT),
        ("手機的結清證明", DocumentKind.CERTIFICATE),
        ("还清的那个证明给我", DocumentKind.CERTIFICATE),
        ("台灯那笔的回单发一下", DocumentKind.RECEIPT),
        ("把对账单发我", DocumentKind.STATEMENT),
        ("send me the receipt for the phone", DocumentKind.RECEIPT),
        ("结清证明收费吗", None),
        ("怎么开结清证明", None),
        ("收据丢了", None),
        ("付款凭证我发给你了", None),
        ("有人要买我的收据", None),
    ],
)
def test_a_wish_for_a_document_is_told_from_a_question(text: str, kind: DocumentKind | None) -> None:
    assert document_asked_for(text) == kind


async def test_it_is_of_the_goods_that_are_named_and_of_nothing_else(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    debtor = await indebted(container, clock)
    lamp = await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    clock.move_to(date(2026, 2, 3))
    for loan_id in (debtor.loan_id, debtor.loan_id, lamp.bills[0].loan_id):
        await repay_next(container, debtor.customer, loan_id)
    asking = Asker(container, debtor.customer)
    offered = await asking.says("把手机的收据发我")
    assert len([one for one in buttons(offered) if isinstance(one.action, SendReceipt)]) == 2
    assert not any("台灯" in label for label in labels(offered))
    await settled(debtor)
    refused = await asking.says("台灯的结清证明")
    assert words(refused).startswith("<b>台灯</b>还没有结清")
    assert buttons(refused)[0].action == QuoteSettlement(lamp.bills[0].loan_id)
    sent = []

    async def deliver(context: Context, key: str, make: Callable[[], Awaitable[Attachment]]) -> Reply:
        sent.append((await make()).caption)
        return Reply(parts=())

    monkeypatch.setattr(documents, "deliver", deliver)
    await asking.says("手机的结清证明发我")
    assert len(sent) == 1
    assert "结清证明" in sent[0]
