"""The staff's group: it becomes a supergroup, cannot be reached, and not everybody in it may do everything."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.engine import make_url

from bot.adapters.clock import SystemClock
from bot.settings import Settings
from bot.wiring import build_container
from domain.staff.types import Role
from tests.e2e.test_told_that_it_failed import all_taken
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import Process
from tests.support.sandbox_client import Seen
from tests.support.staff import people_of
from tests.support.staff_group import STRANGER, WANG, StaffGroup

OLD, NEW = -500, -1_000_500
HAN = 703
LATE = "2026-02-06T10:00"
SLOW_S = 2.0


@pytest.fixture
def group(installation: Installation) -> StaffGroup:
    installation.environment["STAFF_CHAT_ID"] = str(OLD)
    return StaffGroup(installation.sandbox, OLD)


@pytest.fixture
def asker(installation: Installation) -> Person:
    return Person(installation.sandbox, 21)


@asynccontextmanager
async def working(installation: Installation, group: StaffGroup, **settings: str) -> AsyncIterator[Process]:
    """The assistant, let into the group."""
    installation.environment |= settings
    async with installation.assistant() as process:
        await group.let_in()
        yield process
        assert await process.stop() == 0


async def ask(asker: Person, words: str) -> str:
    """Writes to the staff; what the customer reads."""
    await asker.say("找客服")
    await asker.press("直接写给客服")
    return (await asker.say(words)).text


async def late_and_in_trouble(asker: Person, group: StaffGroup) -> Seen:
    """A customer with a late bill has asked for time; the card in the group."""
    await asker.arrive()
    await asker.buy()
    await asker.sandbox.move_to(LATE)
    await asker.press("有困难")
    await asker.press("和客服商量")
    return await group.newest("有困难，想商量")


def said(process: Process, part: str) -> list[str]:
    return [line for line in process.lines if part in line]


# What fails


@pytest.fixture
def other(installation: Installation, database_url: str) -> sqlite3.Connection:
    """Another process that can take the file for itself."""
    installation.environment["SQLITE_BUSY_S"] = "0.3"
    return sqlite3.connect(str(make_url(database_url).database), isolation_level=None)


async def test_staff_whose_words_and_taps_could_not_be_written_down_are_told_so(
    installation: Installation, group: StaffGroup, asker: Person, other: sqlite3.Connection
) -> None:
    sandbox = installation.sandbox
    async with working(installation, group):
        card = await late_and_in_trouble(asker, group)
        await sandbox.fault("slow", chat_id=OLD, delay_s=SLOW_S, times=1)
        said = [
            asyncio.create_task(group.say("/cases")),
            asyncio.create_task(group.say("可以，先缓一缓", under=card.message_id)),
        ]
        tapped = asyncio.create_task(group.tap(card, "同意，暂停 30 天"))
        await asyncio.sleep(SLOW_S / 4)
        await all_taken(installation)
        other.execute("BEGIN IMMEDIATE")
        await group.newest("这一步没有办成")
        assert "这一步没有办成" in await tapped
        other.execute("ROLLBACK")
        await asyncio.gather(*said)
        assert (await group.heard())[-1].labels == ()  # those would be a customer's
        assert not [
            seen for seen in await asker.heard() if "缓一缓" in seen.text or "客服同意了" in seen.text
        ]


async def test_staff_whose_words_were_left_undone_for_long_are_told_so_once(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    sandbox = installation.sandbox
    async with working(installation, group):
        card = await late_and_in_trouble(asker, group)
    async with installation.assistant() as process:
        await sandbox.fault("slow", chat_id=OLD, delay_s=2 * SLOW_S, times=1)
        said = [
            asyncio.create_task(group.say(words, under=card.message_id))
            for words in ("可以", "先缓一缓", "缓到下个月")
        ]
        await asyncio.sleep(SLOW_S / 4)
        await all_taken(installation)
        await process.kill()
    await asyncio.gather(*said)
    await sandbox.move_to("2026-02-06T15:00")
    async with installation.assistant():
        told = [seen.text for seen in await group.heard()]
        assert sum("助手停了一阵" in text for text in told) == 1, told
        assert not [seen for seen in await asker.heard() if "缓" in seen.text]


# A supergroup


async def test_the_desk_goes_with_a_group_that_becomes_a_supergroup_and_stays_there_after_a_restart(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group) as process:
        await asker.arrive()
        assert "已转给客服" in await ask(asker, "快递到哪了")
        old_card, old_words = await group.newest("找客服"), await group.newest("快递到哪了")
        await group.upgrade(NEW)
        card = await group.newest("找客服")
        assert card.message_id > old_words.message_id
        assert "快递到哪了" in card.text
        for message_id in (
            old_card.message_id,
            old_words.message_id,
        ):  # a number of the old group is none here
            await group.say("谁的快递", under=message_id)
            assert "请回复带编号的那条消息" in (await group.heard())[-1].text
        await group.say("明天到", under=card.message_id)
        assert (await asker.last()).text == "💬 客服小王：\n明天到"
        (line,) = said(process, "STAFF_CHAT_ID")
        assert f"set STAFF_CHAT_ID={NEW}" in line
    sent_before = len(await asker.sandbox.requests())
    async with installation.assistant() as process:
        assert "已转给客服" in await ask(asker, "还没有到")
        assert (await group.newest("还没有到")).message_id > card.message_id
        assert said(process, f"set STAFF_CHAT_ID={NEW}")
    later = [one for one in (await asker.sandbox.requests())[sent_before:] if one["chat_id"] == OLD]
    assert later == []
    installation.environment["STAFF_CHAT_ID"] = str(NEW)  # as the operator was told
    async with installation.assistant() as process:
        assert "已转给客服" in await ask(asker, "到了")
        assert said(process, "STAFF_CHAT_ID") == []
    cards = [seen for seen in await group.heard() if "编号" in seen.text and "客户" in seen.text]
    assert sum("找客服" in seen.text for seen in cards) == 1  # edited in place, not sent anew


@pytest.mark.parametrize("told_in", ["old", "new"])
async def test_either_message_about_the_supergroup_is_enough(
    installation: Installation, group: StaffGroup, asker: Person, told_in: str
) -> None:
    async with working(installation, group):
        await asker.arrive()
        await ask(asker, "在吗")
        await group.upgrade(NEW, told_in=(told_in,))
        await group.say("在的", under=(await group.newest("找客服")).message_id)
        assert (await asker.last()).text.endswith("在的")


async def test_a_refusal_that_names_the_supergroup_moves_the_desk_and_loses_no_words(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group) as process:
        await asker.arrive()
        await ask(asker, "在吗")
        await group.upgrade_unheard(NEW)
        assert "已转给客服" in await ask(asker, "有人吗")
        await group.say("在的", under=(await group.newest("有人吗")).message_id)
        assert (await asker.last()).text.endswith("在的")
        assert len(said(process, f"set STAFF_CHAT_ID={NEW}")) == 1


async def test_a_group_that_is_not_the_staffs_moves_nothing(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group):
        await asker.arrive()
        await StaffGroup(installation.sandbox, -900).upgrade(-1_000_900)
        await ask(asker, "在吗")
        assert "在吗" in (await group.newest("在吗")).text


async def test_words_in_the_supergroup_that_are_as_old_as_words_in_the_group_reach_the_customer(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    """The staff's messages of both groups may have the same number, and are two."""
    async with working(installation, group):
        await asker.arrive()
        await ask(asker, "在吗")
        said_before = await numbered_reply(group, await group.newest("在吗"), "在的", 77)
        await group.upgrade(NEW)
        await numbered_reply(group, await group.newest("找客服"), "请讲", said_before)
        assert [seen.text[-2:] for seen in await asker.heard() if "💬" in seen.text] == ["在的", "请讲"]


async def numbered_reply(group: StaffGroup, under: Seen, text: str, message_id: int) -> int:
    message = group._message(message_id, {"id": WANG, "is_bot": False, "first_name": "小王"})
    bot = {"id": 1, "is_bot": True, "first_name": "Sandbox"}
    replied = group._message(under.message_id, bot)
    await group.inject({"message": message | {"text": text, "reply_to_message": replied}})
    return message_id


# Not to be reached


async def test_words_that_staff_did_not_get_are_not_said_to_be_passed_on(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group) as process:
        await asker.arrive()
        await group.throw_out()
        kept = await ask(asker, "在吗")
        assert "已经记下" in kept
        assert "已转给客服" not in kept
        await asker.say("有人吗")
        assert len(said(process, "cannot be reached")) == 1
        await asker.sandbox.clear_faults()
        await group.let_in()
        texts = [seen.text for seen in await group.heard()]
        assert sum(text.endswith("在吗") for text in texts) >= 1
        assert sum(text.endswith("有人吗") for text in texts) >= 1
        assert len(said(process, "can be reached again")) == 1
        assert "已转给客服" in (await asker.say("好")).text


async def test_without_a_staff_chat_words_are_kept_and_said_to_be(
    installation: Installation, asker: Person
) -> None:
    async with installation.assistant():
        await asker.arrive()
        kept = await ask(asker, "在吗")
        assert "已经记下" in kept
        assert "已转给客服" not in kept


async def test_a_staff_chat_that_is_away_for_a_month_is_asked_ever_less_often_and_logged_once(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with installation.assistant() as process:
        await asker.arrive()
        await ask(asker, "在吗")
        await asker.sandbox.advance("P29D")
        asked = [one for one in await asker.sandbox.requests("sendMessage") if one["chat_id"] == OLD]
        assert 25 <= len(asked) <= 40
        assert len(said(process, "cannot be reached")) == 1
        await group.let_in()
        assert (await group.newest("在吗")).text.endswith("在吗")


async def test_what_two_customers_write_at_once_stands_in_the_group_once(
    installation: Installation, group: StaffGroup
) -> None:
    async with working(installation, group):
        people = [Person(installation.sandbox, 30 + number) for number in range(6)]
        for person in people:
            await person.arrive()
            await person.say("找客服")
            await person.press("直接写给客服")
        await asyncio.gather(*(group.sandbox.say(person.id, f"这是{person.id}号") for person in people))
        await group.sandbox.idle()
        texts = [seen.text for seen in await group.heard() if "编号" in seen.text and "状态" not in seen.text]
        for person in people:
            words = [text for text in texts if text.endswith(f"：\n这是{person.id}号")]
            cards = [text for text in texts if text.startswith("找客服") and f"这是{person.id}号" in text]
            assert (len(words), len(cards)) == (1, 1)
            assert "已转给客服" in (await person.last()).text


async def test_a_card_that_telegram_refuses_for_what_it_says_holds_up_nobody_elses(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group) as process:
        other = Person(installation.sandbox, 22)
        await asker.arrive()
        await other.arrive()
        await group.throw_out()
        await ask(asker, "第一位")
        await ask(other, "第二位")
        await asker.sandbox.clear_faults()
        reason = "can't parse entities"  # of the welcome, and of the first card
        await asker.sandbox.fault("400", method="sendMessage", chat_id=OLD, times=2, description=reason)
        await group.let_in()
        texts = [seen.text for seen in await group.heard()]
        assert any(text.endswith("第二位") for text in texts)
        await asker.sandbox.advance("PT2H")
        cards = [seen for seen in await group.heard() if seen.text.startswith("找客服")]
        assert sum("第一位" in seen.text for seen in cards) == 1
        assert len(said(process, "is refused")) == 1
        assert len(said(process, "can be reached again")) == 1


async def test_an_answer_to_a_customer_who_cannot_be_reached_is_tried_ever_less_often(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group) as process:
        other = Person(installation.sandbox, 22)
        await asker.arrive()
        await other.arrive()
        await ask(asker, "在吗")
        await ask(other, "有人吗")
        await asker.sandbox.fault("400", method="sendMessage", chat_id=asker.id, share=1.0)
        before = len(await asker.sandbox.requests("sendMessage"))
        for part in ("在吗", "有人吗"):
            await group.say("在的", under=(await group.newest(part)).message_id)
        assert "还没确认送达" in (await group.newest("还没确认送达")).text
        assert (await other.last()).text.endswith("在的")  # who can be reached is
        await asker.sandbox.advance("P10D")
        sent = (await asker.sandbox.requests("sendMessage"))[before:]
        assert 8 <= len([one for one in sent if one["chat_id"] == asker.id]) <= 20
        assert len(said(process, "could not be brought")) == 1
        await asker.sandbox.clear_faults()
        await asker.sandbox.advance("P1D")
        assert (await asker.last()).text.endswith("在的")


# Who may do what

RIGHTS = {"STAFF_IDS": f"{WANG}", "STAFF_MONEY_IDS": "711, 712"}


async def test_who_may_not_decide_is_told_so_and_nothing_changes(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group, **RIGHTS) as process:
        card = await late_and_in_trouble(asker, group)
        label = "同意，暂停 90 天"
        for by, part in ((WANG, "没有决定这件事的权限"), (STRANGER, "不在客服名单里")):
            shown = await group.tap(card, label, by=by)
            assert part in shown
            assert str(by) in shown
        await asker.press_data(card.data_of(label))  # forged in a private chat
        assert "等客服" in (await group.newest("有困难，想商量")).text
        assert not [seen for seen in await asker.heard() if "客服同意了" in seen.text]
        assert await group.tap(card, label, by=711, name="老李") == ""
        assert "90 天内不再提醒" in (await asker.sandbox.wait_for(asker.id, "客服同意了")).text
        assert "老李：同意，暂停 90 天" in (await group.newest("有困难，想商量")).text
        assert not any(str(number) in line for line in process.lines for number in (WANG, STRANGER, 711))


async def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group, **RIGHTS):
        card = await late_and_in_trouble(asker, group)
        data = card.data_of("同意，暂停 30 天")
        shown = await group.taps(card.message_id, data, (711, "老李"), (712, "老张"))
        assert sorted(text[:5] for text in shown) == ["", "已经处理过"]
        assert len([seen for seen in await asker.heard() if "客服同意了" in seen.text]) == 1


async def test_words_of_who_is_not_on_the_list_stay_in_the_group(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group, **RIGHTS):
        await asker.arrive()
        await ask(asker, "在吗")
        words = (await group.newest("在吗")).message_id
        heard = len(await asker.heard())
        await group.say("骗您的", under=words, by=STRANGER)
        assert "这句话没有发给客户" in (await group.heard())[-1].text
        for hidden_behind in (OLD, -1_000_777):  # an anonymous administrator, a channel
            await group.say("谁说的", under=words, on_behalf_of=hidden_behind)
            assert "这句话没有发给客户" in (await group.heard())[-1].text
        assert len(await asker.heard()) == heard
        await group.say("/cases", by=STRANGER)
        assert "看不了这里的事" in (await group.heard())[-1].text
        await group.say("/cases")
        assert "还没结束的 1 件" in (await group.heard())[-1].text
        await group.say("在的", under=words, by=711)  # who may decide may also answer
        assert (await asker.last()).text.endswith("在的")


async def test_an_album_under_a_card_gets_one_answer_whoever_sends_it(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group, **RIGHTS):
        await asker.arrive()
        await ask(asker, "在吗")
        words = (await group.newest("在吗")).message_id
        for by, part in ((WANG, "请用文字回复"), (STRANGER, "这句话没有发给客户")):
            before = len(await group.heard())
            await group.send_album(under=words, by=by)
            (answer,) = (await group.heard())[before:]
            assert part in answer.text


async def test_without_a_list_an_anonymous_administrator_answers_without_a_name(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group):
        await asker.arrive()
        await ask(asker, "在吗")
        await group.say("在的", under=(await group.newest("在吗")).message_id, on_behalf_of=OLD)
        assert (await asker.last()).text == "💬 客服：\n在的"
        assert "匿名管理员：在的" in (await group.newest("找客服")).text


async def test_the_staff_is_led_to_the_console_and_nobody_else(
    installation: Installation, group: StaffGroup
) -> None:
    address = "https://console.example.com"
    async with working(installation, group, CONSOLE_URL=address, STAFF_IDS=str(WANG)):
        await group.say("/console", by=STRANGER)
        await group.newest("您不在客服名单里")
        await group.say("/console@fenqi_sandbox_bot")
        offered = await group.newest("后台在网页里")
        ((button,),) = offered.raw["keyboard"]
        assert (button["label"], button["login"]) == ("登录后台", f"{address}/console/telegram")


async def test_somebody_of_the_staff_looks_a_customer_up_and_says_why(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group, STAFF_IDS=str(WANG)):
        await asker.arrive()
        await asker.buy()
        await group.say("/find 张**", by=STRANGER, name="路人")
        await group.newest("您没有查客户的权限")
        await group.say("/find 张**")
        found = await group.newest("客户 ")
        await group.tap(found, found.raw["keyboard"][0][0]["label"])
        asked = await group.newest("为什么要看这位客户")
        assert "权限" in await group.tap(asked, "处理工单", by=STRANGER, name="路人")
        await group.tap(asked, "处理工单")
        sheet = await group.newest("已还 0/12 期")
        assert "138****" in sheet.text
        assert "张示例" not in sheet.text
        assert "张示例" in await group.tap(sheet, "姓名")


@pytest.fixture
async def two_members(installation: Installation, settings: Settings) -> None:
    """Two who may decide, known by their Telegram accounts; what moves more than one yuan takes both."""
    container = build_container(settings, SystemClock())
    people = people_of(container)
    await people.add("Li Lei", Role.MONEY, WANG)
    await people.add("Han Mei", Role.OWNER, HAN)
    await container.aclose()
    installation.environment["STAFF_TWO_PERSONS_ABOVE"] = "1"


@pytest.mark.usefixtures("two_members")
async def test_much_money_is_taken_in_once_two_members_tapped(
    installation: Installation, group: StaffGroup, asker: Person
) -> None:
    async with working(installation, group):
        await asker.arrive()
        await asker.buy()
        await asker.sandbox.move_to(LATE)
        await asker.press("我已还款")
        await asker.press("是的，我已还款")
        card = await group.newest("说已经还了")
        assert "您还没有这个权限" in await group.tap(card, "钱已到账", by=STRANGER, name="路人")
        shown = await group.taps(card.message_id, card.data_of("钱已到账"), (WANG, "小李"), (WANG, "小李"))
        assert ["现在还没有入账" in one for one in shown] == [True, False]
        assert "要由另一位成员再点一次" in shown[1]
        waiting = await group.newest("要另一位成员在")
        assert waiting.text.startswith("Li Lei点了「钱已到账」：¥")
        assert "02-07 10:00 前" in waiting.text
        assert "处理中" in (await asker.say("账单")).text
        assert await group.tap(card, "钱已到账", by=HAN, name="小韩") == ""
        assert "✅" in (await asker.sandbox.wait_for(asker.id, "✅")).text
        await group.newest("Li Lei、Han Mei：钱已到账")
