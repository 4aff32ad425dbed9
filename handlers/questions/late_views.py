"""What is late, before anything else is answered to whoever is late: how long, what it costs a day, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.enquiries.results import LateCost, Own
from domain.loans.results import BillState
from domain.standing.results import Standing
from handlers.bills.cycles import pay_rows, payable_first
from handlers.bills.views import hardship_row, late_line, paying_row, together_row
from handlers.buttons.breakdowns import ExplainBill, Origin
from handlers.buttons.history import ExplainLateness
from handlers.buttons.home import OpenHome
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, goods, signed_rate
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8
WARNING = "⚠️"
IN_GRACE = N_("宽限期内还上，不算逾期。手头紧就点「有困难」，客服和您商量。")
LATE = N_("今天还上，罚息就不再增加。一次还不上，先还一部分也算数；手头紧就点「有困难」，客服和您商量。")
MORE_DAYS = N_(
    "%(bill)s：再晚 %(days)d 天（到 %(day)s）多 %(more)s，罚息一共 %(penalty)s（每日 %(rate)s），那天连罚息共还 %(total)s。"
)


def first_lines(t: Texts, own: Own, standing: Standing) -> list[str | None]:
    """Say what is late and how to mend it, where something is. `standing`: of the orders that are asked about."""
    if not own.late:
        return []
    return [late_line(t, standing), _mend(t, standing)]


def first_rows(t: Texts, own: Own, standing: Standing) -> list[ButtonRow | None]:
    """Lead to paying what is late, and to a person, where something is."""
    if not own.late:
        return []
    return [
        *pay_rows(t, payable_first(own.late), SHOWN),
        together_row(t, own.late, own.today),
        hardship_row(t, standing),
    ]


def tells_of_late(t: Texts, line: str) -> bool:
    """Return whether a line is one of those that whoever is late is told first, and not yet the answer."""
    return line.startswith(WARNING) or line in (t(IN_GRACE), t(LATE))


def _mend(t: Texts, standing: Standing) -> str | None:
    if hardship_row(t, standing) is None:
        return None  # it is talked about already
    if not standing.late:
        return t(IN_GRACE)
    return t(LATE)


def late_screen(t: Texts, own: Own, standing: Standing, costs: Sequence[LateCost], days: int | None) -> Reply:
    """Answer how late it is and what that costs; `days`: of so many more, where they were asked about."""
    first = own.late[0]
    return reply(
        late_line(t, standing),
        "\n".join(_line(t, cost, days, own.today) for cost in costs[:SHOWN]),
        _mend(t, standing),
        status.report_line(t, standing),
        keyboard=[
            *first_rows(t, own, standing),
            *(paying_row(t, bill) for bill in own.paying[:1]),
            [
                Button(t("怎么算的"), ExplainBill(first.installment_id, Origin.BILLS)),
                Button(t("逾期会怎样"), ExplainLateness()),
            ],
            [back(t, OpenHome())],
        ],
    )


def _line(t: Texts, cost: LateCost, days: int | None, today: date) -> str:
    bill = cost.bill
    values = {
        "bill": f"{escape(goods(t, bill.title, bill.item_count))} {bill_names.of_plan(t, bill.no, bill.periods)}",
        "late": bill.days_late,
        "days": cost.days,
        "penalty": bold(t.money(cost.penalty_fen)),
        "now": t.money(bill.left.penalty_fen),
        "more": bold(t.money(cost.more_fen)),
        "day": t.day(cost.on, today),
        "rate": signed_rate(t, cost.rate),
        "amount": t.money(bill.owed_fen),
        "total": bold(t.money(cost.total_fen)),
    }
    if days is not None and not cost.graced:
        return t(MORE_DAYS, **values)
    if bill.state is BillState.GRACE:
        return t("%(bill)s：还在宽限期，应还 %(amount)s。", **values)
    return t("%(bill)s：逾期 %(late)d 天，应还 %(amount)s，其中罚息 %(now)s（每日 %(rate)s）。", **values)
