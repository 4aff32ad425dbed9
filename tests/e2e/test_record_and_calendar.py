"""还款日历 and 还款记录 in the chat, with their files."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from icalendar import Calendar

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient


async def _newest_file(person: Person, sandbox: SandboxClient) -> bytes:
    document = next(
        seen.raw["document"] for seen in reversed(await person.heard()) if seen.raw.get("document")
    )
    return (await sandbox.http.get(document["url"])).content


@pytest.mark.bought(3)
async def test_the_calendar_is_turned_tapped_and_taken_along(person: Person, sandbox: SandboxClient) -> None:
    await person.say("还款日历")
    assert "2026年1月" in (await person.last()).text
    assert "2026年2月" in (await person.press_with("2月")).text
    bill = await person.press_with("5●")
    assert "第 1/3 期" in bill.text
    await person.say("/calendar")
    await person.press("加到手机日历")
    file = Calendar.from_ical(await _newest_file(person, sandbox))
    assert [event.decoded("dtstart").isoformat() for event in file.walk("VEVENT")] == [
        "2026-02-05",
        "2026-03-05",
        "2026-04-05",
    ]
    assert all(len(event.walk("VALARM")) == 3 for event in file.walk("VEVENT"))


@pytest.mark.bought(3)
async def test_the_record_is_read_explained_and_exported(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-02-05T10:00")
    await person.say("/repay")
    await person.press_first()
    assert "已到期 1 期，按时还 1 期" in (await person.say("我的征信")).text
    assert "提前" not in (await person.press("逐期看")).text
    await person.press("返回")
    assert "第 1 期" in (await person.press("逐笔看")).text
    await person.press("返回")
    assert "逾期 31 到 60 天" in (await person.press("代码是什么意思")).text
    assert "20 天" in (await person.press("逾期会怎样")).text
    assert "代码" in (await person.press("返回")).text  # where one came from
    await person.press("返回")
    await person.press("导出记录")
    rows = list(csv.reader(io.StringIO((await _newest_file(person, sandbox)).decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["类别", "账单", "付款"]
    assert "修复征信" in (await person.say("逾期一天上征信吗")).text


async def _at(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(address.replace("webcal://", "http://"))


def _address(shown: str) -> str:
    return next(line for line in shown.split("\n") if line.startswith("webcal://"))


@pytest.mark.bought(3)
async def test_a_calendar_is_subscribed_to_changed_and_taken_back_in_the_chat(person: Person) -> None:
    await person.say("/calendar")
    assert "金额默认不显示" in (await person.press("订阅日历")).text
    first = _address((await person.press("生成地址", times=2)).text)
    read = await _at(first)
    assert "20260205" in read.text
    assert "¥" not in read.text
    assert "现在含金额" in (await person.press("显示金额")).text
    assert "¥" in (await _at(first)).text
    assert first in (await _at(first.removesuffix(".ics"))).text  # the page that 去订阅 opens
    await person.press("换一个地址")
    second = _address((await person.press("确认换一个")).text)
    assert [(await _at(one)).status_code for one in (first, second)] == [404, 200]
    await person.press("停用")
    assert (await _at(second)).status_code == 404
