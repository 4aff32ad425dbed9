"""A customer moves to another Telegram account whole, and only after the old one could say no."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.cli.audit import audit
from bot.settings import Settings
from bot.wiring import Container, delivery_service
from domain.billtexts.messages import read_message
from domain.cases.types import CaseCard, CaseStatus, CaseView, Decision, StopReason
from domain.checkout.results import CheckoutStep
from domain.customers.errors import AccountFrozen
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound, Stale
from domain.moves.errors import CannotMove, OwnPurchases, TooManyMoves
from domain.moves.notices import MoveAskedContent, MovedContent
from domain.moves.results import WAIT, MoveStatus
from domain.moves.steps import announce
from domain.outbox.results import NoticeKind
from domain.sharing.errors import InvitationGone
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.sharing.conftest import link, share
from tests.support.builders import ADULT
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, reach_confirmation, verify

OLD, NEW = 1, 2
OTHER = "110101199003078515"


@pytest.fixture
async def old(container: Container, settings: Settings) -> CustomerView:
    """Somebody with an order."""
    customer = await arrive(container, OLD)
    await buy(container, customer)
    return customer


@pytest.fixture
async def new(container: Container) -> CustomerView:
    """The same person under another account, with nothing in it."""
    return await arrive(container, NEW)


async def agree(settings: Settings) -> None:
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches


async def card_of(container: Container, case: CaseView) -> CaseCard:
    return await container.staff_service.card(case.case_id)


async def decide(container: Container, case: CaseView, decision: Decision = Decision.PROVEN) -> CaseCard:
    return await container.staff_service.decide(case.case_id, decision, "小王", 7)


async def announced(container: Container, new: CustomerView, typed: str = ADULT) -> CaseView:
    """Ask, prove it to the staff, and let the old account hear of it."""
    case = await container.services.moves.ask(new.id, typed)
    await decide(container, case)
    await heard(container)
    return case


async def heard(container: Container) -> RecordingChannel:
    """Send what waits to be told."""
    channel = RecordingChannel()
    await delivery_service(container, channel).deliver(container.clock.now())
    return channel


async def move_of(container: Container, old: CustomerView) -> str:
    found = await container.services.moves.announced(old.id)
    assert found is not None
    return found[0]


async def test_everything_follows_after_the_wait_and_the_old_chat_is_a_stranger(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    support, moves = container.services.support, container.services.moves
    asked = await support.turn_to(old.id, None)
    await support.write(old.id, asked.case_id, "原来的问题", 7)
    await container.services.security.set_word(old.id, "春暖花开")
    draft = await reach_confirmation(container, old, product_id="lamp", plan_id="consumer-3")
    case = await announced(container, new)
    assert await moves.carry_out_due(clock.advance(hours=23)) == {}
    assert (await arrive(container, OLD)).id == old.id
    assert await moves.next_due() == clock.now() + timedelta(hours=1)
    assert await moves.carry_out_due(clock.advance(hours=1)) == {"done": 1}
    moved = await arrive(container, NEW)
    assert (moved.id, moved.is_new) == (old.id, False)
    assert len((await container.services.bills.open_bills(moved.id)).bills) == 12
    assert (await container.services.security.view(moved.id)).word == "春暖花开"
    with pytest.raises(Stale):
        await container.services.checkout.back(moved.id, draft.draft_id, CheckoutStep.CONFIRM)
    # A message of the new chat with the number of one of the old chat is no message of it.
    await support.write(moved.id, asked.case_id, "新的问题", 7)
    lines = [word.line.text for word in await container.staff_service.for_staff() if word.line]
    assert lines == ["原来的问题", "新的问题"]
    stranger = await arrive(container, OLD)
    assert stranger.is_new
    assert stranger.id not in (old.id, new.id)
    assert (await container.services.bills.open_bills(stranger.id)).bills == ()
    assert (await card_of(container, case)).customer_id == old.id  # the record stays with whom it is about
    await agree(settings)


@on_sqlite
async def test_the_address_of_a_calendar_that_the_old_chat_shows_ends_with_the_move(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    feeds = container.services.feeds
    secrets = [(await feeds.make(one.id)).secret for one in (old, new)]
    await announced(container, new)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    moved = await arrive(container, NEW)
    assert await feeds.view(moved.id) is None
    assert [await feeds.file(secret) for secret in secrets if secret is not None] == [None, None]


async def test_who_watches_the_old_account_goes_on_and_what_the_dissolved_one_shared_ends(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    sharing, watcher = container.services.sharing, await arrive(container, 5)
    kept, ended = await share(container, old, watcher), await share(container, new, watcher)
    theirs = await share(container, watcher, new)
    await announced(container, new)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    moved = await arrive(container, NEW)
    assert [one.sharing_id for one in (await sharing.page(watcher.id)).watching] == [kept]
    assert (await sharing.watched(watcher.id, kept)).coming
    own = (await sharing.page(moved.id)).own
    assert own is not None
    assert own.sharing_id == kept
    assert (await sharing.page(watcher.id)).own is None  # the one who watched is no more
    for gone in (ended, theirs):
        with pytest.raises(NotFound):
            await sharing.watched(moved.id, gone)


@on_sqlite
async def test_a_link_that_the_old_chat_shows_is_none_after_the_move(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    secrets = [await link(container, one) for one in (old, new)]
    await announced(container, new)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    stranger = await arrive(container, 5)
    for secret in secrets:
        with pytest.raises(InvitationGone):
            await container.services.sharing.invitation(stranger.id, secret)


@on_sqlite
async def test_two_accounts_of_one_person_that_watched_each_other_watch_nobody_after_the_move(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await share(container, old, new)
    await share(container, new, old)
    await announced(container, new)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    page = await container.services.sharing.page((await arrive(container, NEW)).id)
    assert (page.own, page.watching) == (None, ())


@on_sqlite
async def test_what_was_noted_before_the_move_is_kept_beside_what_comes(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    tracked = container.services.tracked
    for who, said in ((old, "车贷 还剩8期 每期268 每月15号"), (new, "花呗 还剩3期 每期100 每月20号")):
        draft = await tracked.begin(who.id, said)
        await tracked.keep(who.id, draft.draft_id)
    await container.services.income.tell(old.id, "10号8000")
    await container.services.income.tell(new.id, "25号2000")
    told = read_message(
        "【招商银行】您尾号6021的信用卡账单300元，到期还款日1月14日。", container.services.today()
    )
    (received,) = await container.services.received.receive(new.id, told.bills)
    await announced(container, new)
    assert await container.services.moves.carry_out_due(clock.advance(hours=24)) == {"done": 1}
    moved = await arrive(container, NEW)
    kept = (await tracked.overview(moved.id)).bills
    assert {(bill.terms.name, bill.left) for bill in kept} == {("车贷", 8), ("花呗", 3)}
    incomes = (await container.services.income.plan(moved.id)).incomes
    assert [one.terms.day for one in incomes] == [10, 25]
    assert (await container.services.received.look(moved.id, received.received_id)).read == received.read


async def test_the_old_account_is_told_first_and_the_new_one_afterwards(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await decide(container, await container.services.moves.ask(new.id, ADULT))
    (told,) = (await heard(container)).contents(MoveAskedContent)
    assert told.kind == NoticeKind.MOVE_ASKED
    assert await container.services.moves.announced(old.id) == (told.move_id, clock.now() + WAIT)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    channel = await heard(container)
    (done,) = channel.contents(MovedContent)
    assert done.stopped is None
    assert [number for number, _ in channel.received] == [NEW]


@on_sqlite
async def test_what_was_not_sent_yet_goes_to_the_new_chat(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    await heard(container)
    async with container.store.write() as uow:
        await uow.outbox.enqueue(old.id, NoticeKind.ATTEMPTS, clock.now().date(), "", clock.now())
        await uow.commit()
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    channel = await heard(container)
    assert NoticeKind.ATTEMPTS in channel.kinds
    assert {number for number, _ in channel.received} == {NEW}


@on_sqlite
async def test_while_a_notice_is_on_its_way_to_the_old_chat_nothing_moves(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    async with container.store.write() as uow:
        await uow.outbox.enqueue(old.id, NoticeKind.ATTEMPTS, clock.now().date(), "", clock.now())
        await uow.commit()
    async with container.store.write() as uow:
        assert await uow.outbox.claim("worker", clock.now(), 10)
        await uow.commit()
    moves = container.services.moves
    assert await moves.carry_out_due(clock.advance(hours=24)) == {}
    assert (await arrive(container, OLD)).id == old.id
    async with container.store.write() as uow:
        await uow.outbox.release_stale(clock.now())
        await uow.commit()
    assert await moves.carry_out_due(clock.now()) == {"done": 1}


@on_sqlite
async def test_not_me_in_the_old_account_stops_it_for_good(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await announced(container, new)
    move_id = await move_of(container, old)
    for _ in range(2):  # tapped twice
        await container.services.moves.say_no(old.id, move_id)
    with pytest.raises(Stale):
        await container.services.moves.say_yes(old.id, move_id)
    assert await container.services.moves.carry_out_due(clock.advance(hours=48)) == {}
    assert (await arrive(container, OLD)).id == old.id
    (told,) = (await heard(container)).contents(MovedContent)
    assert told.stopped is StopReason.NOT_ME
    shown = (await card_of(container, case)).move
    assert shown is not None
    assert shown.stopped is StopReason.NOT_ME
    with pytest.raises(Stale):  # the same proof moves nothing again
        async with container.store.write() as uow:
            await announce(uow, case.case_id, container.cipher, clock.now())
    await agree(settings)


async def test_the_old_account_can_move_at_once_and_two_taps_move_once(
    container: Container, settings: Settings, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    move_id = await move_of(container, old)
    await heard(container)
    outcomes = await asyncio.gather(
        *(container.services.moves.say_yes(old.id, move_id) for _ in range(3)), return_exceptions=True
    )
    assert outcomes.count(MoveStatus.DONE) == 1
    assert all(
        each in (MoveStatus.DONE, MoveStatus.ANNOUNCED) or isinstance(each, Stale) for each in outcomes
    )
    assert (await arrive(container, NEW)).id == old.id
    assert await container.services.moves.farewells() == ()
    await agree(settings)


@on_sqlite
async def test_nobody_but_the_old_account_says_yes_or_no(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    move_id, other = await move_of(container, old), await arrive(container, 3)
    for someone in (new, other):
        for say in (container.services.moves.say_no, container.services.moves.say_yes):
            with pytest.raises(NotFound):
                await say(someone.id, move_id)
    assert await container.services.moves.announced(new.id) is None


@on_sqlite
async def test_who_asks_hears_the_same_whether_there_is_such_an_account(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    curious = await arrive(container, 3)
    found = await container.services.moves.ask(new.id, ADULT)
    nobody = await container.services.moves.ask(curious.id, OTHER)
    assert (found.kind, found.status, found.is_new) == (nobody.kind, nobody.status, nobody.is_new)
    views = [await container.services.moves.view(each.id) for each in (new, curious)]
    assert all(view.is_asked and view.moves_at is None for view in views)
    copies = [str((await container.services.privacy.copy(each.id)).held) for each in (new, curious)]
    assert not any(old.id in copy or "old_customer" in copy for copy in copies)
    assert (await heard(container)).kinds == []  # nobody else hears of it either
    assert (await card_of(container, nobody)).move is not None
    with pytest.raises(Stale):
        await decide(container, nobody)
    shown = (await card_of(container, found)).move
    assert shown is not None
    assert shown.old is not None
    assert (shown.old.name_mask, shown.old.orders, shown.old.open_loans) == ("张**", 1, 1)


async def test_an_order_number_finds_its_account_and_another_text_is_asked_for_again(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    orders = await container.services.orders.orders(old.id, 0)
    with pytest.raises(InvalidInput):
        await container.services.moves.ask(new.id, "你好")
    case = await container.services.moves.ask(new.id, orders.orders[0].number.lower())
    shown = (await card_of(container, case)).move
    assert shown is not None
    assert shown.old is not None


@on_sqlite
async def test_whom_an_open_case_is_about_never_changes(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    """Proof of one account must not move another."""
    victim = await arrive(container, 3)
    await verify(container, victim, OTHER)
    moves = container.services.moves
    case = await moves.ask(new.id, ADULT)
    assert (await moves.ask(new.id, OTHER)).case_id == case.case_id
    await decide(container, case)
    assert await moves.announced(victim.id) is None
    assert await moves.announced(old.id) is not None


@on_sqlite
async def test_without_proof_nothing_moves_and_the_old_account_hears_nothing(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await container.services.moves.ask(new.id, ADULT)
    await decide(container, case, Decision.NOT_PROVEN)
    assert (await heard(container)).kinds == []
    assert await container.services.moves.carry_out_due(clock.advance(hours=48)) == {}
    again = await container.services.moves.ask(new.id, ADULT)
    assert again.case_id != case.case_id
    assert again.status is CaseStatus.WAITING


@on_sqlite
async def test_so_many_a_day_are_asked_for(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    moves = container.services.moves
    for _ in range(3):
        case = await moves.ask(new.id, OTHER)
        await decide(container, case, Decision.NOT_PROVEN)
    with pytest.raises(TooManyMoves):
        await moves.ask(new.id, ADULT)
    clock.advance(hours=25)
    assert (await moves.ask(new.id, ADULT)).is_new


@on_sqlite
async def test_two_accounts_with_contracts_stay_two(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    """The safe one of merging and refusing: nothing of either is lost, and the line is one anyway."""
    case = await announced(container, new)
    await buy(container, new, product_id="lamp", plan_id="consumer-3")
    assert await container.services.moves.carry_out_due(clock.advance(hours=24)) == {"stopped": 1}
    channel = await heard(container)
    told = {
        number: (content.stopped, content.stays)
        for number, content in channel.received
        if isinstance(content, MovedContent)
    }
    # The old one, which was told that it would move, is told that it stays.
    assert told == {NEW: (StopReason.OWN_PURCHASES, False), OLD: (StopReason.OWN_PURCHASES, True)}
    assert [(await arrive(container, number)).id for number in (OLD, NEW)] == [old.id, new.id]
    with pytest.raises(OwnPurchases):
        await container.services.moves.ask(new.id, ADULT)
    shown = (await card_of(container, case)).move
    assert shown is not None
    assert shown.stopped is StopReason.OWN_PURCHASES
    await agree(settings)


@on_sqlite
async def test_no_frozen_account_moves(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    await container.services.security.freeze(old.id)
    assert await container.services.moves.carry_out_due(clock.advance(hours=24)) == {"stopped": 1}
    assert (await arrive(container, OLD)).id == old.id
    case = await container.services.moves.ask(new.id, ADULT)
    shown = (await card_of(container, case)).move
    assert shown is not None
    assert shown.old is not None
    assert shown.old.is_frozen
    with pytest.raises(Stale):
        await decide(container, case)
    await container.services.security.freeze(new.id)
    with pytest.raises(AccountFrozen):
        await container.services.moves.ask(new.id, ADULT)


async def test_who_stopped_the_assistant_in_the_old_chat_is_told_when_they_come_back(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    moves = container.services.moves
    await announced(container, new)
    await container.services.customers.mark_blocked(OLD)
    await moves.carry_out_due(clock.advance(hours=24))
    (farewell,) = await moves.farewells()
    assert farewell.chat_id == OLD
    await moves.said_farewell(farewell.move_id, reached=False)
    assert await moves.farewells() == ()
    assert not await moves.has_left(NEW)
    assert [await moves.has_left(OLD) for _ in range(2)] == [True, False]  # once
    assert (await container.services.customers.view(old.id)).telegram_id == NEW


async def test_a_chat_that_was_told_is_not_told_again(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    moves = container.services.moves
    await announced(container, new)
    await moves.carry_out_due(clock.advance(hours=24))
    (farewell,) = await moves.farewells()
    await moves.said_farewell(farewell.move_id, reached=True)
    assert not await moves.has_left(OLD)


async def test_a_move_that_broke_off_in_the_middle_is_made_whole_by_the_next_round(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await announced(container, new)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("domain.moves.steps.seal_account", die)
        with pytest.raises(KeyboardInterrupt):
            await container.services.moves.carry_out_due(clock.advance(hours=24))
    assert [(await arrive(container, number)).id for number in (OLD, NEW)] == [old.id, new.id]
    assert await container.services.moves.carry_out_due(clock.now()) == {"done": 1}
    assert (await arrive(container, NEW)).id == old.id


@on_sqlite
async def test_who_moved_can_move_on_and_come_back(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    moves = container.services.moves
    await announced(container, new)
    await moves.carry_out_due(clock.advance(hours=24))
    back = await arrive(container, OLD)
    await announced(container, back)
    await moves.carry_out_due(clock.advance(hours=24))
    assert (await arrive(container, OLD)).id == old.id
    await agree(settings)


async def test_who_asked_and_who_was_asked_about_can_be_deleted_meanwhile(
    container: Container, clock: MovableClock, new: CustomerView
) -> None:
    verified = await arrive(container, OLD)
    await verify(container, verified)
    case = await container.services.moves.ask(new.id, ADULT)
    assert await container.services.privacy.erase(verified.id) is None
    with pytest.raises(Stale):
        await decide(container, case)
    assert await container.services.privacy.erase(new.id) is None
    assert await container.services.moves.carry_out_due(clock.advance(hours=48)) == {}


async def test_the_number_that_was_left_is_sealed_and_forgotten(
    container: Container, clock: MovableClock
) -> None:
    number = 9_900_000_077
    old, new = await arrive(container, number), await arrive(container, NEW)
    await buy(container, old)
    await announced(container, new)
    await container.services.moves.carry_out_due(clock.advance(hours=24))
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM account_moves"))).all()
    assert str(number) not in str(rows)
    (farewell,) = await container.services.moves.farewells()
    assert farewell.chat_id == number


async def test_where_the_asking_account_is_deleted_the_old_one_hears_that_it_stays(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await announced(container, new)
    version = (await card_of(container, case)).version
    assert await container.services.privacy.part(new.id)
    card = await card_of(container, case)
    assert card.move is not None
    assert (card.move.stopped, card.move.moves_at) == (StopReason.GONE, None)
    assert card.version > version  # the staff chat is shown it
    assert await container.services.privacy.erase(new.id) is None
    channel = await heard(container)
    (told,) = channel.contents(MovedContent)
    assert told.stays
    assert [number for number, _ in channel.received] == [OLD]
    assert await container.services.moves.carry_out_due(clock.advance(hours=48)) == {}
    await agree(settings)


async def test_where_the_old_account_is_deleted_the_asking_one_and_the_card_say_so(
    container: Container, settings: Settings, new: CustomerView
) -> None:
    verified = await arrive(container, OLD)
    await verify(container, verified)
    case = await announced(container, new)
    assert await container.services.privacy.erase(verified.id) is None
    (told,) = (await heard(container)).contents(MovedContent)
    assert (told.stopped, told.stays) == (StopReason.GONE, False)
    card = await card_of(container, case)
    assert card.move is not None
    assert (card.move.old, card.move.stopped) == (None, StopReason.GONE)
    assert not (await container.services.moves.view(new.id)).is_asked
    await agree(settings)


@on_sqlite
async def test_who_keeps_an_account_parts_from_nothing(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    """With an open loan it is not deleted."""
    await announced(container, new)
    assert not await container.services.privacy.part(old.id)
    assert await container.services.moves.announced(old.id) is not None


@on_sqlite
async def test_the_staff_reads_why_a_move_cannot_be_decided(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    rival = await arrive(container, 3)
    other = await container.services.moves.ask(rival.id, ADULT)
    case = await container.services.moves.ask(new.id, ADULT)
    await container.services.security.freeze(old.id)
    with pytest.raises(CannotMove) as refused:
        await decide(container, case)
    assert refused.value.why is StopReason.FROZEN
    frozen = await container.services.support.current(old.id)
    assert frozen is not None
    await container.staff_service.decide(frozen.case_id, Decision.RELEASED, "小王", 7)
    await decide(container, case)
    with pytest.raises(CannotMove) as refused:
        await decide(container, other)
    assert refused.value.is_announced
    await container.services.moves.say_no(old.id, await move_of(container, old))
    await container.services.support.write(new.id, case.case_id, "怎么样了", 7)
    with pytest.raises(CannotMove) as refused:
        await decide(container, case)
    assert refused.value.is_over
