"""Cases as a queue, one case with all that was said, and what is decided and answered there."""

from __future__ import annotations

import secrets

from starlette.responses import Response

from bot.console.acts import said_of_act
from bot.console.html import Content, Html, field, from_telegram, link, table, tag
from bot.console.lookup_pages import customer_link, looker_of
from bot.console.visit import ROOT, Page, Visit
from bot.console.words import minute
from domain.cases.types import CaseCard, Decision
from domain.desk.service import verb_of
from domain.errors import NotFound
from domain.staff.rules import LONGEST_REASON, may
from domain.staff.types import Subject, SubjectKind, Verb
from domain.support.staff import LONGEST_ANSWER
from domain.text import is_digits
from handlers.support.staff_views import (
    DECISION_LABELS,
    KINDS,
    STATES,
    decisions_of,
    facts,
    said_lines,
)
from handlers.ui.i18n import N_

_SOURCE_BITS = 53


async def _cases(visit: Visit) -> Response:
    t = visit.t
    cases = await visit.services.lookups.queue(looker_of(visit))
    heads = (t("编号"), t("什么事"), t("情况"), t("从什么时候起"), t("答应哪天前答复"), t("客户"))
    rows: list[list[Content]] = [
        [
            link(f"{ROOT}/cases/{case.case_id}", case.number),
            t(KINDS[case.kind]),
            t(STATES[case.status]),
            minute(case.opened_at),
            case.answer_by.isoformat() if case.answer_by else "–",
            customer_link(visit, case.person) if case.person else None,
        ]
        for case in cases
    ]
    content = (
        table(t("还没结束的，最早的在前，北京时间"), heads, rows) if rows else tag("p", t("没有等着处理的。"))
    )
    return visit.page(t("全部工单"), content)


async def _case(visit: Visit) -> Response:
    t, case_id = visit.t, visit.path("case_id")
    case = await visit.services.desk.cases.card(case_id)
    # Whose words are read is kept, as every look at one person is.
    await visit.services.log.look(visit.member.member, Verb.SEE_CASES, Subject(SubjectKind.CASE, case_id))
    return visit.page(
        t("工单 %(number)s", number=case.number),
        [tag("p", from_telegram(line)) for line in facts(t, case) if line],
        tag("p", link(f"{ROOT}/customers/{case.customer_id}", t("打开客户资料"))),
        tag("h2", t("说过的、决定过的")),
        [tag("p", from_telegram(line), class_="said") for line in said_lines(t, case)]
        or tag("p", t("还没有。")),
        _answer_form(visit, case),
        _decide_form(visit, case),
    )


def _answer_form(visit: Visit, case: CaseCard) -> Html | None:
    t = visit.t
    if not may(visit.member.member.role, Verb.ANSWER_CASE):
        return None
    words = tag("textarea", id="words", name="words", rows=4, required=True, maxlength=LONGEST_ANSWER)
    return visit.form_to(
        f"/cases/{case.case_id}/answer",
        tag("h2", t("回复客户")),
        # So that a form that is sent twice says it once.
        tag("input", type="hidden", name="source", value=str(secrets.randbits(_SOURCE_BITS))),
        tag("div", tag("label", t("客户会看到的话"), for_="words"), words, class_="field"),
        tag("button", t("发给客户")),
    )


def _decide_form(visit: Visit, case: CaseCard) -> Html | None:
    t, role = visit.t, visit.member.member.role
    found = [one for one in decisions_of(case) if may(role, verb_of(case, one))]
    if not found:
        return None
    moves = Decision.RECEIVED in found
    return visit.form_to(
        f"/cases/{case.case_id}/decide",
        tag("h2", t("决定")),
        field(t("原因"), "reason", maxlength=LONGEST_REASON, hint=t("会记进操作记录；说钱已到账时一定要写"))
        if moves
        else None,
        tag(
            "div",
            [
                tag("button", t(DECISION_LABELS[decision]), name="decision", value=str(decision))
                for decision in found
            ],
            class_="answers",
        ),
    )


async def _answer(visit: Visit) -> Response:
    source, words = visit.form.get("source", ""), visit.form.get("words", "").strip()
    if not words or not is_digits(source) or len(source) > len(str(2**_SOURCE_BITS)):
        raise NotFound()
    case_id = visit.path("case_id")
    acted = await visit.services.desk.answer_case(visit.member.member, case_id, words, int(source))
    await visit.services.carry(acted.customer_id)
    return visit.go(f"/cases/{case_id}")


async def _decide(visit: Visit) -> Response:
    case_id, form = visit.path("case_id"), visit.form
    try:
        decision = Decision(form.get("decision", ""))
    except ValueError:
        raise NotFound() from None
    acted = await visit.services.desk.decide_case(
        visit.member.member, case_id, decision, form.get("reason", "")
    )
    await visit.services.carry(acted.customer_id)
    return said_of_act(visit, acted, f"/cases/{case_id}")


PAGES = (
    Page("/cases", Verb.SEE_CASES, _cases, title=N_("全部工单")),
    Page("/cases/{case_id:str}", Verb.SEE_CASES, _case),
    Page("/cases/{case_id:str}/answer", Verb.ANSWER_CASE, take=_answer),
    Page("/cases/{case_id:str}/decide", Verb.ANSWER_CASE, take=_decide),
)
