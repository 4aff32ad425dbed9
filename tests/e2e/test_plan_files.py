"""Files of repayment plans, sent into the chat by somebody without a name or an order; over the sandbox."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.support import plan_files
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

HEADER = "期数,还款日,应还金额,状态"
PLAN = [(no, f"2026-{no + 1:02}-10", f"{300 + no}.50", "") for no in range(1, 5)]


def csv_of(lines: list[str], encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


def lines_of_plan(header: str = HEADER) -> list[str]:
    return [header, *(",".join(map(str, row)) for row in PLAN)]


async def send(person: Person, content: bytes, name: str = "花呗还款计划.csv") -> Seen:
    await person.sandbox.send_file(person.id, "document", name, content, "application/octet-stream")
    return await person.last()


async def rows_of(database_url: str, table: str) -> int:
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        count = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar()
    await engine.dispose()
    return int(count or 0)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (csv_of(lines_of_plan()), "花呗还款计划.csv"),
        (csv_of(lines_of_plan(), "gbk"), "花呗还款计划.csv"),
        (plan_files.xlsx([HEADER.split(","), *PLAN]), "花呗还款计划.xlsx"),
        (
            plan_files.xlsx(
                [HEADER.split(","), *((no, date.fromisoformat(day), float(fen)) for no, day, fen, _ in PLAN)]
            ),
            "花呗还款计划.xlsx",
        ),
        (plan_files.ods([HEADER.split(","), *PLAN]), "花呗还款计划.ods"),
    ],
    ids=["csv", "csv in GBK", "xlsx of words", "xlsx of numbers and days", "ods"],
)
async def test_a_plan_is_read_back_and_kept_with_its_own_amounts_once_with_two_taps(
    person: Person, content: bytes, name: str
) -> None:
    read = await send(person, content, name)
    assert "从文件里读到一份还款计划" in read.text
    for told in ("花呗", "2月10日", "¥301.50", "¥304.50", "一共 ¥1,212.00", "文件我没有留"):
        assert told in read.text
    kept = await person.press("对，记下来", times=2)
    assert kept.text.startswith("✅ 记好了：花呗")
    one = await person.press("看这一笔")
    for amount in ("¥301.50", "¥302.50", "¥303.50", "¥304.50"):
        assert amount in one.text
    overview = await person.say("我的分期")
    assert len([label for label in overview.labels if "花呗" in label]) == 1


async def test_lines_that_are_not_read_are_told_and_the_others_kept_only_on_a_tap(
    person: Person, database_url: str
) -> None:
    lines = lines_of_plan()
    lines[3] = "3,2026-04-10,abc,"
    read = await send(person, csv_of(lines))
    assert "第 4 行「应还金额」看不懂：abc" in read.text
    assert await rows_of(database_url, "tracked_bills") == 0
    assert "✅ 记好了" in (await person.press("只记看懂的 %(count)d 期", count=3)).text
    assert await rows_of(database_url, "tracked_dues") == 3


async def test_what_is_not_wanted_is_not_kept(person: Person, database_url: str) -> None:
    await send(person, csv_of(lines_of_plan()))
    await person.press("不用记")
    assert await rows_of(database_url, "tracked_bills") == 0
    assert await rows_of(database_url, "tracked_received") == 0


async def test_a_plan_nobody_named_is_asked_for_its_name_and_keeps_its_amounts(person: Person) -> None:
    assert "还缺名字" in (await send(person, csv_of(lines_of_plan()), "plan.csv")).text
    assert "起个名字" in (await person.press("对，记下来")).text
    read_back = await person.say("装修贷")
    assert "一共 ¥1,212.00" in read_back.text
    await person.press("对，记下来")
    renamed = await person.press("看这一笔")
    assert "¥303.50" in renamed.text
    await person.press("改名字")
    await person.say("装修")
    await person.press("对，记下来")
    assert "¥303.50" in (await person.press("看这一笔")).text


async def test_several_bills_each_wait_for_their_own_tap(person: Person) -> None:
    lines = [
        "名称,每期金额,还款日,剩余期数",
        "花呗分期,357.24,每月10号,8",
        '车贷,"2,100.00",15号,20',
        "我哥,abc,1号,",
    ]
    listed = await send(person, csv_of(lines), "我的分期.csv")
    assert "文件里有 2 笔" in listed.text
    assert "第 4 行「每期金额」看不懂：abc" in listed.text
    await person.press("记下 %(name)s", name="车贷")
    assert (await person.last()).text.startswith("✅ 记好了：车贷")


async def test_what_is_no_plan_is_refused_with_the_reason_and_nothing_is_kept(
    person: Person, database_url: str
) -> None:
    for content, name, told in (
        (b"%PDF-1.7", "plan.pdf", "这个文件我读不了"),
        (b"%PDF-1.7", "plan.csv", "这个文件我读不了"),
        (b"PK\x03\x04broken", "plan.xlsx", "打不开"),
        (b"0" * 2_000_001, "plan.csv", "文件太大了"),
        (plan_files.bomb(), "plan.xlsx", "文件太大了"),
        (plan_files.endless(), "plan.xlsx", "没有读出来"),
        (csv_of([HEADER, *["1,2026-01-10,1.00,"] * 700]), "plan.csv", "超过 600 行"),
        (b" ", "plan.csv", "空的"),
        (csv_of(["a,b", "c,d"]), "plan.csv", "没找到还款日和金额"),
        (csv_of([HEADER, "x,y,z,"]), "plan.csv", "没有一行能读懂"),
    ):
        answer = await send(person, content, name)
        assert told in answer.text, name
        assert "记一笔" in answer.labels
    for table in ("tracked_received", "tracked_bills", "tracked_drafts"):
        assert await rows_of(database_url, table) == 0


async def test_a_plan_that_was_read_is_kept_after_a_restart(installation: Installation) -> None:
    person = Person(installation.sandbox, 7)
    async with installation.assistant():
        await person.arrive()
        await send(person, csv_of(lines_of_plan()))
    async with installation.assistant():
        assert (await person.press("对，记下来")).text.startswith("✅ 记好了：花呗")
        assert "¥304.50" in (await person.press("看这一笔")).text


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("zh_TW", ("繳款計畫", "第 3 列「应还金额」看不懂：abc")),
        ("en", ("repayment plan", 'Line 3, "应还金额": not')),
    ],
)
async def test_a_plan_is_shown_in_the_customers_language(
    sandbox: SandboxClient, locale: str, told: tuple[str, ...]
) -> None:
    person = Person(sandbox, 31, locale)
    await person.arrive()
    lines = lines_of_plan()
    lines[2] = "2,2026-03-10,abc,"
    read = await send(person, csv_of(lines))
    for words in told:
        assert words in read.text
    await person.press("只记看懂的 %(count)d 期", count=3)
    assert "¥301.50" in (await person.press("看这一笔")).text
