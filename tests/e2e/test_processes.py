"""Several processes: attached, killed, started again, while the chat goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.databases import on_each_database, postgres_usually, sqlite_usually
from tests.support.installation import Installation, free_port
from tests.support.persons import Person
from tests.support.processes import Birth, born, running

pytestmark = pytest.mark.long


@postgres_usually
async def test_a_killed_assistant_goes_on_from_the_same_message_and_the_same_question(
    installation: Installation,
) -> None:
    person = Person(installation.sandbox, 31)
    async with installation.assistant():
        await person.arrive()
        await person.reach_name(periods=3)
        await person.say(NAME)  # and here the process dies by SIGKILL
    async with installation.assistant():
        assert "第 3 步" in (await person.say(ADULT)).text
    async with installation.assistant():
        assert "选哪家机构" in (await person.say(PHONE)).text
        await installation.sandbox.press(person.id, (await person.last()).labels[0])
    async with installation.assistant():  # the reading time is taken up again
        await person.press("☐ 我已阅读，同意《分期服务协议》")
    async with installation.assistant():
        assert (await person.press_first()).text.startswith("✅ 下单成功")
        await person.say("/repay")
    async with installation.assistant():
        assert (await person.press_first()).text.startswith("✅ 已还 ¥1,333.00")


@sqlite_usually
async def test_what_was_written_while_nobody_was_there_is_answered_after_the_start(
    installation: Installation,
) -> None:
    await installation.sandbox.user(32, first_name="测试", language_code="zh-hans")
    await installation.sandbox.say(32, "/start")
    async with installation.assistant():
        assert "分期管家" in (await installation.sandbox.last(32)).text


@postgres_usually
async def test_several_deliverers_share_the_notices(installation: Installation) -> None:
    persons = [Person(installation.sandbox, 40 + i) for i in range(3)]
    async with installation.assistant():
        for person in persons:
            await person.arrive()
            await person.buy(periods=3)
        async with installation.deliverer(), installation.deliverer():
            ran = await installation.sandbox.move_to("2026-02-05T12:00:00+08:00")
    sent = sum(r["result"].get("sent", 0) for r in ran if r["job"] == "deliver_notices")
    assert sent == 12  # seven, three and one day before, and on the day, once for each of three
    for person in persons:
        told = [m for m in await person.heard() if m.text.startswith("⏰")]
        assert [m.raw["date"][:10] for m in told] == ["2026-01-29", "2026-02-02", "2026-02-04", "2026-02-05"]


@sqlite_usually
async def test_notices_missed_while_down_are_caught_up_at_the_start_in_words_of_today(
    installation: Installation,
) -> None:
    person = Person(installation.sandbox, 33)
    async with installation.assistant():
        await person.arrive()
        await person.buy(periods=3)
    await installation.sandbox.move_to("2026-02-04T10:00:00+08:00")
    async with installation.assistant():
        notice = await person.last()
        assert notice.text.startswith("⏰ 2月5日（周四，明天）")


async def test_an_unreachable_telegram_is_said_and_tried_again(tmp_path: Path, sqlite_url: str) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    environment = {"BOT_TOKEN": "1:sandbox", "BOT_API_BASE_URL": address, "DATABASE_URL": sqlite_url}
    async with born(Birth(anew=True), "run", cwd=tmp_path, **environment) as process:
        said = await process.line("Telegram cannot be reached")
        assert address in said
        assert "trying again" in said


async def test_a_missing_token_and_an_old_database_stop_the_start(tmp_path: Path, sqlite_url: str) -> None:
    async with running("run", cwd=tmp_path, DATABASE_URL=sqlite_url) as process:
        assert await process.exit_code() == 2
        assert process.lines[0].startswith("error: BOT_TOKEN is missing")
    async with running("run", cwd=tmp_path, BOT_TOKEN="1:sandbox") as process:
        assert await process.exit_code() == 2
        assert "python -m bot migrate" in process.lines[0]


async def test_a_busy_port_gives_way_to_the_next(tmp_path: Path) -> None:
    port = free_port()
    async with running("sandbox", "--no-bot", "--port", f"{port}", cwd=tmp_path) as first:
        assert await first.sandbox_address() == f"http://127.0.0.1:{port}"
        other = tmp_path / "other"
        await asyncio.to_thread(other.mkdir)
        async with running("sandbox", "--no-bot", "--port", f"{port}", cwd=other) as second:
            chosen = int((await second.sandbox_address()).rsplit(":", 1)[1])
            assert port < chosen < port + 100  # the very next may be somebody else's


@pytest.fixture
def sqlite_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_databases").fresh(tmp_path)
    return url


@on_each_database
async def test_a_second_receiver_is_refused_on_sqlite_and_stands_by_on_postgres(
    installation: Installation, database_url: str
) -> None:
    person = Person(installation.sandbox, 34)
    async with installation.assistant() as first:
        await person.arrive()
        async with running("run", cwd=installation.folder, **installation.environment) as second:
            if database_url.startswith("sqlite"):
                assert await second.exit_code() == 2
                assert second.lines[0].startswith("error: DATABASE_URL is in use")
                return
            await second.line("Another process is receiving; standing by")
            await first.kill()
            died_at = asyncio.get_running_loop().time()
            await installation.sandbox.say(person.id, "账单")
            await second.line("The assistant is listening")
            assert asyncio.get_running_loop().time() - died_at < 60
            assert "账单" in (await person.last()).text
