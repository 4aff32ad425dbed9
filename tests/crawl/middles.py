"""The middle of every conversation: where an answer is waited for, how it is reached, and what would be the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.buttons.autopay import AddCard
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.moves import NameOldAccount
from handlers.buttons.phones import TypeNewPhone
from handlers.buttons.repayment import ChangeAmount, QuoteRepayment
from handlers.buttons.security import TypeWord
from handlers.buttons.shipping import TypeDeliveryAddress
from handlers.buttons.support import ANY_LOAN, WriteToPerson
from handlers.ui.callback_data import Action
from tests.crawl.states import PERSON, Scene
from tests.crawl.telegram import Shown
from tests.support.builders import ADULT, NAME, PHONE


@dataclass(frozen=True, slots=True)
class Middle:
    """`state`: in which it is begun; `answer`: to what is asked; `is_letter`: whatever is typed is for a person."""

    state: str
    reach: Callable[[Scene], Awaitable[None]]
    answer: str
    is_letter: bool = False


def tap(*actions: Action) -> Callable[[Scene], Awaitable[None]]:
    async def run(scene: Scene) -> None:
        for action in actions:
            await scene.stage.press(Shown(PERSON, 100, "", ()), action.pack(), PERSON)

    return run


def checkout(*answers: str) -> Callable[[Scene], Awaitable[None]]:
    """A first purchase, with so many questions answered."""

    async def run(scene: Scene) -> None:
        service = scene.stage.container.services.checkout
        draft = await service.start_with(scene.customer.id, "xiaomi-15")
        await service.choose_periods(scene.customer.id, draft.draft_id, 12)
        await tap(ResumeCheckout(draft.draft_id))(scene)
        for answer in answers:
            await scene.stage.say(answer, PERSON)

    return run


async def amount(scene: Scene) -> None:
    bills = await scene.stage.container.services.bills.open_bills(scene.customer.id)
    bill = bills.bills[0]
    await tap(QuoteRepayment(bill.installment_id), ChangeAmount(bill.loan_id))(scene)


MIDDLES: Mapping[str, Middle] = {
    "name": Middle("newcomer", checkout(), NAME),
    "id number": Middle("newcomer", checkout(NAME), ADULT),
    "phone": Middle("newcomer", checkout(NAME, ADULT), PHONE),
    "card": Middle("one_loan", tap(AddCard()), "6222020000000000018"),
    "amount": Middle("one_loan", amount, "800"),
    "letter": Middle("one_loan", tap(WriteToPerson(ANY_LOAN)), "请看看这笔订单", is_letter=True),
    "delivery address": Middle(
        "newcomer", tap(TypeDeliveryAddress()), "张示例 13800000000 北京市海淀区中关村大街1号"
    ),
    "new phone": Middle("one_loan", tap(TypeNewPhone()), "13900000002"),
    "safe word": Middle("newcomer", tap(TypeWord()), "蓝色的风筝"),
    "old account": Middle("newcomer", tap(NameOldAccount()), "110101199003070011"),
}
