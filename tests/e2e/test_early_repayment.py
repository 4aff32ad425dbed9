"""Repaying early in the chat: quote, confirmation, receipt; the strategies of a part; what changed meanwhile."""

from __future__ import annotations

import pytest

from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient

# The cheapest 12 periods of ¥3,999.00 in the example shop: 12 × 0.6 %, settled at the price of the current period.
PRINCIPAL, SETTLED = "¥3,999.00", "¥4,022.99"


pytestmark = pytest.mark.bought(12)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_a_loan_is_settled_by_quote_confirmation_and_receipt(
    sandbox: SandboxClient, locale: str
) -> None:
    person = await customer(sandbox, locale)
    quote = await person.say("/settle")
    assert PRINCIPAL in quote.text
    assert "¥263.94" in quote.text  # 287.93 less 23.99: what settling saves
    confirmation = await person.press("今天结清")
    assert SETTLED in confirmation.text
    receipt = await person.press("确认结清 %(amount)s", amount=SETTLED, times=2)
    assert receipt.text.startswith("✅")
    assert SETTLED in receipt.text
    assert "¥" not in (await person.say("/bills")).text


@pytest.mark.parametrize(
    ("strategy", "payment", "periods"), [("少还 3 期", "¥357.24", 9), ("每期少还", "¥267.90", 12)]
)
async def test_a_part_is_prepaid_by_the_strategy_chosen(
    sandbox: SandboxClient, strategy: str, payment: str, periods: int
) -> None:
    person = await customer(sandbox)
    await person.say("提前结清要多少")
    await person.press("只多还一点")
    choice = await person.say("一千块")
    assert all(word in choice.text for word in ("先抵下期", "少还几期", "每期少还"))
    confirmation = await person.press_with(strategy)
    assert payment in confirmation.text
    receipt = await person.press("确认多还 %(amount)s", amount="¥1,000.00", times=2)
    assert receipt.text.startswith("✅")
    bills = await person.say("/bills")
    assert f"1/{periods}" in bills.text


@pytest.mark.parametrize(("lender", "settled"), [("示例城市银行", "¥949.46"), ("示例小贷", "¥954.10")])
async def test_1399_over_3_with_a_bill_paid_ahead_is_settled_for_what_the_lender_says(
    sandbox: SandboxClient, lender: str, settled: str
) -> None:
    person = Person(sandbox, 957)
    await person.arrive()
    await person.press("去逛逛")
    await person.press_first()
    await person.press_with("大电池手机")
    await person.press("选 %(periods)d 期", periods=3)
    await person.verify()
    choice = await person.last()
    await person.read_and_agree(next(label for label in choice.labels if lender in label))
    await person.press_first()
    await sandbox.move_to("2026-01-28T12:00:00+08:00")
    await person.say("/repay")
    await person.press_with("确认还款")
    assert settled in (await person.say("/settle")).text
    await person.press("今天结清")
    receipt = await person.press("确认结清 %(amount)s", amount=settled)
    assert receipt.text.startswith("✅")
    assert settled in receipt.text


async def test_an_amount_that_covers_all_is_shown_as_a_settlement(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    await person.say("/repay")
    await person.press("换个金额")
    assert "确认今天结清" in (await person.say("10万")).text


async def test_a_quote_of_yesterday_shows_what_changed_and_can_be_confirmed(sandbox: SandboxClient) -> None:
    """The first bill fell due meanwhile: its day is in the new figure, and both figures are told."""
    person = await customer(sandbox)
    await person.say("/settle")
    await person.press("今天结清")
    await sandbox.move_to("2026-02-06T12:00:00+08:00")
    old = next(m for m in await person.heard() if "确认今天结清" in m.text)
    await sandbox.press(person.id, old.labels[0], message_id=old.message_id)
    fresh = await person.again(old)
    assert "金额有变化：刚才是 ¥4,022.99" in fresh.text
    await sandbox.press(person.id, fresh.labels[0], message_id=fresh.message_id)
    assert (await person.again(old)).text.startswith("✅")


async def test_after_the_cutoff_there_is_no_quote_until_tomorrow(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    await sandbox.move_to("2026-01-05T23:45:00+08:00")
    assert "明天 0 点以后" in (await person.say("/settle")).text


async def test_somebody_elses_loan_is_not_there(sandbox: SandboxClient) -> None:
    owner = await customer(sandbox)
    quote = await owner.say("/settle")
    await owner.press("今天结清")
    confirm = (await owner.last()).data_of(f"确认结清 {SETTLED}")
    stranger = Person(sandbox, 956)
    await stranger.arrive()
    for data in (quote.data_of("今天结清"), quote.data_of("只多还一点"), confirm):
        assert "没有找到" in (await stranger.press_data(data)).text


async def test_the_confirmation_of_a_settlement_survives_a_kill(installation: Installation) -> None:
    async with installation.assistant() as process:
        person = await customer(installation.sandbox)
        await person.say("/settle")
        await person.press("今天结清")
        await process.kill()
    async with installation.assistant():
        receipt = await person.press("确认结清 %(amount)s", amount=SETTLED)
        assert receipt.text.startswith("✅")
