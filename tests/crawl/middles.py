"""The middle of every conversation: where an answer is waited for, how it is reached, and what would be the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain.tracked.results import TrackedField
from handlers.buttons.autopay import AddCard
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.moves import NameOldAccount
from handlers.buttons.notices import TypeAddress
from handlers.buttons.phones import TypeNewPhone
from handlers.buttons.repayment import ChangeAmount, QuoteRepayment
from handlers.buttons.security import TypeWord
from handlers.buttons.shipping import TypeDeliveryAddress
from handlers.buttons.support import ANY_LOAN, WriteToPerson
from handlers.buttons.tracked import ChangeTracked, StartTracking
from handlers.ui.callback_data import Action
from tests.crawl.states import PERSON, Scene
from tests.crawl.telegram import Shown
from tests.support.builders import ADULT, NAME, PHONE


@dataclass(frozen=True, slots=True)
class Middle:
    """`state`: in which it is begun; `answer`: to what is asked, None: the code that came; `wrong`: what is none, and asked
    for once more; `is_letter`: whatever is typed is for a person.
    """

    state: str
    reach: Callable[[Scene], Awaitable[None]]
    answer: str | None
    wrong: tuple[str, ...] = ()
    is_letter: bool = False

    def answer_in(self, scene: Scene) -> str:
        return scene.stage.mail.newest_code() if self.answer is None else self.answer


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


def backup_channel(*answers: str) -> Callable[[Scene], Awaitable[None]]:
    """An e-mail address is asked for, then the code that came there."""

    async def run(scene: Scene) -> None:
        await tap(TypeAddress("email"))(scene)
        for answer in answers:
            await scene.stage.say(answer, PERSON)

    return run


def telling(*answers: str) -> Callable[[Scene], Awaitable[None]]:
    """A bill of elsewhere, told so far."""

    async def run(scene: Scene) -> None:
        await tap(StartTracking())(scene)
        for answer in answers:
            await scene.stage.say(answer, PERSON)

    return run


def changing(field: TrackedField) -> Callable[[Scene], Awaitable[None]]:
    """A bill of elsewhere is kept, and one thing of it is to be another."""

    async def run(scene: Scene) -> None:
        detail = await scene.note("花呗分期 3999 分12期 每期357.24 每月10号还")
        await tap(ChangeTracked(detail.bill.bill_id, field.value))(scene)

    return run


async def amount(scene: Scene) -> None:
    bills = await scene.stage.container.services.bills.open_bills(scene.customer.id)
    bill = bills.bills[0]
    await tap(QuoteRepayment(bill.installment_id), ChangeAmount(bill.loan_id))(scene)


_NO_NUMBER = ("不知道", "……", "很多很多")
_NO_DAY = ("40号", "不知道", "去年3月1日")
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
    "backup address": Middle("one_loan", backup_channel(), "hotel@example.com", ("hotel@", "13800000000")),
    "backup code": Middle("one_loan", backup_channel("hotel@example.com"), None, ("12", "000000")),
    "tracked sentence": Middle("newcomer", telling(), "白条 还剩8期 每期268 每月15号", ("……", "1234567")),
    "tracked due": Middle("newcomer", telling("白条 还剩8期 每期268"), "15号", _NO_DAY),
    "tracked periods": Middle("newcomer", telling("车贷", "20号"), "8期", ("0期", "481期", *_NO_NUMBER)),
    "tracked amount": Middle(
        "newcomer", telling("白条 还剩8期 每月15号"), "268", ("0", "-5", "……", "很多很多")
    ),
    "tracked name": Middle("newcomer", changing(TrackedField.NAME), "蚂蚁花呗", ("\u200b",)),
    "tracked new due": Middle("newcomer", changing(TrackedField.DUE), "8号", _NO_DAY),
}
