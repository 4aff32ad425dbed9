"""Verbs of the shop's people go through the services of the chat: permitted, recorded, and above the setting by two."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.console.services import ConsoleServices, build_services
from bot.wiring import Container
from domain.cases.types import CaseKind, CaseStatus, Decision
from domain.errors import NotFound, Stale
from domain.payments.external import ExternalPaymentService
from domain.payments.results import ReportOutcome
from domain.returns.results import ReturnStatus
from domain.staff import passwords
from domain.staff.errors import MayNot, ProposalOver, ReasonMissing
from domain.staff.types import LogFilter, Outcome, ProposalStatus, Role, Subject, Verb
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.returning import ask
from tests.support.staff import People, people_of


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@dataclass
class Stage:
    """A desk where one yuan and more takes two, and one where nothing does."""

    container: Container
    people: People
    careful: ConsoleServices
    easy: ConsoleServices

    async def told(self, subject: Subject) -> list[tuple[Verb, Outcome, str]]:
        page = await self.people.log.read(LogFilter(subject=subject))
        return [(line.verb, line.outcome, line.reason or "") for line in reversed(page.lines)]

    async def reported(self) -> tuple[str, str, str]:
        """A customer says that a bill is paid elsewhere: the case, its payment, and whose it is."""
        customer = await arrive(self.container)
        await buy(self.container, customer)
        bill = (await self.container.services.bills.open_bills(customer.id)).bills[0]
        case = await self.container.services.support.paid_elsewhere(customer.id, bill.loan_id)
        (waiting,) = await self.careful.desk.external.waiting()
        return case.case_id, waiting.payment_id, customer.id


@pytest.fixture
def stage(container: Container, clock: MovableClock) -> Stage:
    store, cipher = container.store, container.cipher
    return Stage(
        container,
        people_of(container, clock, above_fen=100),
        build_services(store, clock, cipher, above_fen=100, real=clock),
        build_services(store, clock, cipher, above_fen=10**9, real=clock),
    )


async def test_money_that_came_in_elsewhere_is_taken_by_two_and_posted_once(stage: Stage) -> None:
    first, second = await stage.people.member("Li Lei"), await stage.people.member("Han Mei", Role.MONEY)
    case_id, payment_id, _ = await stage.reported()
    desk = stage.careful.desk
    with pytest.raises(ReasonMissing):
        await desk.decide_case(first, case_id, Decision.RECEIVED)
    proposed = await desk.decide_case(first, case_id, Decision.RECEIVED, "机构对账单有")
    assert proposed.outcome is Outcome.PROPOSED
    assert proposed.proposal is not None
    assert (await desk.cases.card(case_id)).decision is None, "nothing moved yet"
    done = await desk.confirm(second, proposed.proposal.id)
    assert done.proposal is not None
    assert (done.outcome, done.proposal.status) == (Outcome.DONE, ProposalStatus.DONE)
    card = await desk.cases.card(case_id)
    assert (card.decision, card.decided_by) == (Decision.RECEIVED, "Li Lei、Han Mei")
    again = await ExternalPaymentService(stage.container.store, stage.container.clock).confirm_received(
        payment_id, card.amount_fen or 0, f"case {card.number}"
    )
    assert again is ReportOutcome.ALREADY_APPLIED
    with pytest.raises(ProposalOver):
        await desk.confirm(second, proposed.proposal.id)
    assert await stage.told(proposed.proposal.subject) == [
        (Verb.DECIDE_CASE, Outcome.PROPOSED, "机构对账单有"),
        (Verb.DECIDE_CASE, Outcome.CONFIRMED, ""),
        (Verb.DECIDE_CASE, Outcome.DONE, ""),
    ]


@on_sqlite
async def test_what_was_decided_meanwhile_in_the_chat_stays(stage: Stage) -> None:
    first, second = await stage.people.member("Li Lei"), await stage.people.member("Han Mei")
    case_id, _, _ = await stage.reported()
    desk = stage.careful.desk
    proposed = await desk.decide_case(first, case_id, Decision.RECEIVED, "对账单")
    await stage.container.staff_service.decide(case_id, Decision.NOT_RECEIVED, "老李", 711)
    assert proposed.proposal is not None
    confirmed = await desk.confirm(second, proposed.proposal.id)
    assert confirmed.outcome is Outcome.UNCHANGED
    assert (await desk.cases.card(case_id)).decision is Decision.NOT_RECEIVED


@on_sqlite
async def test_below_the_setting_one_person_is_enough_and_the_beginning_is_recorded_first(
    stage: Stage,
) -> None:
    member = await stage.people.member("Li Lei", Role.MONEY)
    _, payment_id, _ = await stage.reported()
    desk = stage.easy.desk
    with pytest.raises(ReasonMissing):
        await desk.confirm_payment(member, payment_id, "BANK-1", " ")
    assert (await desk.confirm_payment(member, payment_id, "BANK-1", "对账单")).outcome is Outcome.DONE
    with pytest.raises(NotFound):
        await desk.confirm_payment(member, payment_id, "BANK-1", "对账单")
    lines = [line for line in (await stage.people.log.read()).lines if line.verb is Verb.CONFIRM_PAYMENT]
    assert [line.outcome for line in reversed(lines)] == [Outcome.BEGUN, Outcome.DONE]
    assert lines[0].amount_fen


@on_sqlite
async def test_a_return_is_booked_or_declined_and_never_both(stage: Stage) -> None:
    member = await stage.people.member("Li Lei", Role.MONEY)
    customer = await arrive(stage.container)
    order = await buy(stage.container, customer)
    asked = await ask(stage.container, customer, order, {1: 1})
    desk = stage.easy.desk
    assert (await desk.book_return(member, asked.return_id, "货到了")).outcome is Outcome.DONE
    assert (await desk.book_return(member, asked.return_id, "货到了")).outcome is Outcome.UNCHANGED
    declined = await desk.decline_return(member, asked.return_id, "超过期限")
    assert declined.outcome is Outcome.REFUSED
    assert (await desk.returns.find_return(asked.return_id)).status is ReturnStatus.BOOKED


@on_sqlite
async def test_words_reach_the_case_once_and_stand_in_no_log(stage: Stage) -> None:
    clerk = await stage.people.member("王丽", Role.SERVING)
    customer = await arrive(stage.container)
    support, desk = stage.container.services.support, stage.easy.desk
    case = await support.turn_to(customer.id, None)
    await support.write(customer.id, case.case_id, "什么时候发货", 5)
    for _ in range(2):
        answered = await desk.answer_case(clerk, case.case_id, "明天发", 77)
    assert answered.customer_id == customer.id
    card = await desk.cases.card(case.case_id)
    assert [(line.text, line.by) for line in card.lines] == [("什么时候发货", None), ("明天发", "王丽")]
    assert card.status is CaseStatus.ANSWERED
    (waiting,) = await desk.cases.for_customers(customer.id)
    assert waiting.line.text == "明天发"
    assert "明天发" not in str(await stage.people.log.read())
    assert (await desk.decide_case(clerk, case.case_id, Decision.DONE)).outcome is Outcome.DONE


@on_sqlite
async def test_who_may_answer_may_not_decide_what_moves_something(stage: Stage) -> None:
    clerk, viewer = (
        await stage.people.member("Wang", Role.SERVING),
        await stage.people.member("Li", Role.VIEWING),
    )
    customer = await arrive(stage.container)
    await buy(stage.container, customer)
    bill = (await stage.container.services.bills.open_bills(customer.id)).bills[0]
    case = await stage.container.services.support.request(customer.id, CaseKind.WRONG_AMOUNT, bill.loan_id)
    desk = stage.easy.desk
    for member, tried in (
        (clerk, desk.decide_case(clerk, case.case_id, Decision.CORRECT)),
        (viewer, desk.answer_case(viewer, case.case_id, "好", 1)),
    ):
        with pytest.raises(MayNot):
            await tried
        newest = (await stage.people.log.read(LogFilter(by=member.id))).lines[0]
        assert newest.outcome is Outcome.NO_RIGHT
    assert (await desk.cases.card(case.case_id)).decision is None
    owner = await stage.people.member("Owner")
    with pytest.raises(Stale):
        await desk.decide_case(owner, case.case_id, Decision.RECEIVED)
    assert (await stage.people.log.read()).lines[0].outcome is Outcome.REFUSED
