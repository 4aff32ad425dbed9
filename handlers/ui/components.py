"""Small pieces that several screens share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Protocol

from domain.orders.results import OrderLineView
from domain.plans.results import OddPayment, PlanOption, ScheduleRow
from domain.purchases.results import PurchaseLine
from domain.rules.steps import PenaltyRate
from domain.terms import Charge, ChargeKind, Discount, Method
from domain.text import LocalText
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.home import OpenHome
from handlers.buttons.security import AskFreeze
from handlers.buttons.support import OpenAgent
from handlers.services import StaffHours
from handlers.ui import bill_names
from handlers.ui.callback_data import Action, Ignore
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Table

METHOD_NAMES = {
    Method.EQUAL_INSTALLMENT: N_("等额本息"),
    Method.EQUAL_PRINCIPAL: N_("等额本金"),
    Method.INTEREST_ONLY: N_("先息后本"),
    Method.FLAT_FEE: N_("等本等息"),
    Method.UPFRONT_FEE: N_("一次性收费"),
}


def bold(text: str) -> str:
    return f"<b>{escape(text)}</b>"


def name(t: Texts, text: LocalText) -> str:
    """Return a name from the catalogue, safe inside HTML."""
    return escape(t.name(text))


def back(t: Texts, action: Action) -> Button:
    return Button(t("返回"), action, is_back=True)


def home(t: Texts) -> Button:
    return Button(t("回首页"), OpenHome())


def not_mine_rows(t: Texts) -> list[ButtonRow]:
    """Return the rows under what can have been somebody else: freeze first, or talk to a person."""
    return [
        [Button(t("不是我办的，先冻结账号"), AskFreeze())],
        [Button(t("找客服"), OpenAgent()), home(t)],
    ]


def pager(t: Texts, page: int, pages: int, previous: Action, following: Action) -> list[Button] | None:
    """Return the row with which one turns pages; None where there is one page only."""
    if pages <= 1:
        return None
    row = [Button(t("上一页"), previous)] if page > 0 else []
    row.append(Button(f"{page + 1}/{pages}", Ignore()))
    if page < pages - 1:
        row.append(Button(t("下一页"), following))
    return row


def goods(t: Texts, title: LocalText, item_count: int) -> str:
    """Return one order in a few words: `小米手机 15` or `小米手机 15 等 3 件`. Plain text."""
    if item_count <= 1:
        return t.name(title)
    return t("%(title)s 等 %(count)d 件", title=t.name(title), count=item_count)


def relative(t: Texts, day: date, today: date) -> str:
    """Say how far `day` is from `today`, in words."""
    away = (day - today).days
    if away == 0:
        return t("今天")
    if abs(away) == 1:
        return t("明天") if away > 0 else t("昨天")
    return t("%(days)d天后", days=away) if away > 0 else t("%(days)d天前", days=-away)


def day_away(t: Texts, day: date, today: date) -> str:
    """Return a day and how far it is, in one pair of brackets."""
    return t.day(day, today, away=relative(t, day, today))


def payments_text(t: Texts, option: PlanOption) -> str:
    """Say by itself what is paid each period; `per_period` stands under a heading that says so."""
    match option.odd_payment:
        case OddPayment.FALLING:
            return per_period(t, option)
        case OddPayment.LAST if not option.payment_fen:
            return per_period(t, option)
        case OddPayment.RISING:
            return per_period(t, option)
        case _:
            return t("每期 %(payment)s", payment=per_period(t, option))


def per_period(t: Texts, option: PlanOption) -> str:
    """Say what is paid each period; a payment that is not like the others, or comes before them, is named beside it."""
    if not option.drawdown_fee_fen:
        return _periods(t, option)
    fee = t.money(option.drawdown_fee_fen)
    return t("%(payments)s，签约当天另付 %(fee)s", payments=_periods(t, option), fee=fee)


def _periods(t: Texts, option: PlanOption) -> str:
    usual, payments = t.money(option.payment_fen), [row.payment_fen for row in option.schedule]
    match option.odd_payment:
        case None:
            return usual
        case OddPayment.LAST if not option.payment_fen:
            return t("末期一次还 %(last)s", last=t.money(payments[-1]))
        case OddPayment.FIRST:
            return t("%(usual)s，首期 %(first)s", usual=usual, first=t.money(payments[0]))
        case OddPayment.LAST:
            return t("%(usual)s，末期 %(last)s", usual=usual, last=t.money(payments[-1]))
        case OddPayment.FALLING:
            return t("首期 %(first)s，之后递减", first=t.money(payments[0]))
        case OddPayment.RISING:
            first = t.money(payments[0])
            return t(
                "前 %(count)d 期 %(first)s，之后 %(usual)s", count=option.first_run, first=first, usual=usual
            )
        case OddPayment.VARYING:
            low, high = t.money(min(payments)), t.money(max(payments))
            return t("%(low)s 到 %(high)s", low=low, high=high)


class Relieved(Protocol):
    """What says what of its interest is not charged."""

    @property
    def free_periods(self) -> int: ...
    @property
    def discount(self) -> Discount | None: ...


def relief_texts(t: Texts, plan: Relieved) -> list[str]:
    """Say what of its interest a plan does not charge; nothing of one that charges all."""
    free = [t("%(free)s免息", free=free_range(t, plan.free_periods))] if plan.free_periods else []
    return free if plan.discount is None else [*free, _discount(t, plan.discount)]


def _discount(t: Texts, discount: Discount) -> str:
    if discount.rate_pct is not None:
        return (
            t("利息全免")
            if discount.rate_pct == 100
            else t("利息减 %(rate)s", rate=t.exact(discount.rate_pct))
        )
    if discount.per_period_fen is not None:
        return t("每期利息减 %(off)s", off=t.money(discount.per_period_fen))
    return t("利息立减 %(off)s，从最早的一期减起", off=t.money(discount.sum_fen or 0))


def free_range(t: Texts, count: int) -> str:
    """Name the periods that cost nothing, for a sentence to say so."""
    return t("第 1 期") if count == 1 else t("第 1 至 %(count)d 期", count=count)


CHARGE_NAMES = {ChargeKind.GUARANTEE: N_("担保费"), ChargeKind.SERVICE: N_("服务费")}
_CHARGED = {
    ChargeKind.GUARANTEE: N_("担保费 %(amount)s"),
    ChargeKind.SERVICE: N_("服务费 %(amount)s"),
}


class Charged(Protocol):
    """What has a guarantee and a service fee, in fen; 0 where it has none."""

    @property
    def guarantee_fen(self) -> int: ...
    @property
    def service_fen(self) -> int: ...


def charge_texts(t: Texts, charged: Charged) -> list[str]:
    """Say each guarantee or service fee there is, with its amount."""
    amounts = {ChargeKind.GUARANTEE: charged.guarantee_fen, ChargeKind.SERVICE: charged.service_fen}
    return [t(_CHARGED[kind], amount=t.money(fen)) for kind, fen in amounts.items() if fen]


_PAYEES = {
    ChargeKind.GUARANTEE: N_("担保费由%(payee)s收取"),
    ChargeKind.SERVICE: N_("服务费由%(payee)s收取"),
}


def payees_text(t: Texts, charges: Sequence[Charge]) -> str:
    """Say who receives each guarantee or service fee; nothing where there is none. Safe inside HTML."""
    said = t("，").join(t(_PAYEES[charge.kind], payee=name(t, charge.payee)) for charge in charges)
    return bill_names.at_start(t("%(payees)s。", payees=said)) if said else ""


def daily_rate(t: Texts, rate: PenaltyRate) -> str:
    """Say what a day of being late costs of its base, exactly as it is charged."""
    if rate.capped:
        return f"{t.exact(rate.cap_annual_pct)} ÷ 360"
    if rate.daily_pct is not None:
        return t.exact(rate.daily_pct)
    assert rate.multiple is not None
    return f"{t.exact(rate.annual_pct)} × {rate.multiple.normalize():f} ÷ 360"


def signed_rate(t: Texts, rate: PenaltyRate) -> str:
    """Say the same as a figure; beside one that had to be rounded, how it is charged exactly."""
    figure = t.exact(rate.shown_pct)
    if rate.shown_pct == rate.exact_pct:
        return figure
    return t("%(rate)s（即 %(exact)s）", rate=figure, exact=daily_rate(t, rate))


def line_text(t: Texts, line: OrderLineView | PurchaseLine) -> str:
    return t(
        "%(name)s × %(quantity)d　%(amount)s",
        name=name(t, line.name),
        quantity=line.quantity,
        amount=t.money(line.unit_price_fen * line.quantity),
    )


def at_once_button(t: Texts, amount_fen: int, action: Action) -> Button:
    """Return the way to buying without instalments, with what that costs."""
    return Button(t("一次付清 %(amount)s", amount=t.money(amount_fen)), action)


def schedule_table(t: Texts, rows: tuple[ScheduleRow, ...], today_year: int) -> Table:
    """期 | 还款日 | 应还 | 其中本金."""
    return Table(
        words=2,
        header=(t("期"), t("还款日"), t("应还"), t("其中本金")),
        rows=tuple(
            (
                bill_names.cell(t, row.no),
                t.short_day(row.due_date, date(today_year, 1, 1)),
                t.money(row.payment_fen),
                t.money(row.principal_fen),
            )
            for row in rows
        ),
    )


def hours_line(t: Texts, hours: StaffHours, *, takes_days: bool = False) -> str:
    """Say when somebody is there, and what to expect now. `takes_days`: beside it stands within how many an answer comes."""
    times = {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"}
    if hours.open_now and takes_days:
        return t("客服 %(start)s 到 %(end)s 在。", **times)
    if hours.open_now:
        return t("客服在线时间 %(start)s–%(end)s，一般当天回复。", **times)
    return t("客服在线时间 %(start)s–%(end)s。您先留言，上班后优先回复。", **times)


# Each language under its own name, whatever the customer reads now.
LANGUAGE_NAMES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}


def saved_text(t: Texts, saved_fen: int | None) -> str | None:
    """Say what settling early saved, against staying on plan; None where nobody settled, or it made no difference."""
    if not saved_fen:
        return None
    if saved_fen > 0:
        return t("提前结清，比按期还少付 %(saved)s。", saved=bold(t.money(saved_fen)))
    return t("提前结清，比按期还多付 %(more)s。", more=bold(t.money(-saved_fen)))


def resume_row(t: Texts, open_draft: str | None) -> list[Button] | None:
    """Return the way back into a checkout that was left open."""
    return [Button(t("继续下单"), ResumeCheckout(open_draft), style="primary")] if open_draft else None
