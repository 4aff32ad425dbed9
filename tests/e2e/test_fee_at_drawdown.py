"""A fee at drawdown in the chat: said before signing, asked for by the receipt, paid, and in every screen by its name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.documents.samples import squeezed
from tests.e2e.test_documents import files, text_of
from tests.support.example_catalog import example_text, write_example
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

AT_DRAWDOWN = """
[[institutions]]
id = "demo-upfront"
name = "示例先付"
kind = "consumer_finance"
contact = "400-000-0009"
official_url = "https://example.com/upfront"
rounding = "floor"
remainder_in = "last"
penalty = { daily = "0.05%", base = "principal_interest" }
prepay = { policy = "actual_use" }
min_age = 18
max_age = 60
credit_line = 20000
debit_cutoff = "21:00"
quote_cutoff = "22:00"

[[plans]]
id = "upfront-10"
institution = "demo-upfront"
method = "upfront_fee"
periods = 10
total_fee = "6%"
fee_timing = "drawdown"
min_amount = 300
max_amount = 50000
"""
FEE, PRINCIPAL, PERIOD, LESS_UNUSED = "¥239.94", "¥3,999.00", "¥399.90", "¥3,759.06"


@pytest.fixture
async def buyer(person: Person, tmp_path: Path, database_url: str) -> AsyncIterator[Person]:
    """Somebody in a shop with such a plan, of a lender that settles by actual use."""
    file = tmp_path / "catalog.toml"
    write_example(file, example_text() + AT_DRAWDOWN)
    async with running(
        "catalog", "import", str(file), "--database-url", database_url, cwd=tmp_path
    ) as imported:
        assert await imported.exit_code() == 0, imported.lines
    yield person


async def test_what_is_said_before_signing_is_when_and_how_it_is_paid(buyer: Person) -> None:
    await buyer.reach_lenders(periods=10)
    disclosed = await buyer.press_first()
    assert "利息合计（签约当天一次付，不从借款里扣）" in disclosed.text
    assert "13.69%" in disclosed.text
    assert f"一次性 | 1/5 | {FEE}" in disclosed.text
    assert f"1 | 2/5 | {PERIOD}" in disclosed.text
    assert f"这笔利息 {FEE} 在签约当天由甲方另行付清，不从货款里扣除，各期不再收。" in disclosed.text
    confirmation = await buyer.press("☐ 我已阅读，同意《分期服务协议》")
    assert f"今天付一次性利息 {FEE}" in confirmation.text
    assert f"签约当天另付 {FEE}" in confirmation.text


async def test_it_is_bought_paid_and_settled(buyer: Person, sandbox: SandboxClient) -> None:
    placed = await buyer.buy(periods=10)
    assert f"一次性利息 {FEE} 请今天付，24:00 前付清就不算逾期。" in placed.text
    assert f"10 期。第一期 2月5日（周四）还 {PERIOD}。" in placed.text
    assert placed.labels[0] == f"付一次性利息 {FEE}"
    asked = await buyer.press_first()
    assert f"还 {FEE}：" in asked.text
    assert "一次性利息" in asked.text
    assert "本金" not in asked.text
    paid = await buyer.press_first(times=2)
    assert paid.text.startswith(f"✅ 已还 {FEE}")
    assert f"下一期 2月5日（周四）还 {PERIOD}。" in paid.text
    assert "已还 0/10 期" in (await buyer.say("/orders")).text
    assert LESS_UNUSED in (await buyer.say("/settle")).text
    await buyer.press("今天结清")
    settled = await buyer.press_first()
    assert settled.text.startswith(f"✅ 已还 {LESS_UNUSED}")
    assert FEE in settled.text  # what was taken off
    certificate = await document(buyer, "结清证明")
    assert "10期" in certificate
    assert FEE in certificate
    assert PRINCIPAL in certificate
    await buyer.say("对账单")
    statement = await document(buyer, "今年（2026）")
    assert "到期应还" in statement
    assert "一次性利息" in statement
    assert "没有待还的" in (await buyer.say("/bills")).text


async def document(person: Person, label: str) -> str:
    """The text of the file that the button brings, without spaces."""
    before = len(await files(person))
    await person.press_label(label)
    found = await files(person)
    assert len(found) == before + 1
    return squeezed(await text_of(person, found[-1]))


async def test_left_unpaid_it_is_told_in_the_evening_and_late_the_next_day(
    buyer: Person, sandbox: SandboxClient
) -> None:
    await buyer.buy(periods=10)
    said = len(await buyer.heard())
    await sandbox.move_to("2026-01-05T19:30")
    assert len(await buyer.heard()) == said
    await sandbox.move_to("2026-01-05T21:00")
    evening = (await buyer.heard())[said:]
    assert [seen.text.split("\n")[0] for seen in evening] == [f"⏰ 今天应还 {FEE}。"]
    assert "一次性利息" in evening[0].text
    await sandbox.move_to("2026-01-06T10:00")
    late = await buyer.last()
    assert late.text.startswith(f"⚠️ 昨天的 {FEE} 还没收到")
    bills = await buyer.say("/bills")
    assert "一次性" in bills.text
    assert "逾期 1 天" in bills.text
    settle = await buyer.say("/settle")
    assert PRINCIPAL in settle.text


async def test_no_screen_calls_it_a_period_of_the_plan(buyer: Person) -> None:
    await buyer.buy(periods=10)
    for command in ("/bills", "/orders", "/repay", "/calendar", "/history"):
        await buyer.say(command)
    said = [seen.text for seen in await buyer.heard()]
    assert not [text for text in said if "0/10 期" in text.replace("已还 0/10 期", "") or "第 0" in text]
