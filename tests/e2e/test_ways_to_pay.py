"""The ways to pay, as a customer goes them: an invoice in the chat, the lender's own page, a bank that takes its time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.alipay_server import APP_ID, AlipayServer, alipay_serving
from tests.support.installation import Installation, free_port
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import CUSTOMER
from tests.support.rsa_keys import make_key, private_file, public_file
from tests.support.sandbox_client import SandboxError, Seen
from tests.support.wechat_server import (
    APIV3_KEY,
    MERCHANT_ID,
    MERCHANT_SERIAL,
    PUBLIC_KEY_ID,
    Signer,
    WechatServer,
    wechat_serving,
)
from tests.support.wechat_server import APP_ID as WECHAT_APP_ID

AMOUNT = "¥1,333.00"


pytestmark = pytest.mark.bought(3)


FRIEND, GOODS = 22, "小米手机 15"


async def owing(installation: Installation) -> Person:
    """Somebody with three payments of ¥1,333.00 before them, about to choose how to pay the first."""
    person = Person(installation.sandbox, CUSTOMER)
    await person.say("/repay")
    return person


async def paid_periods(person: Person) -> str:
    return (await person.say("/orders")).text


@pytest.fixture
def with_invoices(installation: Installation) -> Installation:
    installation.environment |= {
        "PAYMENT_GATEWAYS": "sandbox,telegram",
        "TELEGRAM_PROVIDER_TOKEN": "provider:TEST:token",
    }
    return installation


@pytest.fixture
def with_pages(installation: Installation) -> Installation:
    installation.environment |= {"PAYMENT_GATEWAYS": "external"}
    return installation


async def invoice(person: Person) -> Seen:
    return next(seen for seen in reversed(await person.heard()) if "invoice" in seen.raw)


async def test_an_invoice_is_paid_in_the_chat_and_answered_with_the_receipt(
    with_invoices: Installation,
) -> None:
    async with with_invoices.assistant():
        person = await owing(with_invoices)
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
        bill = await invoice(person)
        assert bill.raw["invoice"]["total_amount"] == 133_300
        await with_invoices.sandbox.pay(person.id, bill.message_id)
        assert (await person.last()).text.startswith(f"✅ 已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)
        with pytest.raises(SandboxError):
            await with_invoices.sandbox.pay(person.id, bill.message_id)


async def test_an_invoice_that_was_called_off_cannot_be_paid_any_more(with_invoices: Installation) -> None:
    async with with_invoices.assistant():
        person = await owing(with_invoices)
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
        await person.press("取消这次付款")
        await with_invoices.sandbox.wait_for(person.id, "要取消这次付款吗")
        await person.press("返回")  # nothing was called off by asking
        await with_invoices.sandbox.wait_for(person.id, "付款单在下面")
        await person.press("取消这次付款")
        await person.press("取消付款 %(amount)s", amount=AMOUNT)
        await with_invoices.sandbox.wait_for(person.id, "这次付款已取消")
        bill = await invoice(person)
        refused = await with_invoices.sandbox.pay(person.id, bill.message_id)
        assert not refused["ok"]
        assert "刚刚有变动" in refused["error_message"]
        assert "已还 0/3 期" in await paid_periods(person)


async def test_an_invoice_of_yesterday_cannot_be_paid_and_the_bill_can(with_invoices: Installation) -> None:
    async with with_invoices.assistant():
        person = await owing(with_invoices)
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
        await with_invoices.sandbox.move_to("2026-01-06T10:00")
        bill = await invoice(person)
        refused = await with_invoices.sandbox.pay(person.id, bill.message_id)
        assert not refused["ok"]
        assert "刚刚有变动" in refused["error_message"]
        await person.say("/repay")
        assert (await person.press_with("确认还款")).text.startswith(f"✅ 已还 {AMOUNT}")


async def test_above_telegrams_largest_amount_only_the_other_way_is_offered(
    with_invoices: Installation,
) -> None:
    with_invoices.environment |= {"TELEGRAM_INVOICE_MOST": "1000"}
    async with with_invoices.assistant():
        person = await owing(with_invoices)
        shown = await person.last()
        assert [label for label in shown.labels if AMOUNT in label] == [f"确认还款 {AMOUNT}"]


async def test_an_assistant_killed_after_the_invoice_still_takes_the_money_once(
    with_invoices: Installation,
) -> None:
    async with with_invoices.assistant():
        person = await owing(with_invoices)
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
    async with with_invoices.assistant():
        bill = await invoice(person)
        await with_invoices.sandbox.pay(person.id, bill.message_id)
        assert (await person.last()).text.startswith(f"✅ 已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)


async def test_a_code_is_scanned_and_the_notification_answered_with_the_receipt(
    installation: Installation, tmp_path: Path
) -> None:
    keys = [make_key() for _ in range(3)]
    server, port = AlipayServer(*keys), free_port()
    (tmp_path / "app.pem").write_bytes(private_file(keys[0]))
    (tmp_path / "alipay.pem").write_bytes(public_file(keys[1]))
    async with alipay_serving(server) as address:
        installation.environment |= {
            "PAYMENT_GATEWAYS": "alipay",
            "ALIPAY_APP_ID": APP_ID,
            "ALIPAY_PRIVATE_KEY_FILE": str(tmp_path / "app.pem"),
            "ALIPAY_PUBLIC_KEY_FILE": str(tmp_path / "alipay.pem"),
            "ALIPAY_SERVER_URL": address,
            "WEB_PORT": str(port),
        }
        async with installation.assistant():
            person = await owing(installation)
            await person.press("支付宝扫码付 %(amount)s", amount=AMOUNT)
            assert any(seen.raw.get("photo") for seen in await person.heard())
            await person.press("我已还款")
            assert "已还 0/3 期" in await paid_periods(person)
            (number,) = server.trades
            server.pay(number)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
                for _ in range(2):
                    told = await http.post("/payments/alipay", content=server.notification(number))
                    assert (told.status_code, told.text) == (200, "success")
                forged = server.notification(number).replace(b"1333.00", b"0.01")
                assert (await http.post("/payments/alipay", content=forged)).status_code == 403
            await installation.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
            assert "已还 1/3 期" in await paid_periods(person)


@pytest.fixture
async def both_codes(installation: Installation, tmp_path: Path) -> AsyncIterator[WechatServer]:
    """An assistant that takes Alipay and WeChat Pay, which is yielded; its public key is in the settings."""
    own, theirs = make_key(), make_key()
    (tmp_path / "own.pem").write_bytes(private_file(own))
    (tmp_path / "theirs.pem").write_bytes(public_file(theirs))
    server = WechatServer(own, Signer(PUBLIC_KEY_ID, theirs))
    async with wechat_serving(server) as address:
        installation.environment |= {
            "PAYMENT_GATEWAYS": "alipay,wechat",
            "PAYMENTS_PUBLIC_URL": "https://shop.example",
            "WEB_PORT": str(free_port()),
            "ALIPAY_APP_ID": APP_ID,
            "ALIPAY_PRIVATE_KEY_FILE": str(tmp_path / "own.pem"),
            "ALIPAY_PUBLIC_KEY_FILE": str(tmp_path / "theirs.pem"),
            "ALIPAY_SERVER_URL": f"http://127.0.0.1:{free_port()}",
            "WECHAT_APP_ID": WECHAT_APP_ID,
            "WECHAT_MERCHANT_ID": MERCHANT_ID,
            "WECHAT_PRIVATE_KEY_FILE": str(tmp_path / "own.pem"),
            "WECHAT_CERTIFICATE_SERIAL": MERCHANT_SERIAL,
            "WECHAT_APIV3_KEY": APIV3_KEY,
            "WECHAT_PUBLIC_KEY_FILE": str(tmp_path / "theirs.pem"),
            "WECHAT_PUBLIC_KEY_ID": PUBLIC_KEY_ID,
            "WECHAT_SERVER_URL": address,
        }
        yield server


async def test_who_chooses_wechat_pay_scans_its_code_and_its_word_is_taken_once(
    installation: Installation, both_codes: WechatServer
) -> None:
    port = installation.environment["WEB_PORT"]
    async with installation.assistant():
        person = await owing(installation)
        offered = [label for label in (await person.last()).labels if AMOUNT in label]
        assert offered == [f"支付宝扫码付 {AMOUNT}", f"用微信支付 {AMOUNT}"]
        await person.press("用微信支付 %(amount)s", amount=AMOUNT)
        heard = await person.heard()
        assert any(seen.raw.get("photo") for seen in heard)
        assert any("请用微信扫" in seen.text and "相册" in seen.text for seen in heard)
        await person.press("我已还款")
        assert "已还 0/3 期" in await paid_periods(person)
        (number,) = both_codes.orders
        both_codes.pay(number)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            for _ in range(2):
                headers, body = both_codes.notification(number)
                told = await http.post("/payments/wechat", content=body, headers=headers)
                assert (told.status_code, told.text) == (200, "")
            forged = await http.post("/payments/wechat", content=body + b" ", headers=headers)
            assert forged.status_code == 403
            assert (await http.post("/payments/alipay", content=body, headers=headers)).status_code == 403
        await installation.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)


async def test_somebody_else_pays_by_a_link_that_says_nothing_of_whose_bill_it_is(
    installation: Installation, both_codes: WechatServer
) -> None:
    async with installation.assistant():
        person, friend = await owing(installation), Person(installation.sandbox, FRIEND)
        await person.press("用微信支付 %(amount)s", amount=AMOUNT)
        await person.press("请别人帮我付")
        buttons = [b for seen in await person.messages() for row in seen.raw["keyboard"] for b in row]
        (link,) = [b["copy_text"] for b in buttons if b.get("copy_text")]
        command = f"/start {link.partition('?start=')[2]}"
        await friend.arrive()
        before = len(await friend.messages())
        await friend.say(command)
        shown = (await friend.messages())[before:]
        said = "\n".join(seen.text for seen in shown)
        assert AMOUNT in said
        assert "有人想请您帮忙付" in said
        assert any(seen.raw.get("photo") for seen in shown)
        goods = (await person.say("/orders")).text
        assert GOODS in goods
        assert GOODS not in said
        (number,) = both_codes.orders
        assert both_codes.pay(number)
        await installation.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
        assert "已经失效" in (await friend.say(command)).text
        assert "已经失效" in (await friend.say("/start pay_nobody")).text


async def test_without_its_word_wechat_pay_is_asked_and_a_code_called_off_is_closed_there(
    installation: Installation, both_codes: WechatServer
) -> None:
    async with installation.assistant():
        person = await owing(installation)
        await person.press("用微信支付 %(amount)s", amount=AMOUNT)
        await person.press("取消这次付款")
        await installation.sandbox.wait_for(person.id, "要取消这次付款吗")
        await person.press("取消付款 %(amount)s", amount=AMOUNT)
        await installation.sandbox.wait_for(person.id, "这次付款已取消")
        (first,) = both_codes.orders
        assert not both_codes.pay(first)
        await person.say("/repay")
        await person.press("用微信支付 %(amount)s", amount=AMOUNT)
        assert both_codes.pay(next(number for number in both_codes.orders if number != first))
        await installation.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)


async def payments(installation: Installation, *arguments: str) -> list[str]:
    async with running(
        "payments", *arguments, cwd=installation.folder, **installation.environment
    ) as process:
        assert await process.exit_code() == 0, process.lines
        return list(process.lines)


async def test_a_payment_on_the_lenders_page_waits_for_the_lenders_word(
    with_pages: Installation, tmp_path: Path
) -> None:
    async with with_pages.assistant():
        person = await owing(with_pages)
        page = await person.press("去机构页面还 %(amount)s", amount=AMOUNT)
        buttons = [button for row in page.raw["keyboard"] for button in row]
        assert [b["copy_text"] for b in buttons if b.get("copy_text")] == ["1333.00"]
        assert [b["url"] for b in buttons if b.get("url")]
        assert "确认" in (await person.press("我已还款")).text
        assert "已还 0/3 期" in await paid_periods(person)

        listed = next(line for line in await payments(with_pages, "list") if "1,333.00 yuan" in line)
        file = tmp_path / "lender.csv"
        file.write_text(f"payment_id,amount,reference\n{listed.split()[0]},1333.00,LENDER-1\n")
        assert "1 posted" in "\n".join(await payments(with_pages, "confirm", str(file)))
        await with_pages.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)


async def test_another_amount_than_the_bills_lies_there_for_the_customer_and_goes_back(
    with_pages: Installation, tmp_path: Path
) -> None:
    async with with_pages.assistant():
        person = await owing(with_pages)
        await person.press("去机构页面还 %(amount)s", amount=AMOUNT)
        await person.press("我已还款")
        listed = next(line for line in await payments(with_pages, "list") if "1,333.00 yuan" in line)
        file = tmp_path / "lender.csv"
        file.write_text(f"payment_id,amount,reference\n{listed.split()[0]},1300,LENDER-1\n")
        await payments(with_pages, "confirm", str(file))
        await with_pages.sandbox.wait_for(person.id, "收到 ¥1,300.00")
        await person.press("查看退款")
        going = await person.press_with("退")
        assert "¥1,300.00" in going.text
        back = next(line for line in await payments(with_pages, "list") if "paid back by hand" in line)
        await payments(with_pages, "paid-back", back.split()[0], "--reference", "BANK-1")
        await with_pages.sandbox.wait_for(person.id, "¥1,300.00 已经原路退回")


async def test_a_bank_that_takes_its_time_is_followed_until_it_is_done(installation: Installation) -> None:
    async with installation.assistant():
        person = await owing(installation)
        await installation.sandbox.fault("delay", target="payment", delay_s=1)
        waiting = await person.press_with(AMOUNT)
        assert "银行正在处理" in waiting.text
        assert "我的账单" in waiting.labels
        await installation.sandbox.wait_for(person.id, f"已还 {AMOUNT}")
        assert "已还 1/3 期" in await paid_periods(person)


async def test_what_the_gateway_says_twice_is_posted_once_and_what_others_say_is_refused(
    installation: Installation,
) -> None:
    port = free_port()
    installation.environment |= {"WEB_PORT": str(port)}
    async with installation.assistant():
        person = await owing(installation)
        await installation.sandbox.fault("twice", target="payment")
        await person.press_with(AMOUNT)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            forged = {"id": "anything", "status": "succeeded", "reference": "X", "amount_fen": 1}
            refused = await http.post(
                "/payments/sandbox", json=forged, headers={"x-sandbox-signature": "0" * 64}
            )
            assert refused.status_code == 403
            assert (await http.post("/payments/alipay", json=forged)).status_code == 404
        await installation.sandbox.idle()
        assert "已还 1/3 期" in await paid_periods(person)
