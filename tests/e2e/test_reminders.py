"""提醒设置 and 通知记录 in the chat, and the notices that come of them."""

from __future__ import annotations

import csv
import io

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

HEADLINES = ("⏰", "⚠️", "🧾 1月小结")


async def _notices(person: Person) -> list[Seen]:
    return [seen for seen in await person.heard() if seen.text.startswith(HEADLINES)]


@pytest.mark.bought(12)
async def test_the_ladder_comes_day_by_day(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-02-12T10:00")
    told = [seen.text.split("\n")[0] for seen in await _notices(person)]
    assert [line.split("¥")[0] for line in told] == [
        "⏰ 2月5日（周四，7天后）应还 ",
        "⏰ 2月5日（周四，3天后）应还 ",
        "⏰ 2月5日（周四，明天）应还 ",
        "⏰ 今天应还 ",
        "⚠️ 昨天的 ",
        "⚠️ 2月5日（周四）的 ",
        "⚠️ 2月5日（周四）的 ",
    ]


@pytest.mark.bought(3)
async def test_the_lender_reports_and_says_so_beforehand(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-03-04T10:00")
    said = "\n".join(seen.text for seen in await _notices(person))
    assert (
        "3月7日（周六，3天后）24:00 前没有还清的话，示例消费金融会把逾期报送征信：小米手机 15 · 12GB+256GB 第 1/3 期。"
        in said
    )
    assert "400-000-0001" in said


@pytest.mark.bought(12)
async def test_days_hour_and_amounts_are_chosen_and_kept_to(person: Person, sandbox: SandboxClient) -> None:
    assert "按机构的安排，一般是 7、3、1 天前" in (await person.say("提醒设置")).text
    await person.press_with("7 天前")
    assert "到期前提醒：3 天前" in (await person.press_with("1 天前")).text
    await person.press("提醒时间")
    assert "15:00 以后" in (await person.press_label("15:00")).text
    assert "先遮住，点一下才显示" in (await person.press("遮住金额")).text
    await sandbox.move_to("2026-02-05T14:59")
    assert len(await _notices(person)) == 1
    await sandbox.move_to("2026-02-05T16:00")
    told = await _notices(person)
    assert [seen.text.split("¥")[0] for seen in told] == ["⏰ 2月5日（周四，3天后）应还 ", "⏰ 今天应还 "]
    for seen in told:
        assert seen.raw["html"].count("<tg-spoiler>") == seen.text.count("¥")


@pytest.mark.bought(3)
async def test_the_record_of_notices_says_what_became_of_each(person: Person, sandbox: SandboxClient) -> None:
    assert "还没有发过通知" in (await person.say("通知记录")).text
    await sandbox.move_to("2026-02-03T10:00")
    await person.say("/repay")
    await person.press_first()
    await sandbox.move_to("2026-02-05T10:00")
    shown = (await person.say("通知记录")).text
    assert "到期前提醒" in shown
    assert "已发送" in shown
    await person.press("导出记录")
    document = next(
        seen.raw["document"] for seen in reversed(await person.heard()) if seen.raw.get("document")
    )
    content = (await sandbox.http.get(document["url"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["时间", "通知", "结果"]
    assert ["2026-02-02 09:00", "到期前提醒", "已发送"] in rows


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
async def test_the_screens_are_there_in_every_language(
    person: Person, sandbox: SandboxClient, locale: str
) -> None:
    other = Person(sandbox, 77, locale)
    await other.arrive()
    shown = (await other.say("/reminders")).text
    assert {"zh_TW": "提醒時間", "en": "Reminders before the due date"}[locale] in shown
    await other.press("通知记录")
    assert {"zh_TW": "還沒有傳送過通知", "en": "No notices"}[locale] in (await other.last()).text


@pytest.mark.bought(12)
async def test_the_monthly_summary_comes_on_the_first_to_who_wants_it(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("/reminders")
    assert "已开启" in (await person.press("开启每月小结")).text
    await sandbox.move_to("2026-02-01T10:00")
    said = (await person.last()).text
    assert said.startswith("🧾 1月小结")
    assert "这个月应还 1 期，一共 ¥357.24，最早一期在 2月5日（周四）。" in said
