"""The cost disclosure (综合融资成本明示表)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.checkout.results import Disclosure
from domain.plans.results import ScheduleRow, TrueCost
from domain.rules.position import AT_DRAWDOWN
from domain.terms import (
    FeeTiming,
    PenaltyBase,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    SurplusRule,
)
from handlers.bills.grace import agreed_grace
from handlers.plans.charges import charge_rows, payments, standard
from handlers.ui.components import METHOD_NAMES, bold, name, signed_rate
from handlers.ui.cost_lines import cost_name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Table

PREPAY_TEXTS = {
    PrepayPolicy.REMAINING_DUE: N_("提前结清要付清剩余全部期数的费用。"),
    PrepayPolicy.WAIVED: N_("提前结清不再收之后的费用。"),
    PrepayPolicy.CURRENT_PERIOD: N_("提前结清，费用只算到当期。"),
    PrepayPolicy.CURRENT_PERIOD_PLUS_ONE: N_("提前结清，收当期和下一期的费用。"),
    PrepayPolicy.PERIOD_SHARE: N_("提前结清，当期费用按已过天数算。"),
    PrepayPolicy.ACTUAL_USE: N_("提前结清，利息按实际占用的本金和天数算。"),
    PrepayPolicy.DAILY_INTEREST: N_("提前结清，利息按天算到当日。"),
}
# By actual use no plan has any.
PREPAY_TEXTS_WITH_CHARGES = PREPAY_TEXTS | {
    PrepayPolicy.REMAINING_DUE: N_(
        "提前结清要付清剩余全部期数的利息；担保费和服务费收到当期，还没开始的期不收。"
    ),
    PrepayPolicy.WAIVED: N_("提前结清不再收之后的利息、担保费和服务费。"),
    PrepayPolicy.CURRENT_PERIOD: N_("提前结清，利息、担保费和服务费都只算到当期。"),
    PrepayPolicy.CURRENT_PERIOD_PLUS_ONE: N_(
        "提前结清收当期和下一期的利息；担保费和服务费收到当期，还没开始的期不收。"
    ),
    PrepayPolicy.PERIOD_SHARE: N_("提前结清，利息、担保费和服务费都按当期已过天数收。"),
    PrepayPolicy.DAILY_INTEREST: N_("提前结清，利息按天计到当日，担保费和服务费按当期已过天数收。"),
}
PENALTY_BASES = {
    PenaltyBase.PRINCIPAL: N_("逾期本金"),
    PenaltyBase.PRINCIPAL_INTEREST: N_("逾期本金和利息"),
}

# Where there are guarantee or service fees, they are late with the rest.
PENALTY_BASES_WITH_CHARGES = {
    PenaltyBase.PRINCIPAL: N_("逾期本金"),
    PenaltyBase.PRINCIPAL_INTEREST: N_("逾期本金、利息和各项费用"),
}

NO_PARTIAL = N_("不能提前还一部分来少还几期或每期少还。")
PARTIAL_TEXTS = {
    (PrepayStrategy.FEWER, PrepayStrategy.SMALLER): N_(
        "可以提前还一部分，至少 %(least)s，少还几期还是每期少还由您选。"
    ),
    (PrepayStrategy.FEWER,): N_("可以提前还一部分，至少 %(least)s，期数变少，早点还完。"),
    (PrepayStrategy.SMALLER,): N_("可以提前还一部分，至少 %(least)s，期数不变，每期少还。"),
}
SURPLUS_TEXTS = {
    SurplusRule.NEXT: N_("多还的部分用来还后面的账单。"),
    SurplusRule.REFUSED: N_("只收应还金额，不能多还。"),
}


def all_payments(shown: Disclosure, today: date) -> tuple[ScheduleRow, ...]:
    """Return what is paid each period, and before it what is due today, where the contract is signed today."""
    if not shown.drawdown_fee_fen:
        return shown.schedule
    return (ScheduleRow(AT_DRAWDOWN, today, 0, 0, shown.drawdown_fee_fen), *shown.schedule)


def cost_table(t: Texts, shown: Disclosure) -> Table:
    return Table(
        header=(t("项目"), t("金额或标准")),
        rows=(
            (t("借款本金"), t.money(shown.principal_fen)),
            (
                t("还款方式"),
                t("%(method)s，%(periods)d 期", method=t(METHOD_NAMES[shown.method]), periods=shown.periods),
            ),
            *_statement(t, shown),
            (t("还款日"), _due_days(t, shown)),
            (t("第一期还款日"), t.day(shown.first_payment.due_date, date.min)),
            *_deferral(t, shown),
            (t("每期应还"), payments(t, shown.schedule)),
            (_charge(t, shown), t.money(shown.interest_fen + shown.fee_fen)),
            *_standard(t, shown),
            (t("收取方"), t.name(shown.lender_name)),
            *charge_rows(t, shown),
            *_all_costs(t, shown),
            (t("按时还完一共还"), t.money(shown.total_fen)),
            (t("年化综合融资成本（单利）"), t.percent(shown.simple_pct)),
            (t("年化综合融资成本（复利）"), t.percent(shown.compound_pct)),
            *_above_cash(t, shown.cost),
        ),
    )


def _all_costs(t: Texts, shown: Disclosure) -> list[tuple[str, str]]:
    """Say what interest and fees come to, where there are more than one."""
    cost = shown.cost
    if not cost.charges_fen:
        return []
    return [(cost_name(t, charged=True), t.money(cost.total_cost_fen))]


def _above_cash(t: Texts, cost: TrueCost) -> list[tuple[str, str]]:
    """Say what it costs beside paying at once, where that is cheaper."""
    if cost.cash_price_fen is None:
        return []
    rows = [
        (t("一次付清价"), t.money(cost.cash_price_fen)),
        (t("比一次付清多付"), t.money(cost.above_cash_fen)),
    ]
    rates = cost.against_cash
    if rates is None:
        return rows
    return [
        *rows,
        (t("比一次付清的年化（单利）"), t.percent(rates.simple_pct)),
        (t("比一次付清的年化（复利）"), t.percent(rates.compound_pct)),
    ]


def _standard(t: Texts, shown: Disclosure) -> list[tuple[str, str]]:
    said = standard(t, shown)
    return [] if said is None else [(t("收取标准"), said)]


def _deferral(t: Texts, shown: Disclosure) -> list[tuple[str, str]]:
    said = deferral(t, shown)
    return [] if said is None else [(t("先用后付"), said)]


def deferral(t: Texts, shown: Disclosure) -> str | None:
    """Say by how much the first due date is put off, and what becomes of the interest of that time; None where it is not."""
    if shown.terms is None or not shown.terms.deferred_months:
        return None
    values = {"months": shown.terms.deferred_months}
    if not (shown.interest_fen + shown.fee_fen):
        return t("第一期晚 %(months)d 个月还，不收利息", **values)
    if not shown.method.traits.bears_interest:
        return t("第一期晚 %(months)d 个月还，不因此多收利息", **values)
    if shown.terms.free_periods:
        return t("第一期晚 %(months)d 个月还，第一期还款日以前免息", **values)
    return t("第一期晚 %(months)d 个月还，这段时间的利息算在第一期", **values)


def _charge(t: Texts, shown: Disclosure) -> str:
    """Say what the charge is called, and when it is taken."""
    if not shown.method.traits.fee_once:
        return t("利息合计（按期收取）")
    if shown.fee_timing is FeeTiming.DRAWDOWN:
        return t("利息合计（签约当天一次付，不从借款里扣）")
    return t("利息合计（第一期一次收取）")


def _statement(t: Texts, shown: Disclosure) -> list[tuple[str, str]]:
    """Say on which day the cycle is closed whose purchases are one bill."""
    if shown.statement_day is None:
        return []
    return [(t("账单日"), t("每月 %(day)d 日，当天下单的也算在内", day=shown.statement_day))]


def _due_days(t: Texts, shown: Disclosure) -> str:
    """Say the anchor day; where a short month pulls it in, the largest is the agreed one."""
    day = max(row.due_date.day for row in shown.schedule)
    return t("每月 %(day)d 日", day=day)


def contingent_costs(t: Texts, shown: Disclosure, today: date) -> str:
    """Say what may come on top, and what being late, early or inexact means, a line each."""
    lines = [
        _penalty(t, shown),
        agreed_grace(t, shown, lambda day: t.day(day, today)),
        *_tolerance(t, shown),
        prepayment(t, shown),
        prepayment_fee(t, shown),
        *partial_prepayment(t, shown),
        t(SURPLUS_TEXTS[shown.surplus]),
    ]
    return "\n".join([bold(t("可能产生的费用")), *lines])


def _penalty(t: Texts, shown: Disclosure) -> str:
    if not shown.penalty_daily_pct:
        return t("逾期不收罚息。")
    return t(
        "逾期罚息：按%(base)s每日 %(rate)s，由%(lender)s收取，按年计不超过 %(cap)s",
        base=penalty_base(t, shown),
        rate=penalty_daily_rate(t, shown),
        lender=name(t, shown.lender_name),
        cap=t.exact(shown.penalty.cap_annual_pct),
    )


def penalty_base(t: Texts, shown: Disclosure) -> str:
    """Say what penalty interest is charged on."""
    bases = PENALTY_BASES_WITH_CHARGES if shown.charges else PENALTY_BASES
    return t(bases[shown.penalty.base])


def penalty_daily_rate(t: Texts, shown: Disclosure) -> str:
    """Say what a day of being late costs, as it will be charged."""
    if shown.penalty_rate is None:
        return t.exact(shown.penalty_daily_pct)
    return signed_rate(t, shown.penalty_rate)


def _tolerance(t: Texts, shown: Disclosure) -> list[str]:
    if not shown.penalty.grace_fen:
        return []
    return [
        t(
            "少还不超过 %(amount)s 不算逾期，差额并入下一期。",
            amount=t.money(shown.penalty.grace_fen),
        )
    ]


def partial_prepayment(t: Texts, shown: Disclosure) -> list[str]:
    """Say how a part can be prepaid, and what for."""
    ways = shown.partial_strategies
    lines = [t(PARTIAL_TEXTS[ways], least=t.money(shown.prepay.partial_min_fen)) if ways else t(NO_PARTIAL)]
    if ways and shown.prepay.fee_kind is not PrepayFeeKind.NONE:
        lines.append(t("提前还的这一部分，违约金的标准相同。"))
    return lines


def prepayment(t: Texts, shown: Disclosure) -> str:
    """Say what settling early costs, and what becomes of guarantee and service fees where there are any."""
    texts = PREPAY_TEXTS_WITH_CHARGES if shown.charges else PREPAY_TEXTS
    told = t(texts[shown.prepay.policy])
    by_days = shown.prepay.policy in (PrepayPolicy.PERIOD_SHARE, PrepayPolicy.DAILY_INTEREST)
    if by_days and shown.terms is not None and shown.terms.free_periods:
        return told + t("免息期内结清，当期不收利息。")
    return told


def prepayment_fee(t: Texts, shown: Disclosure) -> str:
    """Say what the fee for settling is: from when on which, where it goes by time, and within what it stays."""
    terms = shown.prepay
    if terms.fee_kind is PrepayFeeKind.NONE:
        return t("提前结清不收违约金。")
    if not terms.fee_tiers:
        return t("提前结清的违约金为%(fee)s。", fee=_fee_of(t, terms.fee_kind, terms.fee_value)) + _bounds(
            t, terms
        )
    tiers = [
        t(
            "不满 %(months)d 个月，为%(fee)s",
            months=tier.before_month,
            fee=_fee_of(t, terms.fee_kind, tier.value),
        )
        if tier.value
        else t("不满 %(months)d 个月，不收", months=tier.before_month)
        for tier in terms.fee_tiers
    ]
    last = (
        t("以后为%(fee)s", fee=_fee_of(t, terms.fee_kind, terms.fee_value))
        if terms.fee_value
        else t("以后不收")
    )
    told = t("提前结清的违约金按签约时间算：%(tiers)s。", tiers=t("；").join((*tiers, last)))
    return told + _bounds(t, terms)


def _fee_of(t: Texts, kind: PrepayFeeKind, value: Decimal) -> str:
    if kind is PrepayFeeKind.PERCENT:
        return t("剩余本金的 %(rate)s", rate=t.exact(value))
    return t("剩余本金 %(months)s 个月的利息", months=f"{value.normalize():f}")


def _bounds(t: Texts, terms: PrepayTerms) -> str:
    if terms.fee_most_fen is None:
        return (
            t("收取时不低于 %(least)s。", least=t.money(terms.fee_least_fen)) if terms.fee_least_fen else ""
        )
    most = t.money(terms.fee_most_fen)
    if not terms.fee_least_fen:
        return t("最高不超过 %(most)s。", most=most)
    return t("收取时不低于 %(least)s，不超过 %(most)s。", least=t.money(terms.fee_least_fen), most=most)
