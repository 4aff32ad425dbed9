"""Screens of new due dates: which loan, which day, every date and amount, the agreement, done; and why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from domain.cases.types import CaseKind
from domain.rescheduling.results import (
    MovableLoan,
    MoveAgreement,
    MoveChoice,
    MoveDone,
    MovedRow,
    MoveKind,
    MoveOption,
    MovePreview,
    Obstacle,
    WhyNot,
)
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenCalendar
from handlers.buttons.orders import OpenOrder
from handlers.buttons.rescheduling import (
    AgreeNewDates,
    ConfirmNewDates,
    OpenDatesAgreement,
    OpenDueDays,
    OpenNewDates,
)
from handlers.buttons.support import AskFor
from handlers.buttons.tracked import OpenTracked
from handlers.rescheduling.agreement import agreement_text, signed_text
from handlers.rescheduling.button_values import day_number, move_number, shown_number
from handlers.ui import bill_names
from handlers.ui.callback_data import Action, Ignore
from handlers.ui.components import back, bold, day_away, goods, home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, Table, reply

WHY_NOT = {
    WhyNot.PAYING: N_("这笔分期有一笔付款还在处理，有了结果就能改。"),
    WhyNot.LATE: N_("有账单过了还款日，先还上就能改。"),
    WhyNot.DUE_TODAY: N_("有账单今天到期，先还上就能改。"),
    WhyNot.BEGUN: N_("下一期已经还了一部分，把这一期还完就能改。"),
    WhyNot.RETURNING: N_("这笔订单正在退货，退货办完再改。"),
    WhyNot.LAST: N_("这笔分期只剩最后一期，还款日不能再改了。"),
    WhyNot.USED: N_("一笔分期只能延后一次，这笔已经延过了。"),
    WhyNot.IN_PLAN: N_("这笔按签过的展期方案还，日子就是方案里的，不能另外改。"),
}


def loan_rows(
    t: Texts, loans: Sequence[MovableLoan], opens: Callable[[MovableLoan], Action]
) -> list[list[Button]]:
    """Return a button for each loan, named by its goods."""
    return [
        [Button(goods(t, loan.title, loan.item_count), opens(loan), name=t.name(loan.title))]
        for loan in loans
    ]


def choose_loan(t: Texts, loans: Sequence[MovableLoan]) -> Reply:
    """Ask which of several loans is meant."""
    return reply(
        t("想改哪一笔的还款日？"),
        keyboard=[
            *loan_rows(t, loans, lambda loan: OpenDueDays(loan.loan_id, MoveKind.DUE_DAY)),
            [back(t, OpenBills())],
        ],
    )


def choice_screen(t: Texts, choice: MoveChoice) -> Reply:
    """Offer the days there are; or say why there are none, and what there is instead."""
    loan = choice.loan
    if choice.obstacle is not None:
        return _why_not_screen(t, choice, choice.obstacle)
    is_day = choice.kind is MoveKind.DUE_DAY
    return reply(
        t("想改到每月几号还？") if is_day else t("下一期想晚几天还？"),
        bold(goods(t, loan.title, loan.item_count)),
        t("现在下一期是 %(day)s。", day=day_away(t, loan.next_due, choice.today)),
        t("没还的各期都跟着改；利息按天算，选好后先看每一期的日子和金额。")
        if is_day
        else t("只延下一期，后面的日子不变，一笔分期只能延一次；利息按天算，选好后先看金额。"),
        keyboard=[
            *([Button(_option_label(t, choice, one), _to(choice, one))] for one in choice.options),
            _other_row(t, choice),
            [back(t, OpenOrder(loan.order_id))],
        ],
    )


def _to(choice: MoveChoice, option: MoveOption) -> OpenNewDates:
    return OpenNewDates(choice.loan.loan_id, choice.kind, option.value)


def _option_label(t: Texts, choice: MoveChoice, option: MoveOption) -> str:
    first = t.short_day(option.first_due, choice.today)
    if choice.kind is MoveKind.DUE_DAY:
        return t("每月 %(day)d 日（下期 %(first)s）", day=option.value, first=first)
    return t("晚 %(days)d 天，到 %(first)s", days=option.value, first=first)


def _other_row(t: Texts, choice: MoveChoice) -> list[Button] | None:
    if not choice.other_kind:
        return None
    if choice.kind is MoveKind.DUE_DAY:
        return [Button(t("只把下一期延后几天"), OpenDueDays(choice.loan.loan_id, MoveKind.DEFERRAL))]
    return [Button(t("改每月的还款日"), OpenDueDays(choice.loan.loan_id, MoveKind.DUE_DAY))]


def _why_not_screen(t: Texts, choice: MoveChoice, obstacle: Obstacle) -> Reply:
    loan = choice.loan
    to_pay = obstacle.why in (WhyNot.LATE, WhyNot.DUE_TODAY, WhyNot.BEGUN)
    return reply(
        bold(goods(t, loan.title, loan.item_count)),
        why_not(t, choice, obstacle),
        keyboard=[
            [Button(t("我的账单"), OpenBills(), style="primary")] if to_pay else None,
            _other_row(t, choice),
            [
                Button(t("有困难"), AskFor(CaseKind.HARDSHIP, loan.loan_id)),
                Button(t("还款日历"), OpenCalendar(0)),
            ],
            [back(t, OpenOrder(loan.order_id))],
        ],
    )


def why_not(t: Texts, choice: MoveChoice, obstacle: Obstacle) -> str:
    match obstacle.why:
        case WhyNot.AT_LENDER:
            contact = escape(choice.loan.lender_contact)
            return t("这笔是在机构的页面上签的，还款日要找机构改，客服 %(contact)s。", contact=contact)
        case WhyNot.NOT_OFFERED if choice.kind is MoveKind.DUE_DAY:
            return t("这笔的还款日写在合同里，机构不支持改。")
        case WhyNot.NOT_OFFERED:
            return t("这笔的机构不支持把一期延后。")
        case WhyNot.TOO_FEW_PAID:
            return t("再还 %(count)d 期就能改。", count=obstacle.periods)
        case WhyNot.TOO_SOON:
            assert obstacle.from_day is not None
            day = t.day(obstacle.from_day, choice.today)
            return t("还款日不久前刚改过，%(day)s起可以再改。", day=day)
        case why:
            return t(WHY_NOT[why])


# What it would do


def preview_screen(t: Texts, shown: MovePreview) -> Reply:
    loan = shown.loan
    return reply(
        _headline(t, shown),
        bold(goods(t, loan.title, loan.item_count)),
        dates_table(t, shown),
        cost_line(t, shown),
        t("这些日子和金额今天 24:00 前有效。"),
        keyboard=[
            [Button(t("看协议"), OpenDatesAgreement(loan.loan_id, shown.kind, shown.value), style="primary")],
            [back(t, OpenDueDays(loan.loan_id, shown.kind))],
        ],
    )


def _headline(t: Texts, shown: MovePreview | MoveDone) -> str:
    row = shown.rows[0]
    first = t.day(row.due_date, shown.today)
    if shown.kind is MoveKind.DUE_DAY:
        return t(
            "从 %(first)s起，%(every)s还", first=first, every=bold(t("每月 %(day)d 日", day=shown.value))
        )
    return t("%(bill)s延到 %(first)s还", bill=bill_names.period(t, row.no), first=bold(first))


def dates_table(t: Texts, shown: MovePreview) -> Table:
    """期 | 原来 | 改后 | 应还: every instalment that changes."""
    return Table(
        words=3,
        header=(t("期"), t("原来"), t("改后"), t("应还")),
        rows=tuple(
            (
                bill_names.cell(t, row.no),
                t.short_day(row.was_due, shown.today),
                t.short_day(row.due_date, shown.today),
                t.money(row.payment_fen),
            )
            for row in shown.shown_rows
            if _changes(row)
        ),
    )


def _changes(row: MovedRow) -> bool:
    return row.was_due != row.due_date or row.was_interest_fen != row.interest_fen


def cost_line(t: Texts, shown: MovePreview) -> str:
    if shown.extra_fen > 0:
        extra = bold(t.money(shown.extra_fen))
        return t("一共多付利息 %(extra)s：隔得久的那一期按实际天数算。本金不变。", extra=extra)
    if shown.extra_fen < 0:
        less = bold(t.money(-shown.extra_fen))
        return t("一共少付利息 %(less)s：隔得短的那一期按实际天数算。本金不变。", less=less)
    return t("一共还的钱不变，只是日子变了。")


def agreement_screen(t: Texts, agreement: MoveAgreement, *, is_ticked: bool) -> Reply:
    """Show the agreement; only once it is agreed to, the button that signs."""
    shown = agreement.preview
    what = (shown.loan.loan_id, move_number(shown.kind, shown.value), shown.version)
    code = t("版本 %(version)s　校验码 %(code)s", **_proof(t, agreement))
    text = f"{agreement_text(t, agreement).rstrip()}\n\n{code}"
    confirm = Button(
        _confirming(t, shown), ConfirmNewDates(*what, shown_number(shown.today, t.locale)), style="primary"
    )
    tick = Button(
        t("☐ 我已阅读，同意《还款日变更协议》"),
        AgreeNewDates(*what, day_number(shown.today)),
        style="primary",
    )
    return Reply(
        parts=(
            _headline(t, shown),
            cost_line(t, shown),
            t("协议全文在下面。读完并同意，再确认。"),
        ),
        folded=((t("每期的日子和金额"), dates_table(t, shown)), (t("还款日变更协议全文"), escape(text))),
        keyboard=(
            *(
                ((Button(t("☑ 我已阅读，同意《还款日变更协议》"), Ignore()),), (confirm,))
                if is_ticked
                else ((tick,),)
            ),
            (back(t, OpenNewDates(shown.loan.loan_id, shown.kind, shown.value)),),
        ),
    )


def _proof(t: Texts, agreement: MoveAgreement) -> dict[str, str]:
    signed = signed_text(t, agreement)
    return {"version": signed.version, "code": signed.sha256[:12]}


def _confirming(t: Texts, shown: MovePreview) -> str:
    if shown.kind is MoveKind.DUE_DAY:
        return t("确认改到每月 %(day)d 日", day=shown.value)
    return t("确认延到 %(day)s", day=t.short_day(shown.rows[0].due_date, shown.today))


def done_screen(t: Texts, done: MoveDone) -> Reply:
    first = done.rows[0]
    return reply(
        t("✅ 还款日改好了"),
        bold(goods(t, done.loan.title, done.loan.item_count)),
        _headline(t, done),
        t(
            "%(bill)s %(day)s还 %(amount)s。提醒和自动扣款都按新的日子。",
            bill=bill_names.period(t, first.no),
            day=t.day(first.due_date, done.today),
            amount=bold(t.money(first.payment_fen)),
        ),
        keyboard=[
            [Button(t("看还款计划"), OpenOrder(done.loan.order_id), style="primary")],
            [Button(t("我的账单"), OpenBills()), Button(t("还款日历"), OpenCalendar(0))],
            [home(t)],
        ],
    ).as_proof()


def nothing_to_move(t: Texts) -> Reply:
    return reply(
        t("您在这里没有未还清的分期，所以没有可以改期或顺延的。"),
        t("别处的分期能不能改、能不能顺延，要问那边的机构；您自己记的，可以在「我的分期」里改还款日。"),
        keyboard=[[Button(t("我的分期"), OpenTracked(0)), home(t)]],
    )
