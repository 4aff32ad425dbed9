"""What a page says once a verb was carried out, or waits for a second person."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.html import link, tag
from bot.console.visit import ROOT, Visit
from bot.console.words import OUTCOMES
from domain.desk.service import Acted
from domain.staff.types import Outcome


def said_of_act(visit: Visit, acted: Acted, back: str) -> Response:
    """Lead back where it is done; say so where it is not, or not yet."""
    t = visit.t
    if acted.outcome is Outcome.DONE:
        return visit.go(back)
    if acted.proposal is not None:
        told = t("金额较大，要另一位成员在一天内确认才会办。请告诉同事到「双人复核」里看。")
        way = link(f"{ROOT}/approvals", t("双人复核"))
        return visit.page(t(OUTCOMES[acted.outcome]), tag("p", told), tag("p", way))
    told = (
        t("没有再办一次，什么都没有改。")
        if acted.outcome is Outcome.UNCHANGED
        else t("没有办成，什么都没有改。")
    )
    return visit.page(t(OUTCOMES[acted.outcome]), tag("p", told), tag("p", link(f"{ROOT}{back}", t("返回"))))
