"""What was read: bills in a message, or the parts of one sentence; and what has to be asked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.value import Value


class BillEvent(StrEnum):
    """What a message says of a bill."""

    STATEMENT = "statement"  # it has been made up
    DUE = "due"  # it falls due
    PAID = "paid"
    DEBIT_FAILED = "debit_failed"
    OVERDUE = "overdue"


class Product(StrEnum):
    """What is owed on, as far as the words say."""

    CARD = "card"
    PAY_LATER = "pay_later"  # 花呗, 白条, 月付
    CREDIT = "credit"  # 借呗, 微粒贷, consumer finance
    MORTGAGE = "mortgage"
    CAR = "car"
    PHONE = "phone"  # a telephone contract in instalments
    RENT = "rent"
    TUITION = "tuition"


class Origin(StrEnum):
    """Where a bill was read."""

    MESSAGE = "message"
    FILE = "file"
    PICTURE = "picture"


class NoBill(StrEnum):
    """Why a message is not taken; nothing of it is kept."""

    CODE = "code"  # it holds a code that nobody else should see
    FOREIGN_MONEY = "foreign_money"  # NT$, HK$ and others are not yuan
    ADVERTISEMENT = "advertisement"
    NOT_A_BILL = "not_a_bill"


class PlanDay(Value):
    """A period of a plan: its number, its day and amount; None where the plan tells none. `paid`: whether it was, as the
    plan says; None where it says nothing of that.
    """

    no: int
    due_on: date | None
    amount_fen: int | None
    paid: bool | None = None


class ReadBill(Value):
    """One bill of a message, or of a file.

    `sender`: the lender's usual Chinese name, or the words in 【】 where nobody knows it. `amount_fen`: what is (or was)
    to be paid; `remaining_fen`: what the text says is still open afterwards. `period_no` of `periods`. `confidence`: 0 to
    1. `unsure`: the fields that are to be asked, empty or not. Of a file: `called`, what it names the bill; `periods_left`;
    `principal_fen`, what was borrowed; `plan`, all its periods in order.
    """

    kind: BillEvent
    sender: str | None = None
    product: Product | None = None
    card_tail: str | None = None
    amount_fen: int | None = None
    minimum_fen: int | None = None
    remaining_fen: int | None = None
    due_on: date | None = None
    statement_on: date | None = None
    paid_on: date | None = None
    period_no: int | None = None
    periods: int | None = None
    confidence: float = 0.0
    unsure: frozenset[str] = frozenset()
    called: str | None = None
    periods_left: int | None = None
    principal_fen: int | None = None
    plan: tuple[PlanDay, ...] = ()
    origin: Origin = Origin.MESSAGE


class MessageReading(Value):
    """The bills in the order of the message; or, where there is none, why."""

    bills: tuple[ReadBill, ...] = ()
    refusal: NoBill | None = None


class SentenceKind(StrEnum):
    """What kind of debt a customer notes."""

    INSTALLMENT = "installment"  # so many periods of the same amount
    CARD = "card"  # every month, another amount each time
    LOAN = "loan"  # every month, for long
    ONE_OFF = "one_off"  # once


class Missing(StrEnum):
    """What is to be asked, in this order."""

    NAME = "name"
    DUE = "due"  # the day of the month, or the date of what is paid once
    AMOUNT = "amount"  # may be left out: only the date is told then
    PERIODS = "periods"


class Conflict(StrEnum):
    """What cannot be right together."""

    TOO_LITTLE = "too_little"  # all periods together are less than what was borrowed
    TOO_MUCH = "too_much"  # or more than twice of it
    PERIODS = "periods"  # more left, or a later one, than there are
    UNTIL = "until"  # the periods that are left end in another year


class SentenceReading(Value):
    """What the customer said of one debt; None for what was not said.

    `name`: as the customer calls it; `sender`: the lender it names. `per_period_fen`: what one period, or this month's
    bill, comes to; `principal_fen`: what was borrowed, or is owed. `period_no`: the next one to pay. `due_day`: 1 to 31,
    31 for the month's end. `until`: the last day of the year or month in which it ends. `every_months`: it comes again
    after so many, where that is not every month. `about_amount`: an amount was said only as about so much, and is not read.
    """

    kind: SentenceKind
    name: str | None = None
    sender: str | None = None
    product: Product | None = None
    card_tail: str | None = None
    principal_fen: int | None = None
    per_period_fen: int | None = None
    periods: int | None = None
    periods_left: int | None = None
    period_no: int | None = None
    due_day: int | None = None
    statement_day: int | None = None
    first_due: date | None = None
    until: date | None = None
    date_only: bool = False
    foreign_money: bool = False
    every_months: int | None = None
    about_amount: bool = False
    missing: tuple[Missing, ...] = ()
    conflict: Conflict | None = None

    @property
    def says_anything(self) -> bool:
        """Return whether there is anything of a debt in it: an amount, a day of the month, periods; a date only beside a
        lender or a thing that is owed on, since 今天天气不错 has one, too.
        """
        said = (
            self.principal_fen,
            self.per_period_fen,
            self.periods,
            self.periods_left,
            self.due_day,
            self.statement_day,
            self.until,
        )
        is_dated = self.first_due is not None and bool(self.sender or self.product)
        return is_dated or self.about_amount or any(each is not None for each in said)
