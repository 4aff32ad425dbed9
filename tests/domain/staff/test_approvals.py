"""Two persons: one proposes, another says yes, within a day."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.errors import NotFound
from domain.staff.errors import MayNot, ProposalOver, ReasonMissing, SamePerson
from domain.staff.types import Member, Outcome, Proposal, ProposalStatus, Role, Subject, SubjectKind, Verb
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import ABOVE_FEN, People

REFUND = Subject(SubjectKind.REFUND, "r1")


async def propose(people: People, by: Member, subject: Subject = REFUND) -> Proposal:
    return await people.approvals.propose(
        by, Verb.PAY_BACK, subject, ABOVE_FEN + 1, details={"reference": "银行 88"}, reason="客户要求退回"
    )


async def told(people: People, proposal: Proposal) -> list[tuple[str | None, Outcome]]:
    lines = (await people.log.read()).lines
    return [(line.by_name, line.outcome) for line in reversed(lines) if line.proposal_id == proposal.id]


async def test_a_second_person_says_yes_and_both_stand_in_the_log(people: People) -> None:
    first, second = await people.member("Li Lei"), await people.member("Han Mei", Role.MONEY)
    proposal = await propose(people, first)
    assert proposal == await propose(people, second), "the one that waits already"
    with pytest.raises(SamePerson):
        await people.approvals.confirm(proposal.id, first)
    confirmed = await people.approvals.confirm(proposal.id, second)
    assert (confirmed.status, confirmed.details) == (ProposalStatus.CONFIRMED, {"reference": "银行 88"})
    assert await people.approvals.confirm(proposal.id, second) == confirmed, "it may have died on the way"
    settled = await people.approvals.settle(proposal.id, Outcome.DONE)
    assert settled == await people.approvals.settle(proposal.id, Outcome.REFUSED)
    assert (settled.status, settled.decided_by_name) == (ProposalStatus.DONE, "Han Mei")
    assert await told(people, proposal) == [
        ("Li Lei", Outcome.PROPOSED),
        ("Han Mei", Outcome.CONFIRMED),
        ("Han Mei", Outcome.DONE),
    ]
    with pytest.raises(ProposalOver):
        await people.approvals.decline(proposal.id, second, "弄错了")


async def test_of_two_who_answer_at_once_one_is_heard(people: People) -> None:
    first, *others = [await people.member(name) for name in ("Li Lei", "Han Mei", "Wang Li")]
    proposal = await propose(people, first)
    answers = (
        people.approvals.confirm(proposal.id, others[0]),
        people.approvals.decline(proposal.id, others[1], "金额不对"),
    )
    came = await asyncio.gather(*answers, return_exceptions=True)
    assert sum(isinstance(one, ProposalOver) for one in came) == 1


async def test_without_an_answer_it_lapses_after_a_day(people: People, clock: MovableClock) -> None:
    first, second = await people.member("Li Lei"), await people.member("Han Mei")
    proposal = await propose(people, first)
    clock.advance(days=1)
    with pytest.raises(ProposalOver):
        await people.approvals.confirm(proposal.id, second)
    assert (await people.approvals.proposal(proposal.id)).status is ProposalStatus.LAPSED
    assert await told(people, proposal) == [("Li Lei", Outcome.PROPOSED), (None, Outcome.LAPSED)]
    assert (await propose(people, first)).id != proposal.id


@on_sqlite
async def test_no_is_said_with_a_reason_also_by_who_proposed_it(people: People) -> None:
    first, second = await people.member("Li Lei"), await people.member("Han Mei")
    proposal = await propose(people, first)
    with pytest.raises(ReasonMissing):
        await people.approvals.decline(proposal.id, second, " ")
    await people.approvals.decline(proposal.id, second, "金额不对")
    own = await propose(people, first)
    assert (await people.approvals.decline(own.id, first, "弄错了")).status is ProposalStatus.DECLINED
    assert {one.id for one in await people.approvals.latest()} == {own.id, proposal.id}


@on_sqlite
async def test_who_has_not_the_right_neither_proposes_nor_says_yes_nor_is_heard_afterwards(
    people: People,
) -> None:
    await people.member("Owner")
    clerk, first = await people.member("Wang", Role.SERVING), await people.member("Li Lei", Role.MONEY)
    second = await people.member("Han Mei", Role.MONEY)
    with pytest.raises(MayNot):
        await propose(people, clerk)
    proposal = await propose(people, first)
    with pytest.raises(MayNot):
        await people.approvals.confirm(proposal.id, clerk)
    await people.members.disable("Li Lei")
    with pytest.raises(ProposalOver):
        await people.approvals.confirm(proposal.id, second)


@on_sqlite
async def test_a_proposal_that_another_hand_wrote_is_none(container: Container, people: People) -> None:
    first, second = await people.member("Li Lei"), await people.member("Han Mei")
    proposal = await propose(people, first)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE staff_proposals SET amount_fen = 1"))
    with pytest.raises(NotFound):
        await people.approvals.confirm(proposal.id, second)
