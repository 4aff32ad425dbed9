"""Figures for charts. Every name and number here is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.calculator.results import Early, Offer, Way
from domain.calculator.rules import calculate, calculate_early, compare
from domain.charts.results import (
    Chart,
    Countdown,
    DueMonth,
    EarlyCosts,
    LoanChart,
    Months,
    OfferCosts,
    OffersCosts,
    OfLoan,
    Parts,
    Savings,
    Settling,
)
from domain.dates import add_months
from domain.loans.results import BillState, BillView, Split
from domain.rules.steps import penalty_rate
from domain.terms import PenaltyBase, PenaltyTerms
from tests.support.builders import text

TODAY = date(2026, 6, 8)
LONG = "影像旗舰手机 16GB+1TB 带很长很长的名称，一行里怎么也放不下，只好截断了还是放不下"
LOCALES = ("zh_CN", "zh_TW", "en")
PAID, LATE, LEFT = BillState.PAID, BillState.OVERDUE, BillState.UPCOMING
PENALTY_FEN = 1_78
PENALTY_RATE = penalty_rate(
    PenaltyTerms(Decimal("0.05"), None, PenaltyBase.PRINCIPAL_INTEREST), Decimal("13.03")
)


def of_loan(title: str = "小米手机 15") -> OfLoan:
    return OfLoan(TODAY, "loan", "order", text(title), 1)


def bill(
    no: int, periods: int, state: BillState, principal_fen: int = 333_25, guarantee_fen: int = 0
) -> BillView:
    """With 23.99 of interest."""
    late_fen = PENALTY_FEN if state is LATE else 0
    left = Split(0, 0, 0, 0) if state is PAID else Split(principal_fen, 23_99, 0, late_fen, guarantee_fen)
    return BillView(
        installment_id=f"bill-{no}",
        loan_id="loan",
        order_id="order",
        title=text("小米手机 15"),
        item_count=1,
        no=no,
        periods=periods,
        due_date=add_months(date(2026, 1, 5), no),
        principal_fen=principal_fen,
        interest_fen=23_99,
        fee_fen=0,
        penalty_fen=late_fen,
        left=left,
        owed_fen=left.total_fen,
        days_late=3 if late_fen else 0,
        grace_until=None,
        state=state,
        lender_name=text("示例消费金融"),
        lender_contact="400-000-0001",
        penalty_rate=PENALTY_RATE,
        guarantee_fen=guarantee_fen,
    )


def bills(*states: BillState, principal_fen: int = 333_25, guarantee_fen: int = 0) -> tuple[BillView, ...]:
    return tuple(
        bill(no, len(states), state, principal_fen, guarantee_fen) for no, state in enumerate(states, 1)
    )


def countdown(paid: int, late: int, left: int, title: str = "小米手机 15") -> Countdown:
    return Countdown(of_loan(title), bills(*[PAID] * paid, *[LATE] * late, *[LEFT] * left))


def parts(periods: int, title: str = "小米手机 15", guarantee_fen: int = 0) -> Parts:
    return Parts(of_loan(title), bills(*[LEFT] * periods, guarantee_fen=guarantee_fen))


def savings(later: int, first_fen: int = 191_92, title: str = "小米手机 15") -> Savings:
    """Each month a hundredth of a yuan less than the one before."""
    return Savings(
        of_loan(title),
        tuple(
            Settling(add_months(TODAY, at), at or None, 3_000_00 - at, first_fen - at)
            for at in range(later + 1)
        ),
    )


def months(owed_fen: Sequence[int], late_fen: int = 0) -> Months:
    return Months(
        TODAY,
        tuple(
            DueMonth(add_months(date(2026, 6, 1), at), fen, late_fen if at == 0 else 0)
            for at, fen in enumerate(owed_fen)
        ),
    )


LOANS: dict[str, LoanChart] = {
    "countdown of 1": countdown(0, 0, 1),
    "countdown of 3": countdown(1, 0, 2),
    "countdown of 12, late": countdown(4, 1, 7, LONG),
    "countdown of 12, settled": countdown(12, 0, 0),
    "countdown of 24": countdown(9, 0, 15),
    "countdown of 36": countdown(20, 2, 14, LONG),
    "countdown of 60": countdown(1, 0, 59),
    "countdown in every state": Countdown(of_loan(), bills(*BillState)),
    "parts of 1": parts(1),
    "parts of 12 with a guarantee": parts(12, LONG, guarantee_fen=7_99),
    "parts of 36": parts(36),
    "parts of 60, large": Parts(of_loan(), bills(*[LEFT] * 60, principal_fen=999_999_99)),
    "savings of today only": savings(0),
    "savings of 11": savings(11, title=LONG),
    "savings of 59": savings(59),
    "savings that cost more": savings(3, first_fen=-20_00),
    "savings of nothing": Savings(of_loan(), (Settling(TODAY, None, 100_00, 0),)),
    "months, one": months([357_24]),
    "months, late": months([716_26, *[357_24] * 11], late_fen=359_02),
    "months of 40": months([1_071_72] * 5 + [0] + [357_24] * 34),
}

GOLDEN = Offer(3_999_00, 12, Way.FLAT_PER_PERIOD, 600_000)
MORTGAGE = Offer(300_000_00, 360, Way.EQUAL_INSTALLMENT, 3_600_000)
CARD = Offer(3_999_00, 12, Way.EQUAL_INSTALLMENT, 18_000_000)
LARGEST = Offer(10_000_000_00, 360, Way.EQUAL_PRINCIPAL, 123_456_789)

OFFERS: dict[str, Chart] = {
    "an offer of 12": OfferCosts(calculate(GOLDEN, TODAY)),
    "an offer of 1": OfferCosts(calculate(Offer(1, 1, Way.FLAT_TOTAL, 0), TODAY)),
    "a mortgage": OfferCosts(calculate(MORTGAGE, TODAY)),
    "the largest offer": OfferCosts(calculate(LARGEST, TODAY)),
    "a part early": EarlyCosts(calculate_early(MORTGAGE, Early(37, 50_000_00), TODAY)),
    "a part early of interest only": EarlyCosts(
        calculate_early(Offer(3_999_00, 12, Way.INTEREST_ONLY, 12_000_000), Early(4, 1_000_00), TODAY)
    ),
    "all early": EarlyCosts(calculate_early(GOLDEN, Early(4, None), TODAY)),
    "two offers": OffersCosts(compare(GOLDEN, CARD, TODAY)),
    "two offers alike": OffersCosts(compare(GOLDEN, GOLDEN, TODAY)),
    "two offers of the largest": OffersCosts(compare(LARGEST, MORTGAGE, TODAY)),
}
EVERY: dict[str, Chart] = {**LOANS, **OFFERS}
