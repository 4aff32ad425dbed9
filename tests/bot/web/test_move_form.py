"""The form that names the account which is to move here: who may send it, how often, and what it tells nobody."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.cli.audit import audit
from bot.settings import Settings
from bot.web.app import web_app
from bot.web.forms import A_MINUTE
from bot.web.init_data import MOST_AGE_S, signed
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import Container, build_container
from domain.customers.results import CustomerView
from domain.errors import InvalidInput
from domain.moves.notices import MoveCodeContent
from domain.moves.results import MoveStatus
from domain.moves.service import MOVES_A_DAY
from domain.outbox.spec import NoticeContent
from tests.domain.moves.test_moves import NEW, OLD, OTHER, heard
from tests.support.builders import ADULT, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.forms import IDENTITY, MOVE
from tests.support.gateways import serving
from tests.support.people import arrive, buy
from tests.support.sms_server import SmsServer, sms_server

TOKEN = "123456:a-token-of-tests"
STRANGE_PHONE = "13911112222"
CURIOUS = 3


@pytest.fixture
async def service() -> AsyncIterator[SmsServer]:
    async with sms_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, service: SmsServer) -> Settings:
    return settings.model_copy(update=service.settings)


@dataclass
class Page:
    """The web app on a real socket, and how often the chat was to hear of something."""

    http: httpx.AsyncClient
    woken: list[None] = field(default_factory=list)

    async def send(self, init_data: str, path: str = MOVE, **answers: Any) -> httpx.Response:
        said = {"init_data": init_data, "lang": "zh_CN", "id_number": ADULT, "phone": PHONE, **answers}
        return await self.http.post(path, json=said)


@pytest.fixture
async def page(container: Container) -> AsyncIterator[Page]:
    handlers, woken = WebhookHandlers(), list[None]()
    with Webhooks(container, TOKEN, lambda: woken.append(None)).attached_to(handlers):
        async with (
            serving(web_app(handlers, None, "")) as address,
            httpx.AsyncClient(base_url=address, trust_env=False) as http,
        ):
            yield Page(http, woken)


@pytest.fixture
async def old(container: Container) -> CustomerView:
    customer = await arrive(container, OLD)
    await buy(container, customer)
    return customer


@pytest.fixture
async def new(container: Container) -> CustomerView:
    return await arrive(container, NEW)


def opened(telegram_id: int = NEW, *, ago_s: int = 0, token: str = TOKEN) -> str:
    """What Telegram says of who opened the form so many seconds ago."""
    fields = {"auth_date": str(int(time.time()) - ago_s), "user": json.dumps({"id": telegram_id})}
    return signed(fields, token)


async def agree(settings: Settings) -> None:
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches


async def told(container: Container) -> list[tuple[int, NoticeContent]]:
    """Send what waits to be told, and return who was told what."""
    return (await heard(container)).received


async def test_the_form_sends_the_code_that_typing_both_numbers_sends(
    settings: Settings, container: Container, page: Page, service: SmsServer,
    old: CustomerView, new: CustomerView,
) -> None:  # fmt: skip
    answer = (await page.send(opened())).json()
    assert answer["done"]
    assert "138****0000" in answer["said"]
    assert len(page.woken) == 1
    assert [(to, type(content)) for to, content in await told(container)] == [(NEW, MoveCodeContent)]
    code = await service.code()
    assert [phone for phone, _ in service.brought.values()] == [PHONE]
    assert await container.services.move_codes.enter(new.id, code) is MoveStatus.DONE
    assert (await arrive(container, NEW)).id == old.id
    await agree(settings)


@on_sqlite
@pytest.mark.parametrize(
    "init_data",
    [
        pytest.param("", id="empty"),
        pytest.param(opened(token="123456:another"), id="another bot's"),
        pytest.param(opened(ago_s=MOST_AGE_S + 5), id="old"),
        pytest.param(opened().replace("%22id%22%3A+2", "%22id%22%3A+9"), id="of another person"),
        pytest.param("x" * 9000, id="too long"),
    ],
)
async def test_what_telegram_did_not_say_just_now_is_refused(
    container: Container, page: Page, service: SmsServer, old: CustomerView, new: CustomerView, init_data: str
) -> None:
    assert (await page.send(init_data)).status_code == 403
    assert page.woken == []
    assert service.asked == 0
    assert not await container.services.move_codes.awaits_code(new.id)


@on_sqlite
async def test_one_opening_is_taken_once_whichever_form_is_sent_and_none_before_it(
    container: Container, page: Page, old: CustomerView, new: CustomerView
) -> None:
    opening = opened(ago_s=60)
    assert "验证码已经发到" in (await page.send(opening)).json()["said"]
    for replayed in (opening, opened(ago_s=120)):
        assert "已经提交过了" in (await page.send(replayed)).json()["said"]
    assert "已经提交过了" in (await page.send(opening, IDENTITY, name="张三")).json()["said"]
    assert len(page.woken) == 1
    assert "验证码已经发到" in (await page.send(opened())).json()["said"]


async def test_what_was_taken_in_the_new_account_is_not_taken_again_after_it_has_moved(
    container: Container, page: Page, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    opening = opened()
    await page.send(opening)
    await container.services.move_codes.enter(new.id, await service.code())
    assert (await arrive(container, NEW)).id == old.id
    assert "已经提交过了" in (await page.send(opening)).json()["said"]


async def test_what_was_opened_before_the_account_was_deleted_makes_no_new_one(
    container: Container, page: Page, service: SmsServer, new: CustomerView
) -> None:
    opening = opened()
    assert await container.services.privacy.erase(new.id) is None
    for path in (MOVE, IDENTITY):
        answer = (await page.send(opening, path, name="张三")).json()
        assert (answer["done"], "已经不能用了" in answer["said"]) == (True, True)
    assert await container.services.customers.find(NEW) is None
    assert service.asked == 0


@on_sqlite
@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"id_number": ADULT[:-1] + "2"}, {"id_number": "校验不对"}),
        ({"phone": "12345"}, {"phone": "11 位"}),
        ({"id_number": "", "phone": "23800000000"}, {"id_number": "没有看到", "phone": "不像"}),
    ],
)
async def test_every_problem_stands_beside_its_field_and_uses_nothing_up(
    page: Page, service: SmsServer, old: CustomerView, new: CustomerView,
    answers: dict[str, str], problems: dict[str, str],
) -> None:  # fmt: skip
    opening = opened()
    answer = (await page.send(opening, **answers)).json()
    assert not answer["done"]
    assert answer["problems"].keys() == problems.keys()
    for name, words in problems.items():
        assert words in answer["problems"][name]
    assert service.asked == 0
    assert page.woken == []
    assert (await page.send(opening)).json()["done"]


async def test_whoever_names_not_both_reads_the_same_there_and_in_the_chat_and_gets_no_code(
    container: Container, page: Page, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    known = await page.send(opened())
    ((_, asked),) = await told(container)
    code = await service.code()
    curious = await arrive(container, CURIOUS)
    for ago_s, id_number, phone in ((2, OTHER, PHONE), (1, ADULT, STRANGE_PHONE)):
        answer = await page.send(opened(CURIOUS, ago_s=ago_s), id_number=id_number, phone=phone)
        masked = answer.text.replace(f"{phone[:3]}****{phone[-4:]}", "138****0000")
        assert (answer.status_code, masked) == (known.status_code, known.text)
        assert await told(container) == [(CURIOUS, asked)]
        with pytest.raises(InvalidInput) as refused:
            await container.services.move_codes.enter(curious.id, code)
        assert refused.value.reason == "wrong"
    assert service.asked == 1


@on_sqlite
async def test_so_many_requests_a_day_and_submissions_a_minute_are_taken(
    page: Page, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    said = [(await page.send(opened(ago_s=60 - no))).json()["said"] for no in range(A_MINUTE + 2)]
    assert sum("验证码已经发到" in words for words in said) == MOVES_A_DAY
    assert "申请的次数太多了" in said[MOVES_A_DAY]
    assert "太频繁" in said[-1]
    assert "太频繁" in (await page.send(opened(), IDENTITY, name="张三")).json()["said"]
    assert len(page.woken) == MOVES_A_DAY


@on_sqlite
async def test_an_account_with_orders_of_its_own_and_a_frozen_one_are_told_why_not(
    container: Container, page: Page, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    assert "已经有订单" in (await page.send(opened(OLD))).json()["said"]
    await container.services.security.freeze(new.id)
    assert "已经冻结" in (await page.send(opened())).json()["said"]
    assert service.asked == 0


@on_sqlite
async def test_what_the_staff_looks_at_already_is_not_begun_anew_by_the_form(
    container: Container, page: Page, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    await container.services.moves.ask(new.id, ADULT)
    assert "已经在办了" in (await page.send(opened())).json()["said"]
    assert service.asked == 0


@on_sqlite
async def test_what_is_no_form_is_refused_and_its_size_is_limited(page: Page) -> None:
    for body, status in ((b"[]", 400), (b"{", 400), (b"x" * 30_000, 413)):
        assert (await page.http.post(MOVE, content=body)).status_code == status


@on_sqlite
async def test_the_page_has_two_fields_loads_nothing_from_elsewhere_and_speaks_the_customers_language(
    page: Page,
) -> None:
    shown = await page.http.get(MOVE, params={"lang": "en"})
    assert shown.text.count("<input") == 2
    assert "http" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "Phone number on file with it" in shown.text


@on_sqlite
@pytest.mark.parametrize("public_url", [None, "https://shop.example"])
@pytest.mark.parametrize("sms", [False, True])
async def test_there_is_a_form_only_where_there_is_a_page_and_a_code_can_be_sent(
    settings: Settings, clock: MovableClock, public_url: str | None, sms: bool
) -> None:
    own: dict[str, object] = {"public_url": public_url}
    if not sms:
        own |= {"sms_url": None, "sms_secret": None}
    built = build_container(settings.model_copy(update=own), clock)
    await built.aclose()
    there = f"{public_url}{MOVE}" if public_url and sms else None
    assert built.conversation_settings.move_form_url == there
