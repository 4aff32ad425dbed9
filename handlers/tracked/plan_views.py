"""A plan of periods before it is kept: what it comes to, and its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.billtexts.results import PlanDay
from domain.tracked.results import TrackedTerms
from handlers.ui.components import bold, relative
from handlers.ui.i18n import Texts
from handlers.ui.reply import Table

LISTED = 5


def plan_parts(t: Texts, terms: TrackedTerms, today: date) -> list[str | Table | None]:
    """Say what a plan comes to, with its first lines."""
    still_open = [day for day in terms.plan if not day.paid]
    return [
        _next(t, terms, today),
        _together(t, still_open),
        _table(t, terms, today),
        t("……还有 %(count)d 期", count=len(terms.plan) - LISTED) if len(terms.plan) > LISTED else None,
    ]


def said_of_plan(t: Texts, plan: Sequence[PlanDay]) -> str:
    """Say in a few words what a plan is."""
    amounts = [day.amount_fen for day in plan]
    if None in amounts:
        return t("%(count)d 期", count=len(plan))
    return t(
        "%(count)d 期，一共 %(amount)s", count=len(plan), amount=t.money(sum(each or 0 for each in amounts))
    )


def left_out(t: Texts, plan: Sequence[PlanDay], kept: Sequence[PlanDay]) -> str | None:
    """Say how many earlier periods are not taken: whether they are paid is not told."""
    count = len(plan) - len(kept)
    return t("今天以前的 %(count)d 期没写还没还，不记。", count=count) if count else None


def _next(t: Texts, terms: TrackedTerms, today: date) -> str | None:
    if terms.first_due is None:
        return None
    last = terms.plan[-1].due_on
    day = t.day(terms.first_due, today, away=relative(t, terms.first_due, today))
    if last is None or last <= terms.first_due:
        return t("还款日：%(day)s", day=day)
    return t("下次 %(day)s，最后一期 %(last)s", day=day, last=t.day(last, today))


def _together(t: Texts, days: Sequence[PlanDay]) -> str:
    amounts = [day.amount_fen for day in days]
    if None in amounts:
        return t("还没还的 %(count)d 期，金额没写", count=len(days))
    total = bold(t.money(sum(each or 0 for each in amounts)))
    return t("还没还的 %(count)d 期，一共 %(amount)s", count=len(days), amount=total)


def _table(t: Texts, terms: TrackedTerms, today: date) -> Table:
    rows = tuple(
        (
            t("第 %(no)d 期", no=day.no),
            "—" if day.due_on is None else t.short_day(day.due_on, today),
            "—" if day.amount_fen is None else t.money(day.amount_fen),
            t("已还") if day.paid else "",
        )
        for day in terms.plan[:LISTED]
    )
    if terms.only_left:
        return Table((t("还款日"), t("金额"), ""), tuple(row[1:] for row in rows))
    return Table((t("期数"), t("还款日"), t("金额"), ""), rows, words=2)
