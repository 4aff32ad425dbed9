"""One other person sees a customer's due dates: by a link that works once, after they agreed, until either ends it."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.errors import AccountFrozen
from domain.customers.results import CustomerView
from domain.errors import DomainError, NotFound
from domain.sharing.dates import AHEAD
from domain.sharing.errors import (
    InvitationExpired,
    InvitationGone,
    InvitationUsed,
    OwnInvitation,
    TooManyInvitations,
    TooManyWatched,
)
from domain.sharing.results import SharingStatus, SharingView
from domain.sharing.rules import masked
from domain.sharing.service import LINK_LASTS, LINKS_A_DAY, MOST_WATCHED
from tests.domain.sharing.conftest import link, note, share
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy


async def own(container: Container, customer: CustomerView) -> SharingView:
    found = (await container.services.sharing.page(customer.id)).own
    assert found is not None
    return found


async def test_nobody_watches_before_they_agreed_and_nothing_is_shown_then(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing = container.services.sharing
    secret = await link(container, owner)
    asked = await sharing.invitation(watcher.id, secret)
    assert (asked.owner_name, asked.shows_amounts, asked.watches) == ("小*", False, None)
    assert (await sharing.page(watcher.id)).watching == ()
    with pytest.raises(NotFound):
        await sharing.watched(watcher.id, (await own(container, owner)).sharing_id)


async def test_who_agreed_sees_days_and_names_and_no_amount_unless_the_owner_says_so(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    order = await buy(container, owner)
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    seen = await sharing.watched(watcher.id, sharing_id)
    assert {due.amount_fen for due in seen.coming} == {None}
    assert (date(2026, 1, 10), "花呗", True) in [
        (due.day, due.title.in_("zh_CN"), due.is_note) for due in seen.coming
    ]
    assert next(due.day for due in seen.coming if not due.is_note) == order.bills[0].due_date
    await sharing.show_amounts(owner.id, shows=True)
    seen = await sharing.watched(watcher.id, sharing_id)
    assert (date(2026, 1, 10), 10_000) in [(due.day, due.amount_fen) for due in seen.coming]
    assert (await own(container, owner)).watcher_name == "王*"


async def test_of_what_has_nothing_in_two_months_the_next_day_is_seen(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    await note(container, owner, "欠我哥2000 年底还")
    order = await buy(container, owner)
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    seen = await sharing.watched(watcher.id, sharing_id)
    assert [(due.day, due.amount_fen, due.is_note) for due in seen.later] == [
        (date(2026, 12, 31), None, True)
    ]
    assert order.bills[0].due_date in {due.day for due in seen.coming if not due.is_note}
    assert all(due.day <= date(2026, 1, 5) + AHEAD for due in seen.coming)


async def test_a_second_tap_makes_no_other_link_and_agrees_once(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    secret = await link(container, owner)
    assert await link(container, owner) == secret
    sharing = container.services.sharing
    first = await sharing.accept(watcher.id, secret, "王芳")
    assert await sharing.accept(watcher.id, secret, "王芳") == first
    assert (await sharing.invitation(watcher.id, secret)).watches == first


async def test_a_link_works_once_and_never_for_who_made_it(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, stranger = container.services.sharing, await arrive(container, 3)
    secret = await link(container, owner)
    with pytest.raises(OwnInvitation):
        await sharing.accept(owner.id, secret, "小明")
    await sharing.accept(watcher.id, secret, "王芳")
    for asked in (sharing.invitation(stranger.id, secret), sharing.accept(stranger.id, secret, "李")):
        with pytest.raises(InvitationUsed):
            await asked
    await sharing.invite(owner.id, "小明")  # somebody watches already: nobody else is asked
    assert (await own(container, owner)).status is SharingStatus.ACTIVE


@pytest.mark.parametrize("wrong", ["", "x", "x" * 24, "y" * 500, "' OR 1=1 --"])
async def test_a_link_that_is_nobodys_is_none(
    container: Container, owner: CustomerView, watcher: CustomerView, wrong: str
) -> None:
    await link(container, owner)
    with pytest.raises(InvitationGone):
        await container.services.sharing.invitation(watcher.id, wrong)


async def test_a_link_is_gone_when_it_is_replaced_or_taken_back(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing = container.services.sharing
    first, before = await link(container, owner), await own(container, owner)
    await sharing.renew(owner.id, before.sharing_id)
    second = (await own(container, owner)).secret
    await sharing.renew(owner.id, before.sharing_id)  # a second tap
    assert (await own(container, owner)).secret == second != first
    with pytest.raises(InvitationGone):
        await sharing.accept(watcher.id, first, None)
    await sharing.end(owner.id, (await own(container, owner)).sharing_id)
    assert second is not None
    with pytest.raises(InvitationGone):
        await sharing.accept(watcher.id, second, None)


async def test_a_link_expires_with_the_end_of_its_last_day(
    container: Container, owner: CustomerView, watcher: CustomerView, clock: MovableClock
) -> None:
    secret, sharing = await link(container, owner), container.services.sharing
    last = (await own(container, owner)).valid_until
    assert last == container.services.today() + LINK_LASTS
    clock.move_to(last, time(23, 59))
    await sharing.invitation(watcher.id, secret)
    clock.move_to(last + timedelta(days=1), time(0, 0))
    with pytest.raises(InvitationExpired):
        await sharing.accept(watcher.id, secret, None)
    view = await own(container, owner)
    assert (view.is_expired, view.secret) == (True, None)


async def test_so_many_links_a_day_and_ending_does_not_begin_the_count_anew(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    sharing = container.services.sharing
    for _ in range(LINKS_A_DAY):
        await link(container, owner)
        await sharing.end(owner.id, (await own(container, owner)).sharing_id)
    with pytest.raises(TooManyInvitations):
        await sharing.invite(owner.id, "小明")
    clock.advance(days=1)
    await link(container, owner)


@on_sqlite
async def test_one_person_watches_so_many_others(container: Container, watcher: CustomerView) -> None:
    owners = [await arrive(container, 10 + number) for number in range(MOST_WATCHED + 1)]
    for one in owners[:-1]:
        await share(container, one, watcher)
    with pytest.raises(TooManyWatched):
        await share(container, owners[-1], watcher)
    assert len((await container.services.sharing.page(watcher.id)).watching) == MOST_WATCHED


async def test_of_several_who_open_the_link_at_once_in_two_processes_one_watches(
    settings: Settings, container: Container, clock: MovableClock, owner: CustomerView
) -> None:
    people = [await arrive(container, 20 + number) for number in range(4)]
    secret, rival = await link(container, owner), build_container(settings, clock)
    sides = [container.services.sharing, rival.services.sharing] * 2
    outcomes = await asyncio.gather(
        *(side.accept(one.id, secret, "王芳") for side, one in zip(sides, people, strict=True)),
        return_exceptions=True,
    )
    await rival.aclose()
    assert sorted(type(one).__name__ for one in outcomes) == ["InvitationUsed"] * 3 + ["str"]
    watching = [bool((await container.services.sharing.page(one.id)).watching) for one in people]
    assert watching.count(True) == 1


async def test_of_links_made_at_once_in_two_processes_there_is_one(
    settings: Settings, container: Container, clock: MovableClock, owner: CustomerView
) -> None:
    rival = build_container(settings, clock)
    await asyncio.gather(*(one.services.sharing.invite(owner.id, "小明") for one in (container, rival) * 3))
    await rival.aclose()
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT links FROM sharings"))).scalars().all()
    assert rows == [1]


async def test_two_who_watch_each_other_agree_at_once_and_neither_waits_for_ever(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing = container.services.sharing
    mine, theirs = await link(container, owner), await link(container, watcher, "芳")
    await asyncio.wait_for(
        asyncio.gather(sharing.accept(watcher.id, mine, "芳"), sharing.accept(owner.id, theirs, "小明")), 20
    )
    for one in (owner, watcher):
        page = await sharing.page(one.id)
        assert len(page.watching) == 1
        assert (await own(container, one)).status is SharingStatus.ACTIVE


async def test_the_owner_ends_it_and_a_second_tap_ends_nothing_new(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    await sharing.end(owner.id, sharing_id)
    with pytest.raises(NotFound):
        await sharing.watched(watcher.id, sharing_id)
    again = await share(container, owner, watcher)
    await sharing.end(owner.id, sharing_id)  # of the one that is over
    await sharing.leave(watcher.id, sharing_id)
    assert (await sharing.watched(watcher.id, again)).sharing_id == again


async def test_who_watches_leaves_and_nobody_else_can(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, stranger = container.services.sharing, await arrive(container, 3)
    sharing_id = await share(container, owner, watcher)
    await sharing.leave(stranger.id, sharing_id)
    await sharing.end(stranger.id, sharing_id)
    with pytest.raises(NotFound):
        await sharing.watched(stranger.id, sharing_id)
    for change in (
        sharing.renew(stranger.id, sharing_id),
        sharing.show_amounts(stranger.id, shows=True),
        sharing.show_name(stranger.id, "李"),
    ):
        with pytest.raises(NotFound):
            await change
    assert (await own(container, owner)).status is SharingStatus.ACTIVE
    await sharing.leave(watcher.id, sharing_id)
    assert (await sharing.page(owner.id)).own is None
    assert (await sharing.page(watcher.id)).watching == ()


async def test_while_an_account_is_frozen_nothing_is_shown_or_made_and_all_can_be_ended(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    await container.services.security.freeze(owner.id)
    seen = await sharing.watched(watcher.id, sharing_id)
    assert (seen.is_silent, seen.coming, seen.late) == (True, (), ())
    refused: list[type[DomainError]] = []
    for change in (
        sharing.show_amounts(owner.id, shows=True),
        sharing.show_name(owner.id, "小明"),
        sharing.renew(owner.id, sharing_id),
        sharing.invite(owner.id, "小明"),
    ):
        with pytest.raises(AccountFrozen) as caught:
            await change
        refused.append(caught.type)
    assert len(refused) == 4
    await sharing.end(owner.id, sharing_id)
    assert (await sharing.page(owner.id)).own is None


async def test_a_link_of_a_frozen_account_is_none_and_a_frozen_one_agrees_to_nothing(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, secret = container.services.sharing, await link(container, owner)
    frozen = await arrive(container, 3)
    await container.services.security.freeze(frozen.id)
    with pytest.raises(AccountFrozen):
        await sharing.accept(frozen.id, secret, None)
    await container.services.security.freeze(owner.id)
    with pytest.raises(InvitationGone):
        await sharing.accept(watcher.id, secret, None)


async def test_who_stops_the_assistant_shares_no_more_even_when_they_come_back(
    container: Container, owner: CustomerView, watcher: CustomerView, clock: MovableClock
) -> None:
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    assert await sharing.end_due() is None
    await container.services.customers.mark_blocked(owner.telegram_id)
    assert (await sharing.watched(watcher.id, sharing_id)).is_silent
    assert await sharing.end_due() == clock.now()
    assert (await container.prune(clock.now()))["ended"] == 1
    assert await sharing.end_due() is None
    await arrive(container, owner.telegram_id)
    assert (await sharing.page(owner.id)).own is None
    assert (await sharing.page(watcher.id)).watching == ()


async def test_what_is_written_down_opens_no_invitation_and_names_nobody(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    secret = await link(container, owner, "欧阳小明")
    await container.services.sharing.accept(watcher.id, secret, "王芳")
    async with container.engine.connect() as connection:
        (row,) = (await connection.execute(text("SELECT * FROM sharings"))).mappings().all()
    written = "".join(str(value) for value in row.values())
    assert [one for one in (secret, "欧阳", "王", "小明") if one in written] == []


async def test_a_row_in_which_another_watcher_was_written_shows_them_nothing(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, thief = container.services.sharing, await arrive(container, 3)
    sharing_id = await share(container, owner, watcher)
    async with container.engine.begin() as connection:
        await connection.execute(text("UPDATE sharings SET watcher_id = :thief"), {"thief": thief.id})
    assert (await sharing.page(thief.id)).watching == ()
    with pytest.raises(NotFound):
        await sharing.watched(thief.id, sharing_id)


async def test_a_link_that_was_made_another_owners_is_none(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    secret, other = await link(container, owner), await arrive(container, 3)
    async with container.engine.begin() as connection:
        await connection.execute(text("UPDATE sharings SET customer_id = :other"), {"other": other.id})
    with pytest.raises(InvitationGone):
        await container.services.sharing.invitation(watcher.id, secret)


async def test_a_name_is_shown_as_the_owner_says(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    sharing, sharing_id = container.services.sharing, await share(container, owner, watcher)
    await sharing.show_name(owner.id, None)
    assert (await sharing.watched(watcher.id, sharing_id)).owner_name is None
    await sharing.show_name(owner.id, "小明")
    assert (await sharing.watched(watcher.id, sharing_id)).owner_name == "小*"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("小明", "小*"),
        ("Alexander", "A***"),
        ("\u202e小\u200b 明", "小*"),
        ("明", "明"),
        (" \u200b", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_shows_its_first_letter(name: str | None, shown: str | None) -> None:
    assert masked(name) == shown


async def test_both_have_it_in_their_copy_without_the_other_and_it_goes_with_the_owner(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    privacy, sharing_id = container.services.privacy, await share(container, owner, watcher)
    copy = str((await privacy.copy(owner.id)).held["account"])
    assert "sharings" in copy
    assert [one for one in (watcher.id, "王", "secret") if one in copy] == []
    theirs = (await privacy.copy(watcher.id)).held
    assert theirs["account"]["watching"] == [{"owner_name": "小*", "since": "2026-01-05"}]
    assert owner.id not in str(theirs)
    await privacy.erase(owner.id)
    with pytest.raises(NotFound):
        await container.services.sharing.watched(watcher.id, sharing_id)


async def test_whoever_watches_can_be_deleted_and_whoever_must_stay_shares_no_more(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    await share(container, owner, watcher)
    assert await container.services.privacy.erase(watcher.id) is None
    assert (await container.services.sharing.page(owner.id)).own is None
    await buy(container, owner)
    other = await arrive(container, 3)
    await share(container, owner, other)
    assert await container.services.privacy.erase(owner.id) is not None  # the contract stays
    assert (await container.services.sharing.page(other.id)).watching == ()
    assert (await container.services.sharing.page(owner.id)).own is None


@on_sqlite
async def test_nobody_elses_dates_are_among_them(
    container: Container, owner: CustomerView, watcher: CustomerView
) -> None:
    other, sharing_id = await arrive(container, 3), await share(container, owner, watcher)
    await note(container, other, "白条 还剩8期 每期268 每月15号")
    await note(container, watcher, "车贷 还剩8期 每期268 每月16号")
    seen = await container.services.sharing.watched(watcher.id, sharing_id)
    assert {due.title.in_("zh_CN") for due in seen.coming} == {"花呗"}
