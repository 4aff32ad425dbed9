"""怎么算的 of repaying early: every line of a settlement, and what a part prepaid makes of the plan."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.breakdowns.results import FeeWorkings, PrepaymentWorkings, SettlementWorkings
from domain.quotes.results import QuoteView
from domain.rules.settlement_basis import Basis, RunningCharge
from domain.terms import ChargeKind, PrepayFeeKind, PrepayPolicy, PrepayStrategy
from handlers.breakdowns import step_views as say
from handlers.breakdowns.views import paragraphs
from handlers.buttons.breakdowns import OpenQuote
from handlers.ui import bill_names
from handlers.ui.components import CHARGE_NAMES, back, bold, free_range, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Reply, reply

_CENT_OF_A_FEN = Decimal("0.01")


def settlement_screen(t: Texts, shown: SettlementWorkings, today: date) -> Reply:
    basis = shown.settlement.basis
    return _screen(
        t,
        shown.quote,
        [bold(t("今天结清 %(amount)s 是这样来的", amount=t.money(shown.quote.amount_fen)))],
        _principal(t, basis) if basis else [],
        [*_costs(t, shown, basis, today), *_charges(t, basis)] if basis else [],
        _arrears(t, shown, today),
        fee_lines(t, shown.fee) if basis else [],
        _saved(t, shown),
    )


def _screen(t: Texts, quote: QuoteView, *found: list[str]) -> Reply:
    title = [bold(goods(t, quote.title, quote.item_count))]
    return reply(
        paragraphs(title, *found, [say.rounding_note(t)]),
        keyboard=[[back(t, OpenQuote(quote.quote_id))]],
    )


def _principal(t: Texts, basis: Basis) -> list[str]:
    line = t(
        "剩余本金：第 %(first)d 到 %(last)d 期的本金加起来 %(amount)s",
        first=basis.first_no,
        last=basis.last_no,
        amount=t.money(basis.balance_fen),
    )
    if not basis.ahead_fen:
        return [line]
    ahead = t(
        "其中已经提前还了 %(paid)s，还剩 %(left)s",
        paid=t.money(basis.ahead_fen),
        left=t.money(basis.balance_fen - basis.ahead_fen),
    )
    return [line, ahead]


def _costs(t: Texts, shown: SettlementWorkings, basis: Basis, today: date) -> list[str]:
    """Say what the policy of the contract asks of interest, and what of it is paid."""
    lines = [_cost(t, shown.fee.terms.policy, basis, today)]
    if basis.cost_paid_fen < 0:
        back_fen = basis.cost_paid_fen - basis.cost_fen
        lines.append(
            t("收过的利息只有 %(back)s，最多退这么多", back=t.money(back_fen))
            if back_fen
            else t("还没有收过利息，所以没有要退的")
        )
    elif basis.cost_paid_fen:
        lines.append(
            t(
                "其中已经付过 %(paid)s，还要付 %(left)s",
                paid=t.money(basis.cost_paid_fen),
                left=t.money(basis.cost_fen - basis.cost_paid_fen),
            )
        )
    return lines


def _cost(t: Texts, policy: PrepayPolicy, basis: Basis, today: date) -> str:
    cost = t.money(basis.cost_fen)
    match policy:
        case PrepayPolicy.WAIVED:
            return t("利息：合同约定，提前结清不再收之后的利息")
        case PrepayPolicy.CURRENT_PERIOD if basis.cost_no < basis.first_no:
            return t("利息：合同约定收到当期，今天是第 %(no)d 期的还款日，之后的利息不再收", no=basis.cost_no)
        case PrepayPolicy.CURRENT_PERIOD:
            return t("利息：合同约定收到当期，第 %(no)d 期的利息 %(cost)s", no=basis.cost_no, cost=cost)
        case PrepayPolicy.REMAINING_DUE | PrepayPolicy.CURRENT_PERIOD_PLUS_ONE if (
            basis.cost_no == basis.first_no
        ):
            return t("利息：合同约定收到第 %(no)d 期，这一期的利息 %(cost)s", no=basis.cost_no, cost=cost)
        case PrepayPolicy.REMAINING_DUE | PrepayPolicy.CURRENT_PERIOD_PLUS_ONE:
            return t(
                "利息：合同约定收到第 %(last)d 期，第 %(first)d 到 %(last)d 期的利息加起来 %(cost)s",
                first=basis.first_no,
                last=basis.cost_no,
                cost=cost,
            )
        case PrepayPolicy.PERIOD_SHARE:
            return t(
                "利息：第 %(no)d 期的利息按天折算，%(period)d 天里过了 %(days)d 天，%(cost)s",
                no=basis.cost_no,
                period=basis.period_days,
                days=basis.days,
                cost=cost,
            )
        case PrepayPolicy.ACTUAL_USE:
            return _actual_use(t, basis, today)
        case PrepayPolicy.DAILY_INTEREST:
            return _by_days(t, basis, today)


def _by_days(t: Texts, basis: Basis, today: date) -> str:
    if basis.free_periods and basis.waived_fen:
        return t("利息：%(free)s免息，到今天的利息不收", free=free_range(t, basis.free_periods))
    whole = t(
        "利息：%(balance)s × %(rate)s ÷ %(year)d × %(days)d 天 = %(cost)s（从 %(since)s起算）",
        balance=t.money(basis.balance_fen),
        rate=t.exact(basis.annual_pct),
        year=basis.year_days,
        days=basis.interest_days,
        cost=t.money(basis.cost_fen + basis.waived_fen),
        since=t.day(basis.since, today),
    )
    if not basis.waived_fen:
        return whole
    return f"{whole}\n" + t("优惠后收 %(left)s", left=t.money(basis.cost_fen))


def _charges(t: Texts, basis: Basis) -> list[str]:
    """Say of each guarantee or service fee what is asked for, of the period that is running and of no other."""
    return [line for charge in basis.charges for line in _charge(t, charge, basis)]


def _charge(t: Texts, charge: RunningCharge, basis: Basis) -> list[str]:
    name = t(CHARGE_NAMES[ChargeKind(charge.part)])
    if not basis.charges_share:
        return [t("%(charge)s：之后各期的不再收", charge=name)]
    values = {"charge": name, "no": basis.first_no, "asked": t.money(charge.asked_fen)}
    if basis.charges_share == 1:
        lines = [t("%(charge)s：只收到第 %(no)d 期，这一期 %(asked)s", **values)]
    else:
        line = t(
            "%(charge)s：第 %(no)d 期的 %(whole)s × %(days)d ÷ %(period)d 天 = %(asked)s，之后各期的不再收",
            **values,
            whole=t.money(charge.whole_fen),
            days=basis.days,
            period=basis.period_days,
        )
        lines = [line]
    if charge.paid_fen:
        left_fen = max(charge.asked_fen - charge.paid_fen, 0)
        lines.append(
            t(
                "其中已经付过 %(paid)s，还要付 %(left)s",
                paid=t.money(charge.paid_fen),
                left=t.money(left_fen),
            )
        )
    return lines


def _actual_use(t: Texts, basis: Basis, today: date) -> str:
    assert basis.value_fen is not None
    assert basis.monthly_rate is not None
    monthly = (basis.monthly_rate * 100).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    value = basis.value_fen.quantize(_CENT_OF_A_FEN, ROUND_HALF_UP) / 100
    return t(
        "利息：按实际占用算。这笔分期自己的月利率 r = %(monthly)s，第 %(first)d 到 %(last)d 期的还款按它折到 %(since)s值"
        " ¥%(value)s；再加 %(days)d 天，¥%(value)s × (1 + r × 12 ÷ 360 × %(days)d) − 本金 %(balance)s = %(cost)s",
        monthly=t.exact(monthly),
        first=basis.first_no,
        last=basis.last_no,
        since=t.day(basis.since, today),
        value=f"{value:,.4f}",
        days=basis.days,
        balance=t.money(basis.balance_fen),
        cost=t.money(basis.cost_fen),
    )


def _arrears(t: Texts, shown: SettlementWorkings, today: date) -> list[str]:
    late = dict(shown.late)
    lines: list[str] = []
    for no, open_fen in shown.due:
        bill = bill_names.period(t, no)
        lines.append(t("已到期：%(bill)s还没还的 %(amount)s", bill=bill, amount=t.money(open_fen)))
        if no in late:
            lines += say.penalty(t, late[no], today)
    return lines


def fee_lines(t: Texts, fee: FeeWorkings) -> list[str]:
    """Explain the fee for repaying so much principal early."""
    if fee.terms.fee_kind is PrepayFeeKind.NONE:
        return [t("违约金：合同约定不收")]
    values = {"base": t.money(fee.base_fen), "fee": t.money(fee.uncapped_fen)}
    if fee.terms.fee_kind is PrepayFeeKind.PERCENT:
        line = t("违约金：%(base)s × %(rate)s = %(fee)s", rate=t.exact(fee.terms.fee_value), **values)
    else:
        line = t(
            "违约金：%(base)s × %(rate)s ÷ 12 × %(months)s 个月 = %(fee)s",
            rate=t.exact(fee.annual_pct),
            months=f"{fee.terms.fee_value.normalize():f}",
            **values,
        )
    if fee.amount_fen > fee.uncapped_fen:
        return [line, t("合同约定最低收 %(least)s，所以收 %(least)s", least=t.money(fee.amount_fen))]
    if fee.amount_fen < fee.uncapped_fen:
        return [line, t("合同约定最高收 %(most)s，所以收 %(most)s", most=t.money(fee.amount_fen))]
    return [line]


def _saved(t: Texts, shown: SettlementWorkings) -> list[str]:
    values = {"staying": t.money(shown.staying_fen), "total": t.money(shown.quote.amount_fen)}
    saved_fen = shown.settlement.saved_fen
    if saved_fen < 0:
        return [
            t(
                "按期还完还要付 %(staying)s，今天结清付 %(total)s，多 %(more)s",
                **values,
                more=t.money(-saved_fen),
            )
        ]
    return [
        t(
            "按期还完还要付 %(staying)s，今天结清付 %(total)s，少 %(saved)s",
            **values,
            saved=t.money(saved_fen),
        )
    ]


# A part


def prepayment_screen(t: Texts, shown: PrepaymentWorkings, today: date) -> Reply:
    outside = shown.quote.outside
    left_fen = shown.balance_fen - outside.prepaid_fen
    lines = [
        t(
            "剩余本金：%(balance)s − 提前还的 %(part)s = %(left)s",
            balance=t.money(shown.balance_fen),
            part=t.money(outside.prepaid_fen),
            left=t.money(left_fen),
        )
    ]
    if shown.accrued is not None:
        lines.append(
            t(
                "到今天的利息：%(part)s × %(rate)s ÷ %(year)d × %(days)d 天 = %(interest)s（从 %(since)s起算）",
                part=t.money(shown.accrued.balance_fen),
                rate=t.exact(shown.accrued.annual_pct),
                year=shown.accrued.year_days,
                days=shown.accrued.days or 0,
                interest=t.money(shown.accrued.amount_fen),
                since=t.day(shown.since, today),
            )
        )
        if shown.accrued_left_fen != shown.accrued.amount_fen:
            lines.append(t("优惠后收 %(left)s", left=t.money(shown.accrued_left_fen)))
    lines += fee_lines(t, shown.fee)
    return _screen(
        t,
        shown.quote,
        [bold(t("多还 %(amount)s 是这样算的", amount=t.money(outside.prepaid_fen)))],
        lines,
        *_new_plan(t, shown),
        _saving(t, shown),
    )


def _new_plan(t: Texts, shown: PrepaymentWorkings) -> list[list[str]]:
    """Show the new plan: the first and the last instalment after the prepayment stand for the others."""
    assert shown.quote.prepayment is not None
    intro = (
        t("期数不变，按原来的方式把剩余本金重新分到后面各期：")
        if shown.quote.prepayment.strategy is PrepayStrategy.SMALLER
        else t("每期照旧，还到剩余本金还完为止：")
    )
    rows = [shown.first] if shown.first.no == shown.last.no else [shown.first, shown.last]
    found = [
        [bold(t("第 %(no)d 期 %(amount)s", no=row.no, amount=t.money(row.total_fen))), *say.row_lines(t, row)]
        for row in rows
    ]
    return [[intro], *found]


def _saving(t: Texts, shown: PrepaymentWorkings) -> list[str]:
    outside = shown.quote.outside
    extra_fen = outside.accrued_fen + outside.prepay_fee_fen
    values = {
        "before": t.money(shown.cost_before_fen),
        "after": t.money(shown.cost_after_fen),
        "extra": t.money(extra_fen),
        "saved": t.money(shown.cost_before_fen - shown.cost_after_fen - extra_fen),
    }
    if shown.quote.prepayment and shown.quote.prepayment.has_charges:
        return [
            t(
                "后面的利息、担保费和服务费原来 %(before)s，现在 %(after)s，另付 %(extra)s，一共少付 %(saved)s",
                **values,
            )
        ]
    return [t("后面的利息原来 %(before)s，现在 %(after)s，另付 %(extra)s，一共少付 %(saved)s", **values)]
