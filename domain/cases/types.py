"""Cases (工单): what a customer wants a person of the shop to look at, and what becomes of it; see docs/rules/cases.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from domain.text import LocalText
from domain.value import Value


class CaseKind(StrEnum):
    QUESTION = "question"  # 找客服
    PAID_ELSEWHERE = "paid"  # 我已经还了
    WRONG_AMOUNT = "amount"  # 金额不对
    GOODS = "goods"  # 没收到货、已退货
    PAYDAY = "payday"  # 发工资再还
    HARDSHIP = "hardship"  # 有困难
    FROZEN = "frozen"  # 不是我办的: the account is frozen
    SIGNED_ONLY = "signed"  # a lender signed, and no order could come of it
    IN_PERSON = "in_person"  # 不刷脸: somebody is to look at the person and the card
    PHONE = "phone"  # 换手机号: somebody is to see proof of who asks
    CARE = "care"  # somebody who may not want to live: a person is to look at once
    MOVE = "move"  # 换 Telegram 账号: somebody is to see proof of whose the old account is


class CaseStatus(StrEnum):
    WAITING = "waiting"  # for the shop
    ANSWERED = "answered"  # by the shop; the customer may go on
    CLOSED = "closed"


class Author(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    SHOP = "shop"  # a decision; the assistant finds the words
    REMINDED = "reminded"  # the assistant tells the staff that the promised days are over
    DENIED = (
        "denied"  # somebody tapped a decision without the right to it; shown to nobody, kept for the record
    )


class Decision(StrEnum):
    """What the staff decides with a button. Each closes the case, unless the customer's last words have no answer."""

    RECEIVED = "received"
    NOT_RECEIVED = "missing"
    CORRECTED = "corrected"
    CORRECT = "correct"
    GOODS_CHECKED = "checking"
    GOODS_FINE = "fine"
    NOT_SENT_BACK = "not_back"
    AGREED_30 = "agreed30"
    AGREED_60 = "agreed60"
    AGREED_90 = "agreed90"
    REFUSED = "refused"
    DONE = "done"
    RELEASED = "released"
    KEPT_FROZEN = "kept"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    PHONE_PROVEN = "phone_proven"
    MOVE_ANYWAY = "move_anyway"  # the old account could not be told
    STOP_MOVE = "stop_move"
    ENDED = "ended"  # what was decided before stands, and the words after it need no answer
    PAUSE_ENDED = "pause_ended"  # by the customer, the request with its pause


DECISIONS: Mapping[CaseKind, tuple[Decision, ...]] = {
    CaseKind.QUESTION: (Decision.DONE,),
    CaseKind.PAID_ELSEWHERE: (Decision.RECEIVED, Decision.NOT_RECEIVED),
    CaseKind.WRONG_AMOUNT: (Decision.CORRECTED, Decision.CORRECT),
    CaseKind.GOODS: (Decision.GOODS_CHECKED, Decision.GOODS_FINE, Decision.NOT_SENT_BACK),
    CaseKind.PAYDAY: (),  # the day that was named ends it
    CaseKind.HARDSHIP: (Decision.AGREED_30, Decision.AGREED_60, Decision.AGREED_90, Decision.REFUSED),
    CaseKind.FROZEN: (Decision.RELEASED, Decision.KEPT_FROZEN),
    CaseKind.SIGNED_ONLY: (Decision.DONE,),
    CaseKind.CARE: (Decision.DONE,),
    CaseKind.IN_PERSON: (Decision.SEEN, Decision.NOT_SEEN),
    CaseKind.PHONE: (Decision.PHONE_PROVEN, Decision.NOT_PROVEN),
    CaseKind.MOVE: (
        Decision.PROVEN,
        Decision.NOT_PROVEN,
        Decision.MOVE_ANYWAY,
        Decision.STOP_MOVE,
        Decision.DONE,
    ),
}
# What is said in these is proof of who asks, which the decision answers.
PROVEN_BY_WORDS = (CaseKind.MOVE, CaseKind.PHONE)
# Of these the outcome tells the customer by itself: the payment, the move.
TOLD_BY_OUTCOME = (Decision.RECEIVED, Decision.NOT_RECEIVED, Decision.MOVE_ANYWAY, Decision.STOP_MOVE)
# While one of these is open nothing is said of the loan: who disputes a debt is not reminded of it.
DISPUTES = (CaseKind.WRONG_AMOUNT, CaseKind.GOODS)
# So many days from the request on nothing is said of the loan, or, of a dispute, within so many days it is answered.
ANSWER_DAYS: Mapping[CaseKind, int] = {
    CaseKind.PAID_ELSEWHERE: 3,
    CaseKind.WRONG_AMOUNT: 7,
    CaseKind.GOODS: 7,
    CaseKind.HARDSHIP: 7,
}
# So many days from their words on, no loan is spoken of to somebody who may not want to live; no decision ends it.
CARE_DAYS = 7
# And so many days from the decision on.
AGREED_DAYS: Mapping[Decision, int] = {
    Decision.GOODS_CHECKED: 30,
    Decision.AGREED_30: 30,
    Decision.AGREED_60: 60,
    Decision.AGREED_90: 90,
}


class CaseView(Value):
    """A case as its customer sees it. `pauses_until`: the last day on which nothing is said of the loan; None of a dispute
    for as long as it is open, and where nothing is on hold. `is_new`: it was opened just now. `is_decided`: what was asked
    for is decided; where the case is open all the same, the customer's words after it have no answer. `answer_by`: the
    last day on which an answer was promised, where one was.
    """

    case_id: str
    number: str
    kind: CaseKind
    status: CaseStatus
    loan_id: str | None
    pauses_until: date | None
    promised_on: date | None
    amount_fen: int | None
    is_new: bool = False
    is_decided: bool = False
    answer_by: date | None = None


class CaseLoan(Value):
    """The loan that a case is about, as it stands today. `late_fen`: what is past its due date, with penalty interest."""

    order_number: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    late_fen: int
    oldest_due: date | None
    days_late: int


class CaseBill(Value):
    """What is owed of the loan that a case is about, as of `today`: all that is late, else the next bill (`due_date`,
    `installment_id` are the first one's). `daily_fen`: what a day more of it costs once it is late, in fen. `is_paused`:
    nothing is said of it tomorrow.
    """

    today: date
    installment_id: str
    due_date: date
    owed_fen: int
    daily_fen: int
    is_late: bool
    is_paused: bool


class CaseLine(Value):
    """One thing that was said, or decided (`decision`). `by_id`: the Telegram id of who said it, of the staff's.
    `unreadable`: what was said does not open in its place.
    """

    author: Author
    text: str
    by: str | None
    at: datetime
    decision: Decision | None = None
    by_id: int | None = None
    unreadable: bool = False


class StopReason(StrEnum):
    """Why a move to another Telegram account was not made."""

    NOT_ME = "not_me"  # the old account says it was not them
    NOT_PROVEN = "not_proven"  # the staff was not shown enough
    SEVERAL = "several"  # it is not known which account is meant, which its case says while it is open
    GONE = "gone"  # one of the two accounts was deleted
    NOT_TOLD = "not_told"  # the old account could not be told
    FROZEN = "frozen"  # one of the two accounts
    OWN_PURCHASES = "own_purchases"  # the new account bought something meanwhile


class OldAccount(Value):
    """What the staff is shown of the account that is to move, nothing personal unmasked."""

    mark: str
    name_mask: str | None
    orders: int
    open_loans: int
    is_frozen: bool


class CaseMove(Value):
    """The move that a case asks for, as the staff sees it. `old`: None where nobody was found.

    `is_announced`: proven, and not over; `is_told`: and the old account knows; `moves_at`: when it is done, once it does, or
    the staff let it move without. `is_unheard`: it could not be told for days, and the staff is asked once more.
    `is_several`: the ID number has several accounts with orders. `is_altered`: the row is not what was asked for or proven,
    so nothing of it is shown.
    """

    old: OldAccount | None
    moves_at: datetime | None = None
    is_announced: bool = False
    is_told: bool = False
    is_altered: bool = False
    is_unheard: bool = False
    is_several: bool = False
    is_done: bool = False
    stopped: StopReason | None = None


class CasePhone(Value):
    """The change of phone number that a case asks for. `is_in_hand`: a code that went to the new number was typed."""

    new_mask: str | None
    is_in_hand: bool


class CaseCard(Value):
    """A case as the staff sees it, everything personal masked. `staff_message_id`: where it stands in the chat
    `staff_chat_id`. `decided_now`: by the call that answers it, not before. `move`, `phone`: of a case that asks for one.
    """

    case_id: str
    customer_id: str
    number: str
    kind: CaseKind
    status: CaseStatus
    decision: Decision | None
    decided_by: str | None
    customer_mark: str  # tells one customer from another, and nothing more
    name_mask: str | None
    locale: str
    opened_at: datetime
    today: date
    loan: CaseLoan | None
    promised_on: date | None
    pauses_until: date | None
    amount_fen: int | None
    answer_by: date | None
    lines: tuple[CaseLine, ...]
    version: int
    staff_message_id: int | None
    staff_chat_id: int | None
    decided_now: bool = False
    move: CaseMove | None = None
    phone: CasePhone | None = None


class ForStaff(Value):
    """Words of a customer on their way to the staff chat; `line` None: the card itself."""

    card: CaseCard
    entry_id: str | None
    line: CaseLine | None


class ForCustomer(Value):
    """Words of the staff, or a decision, on their way to the customer. `bill`: of a decision about a loan of which something
    is open.
    """

    entry_id: str
    customer_id: str
    case: CaseView
    line: CaseLine
    bill: CaseBill | None = None


class PromiseDay(Value):
    """A day on which the loan can be paid instead, and what it comes to then, in fen."""

    day: date
    owed_fen: int


class Hold(Value):
    """Nothing is said of the loan up to and with `until`; None: for as long as the case is open."""

    loan_id: str
    until: date | None


class Reached(StrEnum):
    """Whether the staff's words have reached the customer."""

    YES = "yes"
    UNREACHABLE = "away"  # the customer stopped the assistant
    NOT_YET = "not_yet"


class Answered(Value):
    """Words of the staff that are kept. `source_id` and `chat_id`: the message they were said with."""

    case_id: str
    customer_id: str
    source_id: int
    chat_id: int
