"""怎么算的, of a return: each line of the rule's answer with this order's numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.returns.results import ReturnPreview
from domain.returns.steps import FeeCut, InterestCut, Portion, ReturnedCost, ReturnSteps, RunningCut
from domain.rules.returnable import ReturnLineCode
from domain.terms import FEE_PARTS, OwedPart
from handlers.buttons.returns import PreviewReturn
from handlers.ui import bill_names, cost_names
from handlers.ui.components import back, bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Reply, reply

# What the price of the goods pays, in the words of a bill; what a fee is called on a bill is interest.
_PAID = {
    ReturnLineCode.OVERDUE_PENALTY: N_("抵逾期的罚息 %(amount)s"),
    ReturnLineCode.OVERDUE_INTEREST: N_("抵逾期的利息 %(amount)s"),
    ReturnLineCode.OVERDUE_FEE: N_("抵逾期的利息 %(amount)s"),
    ReturnLineCode.OVERDUE_PRINCIPAL: N_("抵逾期的本金 %(amount)s"),
    ReturnLineCode.BILLED_INTEREST: N_("抵已出账的利息 %(amount)s"),
    ReturnLineCode.BILLED_FEE: N_("抵已出账的利息 %(amount)s"),
    ReturnLineCode.BILLED_PRINCIPAL: N_("抵已出账的本金 %(amount)s"),
    ReturnLineCode.UNBILLED_PRINCIPAL: N_("抵未出账的本金 %(amount)s，从最后一期往前"),
    ReturnLineCode.UNBILLED_INTEREST: N_("抵本期到今天的利息 %(amount)s"),
    ReturnLineCode.UNBILLED_FEE: N_("抵合同约定照收的利息 %(amount)s"),
    ReturnLineCode.OVERDUE_GUARANTEE: N_("抵逾期的担保费 %(amount)s"),
    ReturnLineCode.OVERDUE_SERVICE: N_("抵逾期的服务费 %(amount)s"),
    ReturnLineCode.BILLED_GUARANTEE: N_("抵已出账的担保费 %(amount)s"),
    ReturnLineCode.BILLED_SERVICE: N_("抵已出账的服务费 %(amount)s"),
    ReturnLineCode.UNBILLED_GUARANTEE: N_("抵合同约定照收的担保费 %(amount)s"),
    ReturnLineCode.UNBILLED_SERVICE: N_("抵合同约定照收的服务费 %(amount)s"),
    ReturnLineCode.SURPLUS: N_("抵完剩下 %(amount)s，退给您"),
}


_CUT = {
    OwedPart.FEE: N_("各期少收的利息"),
    OwedPart.GUARANTEE: N_("各期少收的担保费"),
    OwedPart.SERVICE: N_("各期少收的服务费"),
}


def workings_screen(t: Texts, preview: ReturnPreview, picks: str) -> Reply:
    return reply(
        bold(t("退货怎么算的")),
        _price(t, preview),
        *_sections(t, preview),
        keyboard=[[back(t, PreviewReturn(preview.order_id, picks))]],
    )


def _price(t: Texts, preview: ReturnPreview) -> str:
    """Say the goods' price, and in which order it was used."""
    said = [
        t(
            "%(price)s × %(quantity)d = %(amount)s",
            price=t.money(line.unit_price_fen),
            quantity=line.quantity,
            amount=t.money(line.amount_fen),
        )
        for line in preview.lines
    ]
    total = t("退货金额 %(amount)s，按这个顺序用：", amount=bold(t.money(preview.amount_fen)))
    paid = [
        t(_PAID[line.code], amount=t.money(line.amount_fen))
        for line in preview.result.lines
        if line.code in _PAID
    ]
    return "\n".join([*said, total, *(f"{number}. {text}" for number, text in enumerate(paid, start=1))])


def _sections(t: Texts, preview: ReturnPreview) -> Iterator[str]:
    steps = preview.steps
    for lines in (
        _principal(t, steps.covered),
        *(_fees(t, part, steps.fees_cut) for part in FEE_PARTS),
        _interest(t, steps.interest_cut),
        _penalties(t, steps.penalties_cut),
        _returned(t, preview),
    ):
        if lines:
            yield "\n".join(lines)


def _principal(t: Texts, covered: Sequence[Portion]) -> list[str]:
    """Say what is written off of each instalment."""
    paid = [one for one in covered if one.part is OwedPart.PRINCIPAL]
    if not paid:
        return []
    return [bold(t("各期少还的本金")), *(_of_period(t, one.no, one.amount_fen) for one in reversed(paid))]


def _of_period(t: Texts, no: int, amount_fen: int) -> str:
    bill = bill_names.at_start(bill_names.period(t, no))
    return t("%(bill)s：%(amount)s", bill=bill, amount=t.money(amount_fen))


def _fees(t: Texts, part: OwedPart, fees: Sequence[FeeCut]) -> list[str]:
    cut = [fee for fee in fees if fee.part is part]
    if not cut:
        return []
    return [bold(t(_CUT[part])), *(_fee(t, fee) for fee in cut)]


def _fee(t: Texts, fee: FeeCut) -> str:
    if fee.is_whole:
        return t("第 %(no)d 期：本金全部抵完，%(fee)s 都不收", no=fee.no, fee=t.money(fee.amount_fen))
    if not fee.has_formula:
        return _of_period(t, fee.no, fee.amount_fen)
    return t(
        "第 %(no)d 期：%(fee)s × %(gone)s ÷ %(principal)s = %(amount)s（不足一分的舍去）",
        no=fee.no,
        fee=t.money(fee.fee_fen),
        gone=t.money(fee.gone_fen),
        principal=t.money(fee.principal_fen),
        amount=t.money(fee.amount_fen),
    )


def _interest(t: Texts, cuts: Sequence[InterestCut | RunningCut]) -> list[str]:
    if not cuts:
        return []
    return [bold(t("各期少收的利息")), *(_interest_cut(t, cut) for cut in cuts)]


def _interest_cut(t: Texts, cut: InterestCut | RunningCut) -> str:
    if isinstance(cut, RunningCut):
        return _running_cut(t, cut)
    if cut.anew is None or not cut.now_fen:
        was, now = t.money(cut.was_fen), t.money(cut.now_fen)
        return t("第 %(no)d 期：原来 %(was)s，改为 %(now)s", no=cut.no, was=was, now=now)
    return t(
        "第 %(no)d 期：剩余本金 %(balance)s × %(rate)s × %(time)s = %(now)s，原来 %(was)s",
        no=cut.no,
        balance=t.money(cut.anew.balance_fen),
        rate=t.exact(cut.anew.annual_pct),
        time=_time(cut.anew.days, cut.anew.year_days),
        now=t.money(cut.now_fen),
        was=t.money(cut.was_fen),
    )


def _running_cut(t: Texts, cut: RunningCut) -> str:
    return t(
        "第 %(no)d 期（正在走的一期，只减剩下的 %(left)d 天）："
        "%(gone)s × %(rate)s × %(time)s × %(left)d ÷ %(days)d = %(amount)s（不足一分的舍去）",
        no=cut.no,
        left=cut.left_days,
        gone=t.money(cut.whole.balance_fen),
        rate=t.exact(cut.whole.annual_pct),
        time=_time(cut.whole.days, cut.whole.year_days),
        days=cut.days,
        amount=t.money(cut.amount_fen),
    )


def _time(days: int | None, year_days: int) -> str:
    """Write the part of a year, as one types it."""
    return "1 ÷ 12" if days is None else f"{days} ÷ {year_days}"


def _penalties(t: Texts, penalties: Sequence[Portion]) -> list[str]:
    if not penalties:
        return []
    return [bold(t("不再收的罚息")), *(_of_period(t, one.no, one.amount_fen) for one in penalties)]


def _returned(t: Texts, preview: ReturnPreview) -> list[str]:
    """Say what goes back of each cost paid; of which it is where guarantee or service fees are among them."""
    steps, charged = preview.steps, cost_names.has_charges(preview.costs_returned)
    if not steps.returned:
        return []
    values = {"goods": t.money(steps.goods_fen), "left": t.money(steps.goods_left_fen)}
    share = (
        t(
            "已付的%(costs)s，按退货 %(goods)s 占剩下商品 %(left)s 的比例退（不足一分的舍去）",
            costs=cost_names.returned(t, preview),
            **values,
        )
        if charged
        else t(
            "已付的利息等费用，按退货 %(goods)s 占剩下商品 %(left)s 的比例退（不足一分的舍去）",
            **values,
        )
    )
    return [bold(share), *(_returned_cost(t, one, steps, charged=charged) for one in steps.returned)]


def _returned_cost(t: Texts, one: ReturnedCost, steps: ReturnSteps, *, charged: bool) -> str:
    values = {
        "cost": t.money(one.cost_fen),
        "goods": t.money(steps.goods_fen),
        "left": t.money(steps.goods_left_fen),
        "amount": t.money(one.amount_fen),
    }
    if one.no is None or one.part is None:
        return t("各期以外付的：%(cost)s × %(goods)s ÷ %(left)s = %(amount)s", **values)
    bill = bill_names.at_start(bill_names.period(t, one.no))
    if charged:
        return t(
            "%(bill)s的%(part)s：%(cost)s × %(goods)s ÷ %(left)s = %(amount)s",
            bill=bill,
            part=cost_names.part(t, one.part),
            **values,
        )
    return t("%(bill)s：%(cost)s × %(goods)s ÷ %(left)s = %(amount)s", bill=bill, **values)
