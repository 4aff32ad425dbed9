"""What a text told of, against what the customer tracks: which bill and which day of it is meant, what that changes, and
what would be kept where none is. Pure; see docs/rules/tracked-bills.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.billtexts.plain import letters, plain
from domain.billtexts.results import BillEvent, Product, ReadBill
from domain.billtexts.senders import product_in, senders_in
from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN
from domain.tracked.plans import plan_terms
from domain.tracked.results import TrackedKind, TrackedTerms
from domain.tracked.rules import LONGEST_NAME, MOST_PERIODS, settled, with_periods_left
from domain.value import Value, replace

# A day that a text names is meant to be the nearest one within half a month; what was paid may be a while early or late.
NEAR = timedelta(days=16)
PAID_NEAR, PAID_EARLY = timedelta(days=31), timedelta(days=20)
LATE = timedelta(days=5)
SHORTEST_CORE = 2
# What is not said where only the lender is: 招商银行信用卡.
_BESIDE_A_NAME = pattern("股份|有限|责任|公司|集团|信用卡|贷记卡|分期|账单|还款|提醒")
_CALLED: Mapping[Product, str] = {
    Product.CARD: "信用卡",
    Product.MORTGAGE: "房贷",
    Product.CAR: "车贷",
    Product.RENT: "房租",
    Product.TUITION: "学费",
    Product.PHONE: "手机分期",
}
# Of each of these a person has one as a rule, and calls it so, whoever lends.
_ALONE = (Product.MORTGAGE, Product.CAR, Product.RENT, Product.TUITION)
# Of any of these a text may say no more than 贷款.
_LOANS = frozenset({Product.CREDIT, Product.MORTGAGE, Product.CAR, Product.TUITION})
_EACH_MONTH_ANOTHER = (Product.CARD, Product.PAY_LATER)


class DueTerms(Value):
    """What of a day a text can change."""

    due_date: date
    amount_fen: int | None
    minimum_fen: int | None
    paid: bool

    @classmethod
    def of(cls, due: t.TrackedDue) -> DueTerms:
        return cls(due.due_date, due.amount_fen, due.minimum_fen, due.paid_at is not None)


class Receipt(Value):
    """What was read of one bill; and, where it changed one, of which bill the day `no` from what to what."""

    read: ReadBill
    bill_id: str | None = None
    no: int | None = None
    before: DueTerms | None = None
    after: DueTerms | None = None


class Meant(Value):
    """A day of a bill that a text may be of. `by_tail`: its card's last digits say so."""

    bill: t.TrackedBill
    due: t.TrackedDue
    by_tail: bool


def meant(
    read: ReadBill,
    bills: Iterable[tuple[t.TrackedBill, TrackedTerms, Sequence[t.TrackedDue]]],
    today: date,
) -> list[Meant]:
    """Return what may be meant of open bills; where a card's digits agree, only those."""
    found = []
    for bill, terms, dues in bills:
        is_open = any(due.paid_at is None for due in dues)
        by_tail = _same_tail(read, terms)
        if is_open and (by_tail or (by_tail is None and _same_name(read, terms))):
            due = _day_meant(read, terms, dues, today)
            if due is not None:
                found.append(Meant(bill, due, bool(by_tail)))
    return [one for one in found if one.by_tail] or found


def is_another_lender(read: ReadBill, terms: TrackedTerms) -> bool:
    lender = _lender_of(terms)
    return read.sender is not None and lender is not None and read.sender != lender


def _same_tail(read: ReadBill, terms: TrackedTerms) -> bool | None:
    """Return whether it is the same card, by its digits and what else is known of both; None where digits say nothing. The
    digits in a text may be those of the card that another lender debits.
    """
    if read.card_tail is None or terms.card_tail is None:
        return None
    if is_another_lender(read, terms) or _is_another_product(read, terms):
        return False
    return read.card_tail == terms.card_tail


def _same_name(read: ReadBill, terms: TrackedTerms) -> bool:
    if _is_another_product(read, terms):
        return False
    lender = _lender_of(terms)
    if read.sender is not None and lender is not None:
        return read.sender == lender
    if read.product in _ALONE and product_of(terms) is read.product:
        return True
    return read.sender is not None and agree(read.sender, terms.lender or terms.name or "")


def agree(one: str, other: str) -> bool:
    """Return whether two names are the same but for what only says what kind of lender it is."""
    cores = sorted((_core(one), _core(other)), key=len)
    return len(cores[0]) >= SHORTEST_CORE and cores[0] in cores[1]


def _core(name: str) -> str:
    bare = letters(plain(name))
    return _BESIDE_A_NAME.sub("", bare) or bare


def _lender_of(terms: TrackedTerms) -> str | None:
    """Return the lender by its usual name, where it is one that is known."""
    for called in (terms.lender, terms.name):
        named = next(
            (each.sender for each in senders_in(plain(called or "")) if not each.sender.is_platform), None
        )
        if named is not None:
            return named.name
    return None


def product_of(terms: TrackedTerms) -> Product | None:
    return product_in(plain(terms.name or ""))


def _is_another_product(read: ReadBill, terms: TrackedTerms) -> bool:
    product = product_of(terms)
    if read.product is None or product is read.product:
        return False
    if product is None:
        return terms.kind is TrackedKind.CARD and read.product not in _EACH_MONTH_ANOTHER
    return not (Product.CREDIT in (read.product, product) and {read.product, product} <= _LOANS)


def _day_meant(
    read: ReadBill, terms: TrackedTerms, dues: Sequence[t.TrackedDue], today: date
) -> t.TrackedDue | None:
    if terms.kind is TrackedKind.ONE_OFF:
        return dues[0] if dues else None
    if read.period_no is not None and not terms.only_left and terms.periods == read.periods:
        return next((due for due in dues if due.no == read.period_no), None)
    if read.kind is BillEvent.PAID:
        return _paid_day(read, dues, today)
    if read.due_on is not None:
        return _nearest(dues, read.due_on, NEAR)
    still_open = [due for due in dues if due.paid_at is None]
    since = today - LATE if read.kind in (BillEvent.OVERDUE, BillEvent.DEBIT_FAILED) else today
    coming = [due for due in still_open if due.due_date >= since]
    return coming[0] if coming else still_open[-1]


def _paid_day(read: ReadBill, dues: Sequence[t.TrackedDue], today: date) -> t.TrackedDue | None:
    """Return the nearest day; where the customer has said of it that it is paid, the next one, where that is near."""
    paid_on = read.due_on or read.paid_on or today
    nearest = _nearest(dues, paid_on, PAID_NEAR)
    if nearest is None or nearest.paid_at is None:
        return nearest
    early = (one for one in dues if one.paid_at is None and paid_on < one.due_date <= paid_on + PAID_EARLY)
    return next(early, nearest)


def _nearest(dues: Sequence[t.TrackedDue], day: date, within: timedelta) -> t.TrackedDue | None:
    near = [due for due in dues if abs(due.due_date - day) <= within]
    return min(near, key=lambda due: (abs(due.due_date - day), due.due_date), default=None)


def changed(read: ReadBill, due: DueTerms) -> DueTerms:
    """Return the day as the text has it. What the customer said to be paid stays as it is."""
    if due.paid:
        return due
    if read.kind is BillEvent.PAID:
        return replace(due, paid=True)
    if read.amount_fen is None:
        return replace(due, due_date=read.due_on or due.due_date)
    minimum_fen = read.minimum_fen
    if minimum_fen is None and read.amount_fen == due.amount_fen:
        minimum_fen = due.minimum_fen
    return DueTerms(read.due_on or due.due_date, read.amount_fen, minimum_fen, paid=False)


def is_partly_paid(read: ReadBill, due: DueTerms) -> bool:
    """Return whether the text tells of less than the customer noted to be due: that may be a part of it."""
    if read.kind is not BillEvent.PAID or due.paid or due.amount_fen is None or read.amount_fen is None:
        return False
    return read.amount_fen < due.amount_fen


def terms_of(read: ReadBill, today: date) -> TrackedTerms:
    """Return what would be kept of a bill that is none of the customer's yet."""
    if read.plan:
        return plan_terms(_of_plan(read), read.plan, today)
    kind = _kind_of(read)
    each_another = kind is TrackedKind.CARD
    is_paid = read.kind is BillEvent.PAID
    amount_fen = read.amount_fen if read.amount_fen and read.amount_fen <= LARGEST_FEN else None
    coming = read.due_on if read.due_on is not None and read.due_on >= today and not is_paid else None
    terms = TrackedTerms(
        name=_name_of(read),
        kind=kind,
        card_tail=read.card_tail,
        amount_fen=None if each_another else amount_fen,
        first_due=coming,
        due_day=None if read.due_on is None else read.due_on.day,
        statement_day=None if read.statement_on is None or not each_another else read.statement_on.day,
        lender=read.sender,
        this_fen=amount_fen if each_another and coming else None,
        this_minimum_fen=read.minimum_fen if each_another and coming else None,
    )
    return settled(_with_periods(terms, read), today)


def _of_plan(read: ReadBill) -> TrackedTerms:
    return TrackedTerms(
        name=_name_of(read),
        kind=_kind_of(read),
        card_tail=read.card_tail,
        principal_fen=read.principal_fen,
        periods=read.periods,
        lender=read.sender,
    )


def _kind_of(read: ReadBill) -> TrackedKind:
    has_periods = bool(read.plan) or read.periods is not None or read.periods_left is not None
    if not has_periods and (read.product in _EACH_MONTH_ANOTHER or read.minimum_fen is not None):
        return TrackedKind.CARD
    return TrackedKind.LOAN if read.product in (Product.MORTGAGE, Product.CAR) else TrackedKind.INSTALLMENT


def _with_periods(terms: TrackedTerms, read: ReadBill) -> TrackedTerms:
    """Say which period comes next, where the text says which one it is, of how many or with how many left."""
    is_counted = read.period_no is not None and read.periods is not None
    if not is_counted and read.periods_left is not None and 1 <= read.periods_left <= MOST_PERIODS:
        of_all = read.periods if read.periods is not None and read.periods <= MOST_PERIODS else None
        return with_periods_left(replace(terms, periods=of_all), read.periods_left)
    next_no = (read.period_no or 1) + (read.kind is BillEvent.PAID and read.period_no is not None)
    if terms.kind is TrackedKind.CARD or next_no > MOST_PERIODS:
        return terms
    if read.periods is None or not next_no <= read.periods <= MOST_PERIODS or read.period_no is None:
        return terms
    return replace(terms, first_no=next_no, periods=read.periods)


def _name_of(read: ReadBill) -> str | None:
    if read.called is not None:
        return read.called[:LONGEST_NAME]
    called = "" if read.product is None else _CALLED.get(read.product, "")
    sender = read.sender or ""
    name = sender if called in sender else sender + called
    return name[:LONGEST_NAME] or None
