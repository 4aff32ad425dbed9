"""Known numbers are planted, every flow is run, and everything that was written anywhere is searched for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.adapters.cards.reader import card_reader
from bot.db.engine import create_engine
from tests.bot.documents.samples import pages_of
from tests.support import id_cards as cards
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.databases import postgres_usually, sqlite_usually
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import CUSTOMER
from tests.support.shipping import CARRIER, NUMBER, RECEIVER, RETURN_ADDRESS, SINCE, STREET
from tests.support.shipping import PHONE as RECEIVER_PHONE

pytestmark = pytest.mark.long

CARD = "6222020000000000018"
WORD = "春暖花开又一年"
PLANTED = (ADULT, NAME, PHONE, CARD)
SENT_TO = (RECEIVER, RECEIVER_PHONE, STREET)
FRONT = cards.encoded(cards.front(NAME, ADULT))


def found_in(text: str, looked_for: tuple[str, ...] = PLANTED) -> list[str]:
    return [planted for planted in looked_for if planted in text]


async def every_flow(person: Person) -> list[str]:
    """From the welcome to the exports; what stands in the files the assistant sent."""
    await person.arrive()
    await person.reach_name(periods=3)
    await person.say(f"我叫{NAME}，身份证{ADULT}")  # where it was not asked for
    if card_reader() is not None:
        await person.sandbox.send_file(person.id, "photo", "card.jpg", FRONT, "image/jpeg")
        await person.press("不对，重新拍或自己输入")
    await person.verify()
    await person.press_first()
    await person.press("☐ 我已阅读，同意《分期服务协议》")
    await person.press_first()
    await person.say(CARD)  # where no card was asked for
    await person.say("绑卡")
    await person.press("开通自动扣款")
    await person.say(CARD)
    await person.press("同意并开通")
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    await person.say(WORD)
    await person.say("还款")
    await person.press_with("确认还款")
    await person.press("回单")
    await person.say("有困难")
    await person.press("和客服商量")
    await person.press("补充说明")
    await person.say("工资晚发几天")
    await person.say(f"我的号码是 {ADULT}")
    await person.say("提前结清")
    await person.say("还款记录")
    await person.press_with("导出")
    await person.say("通知记录")
    await person.say("对账单 2026-01")
    await person.say("隐私")
    await person.press("导出我的数据")
    await person.sandbox.move_to("2026-03-06T10:00")
    files = [message for message in await person.heard() if "document" in message.raw]
    assert len(files) >= 3
    contents = []
    for file in files:
        content = (await person.sandbox.http.get(file.raw["document"]["url"])).content
        is_pdf = content.startswith(b"%PDF")
        contents.append("".join(pages_of(content)) if is_pdf else content.decode())
    return contents


async def another_account(person: Person) -> None:
    """Somebody else's, that asks for the first one, and types the number where it was not asked for."""
    await person.arrive()
    await person.say("换 Telegram 账号")
    await person.press("开始")
    await person.say(f"我的是 {ADULT}")
    await person.say(ADULT)
    await person.say(f"手机 {PHONE}，身份证 {ADULT}")


async def whole_database(url: str) -> str:
    engine = create_engine(url)
    async with engine.connect() as connection:
        rows = [
            [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in SQLModel.metadata.sorted_tables
        ]
    await engine.dispose()
    return json.dumps(rows, ensure_ascii=False, default=str)


@sqlite_usually
async def test_no_planted_number_is_left_anywhere(installation: Installation) -> None:
    installation.environment |= {"LOG_LEVEL": "DEBUG"}
    person, other = Person(installation.sandbox, 21), Person(installation.sandbox, 22)
    async with installation.assistant() as process:
        files = await every_flow(person)
        await another_account(other)
        requests = json.dumps(await installation.sandbox.requests(), ensure_ascii=False)
    assert not [found_in(content) for content in files if found_in(content)]
    assert found_in(requests) == []
    assert found_in("\n".join(process.lines)) == []
    database = await whole_database(installation.environment["DATABASE_URL"])
    assert found_in(database) == []
    assert WORD not in database
    assert WORD in requests  # what carries it is the assistant's own message
    assert_nothing_in_files(installation.folder)
    typed = [seen.text for one in (person, other) for seen in await one.typed() if not seen.deleted]
    assert NAME in typed  # the customer's own words are theirs
    assert not [text for text in typed if ADULT in text or CARD in text]


def assert_nothing_in_files(folder: Path) -> None:
    """The database's own file and its log included. The sandbox's stands for Telegram, which has what was not deleted."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            planted = (ADULT, CARD) if path.name == "fenqi.sandbox.db" else PLANTED
            is_log_of_sandbox = path.name.startswith("fenqi.sandbox.db-")
            assert is_log_of_sandbox or not [one for one in planted if one.encode() in content], path


async def send_what_waits(installation: Installation) -> list[str]:
    """By the staff, at a terminal; what stood there."""
    lines: list[str] = []
    number = ""
    for action in (("list",), ("ship", "--carrier", CARRIER, "--number", NUMBER), ("delivered",)):
        arguments = ("orders", action[0], *([number] if number else []), *action[1:])
        async with running(*arguments, cwd=installation.folder, **installation.environment) as done:
            assert await done.exit_code() == 0, done.lines
        lines += done.lines
        number = number or done.lines[1].split()[0]
    return lines


@postgres_usually
@pytest.mark.bought
async def test_no_address_is_left_anywhere(installation: Installation) -> None:
    delivers = {"DELIVERS_SINCE": f"{SINCE}", "RETURN_ADDRESS": RETURN_ADDRESS}
    installation.environment |= {"LOG_LEVEL": "DEBUG"} | delivers
    person = Person(installation.sandbox, CUSTOMER)
    async with installation.assistant() as process:
        await person.say("收货地址")
        await person.press("填收货地址")
        await person.say(f"{RECEIVER} {STREET}")
        await person.say(RECEIVER_PHONE)
        await person.say("订单")
        await person.press_first()
        lines = await send_what_waits(installation)
        await person.say("隐私")
        await person.press("导出我的数据")
        await installation.sandbox.move_to("2026-01-07T10:00")
        requests = json.dumps(await installation.sandbox.requests(), ensure_ascii=False)
    (copy,) = [message for message in await person.heard() if "document" in message.raw]
    content = (await person.sandbox.http.get(copy.raw["document"]["url"])).content.decode()
    database = await whole_database(installation.environment["DATABASE_URL"])
    typed = "\n".join(seen.text for seen in await person.typed() if not seen.deleted)
    told = "\n".join((*process.lines, *lines))
    for text in (content, database, typed, told, requests):
        assert found_in(text, SENT_TO) == []
    for path in installation.folder.rglob("*"):  # what stands for Telegram has its own way of deleting
        if path.is_file() and not path.name.startswith("fenqi.sandbox.db"):
            assert not [one for one in SENT_TO if one.encode() in path.read_bytes()], path
