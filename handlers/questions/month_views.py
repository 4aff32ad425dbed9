"""每个月要还多少: what is to be paid month by month, months that are alike together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from domain.enquiries.results import Own, owed_fen
from domain.standing.results import Standing
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenCalendar
from handlers.buttons.home import OpenHome
from handlers.questions import late_views as late
from handlers.questions.own_views import next_line
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

SHOWN = 8


def months_screen(t: Texts, own: Own, standing: Standing) -> Reply:
    """Say what each month to come takes, the most first where they differ."""
    months = list(_months(own))
    most_fen = max((fen for _, fen in months), default=0)
    return reply(
        *late.first_lines(t, own, standing),
        t("每个月最多还 %(amount)s：", amount=bold(t.money(most_fen))),
        "\n".join(_lines(t, months, own.today)),
        next_line(t, own),
        status.debit_line(t, standing),
        keyboard=[
            *late.first_rows(t, own, standing),
            [Button(t("我的账单"), OpenBills()), Button(t("还款日历"), OpenCalendar(0))],
            [back(t, OpenHome())],
        ],
    )


def _months(own: Own) -> Iterator[tuple[date, int]]:
    """Yield each month in which something is to be paid that is not late, with how much."""
    to_come = [bill for bill in own.bills_open if bill not in own.late]
    for month, bills in groupby(to_come, key=lambda bill: bill.due_date.replace(day=1)):
        yield month, owed_fen(bills)


def _lines(t: Texts, months: list[tuple[date, int]], today: date) -> Iterator[str]:
    """Yield a line for every run of months that take the same."""
    runs = [list(run) for _, run in groupby(months, key=lambda one: one[1])]
    for run in runs[:SHOWN]:
        first, last = (t.month(month, year=month.year != today.year) for month, _ in (run[0], run[-1]))
        amount = t.money(run[0][1])
        if len(run) == 1:
            yield t("%(month)s：%(amount)s", month=first, amount=amount)
        else:
            yield t("%(first)s到%(last)s：每月 %(amount)s", first=first, last=last, amount=amount)
    if len(runs) > SHOWN:
        yield t("后面的在「还款日历」里可以看到。")
