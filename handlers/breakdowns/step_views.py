"""One sentence for each step of a computation: the formula with the customer's numbers, and what it comes to.

A formula is written as one would type it into a calculator; the words around it are the catalogue's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.breakdowns.rules import RowWorkings
from domain.money import RoundingMode
from domain.rules.steps import (
    AnnualRateStep,
    BalanceStep,
    ChangedStep,
    DifferenceStep,
    EqualPaymentStep,
    EvenPaymentStep,
    FeeStep,
    InterestStep,
    KeptStep,
    PenaltyRate,
    PenaltyStep,
    PerThousandStep,
    ReliefStep,
    ShareStep,
    Step,
    TimedPayment,
    total_fen,
)
from domain.terms import ChargeKind, OwedPart
from handlers.ui.components import CHARGE_NAMES, daily_rate, free_range
from handlers.ui.i18n import N_, Texts

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_THOUSAND_FEN = 100_000
_INTEREST_KEPT = N_("利息：和原来的计划一样，%(amount)s")
_INTEREST_CHANGED = N_("利息：提前还款或退货以后改为 %(amount)s")
_SHARE = {
    OwedPart.PRINCIPAL: N_("本金：%(total)s ÷ %(periods)d = %(part)s"),
    OwedPart.FEE: N_("利息：%(total)s ÷ %(periods)d = %(part)s"),
    OwedPart.GUARANTEE: N_("担保费：%(total)s ÷ %(periods)d = %(part)s"),
    OwedPart.SERVICE: N_("服务费：%(total)s ÷ %(periods)d = %(part)s"),
}
_SHARE_CUT = {
    OwedPart.PRINCIPAL: N_("本金：%(total)s ÷ %(periods)d = %(part)s（不足一分的舍去）"),
    OwedPart.FEE: N_("利息：%(total)s ÷ %(periods)d = %(part)s（不足一分的舍去）"),
    OwedPart.GUARANTEE: N_("担保费：%(total)s ÷ %(periods)d = %(part)s（不足一分的舍去）"),
    OwedPart.SERVICE: N_("服务费：%(total)s ÷ %(periods)d = %(part)s（不足一分的舍去）"),
}
_REST = {
    OwedPart.PRINCIPAL: N_("本金：补上除不尽的，%(total)s − %(each)s × %(before)d = %(part)s"),
    OwedPart.FEE: N_("利息：补上除不尽的，%(total)s − %(each)s × %(before)d = %(part)s"),
    OwedPart.GUARANTEE: N_("担保费：补上除不尽的，%(total)s − %(each)s × %(before)d = %(part)s"),
    OwedPart.SERVICE: N_("服务费：补上除不尽的，%(total)s − %(each)s × %(before)d = %(part)s"),
}
_KEPT = {
    OwedPart.PRINCIPAL: N_("本金：和原来的计划一样，%(amount)s"),
    OwedPart.INTEREST: _INTEREST_KEPT,
    OwedPart.FEE: _INTEREST_KEPT,
    OwedPart.GUARANTEE: N_("担保费：和原来的计划一样，%(amount)s"),
    OwedPart.SERVICE: N_("服务费：和原来的计划一样，%(amount)s"),
}
_CHANGED = {
    OwedPart.PRINCIPAL: N_("本金：提前还款或退货以后改为 %(amount)s"),
    OwedPart.INTEREST: _INTEREST_CHANGED,
    OwedPart.FEE: _INTEREST_CHANGED,
    OwedPart.GUARANTEE: N_("担保费：提前还款或退货以后改为 %(amount)s"),
    OwedPart.SERVICE: N_("服务费：提前还款或退货以后改为 %(amount)s"),
}


def step_lines(t: Texts, step: Step, *, charged: bool = False) -> list[str]:
    """Return the lines of any step of an instalment; none for what is nothing. `charged`: guarantee or service fees are
    charged beside it.
    """
    match step:
        case EqualPaymentStep():
            return [equal_payment(t, step)]
        case InterestStep():
            return [interest(t, step)]
        case FeeStep():
            return fee(t, step, charged=charged)
        case EvenPaymentStep():
            return [even_payment(t, step)]
        case ShareStep():
            return [share(t, step)] if step.amount_fen else []
        case DifferenceStep():
            return [difference(t, step)]
        case BalanceStep():
            return [t("本金：还清剩下的 %(principal)s", principal=t.money(step.amount_fen))]
        case KeptStep():
            return [kept(t, step)] if step.amount_fen else []
        case ChangedStep():
            return [changed(t, step)]
        case ReliefStep():
            return [relieved(t, step)]


def row_lines(t: Texts, row: RowWorkings) -> list[str]:
    """Say how an instalment is made, and the sum of its parts unless the payment came first."""
    made = (*row.principal[:-1], *row.interest, *row.principal[-1:], *row.fee)
    steps = [*(step for step in made if not isinstance(step, ReliefStep)), *row.reliefs]
    charges = {ChargeKind.GUARANTEE: row.guarantee, ChargeKind.SERVICE: row.service}
    charged = any(step.amount_fen for found in charges.values() for step in found)
    lines = [line for step in steps for line in step_lines(t, step, charged=charged)]
    lines += [line for kind, found in charges.items() for line in _charge_lines(t, kind, found)]
    parts = [total_fen(part) for part in (row.principal, row.interest, row.fee)]
    if any(isinstance(step, EqualPaymentStep | EvenPaymentStep) for step in steps):
        parts = [sum(parts)]
        if row.waived_fen:
            lines.append(_less(t, parts[0], row.waived_fen))
    parts = [fen for fen in (*parts, *map(total_fen, charges.values())) if fen]
    if len(parts) > 1:
        lines.append(t("这一期应还：%(sum)s = %(total)s", sum=_added(t, parts), total=t.money(row.total_fen)))
    return lines


def _less(t: Texts, left_fen: int, waived_fen: int) -> str:
    return t(
        "减去优惠：%(payment)s − %(waived)s = %(left)s",
        payment=t.money(left_fen + waived_fen),
        waived=t.money(waived_fen),
        left=t.money(left_fen),
    )


def _charge_lines(t: Texts, kind: ChargeKind, steps: Sequence[Step]) -> list[str]:
    return [
        line
        for step in steps
        for line in ([charge(t, kind, step)] if isinstance(step, FeeStep) else step_lines(t, step))
        if any(one.amount_fen for one in steps)
    ]


def _added(t: Texts, amounts_fen: Sequence[int]) -> str:
    return " + ".join(t.money(amount_fen) for amount_fen in amounts_fen)


def rounding_note(t: Texts) -> str:
    return t("除了另外写明的，金额都四舍五入到分。")


# Interest methods


def equal_payment(t: Texts, step: EqualPaymentStep) -> str:
    principal, payment = t.money(step.principal_fen), t.money(step.amount_fen)
    if not step.annual_pct:
        return t(
            "月供：%(principal)s ÷ %(periods)d = %(payment)s",
            principal=principal,
            periods=step.periods,
            payment=payment,
        )
    month = a_twelfth(t, step.annual_pct)
    return t(
        "月供：%(principal)s × %(rate)s × %(growth)s ÷ (%(growth)s − 1) = %(payment)s",
        principal=principal,
        rate=month if "÷" not in month else f"({month})",
        growth=f"(1+{month}){raised(step.periods)}",
        payment=payment,
    )


def a_twelfth(t: Texts, annual_pct: Decimal) -> str:
    """Return the rate of a month where it can be written to the end, else the division that gives it."""
    month = Fraction(annual_pct) / 12
    decimals = Decimal(month.numerator) / Decimal(month.denominator)
    return t.exact(decimals) if Fraction(decimals) == month else f"{t.exact(annual_pct)}÷12"


def raised(exponent: int) -> str:
    return str(exponent).translate(_RAISED)


def interest(t: Texts, step: InterestStep) -> str:
    balance, rate, charged = t.money(step.balance_fen), t.exact(step.annual_pct), t.money(step.amount_fen)
    if step.days is None:
        return t(
            "利息：剩余本金 %(balance)s × %(rate)s ÷ 12 = %(interest)s",
            balance=balance,
            rate=rate,
            interest=charged,
        )
    return t(
        "利息：剩余本金 %(balance)s × %(rate)s ÷ %(year)d × %(days)d 天 = %(interest)s",
        balance=balance,
        rate=rate,
        year=step.year_days,
        days=step.days,
        interest=charged,
    )


def difference(t: Texts, step: DifferenceStep) -> str:
    payment, other, part = (t.money(fen) for fen in (step.payment_fen, step.other_fen, step.amount_fen))
    if step.part is OwedPart.PRINCIPAL:
        return t(
            "本金：%(payment)s − %(interest)s = %(principal)s",
            payment=payment,
            interest=other,
            principal=part,
        )
    return t(
        "利息：%(payment)s − %(principal)s = %(interest)s", payment=payment, principal=other, interest=part
    )


# Fees: a customer knows them as interest


def fee(t: Texts, step: FeeStep, *, charged: bool = False) -> list[str]:
    """Explain the whole of a fee; one of 0 % beside guarantee or service fees, `charged`, is not 免息."""
    if not step.rate_pct:
        return [t("不收利息") if charged else t("免息：不收利息")]
    values = {"principal": t.money(step.principal_fen), "rate": t.exact(step.rate_pct)}
    total = t.money(step.amount_fen)
    if step.of > 1:
        line = t(
            "分期利息总额：%(principal)s × %(rate)s × %(times)d ÷ %(of)d = %(total)s",
            **values,
            times=step.times,
            of=step.of,
            total=total,
        )
    elif step.times > 1:
        line = t(
            "分期利息总额：%(principal)s × %(rate)s × %(times)d = %(total)s",
            **values,
            times=step.times,
            total=total,
        )
    else:
        line = t("分期利息总额：%(principal)s × %(rate)s = %(total)s", **values, total=total)
    if step.rounding is RoundingMode.HALF_EVEN and step.is_half:
        return [line, t("恰好半分时取偶数分（银行家舍入）。")]
    return [line]


def charge(t: Texts, kind: ChargeKind, step: FeeStep) -> str:
    """Explain the whole of a guarantee or service fee."""
    values = {
        "charge": t(CHARGE_NAMES[kind]),
        "principal": t.money(step.principal_fen),
        "rate": t.exact(step.rate_pct),
        "total": t.money(step.amount_fen),
    }
    if step.of > 1:
        return t(
            "%(charge)s总额：%(principal)s × %(rate)s × %(times)d ÷ %(of)d = %(total)s",
            **values,
            times=step.times,
            of=step.of,
        )
    if step.times > 1:
        return t(
            "%(charge)s总额：%(principal)s × %(rate)s × %(times)d = %(total)s", **values, times=step.times
        )
    return t("%(charge)s总额：%(principal)s × %(rate)s = %(total)s", **values)


def even_payment(t: Texts, step: EvenPaymentStep) -> str:
    return t(
        "每期应还：(%(principal)s + %(fee)s) ÷ %(periods)d = %(payment)s",
        principal=t.money(step.principal_fen),
        fee=t.money(step.fee_fen),
        periods=step.periods,
        payment=t.money(step.amount_fen),
    )


def share(t: Texts, step: ShareStep) -> str:
    """Explain a part of each period; the one with the remainder says that it takes what the others leave."""
    total, part = t.money(step.total_fen), t.money(step.amount_fen)
    if step.is_rest and not step.is_exact:
        each = t.money(step.each_fen)
        return t(_REST[step.part], total=total, each=each, before=step.before, part=part)
    whole = step.is_exact or step.rounding is RoundingMode.HALF_UP
    return t((_SHARE if whole else _SHARE_CUT)[step.part], total=total, periods=step.periods, part=part)


# What is agreed not to be charged


def relieved(t: Texts, step: ReliefStep) -> str:
    waived, discount = t.money(step.waived_fen), step.relief.discount
    if step.relief.is_free(step.no) or discount is None:
        free = free_range(t, step.relief.free_periods)
        return t("免息：%(free)s免收利息，这一期免 %(waived)s", free=free, waived=waived)
    values = {"gross": t.money(step.gross_fen), "waived": waived, "left": t.money(step.amount_fen)}
    if discount.rate_pct is not None:
        return t(
            "优惠：利息减 %(rate)s，%(gross)s − %(waived)s = %(left)s",
            rate=t.exact(discount.rate_pct),
            **values,
        )
    if discount.per_period_fen is not None:
        off = t.money(discount.per_period_fen)
        return t("优惠：每期利息减 %(off)s，%(gross)s − %(waived)s = %(left)s", off=off, **values)
    off = t.money(discount.sum_fen or 0)
    return t("优惠：利息立减 %(off)s，这一期 %(gross)s − %(waived)s = %(left)s", off=off, **values)


# What became another amount since it was agreed


def kept(t: Texts, step: KeptStep) -> str:
    return t(_KEPT[step.part], amount=t.money(step.amount_fen))


def changed(t: Texts, step: ChangedStep) -> str:
    return t(_CHANGED[step.part], amount=t.money(step.amount_fen))


# Being late


def penalty(t: Texts, step: PenaltyStep, today: date) -> list[str]:
    lines = [_fresh_penalty(t, step, today)] if step.days else []
    if step.carried_fen:
        lines.append(t("之前没付的罚息：%(carried)s", carried=t.money(step.carried_fen)))
    return lines + cap_note(t, step.rate)


def _fresh_penalty(t: Texts, step: PenaltyStep, today: date) -> str:
    values = {
        "base": t.money(step.base_fen),
        "rate": daily_rate(t, step.rate),
        "days": step.days,
        "penalty": t.money(step.fresh_fen),
    }
    if step.after_part:
        return t(
            "罚息：还剩的 %(base)s × %(rate)s × %(days)d 天 = %(penalty)s（从 %(day)s还过一部分的第二天起算）",
            **values,
            day=t.day(step.since, today),
        )
    if step.on_principal:
        return t(
            "罚息：没还的本金 %(base)s × %(rate)s × %(days)d 天 = %(penalty)s（从还款日第二天起算）", **values
        )
    return t("罚息：%(base)s × %(rate)s × %(days)d 天 = %(penalty)s（从还款日第二天起算）", **values)


def cap_note(t: Texts, rate: PenaltyRate) -> list[str]:
    if not rate.capped:
        return []
    return [t("合同的罚息利率高过上限，按上限（年化 %(cap)s）收。", cap=t.exact(rate.cap_annual_pct))]


def a_day_late(t: Texts, base_fen: int, rate: PenaltyRate) -> list[str]:
    line = t(
        "过了还款日没还的，罚息每天 %(base)s × %(rate)s。", base=t.money(base_fen), rate=daily_rate(t, rate)
    )
    return [line, *cap_note(t, rate)]


# What a plan costs


def annual_rate(t: Texts, step: AnnualRateStep) -> list[str]:
    lines = [
        t(
            "每月利率 r 满足：%(received)s = %(flows)s，算出 r = %(monthly)s",
            received=t.money(step.received_fen),
            flows=_flows(t, step),
            monthly=t.exact(step.monthly_pct),
        ),
        t(
            "年化：r × 12 = %(simple)s（单利），(1+r)¹² − 1 = %(compound)s（复利）",
            simple=t.percent(step.rates.simple_pct),
            compound=t.percent(step.rates.compound_pct),
        ),
    ]
    if not step.regular:
        lines.append(t("第一期不是整一个月，所以每期按离放款的天数 ÷ 365 × 12 折成月数。"))
    return lines


def _flows(t: Texts, step: AnnualRateStep) -> str:
    first, *between, last = step.payments if len(step.payments) > 1 else (*step.payments, None)
    parts = [_discounted(t, first, step)] if first else []
    if between:
        parts.append("…")
    if last:
        parts.append(_discounted(t, last, step))
    return " + ".join(parts)


def _discounted(t: Texts, paid: TimedPayment, step: AnnualRateStep) -> str:
    months = raised(paid.no) if paid.no > 1 else ""
    exponent = months if step.regular else f"^({paid.days}×12÷365)"
    return f"{t.money(paid.amount_fen)}÷(1+r){exponent}"


def per_thousand(t: Texts, step: PerThousandStep) -> str:
    thousand = t.money(_THOUSAND_FEN)
    return t(
        "每借 %(thousand)s 多付：%(cost)s ÷ %(principal)s × %(thousand)s = %(amount)s",
        thousand=thousand,
        cost=t.money(step.cost_fen),
        principal=t.money(step.principal_fen),
        amount=t.money(step.amount_fen),
    )
