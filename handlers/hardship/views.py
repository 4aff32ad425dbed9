"""Screens of plans in hardship: which loan, the plans side by side, every payment, the agreement, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.cases.types import CaseKind
from domain.hardship.results import (
    HardshipAgreement,
    HardshipChoice,
    HardshipDone,
    HardshipOption,
    HardshipPreview,
    HardshipState,
    NoPlan,
    PlanStatus,
    WhyNoPlan,
)
from domain.hardship.rules import lapses_after
from domain.rescheduling.results import MovableLoan
from handlers.buttons.bills import OpenBills
from handlers.buttons.hardship import (
    AgreeHardship,
    ConfirmHardship,
    OpenHardshipAgreement,
    OpenHardshipPlan,
    OpenHardshipPlans,
)
from handlers.buttons.history import OpenCalendar
from handlers.buttons.orders import OpenOrder
from handlers.buttons.support import AskFor
from handlers.buttons.tracked import OpenTracked
from handlers.hardship.agreement import agreement_text, signed_text
from handlers.hardship.wording import offer_name, record_line
from handlers.rescheduling.button_values import day_number, shown_number
from handlers.rescheduling.views import loan_rows
from handlers.ui import bill_names
from handlers.ui.callback_data import Ignore
from handlers.ui.components import back, bold, goods, home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, Table, reply

_WHY_NOT = {
    WhyNoPlan.NOT_OFFERED: N_("机构没有给这笔的现成方案，客服可以和您商量。"),
    WhyNoPlan.PAYING: N_("这笔分期有一笔付款还在处理，有了结果再来看方案。"),
    WhyNoPlan.RETURNING: N_("这笔订单正在退货，退货办完再看方案。"),
}


def choose_loan(t: Texts, loans: Sequence[MovableLoan]) -> Reply:
    """Ask which of several loans is meant."""
    return reply(
        t("想看哪一笔的展期方案？"),
        keyboard=[
            *loan_rows(t, loans, lambda loan: OpenHardshipPlans(loan.loan_id)),
            [back(t, OpenBills())],
        ],
    )


def nothing_open(t: Texts) -> Reply:
    return reply(
        t("您在这里没有未还清的分期，所以没有可以展期的。"),
        t("别处的分期还着吃力，可以早些找那边的机构商量，比如展期、个性化分期；越早说，办法越多。"),
        keyboard=[[Button(t("我的分期"), OpenTracked(0)), home(t)]],
    )


def choice_screen(t: Texts, choice: HardshipChoice) -> Reply:
    """Offer the plans side by side; or say how the one that was signed stands, or why there is none."""
    if choice.signed is not None:
        return _signed_screen(t, choice, choice.signed)
    if choice.obstacle is not None:
        return _why_not_screen(t, choice, choice.obstacle)
    loan = choice.loan
    return reply(
        t("手头紧的时候，剩下的可以换个还法："),
        bold(goods(t, loan.title, loan.item_count)),
        _open_line(t, choice),
        _offers_table(t, choice),
        _waived_line(t, choice.options[0].plan.waived_fen),
        record_line(t, loan),
        t("选了先看每一期，不会马上生效。"),
        keyboard=[
            *([_option_button(t, choice, one)] for one in choice.options),
            [_talk(t, loan)],
            [back(t, OpenOrder(loan.order_id))],
        ],
    )


def _open_line(t: Texts, choice: HardshipChoice) -> str:
    if choice.late_fen:
        return t(
            "没还的一共 %(open)s，其中过了还款日的 %(late)s。",
            open=bold(t.money(choice.open_fen)),
            late=t.money(choice.late_fen),
        )
    return t("没还的一共 %(open)s。", open=bold(t.money(choice.open_fen)))


def _offers_table(t: Texts, choice: HardshipChoice) -> Table:
    """方案 | 每期 | 一共还 | 还到."""
    return Table(
        words=1,
        header=(t("方案"), t("每期"), t("一共还"), t("还到")),
        rows=tuple(
            (
                offer_name(t, one.offer),
                t.money(one.plan.usual_fen),
                t.money(one.plan.total_fen),
                t.month(one.plan.ends_on, year=True),
            )
            for one in choice.options
        ),
    )


def _option_button(t: Texts, choice: HardshipChoice, one: HardshipOption) -> Button:
    return Button(offer_name(t, one.offer), OpenHardshipPlan(choice.loan.loan_id, one.place))


def _talk(t: Texts, loan: MovableLoan) -> Button:
    return Button(t("都不合适，和客服商量"), AskFor(CaseKind.HARDSHIP, loan.loan_id))


def _waived_line(t: Texts, waived_fen: int) -> str | None:
    if not waived_fen:
        return None
    return t(
        "罚息 %(amount)s 先放一边，按方案还完就不收了。方案期间不再当逾期提醒。",
        amount=bold(t.money(waived_fen)),
    )


def _lapse_line(t: Texts, lapse_days: int, waived_fen: int) -> str:
    if not waived_fen:
        return t("方案里的一期晚了超过 %(days)d 天，方案失效；日子和金额不变。", days=lapse_days)
    return t(
        "方案里的一期晚了超过 %(days)d 天，方案失效：放一边的罚息 %(amount)s 要补上，日子和金额不变。",
        days=lapse_days,
        amount=t.money(waived_fen),
    )


# Why not, and how it stands


def _why_not_screen(t: Texts, choice: HardshipChoice, obstacle: NoPlan) -> Reply:
    loan = choice.loan
    return reply(
        bold(goods(t, loan.title, loan.item_count)),
        why_not(t, choice, obstacle),
        keyboard=[
            [Button(t("有困难"), AskFor(CaseKind.HARDSHIP, loan.loan_id), style="primary")],
            [back(t, OpenOrder(loan.order_id))],
        ],
    )


def why_not(t: Texts, choice: HardshipChoice, obstacle: NoPlan) -> str:
    if obstacle.why is WhyNoPlan.AT_LENDER:
        contact = escape(choice.loan.lender_contact)
        return t("这笔是在机构的页面上签的，展期要找机构，客服 %(contact)s。", contact=contact)
    if obstacle.why is WhyNoPlan.NOT_LATE:
        assert obstacle.from_day is not None
        day = t.day(obstacle.from_day, choice.today)
        return t(
            "这笔还没有逾期。%(day)s起还没还上的话，这里会有机构的方案；现在就觉得难，可以先和客服商量。",
            day=day,
        )
    return t(_WHY_NOT[obstacle.why])


def _signed_screen(t: Texts, choice: HardshipChoice, state: HardshipState) -> Reply:
    loan = choice.loan
    return reply(
        _standing_line(t, choice, state),
        bold(goods(t, loan.title, loan.item_count)),
        t(
            "还剩 %(count)d 期，一共 %(amount)s。",
            count=state.left,
            amount=bold(t.money(choice.open_fen)),
        ),
        _what_lapses(t, choice, state),
        record_line(t, loan),
        keyboard=[
            [Button(t("看还款计划"), OpenOrder(loan.order_id), style="primary")],
            [
                Button(t("我的账单"), OpenBills()),
                Button(t("有困难"), AskFor(CaseKind.HARDSHIP, loan.loan_id)),
            ],
        ],
    )


def _standing_line(t: Texts, choice: HardshipChoice, state: HardshipState) -> str:
    if state.status is PlanStatus.LAPSED:
        assert state.ended_on is not None
        return t("展期方案 %(day)s失效了，日子和金额还是方案里的。", day=t.day(state.ended_on, choice.today))
    return t("这笔在按展期方案还，下一期是 %(day)s。", day=bold(t.day(state.next_due, choice.today)))


def _what_lapses(t: Texts, choice: HardshipChoice, state: HardshipState) -> str | None:
    if state.status is not PlanStatus.ACTIVE:
        return (
            t("放一边的罚息 %(amount)s 已经补进账单。", amount=t.money(state.waived_fen))
            if state.waived_fen
            else None
        )
    if state.next_due < choice.today:
        last = t.day(lapses_after(state.next_due, state.lapse_days), choice.today)
        return t("有一期过了还款日，最晚 %(day)s还上，方案就继续有效。", day=bold(last))
    return _lapse_line(t, state.lapse_days, state.waived_fen)


# What one comes to


def preview_screen(t: Texts, shown: HardshipPreview) -> Reply:
    loan, plan = shown.loan, shown.plan
    screen = reply(
        _headline(t, shown),
        bold(goods(t, loan.title, loan.item_count)),
        _payments_line(t, shown),
        cost_line(t, shown),
        _waived_line(t, plan.waived_fen),
        _lapse_line(t, shown.lapse_days, plan.waived_fen),
        record_line(t, loan),
        t("这些日子和金额今天 24:00 前有效。"),
        keyboard=[
            [Button(t("看协议"), OpenHardshipAgreement(loan.loan_id, shown.option.place), style="primary")],
            [back(t, OpenHardshipPlans(loan.loan_id))],
        ],
    )
    return _with_payments(t, screen, shown)


def _with_payments(t: Texts, screen: Reply, shown: HardshipPreview) -> Reply:
    return Reply(
        parts=screen.parts,
        keyboard=screen.keyboard,
        folded=((t("每期的日子和金额"), _payments_table(t, shown)), *screen.folded),
    )


def _headline(t: Texts, shown: HardshipPreview) -> str:
    return t(
        "%(offer)s，还到 %(end)s",
        offer=bold(offer_name(t, shown.option.offer)),
        end=t.month(shown.plan.ends_on, year=True),
    )


def _payments_line(t: Texts, shown: HardshipPreview) -> str:
    first, free = shown.plan.rows[0], shown.option.offer.interest_only_months
    if free and not shown.option.offer.now_pct:
        return t(
            "前 %(free)d 期不还本金，第一期 %(day)s还 %(first)s；从第 %(then)d 期起每期大约 %(usual)s。",
            free=free,
            day=t.day(first.due_date, shown.today),
            first=bold(t.money(first.payment_fen)),
            then=free + 1,
            usual=bold(t.money(shown.plan.usual_fen)),
        )
    return t(
        "第一次 %(day)s还 %(first)s，之后每期大约 %(usual)s。",
        day=t.day(first.due_date, shown.today),
        first=bold(t.money(first.payment_fen)),
        usual=bold(t.money(shown.plan.usual_fen)),
    )


def _payments_table(t: Texts, shown: HardshipPreview) -> Table:
    return Table(
        words=2,
        header=(t("期"), t("还款日"), t("应还")),
        rows=tuple(
            (bill_names.cell(t, row.no), t.short_day(row.due_date, shown.today), t.money(row.payment_fen))
            for row in shown.plan.rows
        ),
    )


def cost_line(t: Texts, shown: HardshipPreview) -> str:
    """Say what the time costs."""
    plan = shown.plan
    total = bold(t.money(plan.total_fen))
    if plan.more_fen > 0:
        return t(
            "一共还 %(total)s，比现在没还的（罚息不算）多 %(more)s，是多用这段时间的利息，年化 %(rate)s（单利）。",
            total=total,
            more=bold(t.money(plan.more_fen)),
            rate=t.percent(plan.annual_pct),
        )
    if plan.more_fen < 0:
        return t(
            "一共还 %(total)s，比现在没还的（罚息不算）少 %(less)s。",
            total=total,
            less=t.money(-plan.more_fen),
        )
    return t("一共还 %(total)s，和现在没还的（罚息不算）一样多，不另收利息。", total=total)


def agreement_screen(t: Texts, agreement: HardshipAgreement, *, is_ticked: bool) -> Reply:
    """Show the agreement; only once it is agreed to, the button that signs."""
    shown = agreement.preview
    what = (shown.loan.loan_id, shown.option.place, shown.version)
    proof = signed_text(t, agreement)
    code = t("版本 %(version)s　校验码 %(code)s", version=proof.version, code=proof.sha256[:12])
    text = f"{agreement_text(t, agreement).rstrip()}\n\n{code}"
    signs = Button(
        t("确认按这个方案还"), ConfirmHardship(*what, shown_number(shown.today, t.locale)), style="primary"
    )
    tick = Button(
        t("☐ 我已阅读，同意《还款方案协议》"), AgreeHardship(*what, day_number(shown.today)), style="primary"
    )
    ticked = Button(t("☑ 我已阅读，同意《还款方案协议》"), Ignore())
    return Reply(
        parts=(
            _headline(t, shown),
            cost_line(t, shown),
            _lapse_line(t, shown.lapse_days, shown.plan.waived_fen),
            t("协议全文在下面。读完并同意，再确认。"),
        ),
        folded=((t("每期的日子和金额"), _payments_table(t, shown)), (t("还款方案协议全文"), escape(text))),
        keyboard=(
            *(((ticked,), (signs,)) if is_ticked else ((tick,),)),
            (back(t, OpenHardshipPlan(shown.loan.loan_id, shown.option.place)),),
        ),
    )


def done_screen(t: Texts, done: HardshipDone) -> Reply:
    first = done.to_pay[0]
    return reply(
        t("✅ 方案定好了，现在没有逾期的账单"),
        bold(goods(t, done.loan.title, done.loan.item_count)),
        t(
            "%(bill)s %(day)s还 %(amount)s。提醒和自动扣款都按方案的日子。",
            bill=bill_names.period(t, first.no),
            day=t.day(first.due_date, done.today),
            amount=bold(t.money(first.payment_fen)),
        ),
        _lapse_line(t, done.lapse_days, done.waived_fen),
        t("哪一期又觉得难，到期前告诉我，客服会和您商量。"),
        keyboard=[
            [Button(t("看还款计划"), OpenOrder(done.loan.order_id), style="primary")],
            [Button(t("我的账单"), OpenBills()), Button(t("还款日历"), OpenCalendar(0))],
            [home(t)],
        ],
    ).as_proof()
