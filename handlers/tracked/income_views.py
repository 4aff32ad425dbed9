"""Income days: what has to be set aside until the next one, and whether each is enough until the one after it."""

from __future__ import annotations

from datetime import date
from html import escape
from operator import itemgetter

from domain.income.results import Enough, IncomePlan, IncomeTerms, Stretch
from handlers.buttons.agenda import OpenComing
from handlers.buttons.income import DeleteIncome, OpenIncome, TellIncome
from handlers.buttons.tracked import OpenTracked
from handlers.ui import notes
from handlers.ui.components import back, bold, day_away, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

SHOWN = 10
AHEAD_DAYS = 30
LAST_DAY = 31
EXAMPLES = (N_("每月 10 号 8000"), N_("10 号 8000，25 号 2000"), N_("月底"))


def income_screen(t: Texts, plan: IncomePlan) -> Reply:
    if not plan.incomes:
        return reply(
            t("💰 告诉我每月哪天有收入，就能看出够不够还到下一次。"),
            t("金额可以不填。只是您自己的记录，加密保存，不会去查您的账户。"),
            keyboard=[
                [Button(t("记收入日"), TellIncome(), style="primary")],
                [back(t, OpenTracked(0))],
            ],
        )
    first, *later = plan.stretches
    is_short = any(one.enough is Enough.NO for one in later)
    return reply(
        _first(t, first, plan.today),
        _lines(t, first, plan.today),
        *(_later(t, one, plan.today) for one in later),
        t("到账当天到期的，算在到账以前：扣款可能更早。"),
        t("手头紧的时候，早点和机构商量，比拖着好。") if is_short else None,
        t("您记的收入日：%(days)s", days=t("、").join(income_name(t, one.terms) for one in plan.incomes)),
        keyboard=[
            [Button(t("再记一个收入日"), TellIncome())],
            *(
                [Button(t("删除%(day)s", day=day_name(t, one.terms)), DeleteIncome(one.income_id))]
                for one in plan.incomes
            ),
            [Button(t("未来 30 天"), OpenComing(AHEAD_DAYS)), Button(t("我的分期"), OpenTracked(0))],
            [back(t, OpenTracked(0))],
        ],
    )


def day_name(t: Texts, terms: IncomeTerms) -> str:
    return t("每月最后一天") if terms.day == LAST_DAY else t("每月 %(day)d 号", day=terms.day)


def income_name(t: Texts, terms: IncomeTerms) -> str:
    day = day_name(t, terms)
    return day if terms.amount_fen is None else f"{day} {t.money(terms.amount_fen)}"


def _first(t: Texts, first: Stretch, today: date) -> str:
    """Say what has to be paid of what is at hand, until something comes in."""
    until, rest = day_away(t, first.until, today), _rest(t, first)
    if not first.bills and not first.notes:
        return t("💰 到 %(day)s有收入之前，没有应还的。", day=until)
    if not first.needed_fen:
        count = first.without_amount
        return t("💰 到 %(day)s有收入之前要还 %(count)d 笔，都没记金额。", day=until, count=count)
    amount = bold(t.money(first.needed_fen))
    return t("💰 到 %(day)s有收入之前要还 %(amount)s，请先留出来。", day=until, amount=amount) + rest


def _lines(t: Texts, first: Stretch, today: date) -> str | None:
    lines = [
        (
            bill.due_date,
            f"{notes.OURS} {t.day(bill.due_date, today)}　{escape(goods(t, bill.title, bill.item_count))}"
            f"　{t.money(bill.owed_fen)}",
        )
        for bill in first.bills
    ]
    lines += [
        (note.due_date, f"{notes.NOTED} {escape(notes.note_line(t, note, today))}") for note in first.notes
    ]
    shown = [line for _, line in sorted(lines, key=itemgetter(0))]
    if len(shown) > SHOWN:
        rest = t("还有 %(count)d 笔，在还款日历里可以看到。", count=len(shown) - SHOWN)
        shown = [*shown[:SHOWN], rest]
    return "\n".join([*shown, notes.legend(t)]) if shown else None


def _later(t: Texts, stretch: Stretch, today: date) -> str:
    """Say of an income whether it is enough until the next one."""
    assert stretch.arrival is not None
    values = {
        "day": t.day(stretch.arrival.day, today),
        "until": t.day(stretch.until, today),
        "needed": bold(t.money(stretch.needed_fen)),
    }
    rest = _rest(t, stretch)
    if stretch.left_fen is None or stretch.arrival.amount_fen is None:
        return t("%(day)s的收入：到 %(until)s要还 %(needed)s，请从里面留出来。", **values) + rest
    values["income"] = t.money(stretch.arrival.amount_fen)
    if stretch.left_fen < 0:
        short = bold(t.money(-stretch.left_fen))
        return (
            t(
                "%(day)s的 %(income)s：到 %(until)s要还 %(needed)s，不够，还差 %(short)s。",
                short=short,
                **values,
            )
            + rest
        )
    values["left"] = t.money(stretch.left_fen)
    if stretch.enough is Enough.UNKNOWN:
        return t("%(day)s的 %(income)s：到 %(until)s要还 %(needed)s，还剩 %(left)s。", **values) + rest
    return t("%(day)s的 %(income)s：到 %(until)s要还 %(needed)s，够，还剩 %(left)s。", **values)


def _rest(t: Texts, stretch: Stretch) -> str:
    return notes.without_amount_line(t, stretch.without_amount) or ""


def ask_for_income(t: Texts) -> Reply:
    return reply(
        t("每月哪天有收入？想算够不够，就把金额也写上，比如："),
        "\n".join(f"<code>{escape(t(example))}</code>" for example in EXAMPLES),
        t("同一天再说一遍，就是改金额。"),
        keyboard=[[Button(t("取消"), OpenIncome())]],
    )


def not_an_income(t: Texts) -> Reply:
    return reply(
        t("没看懂。请写哪天和多少钱，比如："),
        f"<code>{escape(t(EXAMPLES[0]))}</code>",
        keyboard=[[Button(t("取消"), OpenIncome())]],
    )
