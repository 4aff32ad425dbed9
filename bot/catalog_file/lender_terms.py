"""What a lender's contracts say about money: penalty, order of payments, early repayment, goods that go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal

from bot.catalog_file import values
from bot.catalog_file.table import Table
from domain.autopay.rules import LATEST_WINDOW, windows_of
from domain.terms import (
    DEFAULT_ALLOCATION,
    DEFAULT_DEBIT_TERMS,
    DEFAULT_NOTICE_TERMS,
    DEFAULT_REFUND_TERMS,
    AllocationTerms,
    DebitTerms,
    NoticeTerms,
    OwedPart,
    PenaltyBase,
    PenaltyTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RefundBucket,
    RefundTerms,
    SurplusRule,
    UnbilledFees,
)

MAX_DAYS_BEFORE = 30
MAX_PROMISE_DAYS = 31
MAX_DAYS_LATE = 90
MAX_PENALTY_PCT = "24"
MAX_GRACE_FEN = 10_000
PARTIAL = (PrepayStrategy.FEWER, PrepayStrategy.SMALLER)
DEFAULT_PARTIAL_MIN_FEN = 10_000

_NO_WINDOW = (
    "Before this time no direct debit would ever be tried; write a later one, or debit windows before it."
)
_PREPAY_MISSING = 'The key prepay is missing; write for example prepay = { policy = "current_period" }.'
_NO_PARTIAL = (
    "No part can be prepaid here, so there is no smallest one; name a way in partial or leave this out."
)


def read_penalty(table: Table) -> PenaltyTerms:
    """`{ daily = "0.05%" }` or `{ multiple = "1.5" }`, with base, grace_days and cap."""
    inner = table.sub_table("penalty")
    if inner is None:
        return PenaltyTerms()
    daily = inner.optional("daily", values.percent(least="0.0001", most="1"))
    multiple = inner.optional("multiple", values.factor(least="1", most="3"))
    if inner.has("daily") and inner.has("multiple"):
        inner.wrong("multiple", "Write either daily or multiple, not both.")
    penalty = PenaltyTerms(
        daily_pct=daily,
        multiple=(multiple or PenaltyTerms().multiple) if daily is None else None,
        base=inner.defaulted("base", values.choice(PenaltyBase), PenaltyBase.PRINCIPAL_INTEREST),
        grace_days=inner.defaulted("grace_days", values.whole(least=0, most=31), 0),
        grace_fen=inner.defaulted("grace_amount", values.yuan(least_fen=0, most_fen=MAX_GRACE_FEN), 0),
        cap_annual_pct=inner.defaulted(
            "cap", values.percent(least="0.01", most=MAX_PENALTY_PCT), Decimal(MAX_PENALTY_PCT)
        ),
    )
    table.close("penalty", inner)
    return penalty


def read_allocation(table: Table) -> AllocationTerms:
    """`{ order = […], principal_first_from_day = 91, surplus = "next" }`."""
    inner = table.sub_table("allocation")
    if inner is None:
        return DEFAULT_ALLOCATION
    allocation = AllocationTerms(
        order=inner.defaulted("order", values.order_of(OwedPart), DEFAULT_ALLOCATION.order),
        principal_first_from_day=inner.optional("principal_first_from_day", values.whole(least=1, most=365)),
        surplus=inner.defaulted("surplus", values.choice(SurplusRule), SurplusRule.NEXT),
    )
    table.close("allocation", inner)
    return allocation


def read_prepay(table: Table) -> PrepayTerms:
    """`{ policy = "waived" }`; fee_percent (of the principal left) or fee_months (of interest) may follow."""
    if not table.has("prepay"):
        table.wrong("prepay", _PREPAY_MISSING, at_table=True)
    inner = table.sub_table("prepay")
    if inner is None:
        return PrepayTerms(PrepayPolicy.WAIVED)
    policy = inner.required("policy", values.choice(PrepayPolicy), '"current_period"')
    fee_kind, fee_value = _prepay_fee(inner)
    partial = inner.optional("partial", values.some_of(*PARTIAL))
    terms = PrepayTerms(policy, fee_kind, fee_value, partial)
    terms = replace(terms, partial_min_fen=_partial_min_fen(inner, terms))
    table.close("prepay", inner)
    return terms


def _prepay_fee(inner: Table) -> tuple[PrepayFeeKind, Decimal]:
    percent = inner.optional("fee_percent", values.percent(least="0.01", most="10"))
    months = inner.optional("fee_months", values.factor(least="0.01", most="12"))
    if inner.has("fee_percent") and inner.has("fee_months"):
        inner.wrong("fee_months", "Write either fee_percent or fee_months, not both.")
    if percent is not None:
        return PrepayFeeKind.PERCENT, percent
    if months is not None:
        return PrepayFeeKind.MONTHS, months
    return PrepayFeeKind.NONE, Decimal(0)


def _partial_min_fen(inner: Table, terms: PrepayTerms) -> int:
    if inner.has("partial_min") and not terms.strategies and inner.sound("policy", "partial"):
        inner.wrong("partial_min", _NO_PARTIAL)
    return inner.defaulted("partial_min", values.yuan(), DEFAULT_PARTIAL_MIN_FEN)


def read_debit(table: Table, cutoff: time) -> DebitTerms:
    """`{ windows = ["09:00", "20:00"], partial = true }`; what is later than the cut-off or 21:00 would never be used."""
    inner = table.sub_table("debit")
    if inner is None:
        if table.sound("debit_cutoff") and not windows_of(DEFAULT_DEBIT_TERMS, cutoff):
            table.wrong("debit_cutoff", _NO_WINDOW)
        return DEFAULT_DEBIT_TERMS
    terms = DebitTerms(
        windows=inner.defaulted("windows", values.clock_times(), DEFAULT_DEBIT_TERMS.windows),
        partial=inner.defaulted("partial", values.flag(), DEFAULT_DEBIT_TERMS.partial),
    )
    if inner.has("windows") and inner.sound("windows"):
        late = [window for window in terms.windows if window not in windows_of(terms, cutoff)]
        if any(window.minute for window in terms.windows):
            inner.wrong("windows", 'Debits begin on the hour; write for example "09:00".')
        elif late:
            latest = min(cutoff, LATEST_WINDOW)
            inner.wrong("windows", f"{late[0]:%H:%M} is too late: no debit begins after {latest:%H:%M} here.")
    table.close("debit", inner)
    return terms


def read_notices(table: Table) -> NoticeTerms:
    """`{ before = [7, 3, 1], overdue = [1, 3, 7, 15, 30], reported_after = 30 }`."""
    inner = table.sub_table("notices")
    if inner is None:
        return DEFAULT_NOTICE_TERMS
    usual = DEFAULT_NOTICE_TERMS
    terms = NoticeTerms(
        before=inner.defaulted("before", values.days(most=MAX_DAYS_BEFORE), usual.before),
        overdue=inner.defaulted("overdue", values.days(most=MAX_DAYS_LATE), usual.overdue),
        reported_after=inner.optional("reported_after", values.whole(least=1, most=MAX_DAYS_LATE)),
        promise_days=inner.defaulted(
            "promise_days", values.whole(least=0, most=MAX_PROMISE_DAYS), usual.promise_days
        ),
    )
    table.close("notices", inner)
    return terms


def read_refund(table: Table) -> RefundTerms:
    """`{ unbilled_fees = "kept", billed_before_days = 5 }`; the keys are named like the fields."""
    inner = table.sub_table("refund")
    if inner is None:
        return DEFAULT_REFUND_TERMS
    usual = DEFAULT_REFUND_TERMS
    refund = RefundTerms(
        order=inner.defaulted("order", values.order_of(RefundBucket), usual.order),
        unbilled_fees=inner.defaulted("unbilled_fees", values.choice(UnbilledFees), usual.unbilled_fees),
        paid_fees_returned=inner.defaulted("paid_fees_returned", values.flag(), usual.paid_fees_returned),
        paid_returned_before_receipt=inner.defaulted(
            "paid_returned_before_receipt", values.flag(), usual.paid_returned_before_receipt
        ),
        merchant_fee_days=inner.defaulted(
            "merchant_fee_days", values.whole(least=0, most=365), usual.merchant_fee_days
        ),
        billed_before_days=inner.defaulted(
            "billed_before_days", values.whole(least=0, most=31), usual.billed_before_days
        ),
    )
    table.close("refund", inner)
    return refund
