"""What a bill is called: by its period, or as what is due on the day of the contract (number 0), which is no period.

Plain text. In a language with capitals a name begins with a small letter; `at_start` makes it the first word.
"""

from __future__ import annotations

from domain.rules.position import AT_DRAWDOWN
from handlers.ui.i18n import Texts


def period(t: Texts, no: int) -> str:
    """`第 3 期`."""
    return at_drawdown(t) if no == AT_DRAWDOWN else t("第 %(no)d 期", no=no)


def at_drawdown(t: Texts) -> str:
    return t("一次性利息")


def of_plan(t: Texts, no: int, periods: int) -> str:
    """`第 3/10 期`."""
    return at_drawdown(t) if no == AT_DRAWDOWN else t("第 %(no)d/%(periods)d 期", no=no, periods=periods)


def of_plan_in_full(t: Texts, no: int, periods: int) -> str:
    """`第 3 期，共 10 期`."""
    if no == AT_DRAWDOWN:
        return at_drawdown(t)
    return t("第 %(no)d 期，共 %(periods)d 期", no=no, periods=periods)


def cell(t: Texts, no: int, periods: int | None = None) -> str:
    """`3`, or `3/10`, under a heading that says what it is."""
    if no == AT_DRAWDOWN:
        return t("一次性")
    return str(no) if periods is None else f"{no}/{periods}"


def span(t: Texts, first: int, last: int) -> str:
    """`第 1 到 3 期`."""
    if first == last:
        return period(t, first)
    if first != AT_DRAWDOWN:
        return t("第 %(first)d 到 %(last)d 期", first=first, last=last)
    return t("%(fee)s和%(periods)s", fee=at_drawdown(t), periods=span(t, first + 1, last))


def span_of_plan(t: Texts, first: int, last: int, periods: int) -> str:
    """`第 1 到 3 期，共 10 期`."""
    if first == last:
        return of_plan(t, first, periods)
    if first != AT_DRAWDOWN:
        return t("第 %(first)d 到 %(last)d 期，共 %(periods)d 期", first=first, last=last, periods=periods)
    rest = span_of_plan(t, first + 1, last, periods)
    return t("%(fee)s和%(periods)s", fee=at_drawdown(t), periods=rest)


def at_start(name: str) -> str:
    return name[:1].upper() + name[1:]
