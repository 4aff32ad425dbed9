"""Bills that can be paid next, and those of one cycle (账单日) as the one bill they are: one line, one button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.loans.results import BillState, BillView
from handlers.buttons.repayment import QuoteCycle, QuoteRepayment
from handlers.ui import bill_names
from handlers.ui.components import goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button


def by_cycle(bills: Sequence[BillView]) -> list[list[BillView]]:
    """Return what stands on one bill of a cycle together, in the order of the first; everything else by itself."""
    found: dict[object, list[BillView]] = {}
    for bill in bills:
        found.setdefault(bill.cycle or bill.installment_id, []).append(bill)
    return list(found.values())


def payable_first(bills: Sequence[BillView]) -> list[BillView]:
    """Return the first open bill of each loan: a later one is paid after it."""
    first: dict[str, BillView] = {}
    for bill in bills:
        first.setdefault(bill.loan_id, bill)
    return [bill for bill in first.values() if bill.state is not BillState.PAYING]


def pay_rows(t: Texts, bills: Sequence[BillView], most: int) -> list[list[Button]]:
    """Return a button for each bill, the first of them the main one; for what is one bill of a cycle one button."""
    return [
        cycle_row(t, together, is_main=not at)
        if len(together) > 1
        else pay_row(t, together[0], is_main=not at)
        for at, together in enumerate(by_cycle(bills)[:most])
    ]


def pay_row(t: Texts, bill: BillView, *, is_main: bool = True) -> list[Button]:
    return [
        Button(
            t(
                "还 %(amount)s（%(goods)s）",
                amount=t.money(bill.owed_fen),
                goods=goods(t, bill.title, bill.item_count),
            ),
            QuoteRepayment(bill.installment_id),
            style="primary" if is_main else None,
            name=t.name(bill.title),
        )
    ]


def cycle_row(t: Texts, bills: Sequence[BillView], *, is_main: bool = True) -> list[Button]:
    amount = t.money(sum(bill.owed_fen for bill in bills))
    label = t("还 %(amount)s（%(count)d 笔）", amount=amount, count=len(bills))
    return [Button(label, QuoteCycle(bills[0].installment_id), style="primary" if is_main else None)]


def cycle_name(t: Texts, bills: Sequence[BillView]) -> str:
    """Name a bill of a cycle by its lender. Plain text."""
    return t("%(lender)s %(count)d 笔", lender=t.name(bills[0].lender_name), count=len(bills))


def period_cell(t: Texts, bills: Sequence[BillView]) -> str:
    cells = {bill_names.cell(t, bill.no, bill.periods) for bill in bills}
    return cells.pop() if len(cells) == 1 else "—"


def parts_of_cycles(t: Texts, bills: Sequence[BillView], today: date) -> str | None:
    """Say of what each bill of a cycle is made, a line each."""
    lines = [
        t(
            "%(day)s这张账单：%(bills)s",
            day=t.day(together[0].due_date, today),
            bills=t("；").join(_part(t, bill) for bill in together),
        )
        for together in by_cycle(bills)
        if len(together) > 1
    ]
    return "\n".join(lines) or None


def _part(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s %(bill)s %(amount)s",
        goods=escape(goods(t, bill.title, bill.item_count)),
        bill=bill_names.of_plan(t, bill.no, bill.periods),
        amount=t.money(bill.owed_fen),
    )
