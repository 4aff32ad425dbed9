"""How the cost of a plan is charged, as the disclosure and the agreement say it: the standard, each payment, the total."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from domain.checkout.results import Disclosure
from domain.plans.results import ScheduleRow
from domain.terms import Charge, ChargeKind, Cost, DayCount
from handlers.ui.components import CHARGE_NAMES, relief_texts
from handlers.ui.i18n import N_, Texts

DAY_COUNTS = {
    DayCount.MONTHLY: N_("每期按一个月算，不论当月几天"),
    DayCount.D30_360: N_("一个月按 30 天、一年按 360 天算"),
    DayCount.ACTUAL_360: N_("按实际天数，一年按 360 天算"),
    DayCount.ACTUAL_365: N_("按实际天数，一年按 365 天算"),
}
# More different payments than these are said by the first and the last, and stand in the schedule.
FEW = 3
_ROWS = {
    ChargeKind.GUARANTEE: (N_("担保费（按期收取）"), N_("担保费收取标准"), N_("担保费收取方")),
    ChargeKind.SERVICE: (N_("服务费（按期收取）"), N_("服务费收取标准"), N_("服务费收取方")),
}
_CLAUSES = {
    ChargeKind.GUARANTEE: N_("担保费（%(standard)s）合计 %(amount)s，和各期一起收，由%(payee)s收取。"),
    ChargeKind.SERVICE: N_("服务费（%(standard)s）合计 %(amount)s，和各期一起收，由%(payee)s收取。"),
}


def standard(t: Texts, shown: Disclosure) -> str | None:
    """Say by what rate the cost is charged and on what; None for a disclosure that was kept before this was said."""
    if shown.terms is None:
        return None
    cost, rate = next(iter(shown.terms.costs), (None, None))
    if rate is None or not rate:
        return t("不收利息") if shown.charges else t("免息")
    charged = _rate(t, cost, rate, shown.terms.day_count)
    return t("，").join([charged, *relief_texts(t, shown.terms)])


def _rate(t: Texts, cost: Cost | None, rate: Decimal, day_count: DayCount) -> str:
    match cost:
        case Cost.ANNUAL_RATE:
            return t(
                "年利率 %(rate)s，按没还的本金，%(days)s",
                rate=t.exact(rate),
                days=t(DAY_COUNTS[day_count]),
            )
        case Cost.FEE_PER_PERIOD:
            return t("每期 %(rate)s，按借款本金", rate=t.exact(rate))
        case _:
            return t("借款本金的 %(rate)s，只收一次", rate=t.exact(rate))


def charge_standard(t: Texts, charge: Charge) -> str:
    """Say by what rate a guarantee or service fee is charged, and on what."""
    rate = t.exact(charge.rate_pct)
    if charge.rate_per_period_pct is not None:
        return t("每期 %(rate)s，按借款本金", rate=rate)
    return t("借款本金的 %(rate)s，分到各期收", rate=rate)


def charge_rows(t: Texts, shown: Disclosure) -> list[tuple[str, str]]:
    """Say of each guarantee or service fee what it comes to, at what standard and to whom; that there is none only where
    there is none.
    """
    if not shown.charges:
        return [(t("增信、担保等其他费用"), t("无"))]
    agreed = {charge.kind: charge for charge in shown.charges}
    rows: list[tuple[str, str]] = []
    for kind, names in _ROWS.items():
        charge = agreed.get(kind)
        if charge is None:
            rows.append((t(CHARGE_NAMES[kind]), t("无")))
            continue
        said = (t.money(shown.charge_fen(kind)), charge_standard(t, charge), t.name(charge.payee))
        rows += zip(map(t, names), said, strict=True)
    return rows


def cost_clause(t: Texts, shown: Disclosure) -> str:
    """Say in the agreement what the interest comes to and who receives it, and what else is charged, by whom, or that
    nothing is.
    """
    said = standard(t, shown)
    interest = t(
        "利息%(standard)s合计 %(cost)s，",
        standard=t("（%(standard)s）", standard=said) if said else "",
        cost=t.money(shown.interest_fen + shown.fee_fen),
    )
    if not shown.charges:
        return interest + t("由乙方收取，没有其他费用。")
    clauses = [
        t(
            _CLAUSES[charge.kind],
            standard=charge_standard(t, charge),
            amount=t.money(shown.charge_fen(charge.kind)),
            payee=t.name(charge.payee),
        )
        for charge in shown.charges
    ]
    free = shown.terms is not None and not any(rate for _, rate in shown.terms.costs)
    first = t("不收利息。") if free else interest + t("由乙方收取。")
    return "\n".join([first, *clauses, t("此外没有其他费用。")])


def payments(t: Texts, schedule: tuple[ScheduleRow, ...]) -> str:
    """Say to the fen what is paid when, by the numbers of the periods."""
    paid = [row for row in schedule if row.payment_fen]
    runs = [(fen, [row.no for row in rows]) for fen, rows in groupby(paid, lambda row: row.payment_fen)]
    if len(runs) == 1 and len(paid) == len(schedule) > 1:
        return t("每期 %(amount)s", amount=t.money(runs[0][0]))
    if len(runs) <= FEW:
        return t("，").join(_run(t, fen, numbers) for fen, numbers in runs)
    first, last = paid[0], paid[-1]
    return t(
        "%(first)s，到%(last)s，各期见明细",
        first=_run(t, first.payment_fen, [first.no]),
        last=_run(t, last.payment_fen, [last.no]),
    )


def _run(t: Texts, fen: int, numbers: list[int]) -> str:
    amount = t.money(fen)
    if len(numbers) == 1:
        return t("第 %(no)d 期 %(amount)s", no=numbers[0], amount=amount)
    return t("第 %(first)d 至 %(last)d 期每期 %(amount)s", first=numbers[0], last=numbers[-1], amount=amount)
