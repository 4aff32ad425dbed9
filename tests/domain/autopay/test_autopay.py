"""Automatic debit: from the cards of who authorised it, in the lender's windows, once, whatever happens beside it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.sandbox.charge_book import ChargeBook
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain import tables as t
from domain.audit.service import AuditService
from domain.autopay.debit_run import TELL_AFTER
from domain.autopay.notices import NewCardContent
from domain.autopay.rules import WINDOW_LASTS, windows_of
from domain.customers.consents import Purpose
from domain.customers.results import CustomerView
from domain.dates import at_beijing
from domain.errors import InvalidInput, NotFound
from domain.identity.errors import IdentityMissing
from domain.loans.results import BillState
from domain.notices.bill_notices import BillsContent, DueContent
from domain.notices.holidays import FundingAdvice, Holiday
from domain.outbox.results import NoticeKind, SkipReason
from domain.payments.gateways import GatewayRegistry
from domain.terms import DebitTerms, NoticeTerms
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.privacy.test_privacy import consent_of
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, repay_next

CARD, OTHER_CARD = "6222020000000000018", "6217000000000000020"
DUE = date(2026, 2, 5)
BILL_FEN = 35_724


@dataclass
class Bank:
    container: Container
    gateway: FaultyApp
    book: ChargeBook

    def charged_fen(self) -> int:
        rows = self.book._db.execute(
            "SELECT COALESCE(SUM(amount_fen), 0) FROM charges WHERE id NOT IN (SELECT id FROM declined)"
        )
        return int(rows.fetchone()[0])


@pytest.fixture
async def bank(settings: Settings, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Bank]:
    """The services with the gateway on a socket of its own; lenders debit at 09:00 and 20:00, also in part."""
    book = book_in(tmp_path)
    app = FaultyApp(book)
    async with serving(app) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        spec = catalog()
        terms = DebitTerms((time(9), time(20)), partial=True)
        lenders = tuple(replace(one, debit=terms) for one in spec.institutions)
        await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
        yield Bank(container, app, book)
        await container.aclose()
    book.close()


async def subscribed(container: Container, *numbers: str) -> CustomerView:
    """Somebody with twelve bills of ¥357.24 who authorised debits from these cards."""
    customer = await arrive(container)
    await buy(container, customer)
    for place, number in enumerate(numbers):
        await container.services.autopay.add_card(customer.id, number, 100 + place, sure=True)
    await container.services.autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    return customer


async def run_at(container: Container, clock: MovableClock, day: date, at: time) -> dict[str, int]:
    return await container.debit_runner.run(clock.move_to(day, at))


async def open_bills(container: Container, customer: CustomerView) -> list[int]:
    return [bill.owed_fen for bill in (await container.services.bills.open_bills(customer.id)).bills]


async def planned(container: Container, kind: NoticeKind) -> int:
    async with container.engine.connect() as connection:
        rows = await connection.execute(select(col(t.Notice.kind)).where(col(t.Notice.kind) == kind))
        return len(rows.all())


async def require_clean_books(container: Container) -> None:
    audit = AuditService(container.store)
    assert [violation async for _, found in audit.loans() for violation in found] + await audit.across() == []


# Cards and the authorisation


async def test_of_a_card_only_token_and_last_four_are_kept(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    view = await bank.container.services.autopay.view(customer.id)
    assert [card.last_four for card in view.cards] == ["0018"]
    async with bank.container.engine.connect() as connection:
        stored = str((await connection.execute(text("SELECT * FROM payment_cards"))).all())
    assert CARD not in stored
    assert "card_" not in stored  # the token is encrypted


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("六二二二", "characters"),
        ("6222 0200", "length"),
        ("6222020000000000019", "check_digit"),
        ("6225750000000006", "not_debit"),
        ("6258580000000001", "not_debit"),  # not known before the table was whole
        ("6222540000000009", "not_debit"),  # 准贷记卡
        ("6205200000000000014", "not_debit"),  # prepaid
        ("6217000000000000013", "name_mismatch"),
        ("6217000000000000021", "declined"),
    ],
)
async def test_a_number_that_cannot_be_bound_says_why_and_binds_nothing(
    bank: Bank, typed: str, reason: str
) -> None:
    customer = await arrive(bank.container)
    await buy(bank.container, customer)
    with pytest.raises(InvalidInput) as refused:
        sure = reason in ("not_debit", "name_mismatch", "declined")
        await bank.container.services.autopay.add_card(customer.id, typed, 1, sure=sure)
    assert refused.value.reason == reason
    assert typed == "" or typed not in str(refused.value)
    assert (await bank.container.services.autopay.view(customer.id)).cards == ()


@on_sqlite
async def test_an_old_card_that_fails_the_check_digit_is_bound_when_it_is_sure(bank: Bank) -> None:
    customer = await arrive(bank.container)
    await buy(bank.container, customer)
    card = await bank.container.services.autopay.add_card(customer.id, "6222020000000000019", 1, sure=True)
    assert card.last_four == "0019"


@on_sqlite
async def test_the_same_message_handled_again_binds_nothing_twice(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    again = await bank.container.services.autopay.add_card(customer.id, CARD, 100, sure=False)
    cards = (await bank.container.services.autopay.view(customer.id)).cards
    assert [card.card_id for card in cards] == [again.card_id]


@on_sqlite
async def test_nobody_binds_a_card_without_a_verified_name(bank: Bank) -> None:
    customer = await arrive(bank.container)
    with pytest.raises(IdentityMissing):
        await bank.container.services.autopay.add_card(customer.id, CARD, 1, sure=False)


async def test_an_authorisation_needs_a_card_and_is_given_once(bank: Bank) -> None:
    customer = await arrive(bank.container)
    service = bank.container.services.autopay
    with pytest.raises(NotFound):
        await service.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    await buy(bank.container, customer)
    await service.add_card(customer.id, CARD, 1, sure=False)
    agreed = [service.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN") for _ in range(3)]
    assert all(view.debits for view in await asyncio.gather(*agreed))
    async with bank.container.engine.connect() as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM debit_mandates"))) == 1


async def consents(bank: Bank, customer: CustomerView) -> set[Purpose]:
    view = await bank.container.services.privacy.view(customer.id)
    return {one.purpose for one in view.consents} - {Purpose.IDENTITY, Purpose.LENDER}


@on_sqlite
async def test_binding_a_card_and_having_it_debited_are_consented_to_each_by_itself(bank: Bank) -> None:
    customer = await arrive(bank.container)
    await buy(bank.container, customer)
    service = bank.container.services.autopay
    await service.add_card(customer.id, CARD, 1, sure=False)
    assert await consents(bank, customer) == {Purpose.BINDING}
    await service.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    assert await consents(bank, customer) == {Purpose.BINDING, Purpose.DEBIT}
    await service.revoke(customer.id)
    assert await consents(bank, customer) == {Purpose.BINDING}


@on_sqlite
async def test_consent_to_debits_taken_back_leaves_the_cards(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    privacy = bank.container.services.privacy
    consent_id = consent_of(await privacy.view(customer.id), Purpose.DEBIT)
    await privacy.withdraw(customer.id, consent_id)
    view = await bank.container.services.autopay.view(customer.id)
    assert (view.active, len(view.cards)) == (False, 1)
    assert await consents(bank, customer) == {Purpose.BINDING}


@on_sqlite
async def test_consent_to_binding_taken_back_ends_debits_and_removes_the_cards(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    privacy = bank.container.services.privacy
    consent_id = consent_of(await privacy.view(customer.id), Purpose.BINDING)
    await privacy.withdraw(customer.id, consent_id)
    view = await bank.container.services.autopay.view(customer.id)
    assert (view.active, view.cards) == (False, ())
    assert await consents(bank, customer) == set()


async def test_what_was_consented_to_for_cards_at_once_is_taken_back_at_once(bank: Bank) -> None:
    """As it was asked for until November 2026."""
    customer = await subscribed(bank.container, CARD)
    async with bank.container.engine.begin() as connection:
        await connection.execute(text("DELETE FROM consents WHERE purpose = 'binding'"))
        await connection.execute(text("UPDATE consents SET purpose = 'card' WHERE purpose = 'debit'"))
    assert await consents(bank, customer) == {Purpose.CARD}
    privacy = bank.container.services.privacy
    await privacy.withdraw(customer.id, consent_of(await privacy.view(customer.id), Purpose.CARD))
    view = await bank.container.services.autopay.view(customer.id)
    assert (view.active, view.cards) == (False, ())
    assert await consents(bank, customer) == set()


@on_sqlite
async def test_nobody_touches_anothers_card(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    (card,) = (await bank.container.services.autopay.view(customer.id)).cards
    stranger = await arrive(bank.container, telegram_id=2)
    for action in (bank.container.services.autopay.prefer, bank.container.services.autopay.remove):
        with pytest.raises(NotFound):
            await action(stranger.id, card.card_id)


# The run


@on_sqlite
async def test_what_is_due_is_taken_in_the_window_and_not_before_the_day(
    bank: Bank, clock: MovableClock
) -> None:
    customer = await subscribed(bank.container, CARD)
    assert await run_at(bank.container, clock, date(2026, 2, 4), time(9, 1)) == {}
    assert await run_at(bank.container, clock, DUE, time(8, 30)) == {}
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"posted": 1}
    assert await run_at(bank.container, clock, DUE, time(9, 31)) == {}
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {}
    assert len(await open_bills(bank.container, customer)) == 11
    assert bank.charged_fen() == BILL_FEN
    assert await planned(bank.container, NoticeKind.PAYMENT) == 1
    await require_clean_books(bank.container)


@on_sqlite
async def test_the_second_card_is_tried_where_the_first_has_too_little(
    bank: Bank, clock: MovableClock
) -> None:
    customer = await subscribed(bank.container, CARD, OTHER_CARD)
    bank.book.cards.set_balance("0018", 10_000)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"posted": 1}
    assert len(await open_bills(bank.container, customer)) == 11
    assert bank.charged_fen() == BILL_FEN


async def test_a_preferred_card_is_tried_first(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD, OTHER_CARD)
    _, second = (await bank.container.services.autopay.view(customer.id)).cards
    await bank.container.services.autopay.prefer(customer.id, second.card_id)
    bank.book.cards.set_balance("0020", 50_000)
    await run_at(bank.container, clock, DUE, time(9, 1))
    assert bank.book._db.execute("SELECT balance_fen FROM cards WHERE last_four = '0020'").fetchone() == (
        50_000 - BILL_FEN,
    )


@on_sqlite
async def test_where_no_card_has_it_all_the_most_there_is_is_taken_and_the_rest_in_the_next_window(
    bank: Bank, clock: MovableClock
) -> None:
    customer = await subscribed(bank.container, CARD, OTHER_CARD)
    bank.book.cards.set_balance("0018", 10_000)
    bank.book.cards.set_balance("0020", 20_000)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"partial": 1}
    assert (await open_bills(bank.container, customer))[0] == BILL_FEN - 20_000
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 0
    bank.book.cards.set_balance("0018", None)
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"posted": 1}
    assert bank.charged_fen() == BILL_FEN
    await require_clean_books(bank.container)


@on_sqlite
async def test_a_lender_that_takes_no_part_takes_nothing(bank: Bank, clock: MovableClock) -> None:
    spec = catalog()
    whole = tuple(replace(one, debit=DebitTerms((time(9), time(20)))) for one in spec.institutions)
    await catalog_importer(bank.container.store).apply(replace(spec, institutions=whole), {})
    await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 10_000)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"declined": 1}
    assert bank.charged_fen() == 0


@on_sqlite
async def test_only_after_the_last_window_the_customer_is_told_that_it_failed(
    bank: Bank, clock: MovableClock
) -> None:
    await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 0)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"declined": 1}
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 0
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"declined": 1}
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 1
    assert await planned(bank.container, NoticeKind.PAYMENT) == 0


@on_sqlite
async def test_what_is_late_is_tried_again_on_the_days_after(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 0)
    await run_at(bank.container, clock, DUE, time(20, 1))
    bank.book.cards.set_balance("0018", None)
    assert await run_at(bank.container, clock, date(2026, 2, 6), time(9, 1)) == {"posted": 1}
    assert bank.charged_fen() > BILL_FEN  # with the penalty of a day
    assert len(await open_bills(bank.container, customer)) == 11


@on_sqlite
async def test_switched_off_nothing_is_taken_and_the_bill_stays_due(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    await bank.container.services.autopay.revoke(customer.id)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {}
    (bill, *_) = (await bank.container.services.bills.open_bills(customer.id)).bills
    assert bill.state is BillState.DUE_TODAY


@on_sqlite
async def test_a_removed_card_is_not_charged(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    (card,) = (await bank.container.services.autopay.view(customer.id)).cards
    await bank.container.services.autopay.remove(customer.id, card.card_id)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {}
    assert bank.charged_fen() == 0


@on_sqlite
async def test_what_was_paid_by_hand_is_not_debited(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    clock.move_to(DUE, time(8))
    await repay_next(bank.container, customer)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {}
    assert bank.charged_fen() == BILL_FEN


@on_sqlite
async def test_without_a_clear_answer_nothing_is_taken_twice_and_the_sweep_finds_it(
    bank: Bank, clock: MovableClock
) -> None:
    customer = await subscribed(bank.container, CARD)
    bank.gateway.lose_next_answer = 1
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"unknown": 1}
    (bill, *_) = (await bank.container.services.bills.open_bills(customer.id)).bills
    assert bill.state is BillState.PAYING
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"in_flight": 1}
    await bank.container.services.payments.reconcile(clock.now())
    assert len(await open_bills(bank.container, customer)) == 11
    assert bank.charged_fen() == BILL_FEN
    await require_clean_books(bank.container)


@on_sqlite
async def test_revoked_between_two_cards_nothing_more_is_taken(
    bank: Bank, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await subscribed(bank.container, CARD, OTHER_CARD)
    bank.book.cards.set_balance("0018", 0)
    taken = bank.container.debit_runner._taken

    async def and_then_revoke(candidate: Any, card: Any, *rest: Any) -> Any:
        outcome = await taken(candidate, card, *rest)
        await bank.container.services.autopay.revoke(customer.id)
        return outcome

    monkeypatch.setattr(bank.container.debit_runner, "_taken", and_then_revoke)
    await run_at(bank.container, clock, DUE, time(9, 1))
    assert bank.charged_fen() == 0


def test_no_window_is_so_late_that_its_failure_could_not_be_told_before_22() -> None:
    windows = windows_of(DebitTerms(windows=tuple(time(hour) for hour in range(8, 24))), time(23, 0))
    found_out = at_beijing(DUE, windows[-1]) + WINDOW_LASTS + timedelta(minutes=10)
    assert found_out + TELL_AFTER < at_beijing(DUE, time(22, 0))


async def test_a_missed_last_window_is_told_once(bank: Bank, clock: MovableClock) -> None:
    await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 0)
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"declined": 1}
    assert await run_at(bank.container, clock, DUE, time(21, 10)) == {"missed": 1}
    assert await run_at(bank.container, clock, DUE, time(21, 40)) == {}
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 1
    assert bank.charged_fen() == 0


async def test_without_a_way_to_charge_the_customer_is_told(
    bank: Bank, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribed(bank.container, CARD)
    monkeypatch.setattr(bank.container.services.payments, "_gateways", GatewayRegistry())
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"declined": 1}
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 1


@on_sqlite
async def test_unclear_in_the_last_window_is_told_if_it_turns_out_that_nothing_was_taken(
    bank: Bank, clock: MovableClock
) -> None:
    customer = await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 0)
    bank.gateway.lose_next_answer = 1
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"unknown": 1}
    await bank.container.services.payments.reconcile(clock.move_to(DUE, time(20, 10)))
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 1
    (bill, *_) = (await bank.container.services.bills.open_bills(customer.id)).bills
    assert bill.state is BillState.DUE_TODAY


@on_sqlite
async def test_a_card_that_cannot_be_told_from_a_bound_one_is_refused_with_the_reason(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    with pytest.raises(InvalidInput) as refused:
        await bank.container.services.autopay.add_card(customer.id, CARD, 200, sure=False)
    assert refused.value.reason == "known"
    assert len((await bank.container.services.autopay.view(customer.id)).cards) == 1


async def test_two_processes_debit_a_bill_once(bank: Bank, settings: Settings, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    url = str(bank.container.outside.payment_methods.vault._http.base_url)  # type: ignore[union-attr]
    rival = build_container(settings.model_copy(update={"payment_url": url}), clock)
    now = clock.move_to(DUE, time(9, 1))
    counts = await asyncio.gather(
        *(container.debit_runner.run(now) for container in (bank.container, rival) * 3)
    )
    assert sum(one.get("posted", 0) for one in counts) == 1
    assert bank.charged_fen() == BILL_FEN
    assert len(await open_bills(bank.container, customer)) == 11
    await require_clean_books(bank.container)
    await rival.aclose()


@on_sqlite
async def test_a_claim_of_a_dead_process_is_taken_over_and_charges_nothing_twice(
    bank: Bank, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await subscribed(bank.container, CARD)

    async def die(*_: Any, **__: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(bank.container.debit_runner, "_close", die)  # after the money moved
        await run_at(bank.container, clock, DUE, time(9, 1))
    assert await run_at(bank.container, clock, DUE, time(9, 5)) == {}
    assert await run_at(bank.container, clock, DUE, time(9, 30)) == {}  # nothing is due any more
    assert bank.charged_fen() == BILL_FEN
    assert len(await open_bills(bank.container, customer)) == 11


@on_sqlite
async def test_after_downtime_a_window_that_is_over_is_made_up_by_the_next(
    bank: Bank, clock: MovableClock
) -> None:
    await subscribed(bank.container, CARD)
    assert await run_at(bank.container, clock, DUE, time(12, 0)) == {}
    assert await run_at(bank.container, clock, DUE, time(20, 1)) == {"posted": 1}
    assert await run_at(bank.container, clock, DUE, time(23, 0)) == {}


@on_sqlite
async def test_the_day_before_those_who_are_debited_are_told_from_which_card(
    bank: Bank, clock: MovableClock
) -> None:

    await subscribed(bank.container, CARD)
    await buy(bank.container, await arrive(bank.container, telegram_id=2), plan_id="consumer-3")
    channel = RecordingChannel()
    notices = delivery_service(bank.container, channel)
    await notices.plan(clock.move_to(date(2026, 2, 4), time(9, 0)))
    await notices.deliver(clock.now())
    debited = [content.debit is not None for content in channel.contents(DueContent)]
    assert sorted(debited) == [False, True]


@on_sqlite
async def test_before_a_long_holiday_those_who_are_debited_are_told_when_to_fund_the_card(
    bank: Bank, clock: MovableClock
) -> None:

    clock.move_to(date(2026, 1, 20), time(12, 0))  # the first bill falls into the Spring Festival
    await subscribed(bank.container, CARD)
    other = await arrive(bank.container, telegram_id=2)
    await buy(bank.container, other, plan_id="consumer-3")
    channel = RecordingChannel()
    notices = delivery_service(bank.container, channel)
    await notices.plan(clock.move_to(date(2026, 2, 13), time(9, 0)))
    await notices.deliver(clock.now())
    to = (telegram_id for telegram_id, _ in channel.received)
    advised = dict(zip(to, (one.funding for one in channel.contents(DueContent)), strict=True))
    assert advised[2] is None
    advice = next(one for telegram_id, one in advised.items() if telegram_id != 2)
    assert advice == FundingAdvice(Holiday.SPRING_FESTIVAL, date(2026, 2, 14))


@on_sqlite
@pytest.mark.parametrize(("rung", "named"), [(28, 1), (27, 2)])
async def test_what_is_late_is_not_told_again_in_the_evening_by_a_failed_debit(
    bank: Bank, clock: MovableClock, rung: int, named: int
) -> None:

    await subscribed(bank.container, CARD)
    bank.book.cards.set_balance("0018", 0)
    spec = catalog()
    terms = DebitTerms((time(9), time(20)))
    lenders = [replace(one, debit=terms, notices=NoticeTerms(overdue=(rung,))) for one in spec.institutions]
    await catalog_importer(bank.container.store).apply(replace(spec, institutions=tuple(lenders)), {})
    channel = RecordingChannel()
    notices = delivery_service(bank.container, channel)
    for day in (date(2026, 3, 4), date(2026, 3, 5)):  # the second bill is due, the first 28 days late
        for at in (time(9, 0), time(20, 1), time(20, 30)):
            now = clock.move_to(day, at)
            await notices.plan(now)
            await bank.container.debit_runner.run(now)
            await notices.deliver(now)
    assert channel.kinds.count(NoticeKind.OVERDUE) == 1
    failed = [one for one in channel.contents(BillsContent) if one.kind is NoticeKind.DEBIT_FAILED]
    assert [len(content.bills) for content in failed] == [named]


def test_a_lender_without_windows_of_its_own_has_the_usual_ones() -> None:
    assert lender().debit == DebitTerms()


@on_sqlite
async def test_a_whole_loan_with_automatic_debit_is_one_notice_a_period_and_its_receipt(
    bank: Bank, clock: MovableClock
) -> None:
    """From a week before each due day to the day after it; one more before National Day, and one of the new card."""
    customer = await subscribed(bank.container, CARD)
    channel = RecordingChannel()
    minutes: list[tuple[date, time]] = []
    channel.before = lambda: minutes.append((clock.now().date(), clock.now().time()))
    notices = delivery_service(bank.container, channel)
    due_days = [bill.due_date for bill in (await bank.container.services.bills.open_bills(customer.id)).bills]
    for due in due_days:
        for before in range(8, -2, -1):
            day = due - timedelta(days=before)
            await notices.plan(clock.move_to(day, time(0, 5)))
            await notices.deliver(clock.move_to(day, time(9)))
            await run_at(bank.container, clock, day, time(9, 1))
            await notices.deliver(clock.move_to(day, time(9, 30)))
    assert await open_bills(bank.container, customer) == []
    kinds = Counter(channel.kinds)
    assert kinds.pop(NoticeKind.NEW_CARD) == 1
    assert kinds == {NoticeKind.DUE_SOON: len(due_days) + 1, NoticeKind.PAYMENT: len(due_days)}
    ahead = [content for _, content in channel.received if isinstance(content, DueContent)]
    assert all(content.debit is not None for content in ahead)
    told = Counter((content.due_date - content.today).days for content in ahead)
    assert told == {1: len(due_days), 7: 1}
    assert len(minutes) - len(set(minutes)) == 1  # the new card, which is word of its own


@on_sqlite
async def test_without_automatic_debit_the_days_stay_as_they_were(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    await bank.container.services.autopay.revoke(customer.id)
    channel = RecordingChannel()
    notices = delivery_service(bank.container, channel)
    for before in range(8, -1, -1):
        await notices.plan(clock.move_to(DUE - timedelta(days=before), time(0, 5)))
        await notices.deliver(clock.move_to(DUE - timedelta(days=before), time(9)))
    assert channel.kinds == [NoticeKind.DUE_SOON] * 3 + [NoticeKind.DUE_TODAY]


@on_sqlite
async def test_who_chose_the_day_before_away_is_told_on_the_due_day(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    preferences = bank.container.services.preferences
    assert (await preferences.choose_day(customer.id, 1, wanted=False)).before == ()
    channel = RecordingChannel()
    notices = delivery_service(bank.container, channel)
    for before in range(8, -1, -1):
        await notices.plan(clock.move_to(DUE - timedelta(days=before), time(0, 5)))
        await notices.deliver(clock.move_to(DUE - timedelta(days=before), time(9)))
    assert channel.kinds == [NoticeKind.DUE_TODAY]
    reasons = {one.reason for one in (await preferences.notices(customer.id, 0)).notices if one.reason}
    assert reasons == {SkipReason.NOT_THAT_DAY}


@on_sqlite
async def test_the_record_says_that_a_debit_made_a_notice_needless(bank: Bank, clock: MovableClock) -> None:
    customer = await subscribed(bank.container, CARD)
    notices = delivery_service(bank.container, RecordingChannel())
    for before in (7, 3, 1, 0):
        await notices.plan(clock.move_to(DUE - timedelta(days=before), time(0, 5)))
        await notices.deliver(clock.move_to(DUE - timedelta(days=before), time(9)))
    told = (await bank.container.services.preferences.notices(customer.id, 0)).notices
    assert sorted((one.kind, one.status, one.reason) for one in told if one.kind) == [
        (NoticeKind.DUE_SOON, "sent", None),
        (NoticeKind.DUE_SOON, "skipped", SkipReason.BY_DEBIT),
        (NoticeKind.DUE_SOON, "skipped", SkipReason.BY_DEBIT),
        (NoticeKind.DUE_TODAY, "skipped", SkipReason.BY_DEBIT),
    ]


@on_sqlite
async def test_the_first_debit_from_a_card_is_told_once(bank: Bank, clock: MovableClock) -> None:
    """Whoever has not bound it is to know."""
    customer = await subscribed(bank.container, CARD)
    await run_at(bank.container, clock, DUE, time(9, 5))
    assert await planned(bank.container, NoticeKind.NEW_CARD) == 1
    await run_at(bank.container, clock, date(2026, 3, 5), time(9, 5))
    assert await planned(bank.container, NoticeKind.NEW_CARD) == 1
    assert len(await open_bills(bank.container, customer)) == 10
    channel = RecordingChannel()
    await delivery_service(bank.container, channel).send_transactional(clock.now())
    (content,) = [one for _, one in channel.received if isinstance(one, NewCardContent)]
    assert content.card.last_four == "0018"


@on_sqlite
async def test_a_bound_card_is_known_be_automatic_debit_on_or_off(bank: Bank) -> None:
    customer = await subscribed(bank.container, CARD)
    standing = bank.container.services.standing
    await bank.container.services.autopay.revoke(customer.id)
    assert (await standing.of(customer.id)).has_card
    (card,) = (await bank.container.services.autopay.view(customer.id)).cards
    await bank.container.services.autopay.remove(customer.id, card.card_id)
    assert not (await standing.of(customer.id)).has_card
