"""A shop that signs nothing: the customer goes over to the lender's page, and its word comes back, signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.conftest import books_agree
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import QUICK_READER, START
from tests.support.sandbox_client import SandboxClient, Seen
from tests.support.telegram import check_requests

MEANT = "but there is no order"  # what the operator is told on purpose
# What is not asked, and not promised, where it is between the customer and the lender.
PERSONAL = ("请输入您的姓名", "请输入身份证号", "手机号（11 位）", "银行卡号", "可用额度")


@pytest.fixture
async def sandbox(tmp_path: Path, database_url: str) -> AsyncIterator[SandboxClient]:
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    mode = {"OPERATOR_MODE": "merchant"}
    async with running("sandbox", *options, cwd=tmp_path, **QUICK_READER, **mode) as process:
        async with SandboxClient(await process.sandbox_address()) as client:
            yield client
            check_requests(await client.requests())
        faults = [line for line in process.lines if "ERROR" in line or "Traceback" in line]
        assert not [line for line in faults if MEANT not in line], faults
        assert await process.stop() == 0
    await books_agree(database_url, tmp_path)


@pytest.fixture
async def person(sandbox: SandboxClient) -> Person:
    newcomer = Person(sandbox, 21)
    await newcomer.arrive()
    return newcomer


def link(seen: Seen) -> str:
    return next(str(button["url"]) for row in seen.raw["keyboard"] for button in row if "url" in button)


async def on_the_page(person: Person, url: str, said: str) -> None:
    page = await person.sandbox.http.get(url)
    assert page.status_code == 200
    assert "不需要任何个人信息" in page.text
    assert (await person.sandbox.http.post(url, data={"said": said})).status_code == 200


async def reach_the_lender(person: Person, lender: str = "示例消费金融") -> Seen:
    await person.reach_name(periods=3)
    return await person.press_with(lender)


async def told(person: Person, words: str) -> Seen:
    """What is told of by itself comes within seconds."""
    async with asyncio.timeout(180):
        while True:
            for seen in reversed(await person.heard()):
                if words in seen.text:
                    return seen
            await asyncio.sleep(0.1)


async def assert_nothing_personal_was_asked(person: Person) -> None:
    for seen in await person.heard():
        assert not [words for words in PERSONAL if words in seen.text], seen.text


async def test_the_whole_way_is_on_the_lenders_page_and_ends_in_an_order_here(person: Person) -> None:
    screen = await reach_the_lender(person)
    assert "分期机构是示例消费金融" in screen.text
    assert "年化综合融资成本" in screen.text
    assert "还没有结果" in (await person.press("我已办完，看看结果")).text
    await on_the_page(person, link(screen), "yes")
    await told(person, "示例消费金融的分期合同已经签好")
    assert "订单" in (await person.press("我已办完，看看结果", times=2)).text
    bills = await person.say("账单")
    assert "1,333.00" in bills.text
    orders = await person.say("订单")
    assert orders.text.count("示例消费金融") <= 1
    assert "开通自动扣款" not in (await person.say("自动扣款")).labels
    await assert_nothing_personal_was_asked(person)


async def test_paying_is_on_the_lenders_page_and_its_word_is_the_receipt(person: Person) -> None:
    await on_the_page(person, link(await reach_the_lender(person)), "yes")
    await told(person, "合同已经签好")  # by itself, and not in the middle of what follows
    await person.sandbox.fault("twice", target="lender", method="tell")
    await person.say("还款")
    shown = await person.press_with("1,333.00")
    await on_the_page(person, link(shown), "yes")
    await told(person, "已还 ¥1,333.00")
    assert len([seen for seen in await person.heard() if "已还 ¥1,333.00" in seen.text]) == 1


async def test_a_word_that_was_lost_comes_with_the_sweep(person: Person) -> None:
    screen = await reach_the_lender(person)
    await person.sandbox.fault("timeout", target="lender", method="tell")
    await on_the_page(person, link(screen), "yes")
    await person.sandbox.advance("PT31M")
    await told(person, "合同已经签好")


async def test_a_declined_application_leaves_the_checkout_open_for_another_lender(person: Person) -> None:
    screen = await reach_the_lender(person)
    await on_the_page(person, link(screen), "no")
    await told(person, "没有通过您的申请")
    assert "去机构页面办理" in (await person.press("继续下单")).labels
    assert "选哪家机构" in (await person.press("返回")).text


async def test_a_link_that_was_changed_and_a_word_that_is_not_signed_count_for_nothing(
    person: Person,
) -> None:
    url = link(await reach_the_lender(person))
    changed = url.replace("amount_fen=399900", "amount_fen=1")
    assert changed != url
    assert (await person.sandbox.http.get(changed)).status_code == 403
    forged = await person.sandbox.http.post("/handoff", json={"application_id": "x", "status": "declined"})
    assert forged.status_code == 403


async def test_signed_without_an_order_the_contract_is_kept_and_a_person_takes_over(person: Person) -> None:
    """Frozen meanwhile, or sold out: the lender has signed, and that is not lost."""
    screen = await reach_the_lender(person)
    await person.say("冻结账号")
    await person.press_first()
    await on_the_page(person, link(screen), "yes")
    assert "这件事已经记下" in (await told(person, "订单没能生成")).text


async def test_the_form_for_ones_identity_takes_nothing(person: Person) -> None:
    answer = await person.sandbox.http.post("/identity/form", json={"init_data": "", "name": "张三"})
    assert answer.status_code == 503
