"""Repaying early: what settling comes to, and what a part prepaid would change, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.dates import SHANGHAI
from domain.loans.results import BillView
from domain.plans.results import ROUNDING_LEAVES_FEN, usual_payment_fen
from domain.quotes.results import (
    OutsideInstallments,
    PrepaymentChoice,
    PrepaymentView,
    QuoteView,
    SettlementView,
)
from domain.rules.settlement_costs import Line, LineCode
from domain.terms import PrepayPolicy, PrepayStrategy
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainQuote
from handlers.buttons.charts import SendSavings
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import ChangeAmount, ChoosePrepayment, QuoteSettlement, SettleToday
from handlers.repayment.payment_views import no_method, pay_rows
from handlers.repayment.views import amount_changed, demo_note
from handlers.ui import cost_names
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, Table, reply

STRATEGY_NAMES = {
    PrepayStrategy.NEXT: N_("先抵下期"),
    PrepayStrategy.FEWER: N_("少还几期"),
    PrepayStrategy.SMALLER: N_("每期少还"),
}
STRATEGY_MEANINGS = {
    PrepayStrategy.NEXT: N_("先抵下期：按顺序先还后面的账单，利息不变。"),
    PrepayStrategy.FEWER: N_("少还几期：每期差不多，期数变少，早点还完。"),
    PrepayStrategy.SMALLER: N_("每期少还：期数不变，每期还得少一点。"),
}
STRATEGY_MEANINGS_WITH_CHARGES = STRATEGY_MEANINGS | {
    PrepayStrategy.NEXT: N_("先抵下期：按顺序先还后面的账单，利息和费用不变。"),
}
COST_NAMES = {
    PrepayPolicy.REMAINING_DUE: N_("剩余各期利息 %(amount)s"),
    PrepayPolicy.CURRENT_PERIOD: N_("本期利息 %(amount)s"),
    PrepayPolicy.CURRENT_PERIOD_PLUS_ONE: N_("本期和下一期利息 %(amount)s"),
    PrepayPolicy.PERIOD_SHARE: N_("本期到今天的利息 %(amount)s"),
    PrepayPolicy.ACTUAL_USE: N_("按实际占用算的利息 %(amount)s"),
    PrepayPolicy.DAILY_INTEREST: N_("到今天的利息 %(amount)s"),
}


# Settling


def quote_screen(t: Texts, quote: QuoteView) -> Reply:
    """Show what settling today takes, against staying on plan."""
    assert quote.settlement is not None
    settlement = quote.settlement
    return reply(
        _headline(t, quote.amount_fen, settlement.saved_fen),
        bold(goods(t, quote.title, quote.item_count)),
        lines_text(t, settlement),
        _valid_until(t, quote),
        keyboard=[
            [Button(t("今天结清"), SettleToday(quote.loan_id), style="primary")],
            [
                *(
                    [Button(t("只多还一点"), ChangeAmount(quote.loan_id))]
                    if settlement.terms.strategies
                    else []
                ),
                Button(t("怎么算的"), ExplainQuote(quote.quote_id)),
                *([Button(t("看图"), SendSavings(quote.loan_id))] if settlement.saved_fen else []),
            ],
            [back(t, OpenOrder(quote.order_id))],
        ],
    )


def _headline(t: Texts, amount_fen: int, saved_fen: int) -> str:
    if not amount_fen:
        return t("今天结清不用再付钱，比按期还少 %(saved)s。", saved=bold(t.money(saved_fen)))
    amount, difference = bold(t.money(amount_fen)), bold(t.money(abs(saved_fen)))
    if saved_fen > 0:
        return t("今天结清共 %(amount)s，比按期还少 %(saved)s。", amount=amount, saved=difference)
    if saved_fen < 0:
        return t("今天结清共 %(amount)s，比按期还多 %(more)s。", amount=amount, more=difference)
    return t("今天结清共 %(amount)s，和按期还一样多。", amount=amount)


def lines_text(t: Texts, settlement: SettlementView) -> str:
    """Return every line of it in one sum; the fee is named also where there is none."""
    if not settlement.lines:
        return _nothing_more(t, settlement)
    parts = [_line(t, line, settlement.terms.policy) for line in settlement.lines]
    fee_fen = sum(line.amount_fen for line in settlement.lines if line.code is LineCode.PREPAY_FEE)
    text = " ＋ ".join(part for part in parts if part)
    whole = t("%(parts)s，违约金 %(fee)s", parts=text, fee=t.money(fee_fen))
    beyond_fen = -sum(line.amount_fen for line in settlement.lines)
    if beyond_fen <= 0:
        return whole
    return whole + "\n" + t("抵完还多 %(amount)s，记在您名下，可以退给您。", amount=t.money(beyond_fen))


def _nothing_more(t: Texts, settlement: SettlementView) -> str:
    if not cost_names.has_charges(settlement.waived):
        return t("本金已经还清，剩下的利息按合同不用付。")
    return t("本金已经还清，剩下的%(costs)s按合同不用付。", costs=cost_names.parts(t, settlement.waived))


def _line(t: Texts, line: Line, policy: PrepayPolicy) -> str | None:
    amount = t.money(abs(line.amount_fen))
    match line.code:
        case LineCode.PRINCIPAL:
            return t("剩余本金 %(amount)s", amount=amount)
        case LineCode.INTEREST | LineCode.FEE:
            if line.amount_fen < 0:
                return t("退回多收的利息 －%(amount)s", amount=amount)
            return t(COST_NAMES.get(policy, N_("利息 %(amount)s")), amount=amount)
        case LineCode.GUARANTEE:
            return t("担保费 %(amount)s", amount=amount)
        case LineCode.SERVICE:
            return t("服务费 %(amount)s", amount=amount)
        case LineCode.ARREARS:
            return t("已到期未还 %(amount)s", amount=amount)
        case LineCode.PENALTY:
            return t("罚息 %(amount)s", amount=amount)
        case LineCode.PREPAY_FEE:
            return None


def _valid_until(t: Texts, quote: QuoteView) -> str | None:
    if quote.valid_until is None:
        return None
    return t("这个金额今天 %(time)s 前有效。", time=f"{quote.valid_until.astimezone(SHANGHAI):%H:%M}")


def confirm_settlement(t: Texts, quote: QuoteView, payment_methods: tuple[str, ...], *, demo: bool) -> Reply:
    """Ask the last question before everything is paid."""
    assert quote.settlement is not None
    return reply(
        amount_changed(t, quote),
        t(
            "确认今天结清：%(goods)s",
            goods=bold(goods(t, quote.title, quote.item_count)),
        ),
        _what_ends_it(t, quote.amount_fen),
        lines_text(t, quote.settlement),
        _valid_until(t, quote),
        no_method(t, payment_methods),
        demo_note(t, demo=demo),
        keyboard=[
            *pay_rows(t, quote, _confirming(t, quote.amount_fen), payment_methods),
            [Button(t("怎么算的"), ExplainQuote(quote.quote_id))],
            [back(t, QuoteSettlement(quote.loan_id))],
        ],
    )


def _what_ends_it(t: Texts, amount_fen: int) -> str:
    if not amount_fen:
        return t("不用再付钱，确认后这笔分期就结清了。")
    return t("一共付 %(amount)s，付完这笔分期就结清了。", amount=bold(t.money(amount_fen)))


def _confirming(t: Texts, amount_fen: int) -> str:
    return t("确认结清 %(amount)s", amount=t.money(amount_fen)) if amount_fen else t("确认结清")


def choose_loan(t: Texts, bills: Sequence[BillView]) -> Reply:
    """Ask which of several loans is to be settled."""
    return reply(
        t("想提前结清哪一笔？"),
        keyboard=[
            *(
                [
                    Button(
                        goods(t, bill.title, bill.item_count),
                        QuoteSettlement(bill.loan_id),
                        name=t.name(bill.title),
                    )
                ]
                for bill in bills
            ),
            [back(t, OpenBills())],
        ],
    )


# Prepaying a part


def choice_screen(t: Texts, choice: PrepaymentChoice) -> Reply:
    """Show the strategies side by side, what saves most first; none is chosen beforehand."""
    options = sorted(choice.options, key=lambda option: -option[0].saved_fen)
    return reply(
        t("还 %(amount)s，多出来的部分想怎么用？", amount=bold(t.money(choice.asked_fen)))
        if choice.arrears_fen
        else t("多还 %(amount)s，想怎么用？", amount=bold(t.money(choice.asked_fen))),
        bold(goods(t, choice.title, choice.item_count)),
        t(
            "其中 %(arrears)s 先还已到期和未还完的账单，另外 %(part)s 提前还。",
            arrears=t.money(choice.arrears_fen),
            part=t.money(choice.asked_fen - choice.arrears_fen),
        )
        if choice.arrears_fen
        else None,
        Table(
            header=(t("方式"), t("之后每期"), t("还剩"), t("少付")),
            rows=tuple(_option_row(t, view) for view, _ in options),
        ),
        "\n".join(_meaning(t, view) for view, _ in options),
        _on_top(t, choice),
        keyboard=[
            *(
                [
                    Button(
                        _option_label(t, view),
                        ChoosePrepayment(choice.loan_id, choice.asked_fen, view.strategy),
                    )
                ]
                for view, _ in options
            ),
            [back(t, ChangeAmount(choice.loan_id))],
        ],
    )


def _option_label(t: Texts, view: PrepaymentView) -> str:
    """Say what choosing it does, and what it saves."""
    if view.strategy is PrepayStrategy.NEXT:
        return t("先抵下期（不省利息）") if view.saved_fen <= 0 else t("先抵下期")
    saved = t.money(view.saved_fen)
    if view.strategy is PrepayStrategy.FEWER:
        fewer = len(view.payments_before_fen) - len(view.payments_after_fen)
        if view.saved_fen <= 0:
            return t("少还 %(count)d 期", count=fewer)
        return t("少还 %(count)d 期（省 %(saved)s）", count=fewer, saved=saved)
    less_fen = view.less_fen
    if less_fen is None:
        return t("每期少还") if view.saved_fen <= 0 else t("每期少还（省 %(saved)s）", saved=saved)
    less = t.money(less_fen)
    if view.saved_fen <= 0:
        return t("每期少还 %(less)s", less=less)
    return t("每期少还 %(less)s（省 %(saved)s）", less=less, saved=saved)


def _meaning(t: Texts, view: PrepaymentView) -> str:
    meanings = STRATEGY_MEANINGS_WITH_CHARGES if view.has_charges else STRATEGY_MEANINGS
    return t(meanings[view.strategy])


def _option_row(t: Texts, view: PrepaymentView) -> tuple[str, str, str, str]:
    return (
        t(STRATEGY_NAMES[view.strategy]),
        payments_text(t, view.payments_after_fen),
        t("%(periods)d 期", periods=len(view.payments_after_fen)),
        t.money(view.saved_fen),
    )


def payments_text(t: Texts, payments_fen: Sequence[int]) -> str:
    """Return the usual payment, and the first where it is another one by more than rounding leaves."""
    usual_fen = usual_payment_fen(payments_fen)
    if abs(payments_fen[0] - usual_fen) <= ROUNDING_LEAVES_FEN:
        return t.money(usual_fen)
    return t("下一期 %(first)s，之后 %(usual)s", usual=t.money(usual_fen), first=t.money(payments_fen[0]))


def _on_top(t: Texts, choice: PrepaymentChoice) -> str | None:
    """Return what comes on top of the amount, by the strategies that change the plan (the same for each)."""
    outside = next(out for view, out in choice.options if view.strategy is not PrepayStrategy.NEXT)
    return _costs_text(t, outside)


def _costs_text(t: Texts, outside: OutsideInstallments) -> str | None:
    if outside.accrued_fen and outside.prepay_fee_fen:
        return t(
            "提前还的部分另收到今天的利息 %(interest)s 和违约金 %(fee)s，「少付」里已经扣掉。",
            interest=t.money(outside.accrued_fen),
            fee=t.money(outside.prepay_fee_fen),
        )
    if outside.accrued_fen:
        return t(
            "提前还的部分另收到今天的利息 %(interest)s，「少付」里已经扣掉。",
            interest=t.money(outside.accrued_fen),
        )
    if outside.prepay_fee_fen:
        return t("提前还的部分另收违约金 %(fee)s，「少付」里已经扣掉。", fee=t.money(outside.prepay_fee_fen))
    return None


def confirm_prepayment(
    t: Texts, quote: QuoteView, today: date, payment_methods: tuple[str, ...], *, demo: bool
) -> Reply:
    """Show what it does, what it costs, and the button that says both."""
    assert quote.prepayment is not None
    view, outside = quote.prepayment, quote.outside
    return reply(
        amount_changed(t, quote),
        t(
            "多还 %(part)s，%(strategy)s：%(goods)s",
            part=bold(t.money(outside.prepaid_fen)),
            strategy=t(STRATEGY_NAMES[view.strategy]),
            goods=bold(goods(t, quote.title, quote.item_count)),
        ),
        after_text(t, view, today),
        _saving(t, view),
        *sum_lines(t, quote),
        _valid_until(t, quote),
        no_method(t, payment_methods),
        demo_note(t, demo=demo),
        keyboard=[
            *pay_rows(t, quote, t("确认多还 %(amount)s", amount=t.money(quote.amount_fen)), payment_methods),
            [Button(t("怎么算的"), ExplainQuote(quote.quote_id))],
            [back(t, ChangeAmount(quote.loan_id))],
        ],
    )


def after_text(t: Texts, view: PrepaymentView, today: date) -> str:
    return t(
        "之后每期 %(payment)s，还 %(periods)d 期，%(last)s还完（原来 %(before)d 期，每期 %(was)s）。",
        payment=bold(payments_text(t, view.payments_after_fen)),
        periods=len(view.payments_after_fen),
        last=t.day(view.last_due_after, today),
        before=len(view.payments_before_fen),
        was=payments_text(t, view.payments_before_fen),
    )


def _saving(t: Texts, view: PrepaymentView) -> str:
    if view.saved_fen >= 0 and view.has_charges:
        return t("利息、担保费和服务费一共少付 %(saved)s。", saved=bold(t.money(view.saved_fen)))
    if view.saved_fen >= 0:
        return t("利息一共少付 %(saved)s。", saved=bold(t.money(view.saved_fen)))
    return t("算上费用一共多付 %(more)s。", more=bold(t.money(-view.saved_fen)))


def sum_lines(t: Texts, quote: QuoteView) -> list[str]:
    """Return what is charged beside the part itself, and the sum; nothing where they are the same."""
    outside = quote.outside
    parts = [t("提前还本金 %(amount)s", amount=t.money(outside.prepaid_fen))]
    if quote.split.total_fen:
        parts.append(t("已到期的账单 %(amount)s", amount=t.money(quote.split.total_fen)))
    if outside.accrued_fen:
        parts.append(t("到今天的利息 %(amount)s", amount=t.money(outside.accrued_fen)))
    if outside.prepay_fee_fen:
        parts.append(t("违约金 %(amount)s", amount=t.money(outside.prepay_fee_fen)))
    if len(parts) == 1:
        return []
    total = t("一共付 %(amount)s。", amount=bold(t.money(quote.amount_fen)))
    return [" ＋ ".join(parts), total]
