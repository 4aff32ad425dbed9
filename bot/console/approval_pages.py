"""What waits for a second person, and what became of what did."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.html import Content, Html, field, tag
from bot.console.visit import Page, Visit
from bot.console.words import STATES, VERBS, moment, subject
from domain.staff.rules import LONGEST_REASON, may
from domain.staff.types import Proposal, ProposalStatus, Verb
from handlers.ui.i18n import N_

_OPEN = (ProposalStatus.WAITING, ProposalStatus.CONFIRMED)


async def _approvals(visit: Visit) -> Response:
    t, approvals = visit.t, visit.services.approvals
    found = await approvals.latest()
    above = approvals.above_fen
    rule = (
        t("超过 %(amount)s 的，要两个人办：一个人提出，另一个人在一天内确认。", amount=t.money(above))
        if above is not None
        else t("现在没有设金额，一个人就能办。")
    )
    waiting = [_card(visit, one) for one in found if one.status in _OPEN]
    return visit.page(
        t("双人复核"),
        tag("p", rule, class_="hint"),
        waiting or tag("p", t("没有等着确认的。")),
        tag("h2", t("最近办完的")),
        [_card(visit, one) for one in found if one.status not in _OPEN] or tag("p", t("还没有。")),
    )


def _card(visit: Visit, one: Proposal) -> Html:
    t = visit.t
    title = t("%(verb)s：%(amount)s", verb=t(VERBS[one.verb]), amount=t.money(one.amount_fen))
    lines: list[str] = [
        subject(t, one.subject),
        t("原因：%(reason)s", reason=one.reason),
        t("%(name)s 在 %(at)s 提出", name=one.by_name, at=moment(one.proposed_at)),
    ]
    if one.status is ProposalStatus.WAITING:
        lines.append(t("%(at)s 前没有人确认就作废", at=moment(one.closes_at)))
    elif one.decided_at is not None:
        decided = {"state": t(STATES[one.status]), "at": moment(one.decided_at)}
        lines.append(
            t("%(name)s：%(state)s，%(at)s", name=one.decided_by_name, **decided)
            if one.decided_by_name
            else t("%(state)s，%(at)s", **decided)
        )
    return tag("article", tag("h2", title), [tag("p", line) for line in lines], _answers(visit, one))


def _answers(visit: Visit, one: Proposal) -> Content:
    """Return what this member can answer: yes unless it is their own, no in any case."""
    t, member = visit.t, visit.member.member
    if one.status not in _OPEN or not may(member.role, one.verb):
        return None
    yes = None
    if one.by != member.id:
        words = t("确认并办理") if one.status is ProposalStatus.WAITING else t("再办一次")
        yes = visit.form_to(f"/approvals/{one.id}/yes", tag("button", words))
    no = None
    if one.status is ProposalStatus.WAITING:
        words = t("撤回") if one.by == member.id else t("不同意")
        name = f"reason-{one.id}"
        no = visit.form_to(
            f"/approvals/{one.id}/no",
            field(t("原因"), name, required=True, maxlength=LONGEST_REASON),
            tag("button", words, class_="quiet"),
        )
    return tag("div", yes, no, class_="answers")


async def _yes(visit: Visit) -> Response:
    acted = await visit.services.desk.confirm(visit.member.member, visit.path("proposal_id"))
    await visit.services.carry(acted.customer_id)
    return visit.go("/approvals")


async def _no(visit: Visit) -> Response:
    proposal_id = visit.path("proposal_id")
    reason = visit.form.get(f"reason-{proposal_id}", "")
    await visit.services.approvals.decline(proposal_id, visit.member.member, reason)
    return visit.go("/approvals")


PAGES = (
    Page("/approvals", Verb.SEE_MONEY, _approvals, title=N_("双人复核")),
    Page("/approvals/{proposal_id:str}/yes", Verb.SEE_MONEY, take=_yes),
    Page("/approvals/{proposal_id:str}/no", Verb.SEE_MONEY, take=_no),
)
