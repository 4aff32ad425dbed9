"""Telling of a bill: the question, and what is read back before it is kept."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.tracked.results import (
    LeftOpen,
    TrackedDraftView,
    TrackedField,
    TrackedKind,
    TrackedTerms,
)
from handlers.buttons.tracked import (
    ChangeTold,
    DropTracking,
    KeepTracked,
    LeaveTrackedOpen,
    OpenTracked,
    StartTracking,
)
from handlers.tracked.plan_views import plan_parts
from handlers.tracked.views import CHANGES, cost, how_often, rates
from handlers.ui.components import bold, relative
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

LAST_DAY = 31
EXAMPLES = (
    N_("花呗分期 3999 分 12 期 每期 357.24 每月 10 号还"),
    N_("白条 还剩 8 期 每期 268 每月 15 号"),
    N_("房贷 每月 15 号 4213.55 还到 2041 年"),
    N_("信用卡 账单日 5 号 还款日 25 号"),
    N_("欠我哥 2000 年底还"),
)
_QUESTIONS = {
    TrackedField.NAME: N_("给这一笔起个名字，比如「花呗」「车贷」："),
    TrackedField.DUE: N_("每月几号还？只还一次的，请写哪天，比如「下月 8 号」："),
    TrackedField.PERIODS: N_("还有几期没还？算上下一期："),
    TrackedField.AMOUNT: N_("每期还多少？"),
}
_PROBLEMS = {
    TrackedField.NAME: N_("名字没看懂，请再写一次，20 个字以内："),
    TrackedField.DUE: N_("这一天没看懂。请写几号，比如「15 号」，或者今天以后的一天，比如「下月 8 号」："),
    TrackedField.PERIODS: N_("期数没看懂，请写 1 到 480 的数字，比如「8 期」："),
    TrackedField.AMOUNT: N_("请写准确的金额，比如「357.24」；说不准的，先不记金额也可以。"),
}
_ABOUT = N_("您说的是个大概数，准确是多少？说不准的，先不记金额也可以。")


def ask_for_sentence(t: Texts) -> Reply:
    return reply(
        t("请用一句话告诉我这一笔，知道多少说多少，比如："),
        "\n".join(f"<code>{escape(t(example))}</code>" for example in EXAMPLES),
        t("也可以先说个名字，剩下的我一项项问您；账单的短信、通知，或者还款计划的表格，直接发给我就行。"),
        keyboard=[[Button(t("取消"), DropTracking())]],
    )


def not_a_bill(t: Texts) -> Reply:
    return reply(
        t("没看出是哪一笔。请写上名字、金额和还款日，比如："),
        f"<code>{escape(t(EXAMPLES[1]))}</code>",
        keyboard=[[Button(t("取消"), DropTracking())]],
    )


def somebody_elses(t: Texts) -> Reply:
    return reply(
        t("这里只记您自己欠的钱。别人欠您的，我还不能记，所以刚才那句没有记下来。"),
        t("您自己欠的，照样用一句话告诉我就行，比如："),
        f"<code>{escape(t(EXAMPLES[1]))}</code>",
        keyboard=[[Button(t("记一笔"), StartTracking())], [Button(t("我的分期"), OpenTracked(0))]],
    )


def draft_screen(t: Texts, draft: TrackedDraftView, today: date, *, problem: bool = False) -> Reply:
    """Read back what was understood, and ask for what is missing; `problem`: the answer was none."""
    asked = draft.asking
    if asked is None:
        return _read_back(t, draft, today)
    said = _PROBLEMS if problem else _QUESTIONS
    is_about = asked is TrackedField.AMOUNT and draft.terms.about and not problem
    return reply(
        *understood(t, draft.terms, today),
        t(_ABOUT if is_about else said[asked]),
        keyboard=[
            *_leave_open_rows(t, draft, asked),
            [Button(t("取消"), DropTracking())],
        ],
    )


def _leave_open_rows(t: Texts, draft: TrackedDraftView, asked: TrackedField) -> list[ButtonRow]:
    def said(label: str, what: LeftOpen) -> ButtonRow:
        return [Button(label, LeaveTrackedOpen(draft.draft_id, what.value))]

    match asked:
        case TrackedField.AMOUNT:
            return [said(t("不记金额，只提醒日期"), LeftOpen.AMOUNT)]
        case TrackedField.PERIODS:
            return [
                said(t("只还这一次"), LeftOpen.ONCE),
                said(t("不清楚，一直提醒我"), LeftOpen.END),
            ]
        case _:
            return []


def _read_back(t: Texts, draft: TrackedDraftView, today: date) -> Reply:
    return reply(
        *understood(t, draft.terms, today),
        t("每期加起来比借的还少，请看看是不是哪里写错了。") if draft.conflict else None,
        cost(t, draft.worth),
        rates(t, draft),
        t("这样记对吗？到期前会提醒您。"),
        keyboard=[
            [Button(t("对，记下来"), KeepTracked(draft.draft_id), style="primary")],
            [
                Button(t(CHANGES[one]), ChangeTold(draft.draft_id, one.value))
                for one in changeable(draft.terms)
            ],
            [Button(t("重新说一遍"), StartTracking())],
            [Button(t("不记了"), DropTracking())],
        ],
    )


def changeable(terms: TrackedTerms) -> list[TrackedField]:
    """Return what of a bill can be another before it is kept; of a plan each period is as it was read."""
    if terms.plan:
        return [TrackedField.NAME]
    has_amount = terms.amount_fen is not None or terms.this_fen is not None
    return [*([TrackedField.AMOUNT] if has_amount else []), TrackedField.DUE, TrackedField.NAME]


def understood(t: Texts, terms: TrackedTerms, today: date) -> list[str | Table | None]:
    named = t("📒 %(name)s", name=bold(terms.name)) if terms.name else t("📒 记一笔")
    if terms.plan:
        return [named, *plan_parts(t, terms, today)]
    return [
        named,
        _said_due(t, terms, today),
        _said_amount(t, terms),
        _said_periods(t, terms),
        t("账单日每月 %(day)d 号。", day=terms.statement_day) if terms.statement_day else None,
        t("卡尾号 %(tail)s。", tail=terms.card_tail) if terms.card_tail else None,
    ]


def _said_due(t: Texts, terms: TrackedTerms, today: date) -> str | None:
    if terms.first_due is None:
        return None
    next_day = t.day(terms.first_due, today, away=relative(t, terms.first_due, today))
    if terms.kind is TrackedKind.ONE_OFF:
        return t("还款日：%(day)s", day=next_day)
    if (often := how_often(t, terms)) is not None:
        return often + t("下次还款日 %(day)s。", day=next_day)
    if terms.due_day == LAST_DAY:
        return t("每月最后一天还，下次 %(next)s", next=next_day)
    return t("每月 %(day)d 号还，下次 %(next)s", day=terms.due_day or terms.first_due.day, next=next_day)


def _said_amount(t: Texts, terms: TrackedTerms) -> str | None:
    if terms.this_fen is not None:
        this = t("这一期：%(amount)s", amount=bold(t.money(terms.this_fen)))
        least = terms.this_minimum_fen
        return this if least is None else this + t("（最低还 %(amount)s）", amount=t.money(least))
    if terms.amount_fen is None:
        if terms.uneven:
            return t("每期：金额各不相同")
        return t("金额：不记，只提醒日期") if terms.open_amount else None
    if terms.kind is TrackedKind.ONE_OFF:
        return t("金额：%(amount)s", amount=bold(t.money(terms.amount_fen)))
    return t("每期：%(amount)s", amount=bold(t.money(terms.amount_fen)))


def _said_periods(t: Texts, terms: TrackedTerms) -> str | None:
    left = terms.left
    if terms.kind is TrackedKind.ONE_OFF or (left is None and not terms.open_end):
        return None
    if left is None:
        return t("期数：不限，一直提醒")
    if terms.only_left:
        return t("期数：还剩 %(count)d 期", count=left)
    if terms.first_no == 1:
        return t("期数：%(count)d 期", count=left)
    return t("期数：共 %(periods)d 期，还剩 %(count)d 期", periods=terms.periods or left, count=left)
