"""Decisions from the staff chat: above the setting by two members, as in the console; without members by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.console.services import build_services
from bot.wiring import Container
from domain.cases.types import CaseCard, Decision
from domain.desk.chat import ChatDecisions
from domain.desk.service import Desk
from domain.payments.external import ExternalPaymentService
from domain.staff import passwords
from domain.staff.errors import MayNot, SamePerson
from domain.staff.rules import LAPSES_AFTER
from domain.staff.types import LogFilter, Outcome, Proposal, Role, Subject, SubjectKind, Verb
from domain.support.rights import NoRight, StaffRights
from domain.support.staff import StaffService
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.staff import People, people_of

LI, HAN, STRANGER = 701, 702, 703
WHY = "在客服群里点的"


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@pytest.fixture
def people(container: Container, clock: MovableClock) -> People:
    return people_of(container, clock, above_fen=100)


@pytest.fixture
def decisions(container: Container, people: People) -> ChatDecisions:
    return _decisions(container, people, StaffRights())


def _decisions(container: Container, people: People, rights: StaffRights) -> ChatDecisions:
    store, clock, services = container.store, container.clock, container.services
    external = ExternalPaymentService(store, clock)
    cases = StaffService(store, clock, container.cipher, external, rights)
    desk = Desk(people.log, people.approvals, cases, external, services.refunds, services.returns)
    return ChatDecisions(store, people.log, people.approvals, desk)


@pytest.fixture
async def case_id(container: Container) -> str:
    """A customer says that a bill of more than one yuan is paid elsewhere."""
    customer = await arrive(container)
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    return (await container.services.support.paid_elsewhere(customer.id, bill.loan_id)).case_id


@pytest.fixture
async def two(people: People) -> None:
    await people.add("Li Lei", Role.MONEY, LI)
    await people.add("Han Mei", Role.OWNER, HAN)


@pytest.fixture
def tap(decisions: ChatDecisions, case_id: str) -> Callable[..., Awaitable[CaseCard | Proposal]]:
    async def tapped(by_id: int, decision: Decision = Decision.RECEIVED) -> CaseCard | Proposal:
        return await decisions.decide(case_id, decision, f"user {by_id}", by_id, WHY)

    return tapped


Tap = Callable[..., Awaitable[CaseCard | Proposal]]


@pytest.mark.usefixtures("two")
async def test_the_first_tap_moves_nothing_and_the_second_members_posts_it_once(
    container: Container, people: People, case_id: str, tap: Tap
) -> None:
    proposed = await tap(LI)
    assert isinstance(proposed, Proposal)
    assert (await container.staff_service.card(case_id)).decision is None
    with pytest.raises(SamePerson):
        await tap(LI)
    decided = await tap(HAN)
    assert isinstance(decided, CaseCard)
    assert (decided.decision, decided.decided_by) == (Decision.RECEIVED, "Li Lei、Han Mei")
    assert decided.decided_now
    again = await tap(HAN)
    assert isinstance(again, CaseCard)
    assert not again.decided_now
    lines = (await people.log.read(LogFilter(subject=Subject(SubjectKind.CASE, case_id)))).lines
    assert [(one.by_name, one.outcome, one.reason) for one in reversed(lines)] == [
        ("Li Lei", Outcome.PROPOSED, WHY),
        ("Han Mei", Outcome.CONFIRMED, ""),
        ("Han Mei", Outcome.DONE, ""),
    ]


@pytest.mark.usefixtures("two")
async def test_what_was_proposed_in_the_console_is_confirmed_by_a_tap(
    container: Container, clock: MovableClock, people: People, case_id: str, tap: Tap
) -> None:
    console = build_services(container.store, clock, container.cipher, above_fen=100, real=clock)
    third = await people.member("Wu Fang", Role.MONEY)
    await console.desk.decide_case(third, case_id, Decision.RECEIVED, "机构对账单有")
    decided = await tap(LI)
    assert isinstance(decided, CaseCard)
    assert decided.decided_by == "Wu Fang、Li Lei"


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_who_is_no_member_decides_nothing_above_it_and_the_attempt_is_in_the_log(
    container: Container, people: People, case_id: str, tap: Tap
) -> None:
    with pytest.raises(MayNot):
        await tap(STRANGER)
    assert (await container.staff_service.card(case_id)).decision is None
    (line,) = (await people.log.read(LogFilter(subject=Subject(SubjectKind.CASE, case_id)))).lines
    assert (line.by, line.verb, line.outcome) == (None, Verb.DECIDE_CASE, Outcome.NO_RIGHT)
    assert line.reason == f"Telegram {STRANGER} user {STRANGER}"


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_a_member_whose_role_has_no_right_to_money_is_refused(people: People, tap: Tap) -> None:
    await people.add("Xiao Wang", Role.SERVING, STRANGER)
    with pytest.raises(MayNot):
        await tap(STRANGER)


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_that_nothing_came_in_is_said_by_one(container: Container, case_id: str, tap: Tap) -> None:
    assert isinstance(await tap(LI), Proposal)
    declined = await tap(HAN, Decision.NOT_RECEIVED)
    assert isinstance(declined, CaseCard)
    assert declined.decision is Decision.NOT_RECEIVED
    late = await tap(HAN)
    assert isinstance(late, CaseCard)
    assert (late.decision, late.decided_now) == (Decision.NOT_RECEIVED, False)


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_nobody_tapped_within_a_day_and_the_next_tap_is_a_first_one_again(
    clock: MovableClock, tap: Tap
) -> None:
    first = await tap(LI)
    clock.advance(seconds=LAPSES_AFTER.total_seconds())
    later = await tap(HAN)
    assert isinstance(first, Proposal)
    assert isinstance(later, Proposal)
    assert (later.by_name, later.id != first.id) == ("Han Mei", True)


@on_sqlite
async def test_of_a_shop_with_fewer_than_two_such_members_one_decides_as_before(
    people: People, tap: Tap
) -> None:
    await people.add("Li Lei", Role.MONEY, LI)
    await people.add("Han Mei", Role.OWNER)  # not known by a Telegram account
    await people.add("Xiao Wang", Role.SERVING, HAN)
    decided = await tap(STRANGER)
    assert isinstance(decided, CaseCard)
    assert decided.decided_now


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_below_the_setting_one_decides(
    container: Container, clock: MovableClock, people: People, case_id: str
) -> None:
    above_all = people_of(container, clock, above_fen=10**9)
    decided = await _decisions(container, above_all, StaffRights()).decide(
        case_id, Decision.RECEIVED, "x", LI, WHY
    )
    assert isinstance(decided, CaseCard)
    assert decided.decided_now


@on_sqlite
@pytest.mark.usefixtures("two")
async def test_the_list_of_the_settings_still_says_who_may(
    container: Container, people: People, case_id: str
) -> None:
    only_han = StaffRights(seeing=frozenset({LI, HAN}), money=frozenset({HAN}))
    with pytest.raises(NoRight):
        await _decisions(container, people, only_han).decide(case_id, Decision.RECEIVED, "x", LI, WHY)
