"""Days of grace, named: the last free day, and what is charged from when after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from html import escape

from domain.checkout.results import Disclosure
from domain.loans.results import BillState, BillView
from handlers.ui.components import goods
from handlers.ui.i18n import Texts

Days = Callable[[date], str]
ONE_DAY = timedelta(days=1)


def agreed_grace(t: Texts, shown: Disclosure, day: Days) -> str:
    """Say the grace of a plan, by the example of its first instalment; `day` writes a date."""
    grace_days = shown.penalty.grace_days
    if not grace_days:
        return t("没有宽限期。")
    due = shown.schedule[0].due_date
    if not shown.penalty_daily_pct:  # nothing is added after it either
        return t(
            "每期宽限 %(days)d 天：比如第一期 %(due)s到期，最晚 %(last)s24:00 前还上，不算逾期。",
            days=grace_days,
            due=day(due),
            last=day(due + timedelta(days=grace_days)),
        )
    return t(
        "每期宽限 %(days)d 天：比如第一期 %(due)s到期，最晚 %(last)s24:00 前还上，不收罚息；"
        "过了这天，从 %(first)s起每天都算。",
        days=grace_days,
        due=day(due),
        last=day(due + timedelta(days=grace_days)),
        first=day(due + ONE_DAY),
    )


def bill_grace(t: Texts, bill: BillView, today: date) -> str | None:
    """Say the grace of one bill; None where there is none, or it makes no difference any more."""
    if bill.grace_until is None or bill.state is BillState.PAID:
        return None
    if today <= bill.grace_until:
        return t(
            "最晚 %(last)s24:00 前还上，不收罚息；过了这天，从 %(first)s起每天都算。",
            last=t.day(bill.grace_until, today),
            first=_first_day(t, bill, today),
        )
    if not bill.left.penalty_fen:
        return None
    return t(
        "宽限期到 %(last)s为止，已经过了，所以罚息从 %(first)s起每天都算。",
        last=t.day(bill.grace_until, today),
        first=_first_day(t, bill, today),
    )


def running_graces(t: Texts, bills: Iterable[BillView], today: date) -> str | None:
    """Say the grace of bills shown together, as long as it is not over: once if it is the same for all, else by
    goods.
    """
    bills = tuple(bills)
    running = [bill for bill in bills if bill.grace_until is not None and today <= bill.grace_until]
    if not running:
        return None
    if len(running) == len(bills) and len({(b.due_date, b.grace_until) for b in running}) == 1:
        return bill_grace(t, running[0], today)
    return "\n".join(_by_goods(t, bill, today) for bill in running)


def _by_goods(t: Texts, bill: BillView, today: date) -> str:
    assert bill.grace_until is not None
    return t(
        "%(goods)s：最晚 %(last)s24:00 前还上，不收罚息；过了这天，从 %(first)s起每天都算。",
        goods=escape(goods(t, bill.title, bill.item_count)),
        last=t.day(bill.grace_until, today),
        first=_first_day(t, bill, today),
    )


def _first_day(t: Texts, bill: BillView, today: date) -> str:
    """Return the first day that counts once the grace is over."""
    return t.day(bill.due_date + ONE_DAY, today)
