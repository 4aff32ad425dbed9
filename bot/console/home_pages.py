"""Where one arrives after signing in: what waits for a second person, and the way to everything else."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.html import link, tag
from bot.console.visit import ROOT, Page, Visit
from domain.staff.rules import may
from domain.staff.types import ProposalStatus, Verb


async def _home(visit: Visit) -> Response:
    t, member = visit.t, visit.member.member
    waiting = 0
    if may(member.role, Verb.SEE_MONEY):
        waiting = sum(
            one.status is ProposalStatus.WAITING and one.by != member.id
            for one in await visit.services.approvals.latest()
        )
    told = t("有 %(count)d 件等您确认", count=waiting) if waiting else t("没有等您确认的。")
    return visit.page(
        t("后台"),
        tag("p", link(f"{ROOT}/approvals", told) if waiting else told),
        tag("p", t("看谁的资料、办什么事，都会记进操作记录。"), class_="hint"),
    )


PAGES = (Page("/", Verb.SIGN_IN, _home),)
