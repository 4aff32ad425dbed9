"""The vocabulary of a contract: what a lender and a plan can differ in (shapes only, no arithmetic).

Source of the values: the conventions seen at Chinese lenders, described in docs/rules/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from domain.text import LocalText
from domain.value import Value, replace


class Method(StrEnum):
    """Repayment method (还款方式); what is true of one stands in `METHOD_TRAITS`, and is asked of nothing else."""

    EQUAL_INSTALLMENT = "equal_installment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    INTEREST_ONLY = "interest_only"  # 先息后本
    FLAT_FEE = "flat_fee"  # 等本等息; a total fee of 0 is 免息
    UPFRONT_FEE = "upfront_fee"  # 一次性收费

    @property
    def traits(self) -> MethodTraits:
        return METHOD_TRAITS[self]


class FeeTiming(StrEnum):
    """When an upfront fee is taken."""

    FIRST_BILL = "first_bill"
    DRAWDOWN = "drawdown"


class DayCount(StrEnum):
    """How the interest of a period is counted."""

    MONTHLY = "monthly"
    D30_360 = "30/360"
    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"


class Rounding(StrEnum):
    """A lender's rounding convention (the order page and the bill must agree to the fen)."""

    HALF_UP = "half_up"  # interest methods
    FLOOR = "floor"
    EACH_HALF_UP = "each_half_up"
    FEE_HALF_EVEN_FLOOR = "fee_half_even_floor"
    TOTAL_HALF_UP = "total_half_up"


class Cost(StrEnum):
    """What a plan's price is given as: named as in the catalogue file, in the calculator and in `PlanTerms`."""

    ANNUAL_RATE = "annual_rate"
    FEE_PER_PERIOD = "fee_per_period"
    TOTAL_FEE = "total_fee"


class ChargeKind(StrEnum):
    """What a plan costs beside interest and its lender's own fee, to whoever it is paid; each an `OwedPart`, too."""

    GUARANTEE = "guarantee"  # 增信/担保费
    SERVICE = "service"  # 服务费


class Charge(Value):
    """A fee beside the interest and who receives it (收取方): of the amount financed so much a period, or in all.

    Percentages as Decimal ("0.2" = 0.2 %), exactly one and above 0. Either way each instalment has a part of it.
    """

    kind: ChargeKind
    payee: LocalText
    rate_per_period_pct: Decimal | None = None
    total_rate_pct: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.rate_per_period_pct is None) == (self.total_rate_pct is None):
            raise ValueError("a charge has a rate per period or a total rate, exactly one")
        if self.rate_pct <= 0:
            raise ValueError("a charge is above 0 %")

    @property
    def rate_pct(self) -> Decimal:
        """The one that is given."""
        rate_pct = self.total_rate_pct if self.rate_per_period_pct is None else self.rate_per_period_pct
        assert rate_pct is not None
        return rate_pct


class Discount(Value):
    """What a lender takes off its interest or fee (优惠), exactly one: a part of each period's in per cent ("50" = half of
    it, 100: all of it, as with a 免息券), a sum that is used up from the first period on (立减), or one off each period.
    """

    rate_pct: Decimal | None = None
    sum_fen: int | None = None
    per_period_fen: int | None = None

    def __post_init__(self) -> None:
        given = [each for each in (self.rate_pct, self.sum_fen, self.per_period_fen) if each is not None]
        if len(given) != 1 or given[0] <= 0:
            raise ValueError(
                "a discount is a percentage, a sum, or a sum each period, exactly one and above 0"
            )
        if self.rate_pct is not None and self.rate_pct > 100:
            raise ValueError("a discount is at most all of it")


class PrincipalRule(StrEnum):
    """What of the principal each instalment repays."""

    REST_OF_PAYMENT = "rest_of_payment"  # what an equal payment leaves after the interest
    EQUAL_PARTS = "equal_parts"
    AT_END = "at_end"


class MethodTraits(Value):
    """What is true of a repayment method, for the rules, the catalogue file and the calculator alike.

    `costs`: a plan has exactly one of them. `roundings`: the first is the usual one. `fee_once`: the whole fee is taken
    at once, when the plan's `fee_timing` says; otherwise each instalment has a part of it.
    """

    principal: PrincipalRule
    costs: tuple[Cost, ...]
    roundings: tuple[Rounding, ...]
    fee_once: bool = False

    @property
    def bears_interest(self) -> bool:
        return Cost.ANNUAL_RATE in self.costs

    @property
    def can_shorten(self) -> bool:
        """Whether a part paid early can save periods: not where nothing is repaid before the end."""
        return self.principal is not PrincipalRule.AT_END

    @property
    def places_remainder(self) -> bool:
        """Whether what rounding leaves can fall on the first instalment; an equal payment leaves it to the last."""
        return self.principal is not PrincipalRule.REST_OF_PAYMENT


_BY_RATE = ((Cost.ANNUAL_RATE,), (Rounding.HALF_UP,))
_FLAT_ROUNDINGS = (
    Rounding.FLOOR,
    Rounding.EACH_HALF_UP,
    Rounding.FEE_HALF_EVEN_FLOOR,
    Rounding.TOTAL_HALF_UP,
)
METHOD_TRAITS: Mapping[Method, MethodTraits] = {
    Method.EQUAL_INSTALLMENT: MethodTraits(PrincipalRule.REST_OF_PAYMENT, *_BY_RATE),
    Method.EQUAL_PRINCIPAL: MethodTraits(PrincipalRule.EQUAL_PARTS, *_BY_RATE),
    Method.INTEREST_ONLY: MethodTraits(PrincipalRule.AT_END, *_BY_RATE),
    Method.FLAT_FEE: MethodTraits(
        PrincipalRule.EQUAL_PARTS, (Cost.FEE_PER_PERIOD, Cost.TOTAL_FEE), _FLAT_ROUNDINGS
    ),
    Method.UPFRONT_FEE: MethodTraits(
        PrincipalRule.EQUAL_PARTS, (Cost.TOTAL_FEE,), _FLAT_ROUNDINGS, fee_once=True
    ),
}


class RemainderIn(StrEnum):
    """Which instalment takes what rounding leaves."""

    FIRST = "first"
    LAST = "last"


class PenaltyBase(StrEnum):
    """What penalty interest (罚息) is charged on."""

    PRINCIPAL = "principal"
    PRINCIPAL_INTEREST = "principal_interest"


class PrepayPolicy(StrEnum):
    """What is owed beyond the remaining principal when a loan is settled early (提前结清)."""

    REMAINING_DUE = "remaining_due"
    WAIVED = "waived"
    CURRENT_PERIOD = "current_period"
    CURRENT_PERIOD_PLUS_ONE = "current_period_plus_one"
    PERIOD_SHARE = "period_share"
    ACTUAL_USE = "actual_use"
    DAILY_INTEREST = "daily_interest"


class PrepayFeeKind(StrEnum):
    NONE = "none"
    PERCENT = "pct"  # percent of the remaining principal
    MONTHS = "months"  # months of interest on the remaining principal


class PrepayStrategy(StrEnum):
    """What a partial prepayment changes."""

    FEWER = "fewer"  # 少还几期
    SMALLER = "smaller"  # 每期少还
    NEXT = "next"  # 先抵下期


class PenaltyTerms(Value):
    """Penalty on what is overdue; `grace_fen` (容差): so little left unpaid counts as paid.

    Exactly one of `daily_pct` and `multiple`; percentages as Decimal ("0.05" = 0.05 %).
    """

    daily_pct: Decimal | None = None
    multiple: Decimal | None = Decimal("1.5")
    base: PenaltyBase = PenaltyBase.PRINCIPAL_INTEREST
    grace_days: int = 0
    grace_fen: int = 0
    cap_annual_pct: Decimal = Decimal(24)

    def __post_init__(self) -> None:
        if (self.daily_pct is None) == (self.multiple is None):
            raise ValueError("give a daily rate or a multiple of the contract rate, exactly one")


class FeeTier(Value):
    """What a fee for repaying early is until so many whole months have gone since the drawdown; of the kind of its terms."""

    before_month: int
    value: Decimal


class PrepayTerms(Value):
    """What repaying early costs. `partial`: how a part can be prepaid, beside paying the bills to come as they stand
    (`AllocationTerms.surplus`); of at least `partial_min_fen`, with the same fee on the part.

    `fee_tiers`, the earliest first, hold before `fee_value` does. A fee that is charged is at least `fee_least_fen` and at
    most `fee_most_fen`.
    """

    policy: PrepayPolicy
    fee_kind: PrepayFeeKind = PrepayFeeKind.NONE
    fee_value: Decimal = Decimal(0)
    partial: tuple[PrepayStrategy, ...] | None = None
    partial_min_fen: int = 10_000
    fee_tiers: tuple[FeeTier, ...] = ()
    fee_least_fen: int = 0
    fee_most_fen: int | None = None

    def __post_init__(self) -> None:
        if PrepayStrategy.NEXT in self.strategies or len(set(self.strategies)) != len(self.strategies):
            raise ValueError("a part is prepaid to have fewer or smaller instalments, each named once")
        months = [tier.before_month for tier in self.fee_tiers]
        if months != sorted(set(months)):
            raise ValueError("the tiers of a fee follow one another, each of a later month")
        if self.fee_most_fen is not None and self.fee_most_fen < self.fee_least_fen:
            raise ValueError("the most of a fee is not below its least")

    def after(self, months: int) -> PrepayTerms:
        """Return what holds once so many whole months have gone: one fee, or none."""
        value = next((tier.value for tier in self.fee_tiers if months < tier.before_month), self.fee_value)
        kind = self.fee_kind if value else PrepayFeeKind.NONE
        return replace(self, fee_kind=kind, fee_value=value, fee_tiers=())

    @property
    def strategies(self) -> tuple[PrepayStrategy, ...]:
        """Both unless the contract says otherwise; none where every fee to come is owed anyway."""
        if self.partial is not None:
            return self.partial
        if self.policy is PrepayPolicy.REMAINING_DUE:
            return ()
        return (PrepayStrategy.FEWER, PrepayStrategy.SMALLER)


class PlanTerms(Value):
    """All that decides a schedule but the amount and the dates.

    Percentages are Decimal of per cent ("0.6" = 0.6 %); exactly one is given, of the method's `costs`. `charges`: what is
    charged beside that, at most one of each kind. `free_periods`: so many of the first cost no interest and no fee;
    `discount`: what is taken off that of the others. `deferred_months`: the first due date comes so many months later than
    it would (先用后付); interest of the time is part of the first instalment's.
    """

    method: Method
    periods: int
    annual_rate_pct: Decimal | None = None
    fee_per_period_pct: Decimal | None = None
    total_fee_pct: Decimal | None = None
    fee_timing: FeeTiming = FeeTiming.FIRST_BILL
    day_count: DayCount = DayCount.MONTHLY
    rounding: Rounding = Rounding.HALF_UP
    remainder_in: RemainderIn = RemainderIn.LAST
    charges: tuple[Charge, ...] = ()
    free_periods: int = 0
    discount: Discount | None = None
    deferred_months: int = 0

    def __post_init__(self) -> None:
        if len({charge.kind for charge in self.charges}) != len(self.charges):
            raise ValueError("a plan has at most one charge of each kind")

    def charge(self, kind: ChargeKind) -> Charge | None:
        """Return the charge of a kind, where the plan has one."""
        return next((charge for charge in self.charges if charge.kind is kind), None)

    @property
    def costs(self) -> list[tuple[Cost, Decimal]]:
        """Those that are given."""
        given: list[tuple[Cost, Decimal]] = []
        if self.annual_rate_pct is not None:
            given.append((Cost.ANNUAL_RATE, self.annual_rate_pct))
        if self.fee_per_period_pct is not None:
            given.append((Cost.FEE_PER_PERIOD, self.fee_per_period_pct))
        if self.total_fee_pct is not None:
            given.append((Cost.TOTAL_FEE, self.total_fee_pct))
        return given


class OwedPart(StrEnum):
    """What an instalment is made of."""

    PENALTY = "penalty"
    INTEREST = "interest"
    FEE = "fee"
    GUARANTEE = "guarantee"
    SERVICE = "service"
    PRINCIPAL = "principal"


# Treated as the fee wherever a contract says what becomes of one: paid right after it, cut and given back as it is.
CHARGE_PARTS = (OwedPart.GUARANTEE, OwedPart.SERVICE)
FEE_PARTS = (OwedPart.FEE, *CHARGE_PARTS)


class SurplusRule(StrEnum):
    """What becomes of a payment above what is due."""

    NEXT = "next"  # 抵后面的期次
    REFUSED = "refused"  # 不收


class AllocationTerms(Value):
    """How a payment falls on what is owed (冲账顺序); the oldest instalment always comes first.

    `order` names the penalty, the interest, the fee and the principal; guarantee and service fees come right after the fee.
    `principal_first_from_day`: from so many days past due on, principal is paid before the rest.
    """

    order: tuple[OwedPart, ...] = (OwedPart.PENALTY, OwedPart.INTEREST, OwedPart.FEE, OwedPart.PRINCIPAL)
    principal_first_from_day: int | None = None
    surplus: SurplusRule = SurplusRule.NEXT

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(set(OwedPart) - set(CHARGE_PARTS)):
            raise ValueError("the order of a payment names every part exactly once")

    @property
    def every_part(self) -> tuple[OwedPart, ...]:
        """The order with all parts in it."""
        place = self.order.index(OwedPart.FEE)
        return (*self.order[:place], *FEE_PARTS, *self.order[place + 1 :])


DEFAULT_ALLOCATION = AllocationTerms()


class ReturnBucket(StrEnum):
    """What a return can pay: a part of the instalments that are overdue, billed (but not overdue), or to come."""

    OVERDUE_PENALTY = "overdue_penalty"
    OVERDUE_INTEREST = "overdue_interest"
    OVERDUE_FEE = "overdue_fee"
    OVERDUE_PRINCIPAL = "overdue_principal"
    BILLED_INTEREST = "billed_interest"
    BILLED_FEE = "billed_fee"
    BILLED_PRINCIPAL = "billed_principal"
    UNBILLED_PRINCIPAL = "unbilled_principal"


class UnbilledFees(StrEnum):
    """What becomes of the fees of instalments that are not billed yet when goods go back."""

    PRO_RATA = "pro_rata"  # 按比例减免
    KEPT = "kept"  # 不减免
    WAIVED = "waived"  # 全部减免


class ReturnTerms(Value):
    """What a return (退货) does to a loan; the defaults are the convention of 花呗.

    `order`: what is paid first after receipt, each bucket exactly once. `merchant_fee_days`: days from drawdown
    within which a fee the merchant paid goes back to the merchant. `billed_before_days`: days before its due date
    from which an instalment counts as billed (已出账).
    """

    order: tuple[ReturnBucket, ...] = (
        ReturnBucket.OVERDUE_PENALTY,
        ReturnBucket.OVERDUE_INTEREST,
        ReturnBucket.OVERDUE_PRINCIPAL,
        ReturnBucket.OVERDUE_FEE,
        ReturnBucket.BILLED_INTEREST,
        ReturnBucket.BILLED_FEE,
        ReturnBucket.BILLED_PRINCIPAL,
        ReturnBucket.UNBILLED_PRINCIPAL,
    )
    unbilled_fees: UnbilledFees = UnbilledFees.PRO_RATA
    paid_fees_returned: bool = False
    paid_returned_before_receipt: bool = True
    merchant_fee_days: int = 15
    billed_before_days: int = 0

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(ReturnBucket):
            raise ValueError("the order of a refund names every bucket exactly once")
        if min(self.merchant_fee_days, self.billed_before_days) < 0:
            raise ValueError("days are not negative")


DEFAULT_RETURN_TERMS = ReturnTerms()


class DebitTerms(Value):
    """When a lender takes a due instalment from the customer's card (自动扣款), times of day in Beijing in order.

    `partial`: where the card has too little, what is there is taken.
    """

    windows: tuple[time, ...] = (time(9, 0), time(15, 0), time(20, 0))
    partial: bool = False


DEFAULT_DEBIT_TERMS = DebitTerms()


class NoticeTerms(Value):
    """On which days a lender's customers are written to: so many days before the due day, and after it.

    `reported_after`: so many days late an instalment is when the lender reports it to the credit register; None where
    that is not said. `promise_days`: for so many days after the due day a customer can name the day on which they pay
    (发工资再还); 0: never.
    """

    before: tuple[int, ...] = (7, 3, 1)
    overdue: tuple[int, ...] = (1, 3, 7, 15, 30, 60, 90)
    reported_after: int | None = None
    promise_days: int = 10


DEFAULT_NOTICE_TERMS = NoticeTerms()


class DueDayChangeTerms(Value):
    """Whether customers may choose another due day (改还款日): one of `days` of the month (1 to 28); none without any.

    `after_periods`: so many instalments are paid before. `every_days`: least days between one change and the next.
    `notice_days`: the first new due date is at least so many days ahead.
    """

    days: tuple[int, ...] = ()
    after_periods: int = 1
    every_days: int = 365
    notice_days: int = 3


class DeferralTerms(Value):
    """Whether the next instalment may be put off once in a loan's life (顺延一期): by at most `most_days`; 0: never."""

    most_days: int = 0
    after_periods: int = 1


DEFAULT_DUE_DAY_CHANGE, DEFAULT_DEFERRAL = DueDayChangeTerms(), DeferralTerms()
MAX_HARDSHIP_MONTHS = 60


class HardshipOffer(Value):
    """One plan for a customer who cannot pay as agreed (展期, 个性化分期): what is left, over so many `months` anew.

    `interest_only_months`: the first of them, in which no principal is paid. `now_pct`: of the principal, paid within
    `now_days`, before the months begin. `annual_rate_pct`: what the principal bears from then on, where that is less than
    the contract's rate.
    """

    months: int
    interest_only_months: int = 0
    now_pct: Decimal = Decimal(0)
    now_days: int = 7
    annual_rate_pct: Decimal | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.interest_only_months < self.months <= MAX_HARDSHIP_MONTHS:
            raise ValueError("a plan has 1 to 60 months, and some of them in which principal is paid")
        if not 0 <= self.now_pct < 100 or self.now_days < 1:
            raise ValueError("what is paid at once is a part, in a day or more")


class HardshipTerms(Value):
    """The plans a lender offers in hardship; none without `offers`.

    `from_days_late`: so many days late an instalment is before. `first_days`: the first month's due date is at least so many
    days ahead. `lapse_days`: so many days late an instalment of the plan may be before the plan lapses.
    """

    offers: tuple[HardshipOffer, ...] = ()
    from_days_late: int = 1
    first_days: int = 15
    lapse_days: int = 10


DEFAULT_HARDSHIP = HardshipTerms()


class InstitutionKind(StrEnum):
    """What a lender is by law, which decides whom it may serve: a microloan company not students."""

    BANK = "bank"  # 银行
    CONSUMER_FINANCE = "consumer_finance"  # 消费金融公司
    MICROLOAN = "microloan"  # 小额贷款公司
    TRUST = "trust"  # 信托公司
    MERCHANT = "merchant"  # 商家自己的分期


class DueDayRule(Value):
    """When instalments fall due: on the day of the month of the purchase (`day` is None), or on a fixed one.

    With a fixed `day` (1 to 28) the first due date is the first such day at least `min_days` after the
    purchase; with a `statement_day` (账单日, 1 to 28) the first such day after the statement that the purchase stands on,
    which is that of its own day where it is one.
    """

    day: int | None = None
    min_days: int = 0
    statement_day: int | None = None

    def __post_init__(self) -> None:
        if self.statement_day is not None and (self.day is None or self.min_days):
            raise ValueError(
                "a statement day goes with a fixed due day, and in the place of a number of days"
            )

    def gathers(self, due: date) -> bool:
        """Return whether what is due on this day is the bill of a cycle: of a loan whose due day was moved none is."""
        return self.statement_day is not None and due.day == self.day


class InstitutionSpec(Value):
    """A lender (分期机构) and what holds for all of its plans."""

    id: str
    name: LocalText
    kind: InstitutionKind
    contact: str  # a phone number as one would print it
    official_url: str
    rounding: Rounding
    remainder_in: RemainderIn
    day_count: DayCount
    due_day: DueDayRule
    penalty: PenaltyTerms
    prepay: PrepayTerms
    min_age: int
    max_age: int  # not yet exceeded on the last due date
    students_allowed: bool
    credit_line_fen: int  # what a newly verified customer is granted
    debit_cutoff: time  # after it, today's direct debit is not tried again
    quote_cutoff: time  # a settlement quote is good until then
    allocation: AllocationTerms = DEFAULT_ALLOCATION
    goods_return: ReturnTerms = DEFAULT_RETURN_TERMS
    debit: DebitTerms = DEFAULT_DEBIT_TERMS
    notices: NoticeTerms = (
        DEFAULT_NOTICE_TERMS  # as it is practised now, not part of a contract, as are the next three
    )
    due_day_change: DueDayChangeTerms = DEFAULT_DUE_DAY_CHANGE
    deferral: DeferralTerms = DEFAULT_DEFERRAL
    hardship: HardshipTerms = DEFAULT_HARDSHIP
    needs: tuple[Need, ...] = ()


class PlanSpec(Value):
    """One offer of a lender, for amounts from `min_amount_fen` to `max_amount_fen`, both included."""

    id: str
    institution_id: str
    terms: PlanTerms
    min_amount_fen: int
    max_amount_fen: int


class AgreedRow(NamedTuple):
    """One instalment as the lender's contract has it."""

    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0


class Need(StrEnum):
    """What a lender asks for beyond name, number and phone."""

    CARD = "card"  # 身份证照片, both sides
    FACE = "face"  # 人脸核验, on the lender's own page
