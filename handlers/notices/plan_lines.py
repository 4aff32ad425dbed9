"""What a reminder of what is late says of plans in hardship: until when it keeps one, or that one lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from domain.notices.bill_notices import BillsContent
from domain.notices.lateness import LatePlan
from handlers.ui import bill_names
from handlers.ui.components import bold, day_away, goods
from handlers.ui.i18n import Texts


def plan_lines(t: Texts, content: BillsContent) -> Iterator[str]:
    """Yield the lines; a bill that the message is about alone is named there already."""
    is_only = len(content.bills) == 1
    for one in content.plans:
        if one.lapsed_on is None:
            yield _keeps_it(t, content, one, is_only=is_only)
            yield _or_else(t, one)
        else:
            yield _lapsed(t, content, one, is_only=is_only)


def _keeps_it(t: Texts, content: BillsContent, one: LatePlan, *, is_only: bool) -> str:
    bill, last = one.bill, bold(day_away(t, one.last_day, content.today))
    if is_only:
        return t("这笔在按展期方案还，最晚 %(day)s还上，方案就继续有效。", day=last)
    return t(
        "%(goods)s在按展期方案还：%(bill)s %(amount)s，最晚 %(day)s还上，方案就继续有效。",
        goods=escape(goods(t, bill.title, bill.item_count)),
        bill=bill_names.period(t, bill.no),
        amount=t.money(bill.owed_fen),
        day=last,
    )


def _or_else(t: Texts, one: LatePlan) -> str:
    if not one.plan.waived_fen:
        return t("到时没还上，方案就失效，日子和金额不变。")
    return t(
        "到时没还上，方案就失效：放一边的罚息 %(amount)s 要补上，日子和金额不变。",
        amount=t.money(one.plan.waived_fen),
    )


def _lapsed(t: Texts, content: BillsContent, one: LatePlan, *, is_only: bool) -> str:
    assert one.lapsed_on is not None
    day, bill = t.day(one.lapsed_on, content.today), one.bill
    said = (
        t("展期方案 %(day)s失效了，日子和金额还是方案里的。", day=day)
        if is_only
        else t(
            "%(goods)s：展期方案 %(day)s失效了，日子和金额还是方案里的。",
            goods=escape(goods(t, bill.title, bill.item_count)),
            day=day,
        )
    )
    if not one.plan.waived_fen:
        return said
    return f"{said}\n{t('放一边的罚息 %(amount)s 已经补进账单。', amount=t.money(one.plan.waived_fen))}"
