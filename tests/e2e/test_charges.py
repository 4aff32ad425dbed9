"""Guarantee and service fees in the chat, out of a catalogue file: disclosed with their payees, billed, paid, settled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.documents.samples import squeezed
from tests.e2e.test_fee_at_drawdown import document
from tests.support.example_catalog import example_text, write_example
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

GUARANTEED = """
[[institutions]]
id = "demo-guaranteed"
name = "示例担保贷"
kind = "consumer_finance"
contact = "400-000-0009"
official_url = "https://example.com/guaranteed"
rounding = "floor"
penalty = { daily = "0.05%", base = "principal_interest" }
prepay = { policy = "current_period" }
credit_line = 20000

[[plans]]
id = "guaranteed-10"
institution = "demo-guaranteed"
method = "flat_fee"
periods = 10
fee_per_period = "0.6%"
min_amount = 300
max_amount = 50000

[[plans.charges]]
kind = "guarantee"
payee = "示例融资担保"
rate_per_period = "0.2%"

[[plans.charges]]
kind = "service"
payee = { zh_CN = "示例科技服务", zh_TW = "示例科技服務", en = "Example Services" }
total_rate = "1%"
"""
# ¥3,999.00: 239.94 of interest, 79.98 of guarantee and 39.99 of service, each period 23.99, 7.99 and 3.99.
PERIOD, LAST = "¥435.87", "¥436.08"


@pytest.fixture
async def buyer(person: Person, tmp_path: Path, database_url: str) -> AsyncIterator[Person]:
    file = tmp_path / "catalog.toml"
    write_example(file, example_text() + GUARANTEED)
    async with running(
        "catalog", "import", str(file), "--database-url", database_url, cwd=tmp_path
    ) as imported:
        assert await imported.exit_code() == 0, imported.lines
    yield person


async def test_each_is_disclosed_with_its_payee_and_agreed(buyer: Person) -> None:
    await buyer.reach_lenders(periods=10)
    disclosed = await buyer.press_first()
    for said in (
        "担保费（按期收取） | ¥79.98",
        "担保费收取标准 | 每期 0.2%，按借款本金",
        "担保费收取方 | 示例融资担保",
        "服务费（按期收取） | ¥39.99",
        "服务费收取标准 | 借款本金的 1%，分到各期收",
        "服务费收取方 | 示例科技服务",
        "按时还完一共还 | ¥4,358.91",
        f"1 | 2/5 | {PERIOD}",
        "提前结清，利息、担保费和服务费都只算到当期。",
    ):
        assert said in disclosed.text
    assert "增信、担保等其他费用" not in disclosed.text
    assert "担保费（每期 0.2%，按借款本金）合计 ¥79.98，和各期一起收，由示例融资担保收取。" in disclosed.text
    assert "息费合计 | ¥359.91" in disclosed.text
    confirmation = await buyer.press("☐ 我已阅读，同意《分期服务协议》")
    assert "息费合计 ¥359.91" in confirmation.text
    assert "其中担保费 ¥79.98、服务费 ¥39.99" in confirmation.text


async def test_they_are_billed_paid_printed_and_settled(
    buyer: Person, sandbox: SandboxClient, tmp_path: Path, database_url: str
) -> None:
    placed = await buyer.buy(periods=10)
    assert f"10 期。第一期 2月5日（周四）还 {PERIOD}。" in placed.text
    await buyer.say("/bills")
    asked = await buyer.press_first()
    parts = "本金 ¥399.90 ＋ 利息 ¥23.99 ＋ 担保费 ¥7.99 ＋ 服务费 ¥3.99"
    assert parts in asked.text
    paid = await buyer.press_first(times=2)
    assert paid.text.startswith(f"✅ 已还 {PERIOD}")
    assert parts in paid.text
    receipt = await document(buyer, "回单")
    for name, amount in (
        ("分期利息", "¥23.99"),
        ("担保费（示例融资担保收取）", "¥7.99"),
        ("服务费（示例科技服务收取）", "¥3.99"),
    ):
        assert squeezed(name + amount) in receipt
    await sandbox.move_to("2026-02-15T10:00")
    settling = await buyer.say("/settle")
    assert "剩余本金 ¥3,599.10 ＋ 本期利息 ¥23.99 ＋ 担保费 ¥7.99 ＋ 服务费 ¥3.99" in settling.text
    await buyer.press("怎么算的")
    assert "担保费：只收到第 2 期，这一期 ¥7.99" in (await buyer.last()).text
    await buyer.say("/settle")
    await buyer.press("今天结清")
    settled = await buyer.press_first()
    assert settled.text.startswith("✅ 已还 ¥3,635.07")
    certificate = await document(buyer, "结清证明")
    for name, amount in (
        ("担保费（示例融资担保收取）", "¥15.98"),
        ("服务费（示例科技服务收取）", "¥7.98"),
    ):
        assert squeezed(name + amount) in certificate
    assert squeezed("本金、利息、担保费、服务费和罚息均无欠款。") in certificate
    async with running("audit", "--database-url", database_url, cwd=tmp_path) as audit:
        assert await audit.exit_code() == 0, audit.lines
