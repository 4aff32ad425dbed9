"""What a process is doing when it is killed: each case prepares somebody, does one thing, and knows how it must end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from sqlalchemy import text

from bot.receiving.persistence import DatabasePersistence
from bot.wiring import Container
from domain.cases.types import Decision
from domain.customers.results import CustomerView
from domain.identity.ports import PHONE_CHANGED
from domain.orders.results import OrderDetail
from domain.payments.ports import GatewayWebhook
from domain.payments.results import PaymentAwaited
from domain.pii.id_numbers import mask_phone
from domain.quotes.results import QuoteView
from domain.rescheduling.results import MoveKind
from domain.terms import HardshipOffer, HardshipTerms
from handlers.buttons.hardship import ConfirmHardship
from handlers.buttons.moves import MoveNow
from handlers.buttons.repayment import PayBy, RefundOverpayment
from handlers.buttons.rescheduling import ConfirmNewDates
from handlers.checkout.screens import State as CheckoutState
from handlers.moves.conversation import State as MoveState
from handlers.phones.conversation import State as PhoneState
from handlers.rescheduling.button_values import move_number, shown_number
from tests.domain.rescheduling.shop import shop_with
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.people import arrive, buy, repay_next
from tests.support.qr_gateway import NAME as QR
from tests.support.qr_gateway import QrGateway
from tests.support.sms_book import SmsBook

SANDBOX = "sandbox"
PAID = "✅ 已还 "
Prepared = dict[str, str]


class Outcome:
    """What is there in the end: rows of the database, the messages in the chat, the gateways' books."""

    def __init__(self, container: Container, qr: QrGateway, messages: Mapping[int, str]) -> None:
        self.container = container
        self.qr = qr
        self.messages = messages

    async def column(self, query: str) -> list[object]:
        async with self.container.engine.connect() as connection:
            return list((await connection.execute(text(query))).scalars())

    async def statuses(self, table: str = "payments") -> list[object]:
        return await self.column(f"SELECT status FROM {table}")

    def saying(self, part: str) -> int:
        """How many messages say so."""
        return sum(part in message for message in self.messages.values())


class Case(ABC):
    """`prepare` runs in a process of its own, before; `data` is what the button that is tapped sends, if there is one, else
    `words` what is typed, and `person` who does it, where that is not the first one."""

    @abstractmethod
    async def prepare(self, container: Container, qr: QrGateway) -> Prepared: ...

    def notification(self, prepared: Prepared, qr: QrGateway) -> GatewayWebhook | None:
        """What the gateway says by itself, until it is acknowledged."""
        return None

    async def afterwards(self, container: Container, qr: QrGateway) -> None:
        """What the customer does once the next process is there."""
        return

    @abstractmethod
    async def wrong(self, outcome: Outcome) -> list[str]:
        """What is not as it must be."""


async def _owing(container: Container) -> tuple[CustomerView, OrderDetail]:
    customer = await arrive(container)
    return customer, await buy(container, customer)


async def _bill(container: Container, customer: CustomerView, order: OrderDetail) -> QuoteView:
    return await container.services.quotes.bill(customer.id, order.bills[0].installment_id)


async def _opened(container: Container) -> tuple[CustomerView, PaymentAwaited]:
    """A bill that waits to be paid by its code."""
    customer, order = await _owing(container)
    quote = await _bill(container, customer, order)
    answer = await container.services.payments.confirm_quote(customer.id, quote.quote_id, QR)
    assert isinstance(answer, PaymentAwaited)
    return customer, answer


async def _wrong_with_one_payment(outcome: Outcome) -> list[str]:
    wrong = []
    if await outcome.statuses() != ["posted"]:
        wrong.append(f"payments are {await outcome.statuses()}")
    if outcome.saying(PAID) != 1:
        wrong.append(f"{outcome.saying(PAID)} receipts: {dict(outcome.messages)}")
    return wrong


class BillTapped(Case):
    """The button that confirms a bill."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        customer, order = await _owing(container)
        return {"data": PayBy((await _bill(container, customer, order)).quote_id, SANDBOX).pack()}

    async def wrong(self, outcome: Outcome) -> list[str]:
        return await _wrong_with_one_payment(outcome)


class SettlementTapped(BillTapped):
    """The button that settles a loan early."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        customer, order = await _owing(container)
        quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
        return {"data": PayBy(quote.quote_id, SANDBOX).pack()}


class CodeAskedFor(Case):
    """The button that opens a payment by a code, which the customer then scans."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        customer, order = await _owing(container)
        return {"data": PayBy((await _bill(container, customer, order)).quote_id, QR).pack()}

    async def afterwards(self, container: Container, qr: QrGateway) -> None:
        for payment_id in qr.opened():
            said = qr.pay(payment_id, (await _amounts(container))[payment_id])
            await container.services.payments.handle_webhook(QR, payment_id, said)

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = await _wrong_with_one_payment(outcome)
        if len(outcome.qr.opened()) != 1:
            wrong.append(f"{len(outcome.qr.opened())} codes were opened")
        return wrong


async def _amounts(container: Container) -> dict[str, int]:
    async with container.engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, amount_fen FROM payments"))
        return {row.id: row.amount_fen for row in rows}


class WordOfPayment(Case):
    """The gateway says that a code was paid, and the customer is told."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        _, opened = await _opened(container)
        qr.pay(opened.payment_id, opened.amount_fen)
        return {"payment_id": opened.payment_id, "amount_fen": str(opened.amount_fen)}

    def notification(self, prepared: Prepared, qr: QrGateway) -> GatewayWebhook | None:
        payment_id = prepared["payment_id"]
        return GatewayWebhook(payment_id, qr.pay(payment_id, int(prepared["amount_fen"])))

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong, told = [], await outcome.statuses("notices")
        if await outcome.statuses() != ["posted"]:
            wrong.append(f"payments are {await outcome.statuses()}")
        # A message that may have been sent is not sent again: then it is said to be uncertain, and was sent at most once.
        expected = {"sent": (1,), "uncertain": (0, 1)}.get(str(told[0]), ()) if len(told) == 1 else ()
        if outcome.saying(PAID) not in expected:
            wrong.append(f"{outcome.saying(PAID)} receipts, notices are {told}")
        return wrong


class RefundTapped(Case):
    """The button that sends back money which came beside a bill."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        _, opened = await _opened(container)
        said = qr.pay(opened.payment_id, 1_000)
        await container.services.payments.handle_webhook(QR, opened.payment_id, said)
        return {"data": RefundOverpayment(opened.loan_id).pack()}

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.statuses("refunds") != ["done"]:
            wrong.append(f"payouts are {await outcome.statuses('refunds')}")
        if outcome.qr.refunded_fen() != 1_000:
            wrong.append(f"{outcome.qr.refunded_fen()} fen went back")
        if not outcome.saying("¥10.00 已经原路退回"):
            wrong.append(f"nobody was told: {dict(outcome.messages)}")
        return wrong


class DueDayConfirmed(Case):
    """The button that signs another due day."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        await shop_with(container)
        customer, order = await _owing(container)
        await repay_next(container, customer)
        loan_id = order.bills[0].loan_id
        shown = await container.services.reschedulings.agreement(customer.id, loan_id, MoveKind.DUE_DAY, 20)
        preview = shown.preview
        shown_for = shown_number(preview.today, "zh_CN")
        return {
            "data": ConfirmNewDates(loan_id, move_number(preview.kind, 20), preview.version, shown_for).pack()
        }

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.column("SELECT value FROM reschedulings") != [20]:
            wrong.append(f"changes are {await outcome.column('SELECT value FROM reschedulings')}")
        days = await outcome.column("SELECT due_date FROM installments WHERE settled_at IS NULL")
        if {str(day)[-2:] for day in days} != {"20"}:
            wrong.append(f"bills are due {days}")
        if not outcome.saying("还款日改好了"):
            wrong.append(f"nobody was told: {dict(outcome.messages)}")
        return wrong


class HardshipSigned(Case):
    """The button that signs a plan in hardship, of 24 payments where eleven were left."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        await shop_with(container, hardship=HardshipTerms((HardshipOffer(24),), from_days_late=0))
        customer, order = await _owing(container)
        await repay_next(container, customer)
        loan_id = order.bills[0].loan_id
        preview = (await container.services.hardship.agreement(customer.id, loan_id, 0)).preview
        shown_for = shown_number(preview.today, "zh_CN")
        return {"data": ConfirmHardship(loan_id, 0, preview.version, shown_for).pack()}

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.statuses("hardship_plans") != ["active"]:
            wrong.append(f"plans are {await outcome.statuses('hardship_plans')}")
        if await outcome.column("SELECT value FROM reschedulings") != [24]:
            wrong.append(f"changes are {await outcome.column('SELECT value FROM reschedulings')}")
        left = await outcome.column("SELECT due_date FROM installments WHERE settled_at IS NULL")
        if len(left) != 24:
            wrong.append(f"bills are due {left}")
        if not outcome.saying("方案定好了"):
            wrong.append(f"nobody was told: {dict(outcome.messages)}")
        return wrong


OLD, NEW, NEW_PHONE = 1, 2, "13900001234"
HERE, AWAY = "账号搬过来了", "已经搬到另一个 Telegram 账号"


async def _is_asked(container: Container, question: str, person: int, state: int) -> None:
    """What was asked last there is this."""
    persistence = DatabasePersistence(container.engine, container.second_tries)
    await persistence.update_conversation(question, (person, person), state)


class MoveTapped(Case):
    """The button by which the old account says that it moves now."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        old, _ = await _owing(container)
        case = await container.services.moves.ask((await arrive(container, NEW)).id, ADULT)
        await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
        found = await container.services.moves.announced(old.id)
        assert found is not None
        return {"data": MoveNow(found[0]).pack(), "person": str(OLD)}

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.statuses("account_moves") != ["done"]:
            wrong.append(f"moves are {await outcome.statuses('account_moves')}")
        (owner,) = await outcome.column("SELECT customer_id FROM orders")
        if (await arrive(outcome.container, NEW)).id != owner:
            wrong.append("the account is not there")
        if (await arrive(outcome.container, OLD)).id == owner:
            wrong.append("the account is still where it was")
        if await outcome.column("SELECT id FROM orders") != await outcome.column(
            "SELECT o.id FROM orders o JOIN loans l ON l.customer_id = o.customer_id"
        ):
            wrong.append("the loan did not move with the order")
        if not outcome.saying(HERE):
            wrong.append(f"the new chat was not told: {dict(outcome.messages)}")
        if not outcome.saying(AWAY):
            wrong.append(f"the chat that was left was not told: {dict(outcome.messages)}")
        return wrong


class MoveCodeTyped(MoveTapped):
    """The code by which somebody moves their account by themselves."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        await _owing(container)
        new, codes = await arrive(container, NEW), container.services.move_codes
        await codes.name(new.id, ADULT)
        await codes.send(new.id, PHONE)
        await _is_asked(container, "old_account", NEW, MoveState.ENTERING_CODE)
        return {"words": SmsBook(qr.folder).newest_code(PHONE), "person": str(NEW)}


class PhoneCodeTyped(Case):
    """The code to the old number, with which another one is on file."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        customer, _ = await _owing(container)
        phones, sms = container.services.phones, SmsBook(qr.folder)
        await phones.type_new(customer.id, NEW_PHONE)
        await phones.enter_new_code(customer.id, sms.newest_code(NEW_PHONE))
        await phones.send_to_old(customer.id)
        await _is_asked(container, "phone", OLD, PhoneState.ENTERING_OLD_CODE)
        return {"words": sms.newest_code(PHONE)}

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.statuses("phone_changes") != ["done"]:
            wrong.append(f"changes are {await outcome.statuses('phone_changes')}")
        (owner,) = await outcome.column("SELECT customer_id FROM orders")
        view = await outcome.container.services.phones.view(str(owner))
        if view.phone_mask != mask_phone(NEW_PHONE):
            wrong.append(f"{view.phone_mask} is on file")
        if (told := SmsBook(outcome.qr.folder).told()) != [(PHONE, PHONE_CHANGED)]:
            wrong.append(f"the old number was told {told}")
        if await outcome.column("SELECT old_token FROM phone_changes") != [None]:
            wrong.append("the old number is kept")
        return wrong


PASSED = ("实名认证通过了", "示例消费金融")


class LastAnswerTyped(Case):
    """The phone number, with which an identity is checked in the middle of a checkout."""

    async def prepare(self, container: Container, qr: QrGateway) -> Prepared:
        customer = await arrive(container)
        checkout, identity = container.services.checkout, container.services.identity
        await checkout.start_with(customer.id, "xiaomi-15", 12)
        await identity.submit_name(customer.id, NAME)
        await identity.submit_id_number(customer.id, ADULT)
        await _is_asked(container, "checkout", OLD, CheckoutState.ENTERING_PHONE)
        return {"words": PHONE}

    async def wrong(self, outcome: Outcome) -> list[str]:
        wrong = []
        if await outcome.column("SELECT verified_at IS NULL FROM identities") != [False]:
            wrong.append("nobody is verified")
        if await outcome.statuses("checkout_drafts") != ["open"]:
            wrong.append(f"checkouts are {await outcome.statuses('checkout_drafts')}")
        if not any(outcome.saying(part) for part in PASSED):
            wrong.append(f"nobody was told: {dict(outcome.messages)}")
        return wrong


CASES: dict[str, Case] = {
    "a bill is confirmed": BillTapped(),
    "a settlement is confirmed": SettlementTapped(),
    "a code is asked for": CodeAskedFor(),
    "word of a payment comes": WordOfPayment(),
    "money is sent back": RefundTapped(),
    "another due day is signed": DueDayConfirmed(),
    "a plan in hardship is signed": HardshipSigned(),
    "an account moves now": MoveTapped(),
    "an account moves by a code": MoveCodeTyped(),
    "another phone is on file by a code": PhoneCodeTyped(),
    "an identity is checked": LastAnswerTyped(),
}
