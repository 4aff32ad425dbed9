"""What is wanted of a note by its name in plain words leads to the screens of its buttons; nothing is done without a tap."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.tracked.results import TrackedField
from domain.tracked.wordings import NoteWish, said_of_a_note, wants_a_change
from handlers.buttons.tracked import AskDeleteTracked, DeleteTracked, KeepTracked
from tests.handlers.tracked.test_beside_bills import note
from tests.support.asking import Asker, buttons, words
from tests.support.clock import MovableClock
from tests.support.people import arrive


@pytest.fixture
def database_kind() -> str:
    """What is shown does not depend on the kind."""
    return "sqlite"


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    clock.move_to(date(2026, 1, 5), time(10))
    customer = await arrive(container)
    for said in (
        "花呗 3999 分12期 每期357.24 每月10号还",
        "白条 还剩8期 每期268 每月15号还",
        "房贷 每月20号 4213.55 还到2041年",
    ):
        await note(container, customer, said)
    return customer


@pytest.mark.parametrize(
    ("said", "wish", "name"),
    [
        ("删掉花呗那笔", NoteWish.DELETE, "花呗"),
        ("帮我把白条那笔删了吧", NoteWish.DELETE, "白条"),
        ("花呗不用记了", NoteWish.DELETE, "花呗"),
        ("把白条改成每月12号", NoteWish.CHANGE, "白条"),
        ("房貸改成4300", NoteWish.CHANGE, "房贷"),
        ("改一下花呗", NoteWish.CHANGE, "花呗"),
        ("白条别提醒了", NoteWish.MUTE, "白条"),
        ("关掉花呗的提醒", NoteWish.MUTE, "花呗"),
        ("房贷还剩几期", NoteWish.LOOK, "房贷"),
        ("花呗几号还", NoteWish.LOOK, "花呗"),
        ("花呗这个月还了", NoteWish.LOOK, "花呗"),
        ("借呗还完了", NoteWish.LOOK, "借呗"),
    ],
)
def test_what_is_wanted_of_which_note_is_read(said: str, wish: NoteWish, name: str) -> None:
    read = said_of_a_note(said)
    assert read is not None
    assert (read.wish, read.name) == (wish, name)
    assert wants_a_change(said) == (wish is not NoteWish.LOOK)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("白条改成12号", TrackedField.DUE),
        ("白条改成月底", TrackedField.DUE),
        ("房贷改成4300", TrackedField.AMOUNT),
        ("房贷月供改成4,300元", TrackedField.AMOUNT),
        ("花呗改成还剩6期", TrackedField.PERIODS),
        ("花呗改名叫花呗手机", TrackedField.NAME),
    ],
)
def test_what_it_is_to_be_says_what_is_changed(said: str, field: TrackedField) -> None:
    read = said_of_a_note(said)
    assert read is not None
    assert read.changes[0] is field


async def test_a_deletion_is_asked_once_more(container: Container, owner: CustomerView) -> None:
    shown = await Asker(container, owner).says("删掉花呗那笔")
    assert "删除 <b>花呗</b> 的全部记录" in words(shown)
    assert isinstance(buttons(shown)[0].action, DeleteTracked)
    assert len((await container.services.tracked.overview(owner.id)).bills) == 3


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("把白条改成每月12号", "每月 12 号还，下次 1月12日"),
        ("房贷改成4300", "每期：<b>¥4,300.00</b>"),
        ("花呗改成还剩6期", "还剩 6 期"),
        ("白条改名叫京东", "<b>京东</b>"),
    ],
)
async def test_a_change_is_read_back_and_holds_with_a_tap(
    container: Container, owner: CustomerView, said: str, told: str
) -> None:
    shown = await Asker(container, owner).says(said)
    assert told in words(shown)
    keep = buttons(shown)[0].action
    assert isinstance(keep, KeepTracked)
    before = (await container.services.tracked.overview(owner.id)).bills
    assert {bill.terms.name for bill in before} == {"花呗", "白条", "房贷"}
    await container.services.tracked.keep(owner.id, keep.draft_id)
    assert len((await container.services.tracked.overview(owner.id)).bills) == 3


async def test_what_cannot_be_read_as_a_change_shows_the_note(
    container: Container, owner: CustomerView
) -> None:
    shown = await Asker(container, owner).says("白条改成随便吧")
    assert "改还款日" in [button.label for button in buttons(shown)]
    assert await container.services.tracked.draft(owner.id) is None


async def test_a_note_is_silenced_and_looked_at_by_its_name(
    container: Container, owner: CustomerView
) -> None:
    asker = Asker(container, owner)
    assert "这一笔现在不提醒" in words(await asker.says("白条别提醒了"))
    assert "1月10日" in words(await asker.says("花呗几号还"))
    assert "<b>房贷</b>" in words(await asker.says("房贷"))


async def test_of_two_of_a_name_it_is_asked_which(container: Container, owner: CustomerView) -> None:
    await note(container, owner, "花呗手机 还剩3期 每期100 每月8号还")
    shown = await Asker(container, owner).says("删掉花呗手机那笔")
    assert "<b>花呗手机</b>" in words(shown)
    await note(container, owner, "房贷公积金 还剩3期 每期100 每月8号还")
    await note(container, owner, "房贷商贷 还剩3期 每期100 每月8号还")
    await container.services.tracked.delete(owner.id, await _id_of(container, owner, "房贷"))
    which = await Asker(container, owner).says("删掉房贷那笔")
    assert [type(button.action) for button in buttons(which)][:2] == [AskDeleteTracked] * 2


async def _id_of(container: Container, owner: CustomerView, name: str) -> str:
    bills = (await container.services.tracked.overview(owner.id)).bills
    return next(bill.bill_id for bill in bills if bill.terms.name == name)


@pytest.mark.parametrize("said", ["改手机号", "花呗可以分期吗", "把还款日改成12号", "删除账号", "改地址"])
async def test_what_names_no_note_is_answered_as_before(
    container: Container, owner: CustomerView, said: str
) -> None:
    asked = words(await Asker(container, owner).says(said))
    assert asked == words(await Asker(container, await arrive(container, 77)).says(said))
