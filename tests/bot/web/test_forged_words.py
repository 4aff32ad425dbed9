"""At our doors only a partner's own word counts: not ours sent back, not a link's signature, no word of the sources."""

from __future__ import annotations

import ast
import json
import logging
import re
import time
from collections.abc import AsyncIterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text

from bot.adapters.identity import HttpVerifier
from bot.adapters.lenders import HttpLenderPages, link_signature
from bot.adapters.payments.sandbox import SIGNATURE_HEADER as SANDBOX_HEADER
from bot.adapters.payments.sandbox import sign as sandbox_sign
from bot.adapters.signed_messages import (
    SIGNATURE_HEADER,
    TIME_HEADER,
    Purpose,
    our_key,
    signed_headers,
    their_key,
)
from bot.sandbox.lender_pages import lender_app
from bot.sandbox.verifier import verifier_app
from bot.settings import Settings, load_settings
from bot.web.app import SECRET_HEADER, web_app
from bot.web.embedded import serving as embedded
from bot.web.init_data import signed
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import Container, build_container, catalog_importer
from domain.handoff.types import ApplicationRequest
from domain.identity.types import FaceCheck, IdentityCheck
from domain.payments.ports import Charge
from domain.payments.results import PaymentAwaited
from domain.ports import InvalidSignature
from tests.bot.sandbox.conftest import eventually
from tests.support.builders import ADULT, NAME, PHONE, catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import serving
from tests.support.identity_server import SECRET as IDENTITY_SECRET
from tests.support.identity_server import IdentityServer, identity_server
from tests.support.installation import free_port
from tests.support.lender_server import SECRET as LENDER_SECRET
from tests.support.people import arrive, buy
from tests.support.plain_server import Exchange, Received, plain_server
from tests.support.sms_server import SECRET as SMS_SECRET

ROOT = Path(__file__).resolve().parents[3]
TOKEN, WEBHOOK_SECRET = "123456:a-token-of-tests", "what-telegram-shows-here"
APPLICATION = ApplicationRequest("a1", "demo-consumer", "consumer-3", 399_900, 3)
VERDICT = json.dumps({"check_id": "c1", "status": "verified"}).encode()
_KEY = re.compile(r"[!-~]{4,64}")
REPORT = json.dumps({"payment_id": "p1", "status": "not_paid"}).encode()


@pytest.fixture
async def service() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        yield running


@pytest.fixture
async def lender_mode(
    settings: Settings, clock: MovableClock, service: IdentityServer
) -> AsyncIterator[Container]:
    """Run by a lender: paid on its page, people verified by its service, codes brought by one of its own."""
    own = {
        "operator_mode": "lender",
        "payment_gateways": "external",
        "identity_url": service.url,
        "identity_secret": IDENTITY_SECRET,
        "sms_url": "https://sms.invalid",
        "sms_secret": SMS_SECRET,
    }
    container = build_container(load_settings(**{**dict(settings), **own}), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    yield container
    await container.aclose()


@pytest.fixture
async def merchant_mode(settings: Settings, clock: MovableClock) -> AsyncIterator[Container]:
    own = {
        "operator_mode": "merchant",
        "handoff_url": "https://lender.invalid",
        "handoff_secret": LENDER_SECRET,
    }
    container = build_container(load_settings(**{**dict(settings), **own}), clock)
    yield container
    await container.aclose()


class Door:
    """The web app of one assistant, on a real socket."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def knock(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        return (await self._http.post(path, content=body, headers=headers)).status_code


async def door_of(container: Container) -> AsyncIterator[Door]:
    handlers = WebhookHandlers()
    app = web_app(handlers, "/telegram", WEBHOOK_SECRET)
    with Webhooks(container, TOKEN, lambda: None).attached_to(handlers):
        async with serving(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
            yield Door(http)


@pytest.fixture
async def lenders_door(lender_mode: Container) -> AsyncIterator[Door]:
    async for door in door_of(lender_mode):
        yield door


@pytest.fixture
async def merchants_door(merchant_mode: Container) -> AsyncIterator[Door]:
    async for door in door_of(merchant_mode):
        yield door


async def said_by_us() -> dict[str, Received]:
    """Each kind of request of ours, as it came to a partner."""
    received: list[Received] = []
    async with plain_server() as server:

        async def take(exchange: Exchange) -> None:
            received.append(await exchange.receive())
            await exchange.answer(b"{}", "404 Not Found")

        server.answering = take
        verifier = HttpVerifier(server.url, IDENTITY_SECRET)
        await verifier.check(IdentityCheck("c1", NAME, ADULT, PHONE))
        await verifier.face(FaceCheck("c1", NAME, ADULT))
        pages = HttpLenderPages(server.url, LENDER_SECRET)
        await pages.look_up("a1")
        await pages.look_up_payment("p1")
        await verifier.aclose()
        await pages.aclose()
    return {one.target: one for one in received}


def of_message(one: Received) -> dict[str, str]:
    return {name: one.headers[name] for name in (TIME_HEADER, SIGNATURE_HEADER)}


@on_sqlite
async def test_a_request_of_ours_that_is_sent_back_to_us_is_refused(
    lenders_door: Door, merchants_door: Door
) -> None:
    requests = await said_by_us()
    assert set(requests) == {"/checks", "/faces", "/lookups"}
    for request in requests.values():
        assert await lenders_door.knock("/identity", of_message(request), request.body) == 403
        assert await merchants_door.knock("/handoff", of_message(request), request.body) == 403


@on_sqlite
@pytest.mark.parametrize("purpose", Purpose)
async def test_what_we_could_have_signed_is_no_word_of_a_partner(
    lenders_door: Door, merchants_door: Door, purpose: Purpose
) -> None:
    """Even where it reads like one; the same from the partner is read, and of nothing we wait for."""
    ours, theirs = our_key(IDENTITY_SECRET, purpose), their_key(IDENTITY_SECRET)
    assert await lenders_door.knock("/identity", signed_headers(ours, VERDICT, time.time()), VERDICT) == 403
    assert await lenders_door.knock("/identity", signed_headers(theirs, VERDICT, time.time()), VERDICT) == 404
    ours, theirs = our_key(LENDER_SECRET, purpose), their_key(LENDER_SECRET)
    assert await merchants_door.knock("/handoff", signed_headers(ours, REPORT, time.time()), REPORT) == 403
    assert await merchants_door.knock("/handoff", signed_headers(theirs, REPORT, time.time()), REPORT) == 404


@on_sqlite
async def test_the_word_of_one_partner_is_none_of_another(lenders_door: Door, merchants_door: Door) -> None:
    said = signed_headers(their_key(LENDER_SECRET), VERDICT, time.time())
    assert await lenders_door.knock("/identity", said, VERDICT) == 403
    said = signed_headers(their_key(IDENTITY_SECRET), REPORT, time.time())
    assert await merchants_door.knock("/handoff", said, REPORT) == 403


@on_sqlite
async def test_the_signature_that_a_customer_sees_in_a_link_opens_no_door(
    merchant_mode: Container, merchants_door: Door
) -> None:
    pages = merchant_mode.outside.pages
    assert pages is not None
    for url in (pages.apply_url(APPLICATION), pages.pay_url("p1", 133_300, "C-1")):
        signature = parse_qs(urlsplit(url).query)["signature"][0]
        said = {TIME_HEADER: str(int(time.time())), SIGNATURE_HEADER: signature}
        whole = urlsplit(url)
        letters = f"{whole.path.removeprefix('/')}?{whole.query.rpartition('&signature=')[0]}".encode()
        for body in (REPORT, letters):
            assert await merchants_door.knock("/handoff", said, body) == 403
            assert await merchants_door.knock("/identity", said, body) == 404


async def test_partners_as_the_sandbox_plays_them_take_no_signature_for_another_purpose() -> None:
    async with (
        serving(verifier_app(IDENTITY_SECRET)) as verifier,
        serving(lender_app(lambda *_: [], LENDER_SECRET)) as lender,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        for path, secret, good in (
            (f"{verifier}/checks", IDENTITY_SECRET, Purpose.CHECK_REQUEST),
            (f"{verifier}/faces", IDENTITY_SECRET, Purpose.FACE_REQUEST),
            (f"{lender}/lookups", LENDER_SECRET, Purpose.LOOKUP_REQUEST),
        ):
            keys = {purpose: our_key(secret, purpose) for purpose in Purpose} | {None: their_key(secret)}
            answers = {
                purpose: (
                    await http.post(path, content=VERDICT, headers=signed_headers(key, VERDICT, time.time()))
                ).status_code
                for purpose, key in keys.items()
            }
            assert answers.pop(good) in (200, 404)
            assert set(answers.values()) == {403}, path
        query = "payment_id=p1&contract_no=C-1&amount_fen=100"
        opened = {
            page: (
                await http.get(f"{lender}/pay?{query}&signature={link_signature(LENDER_SECRET, page, query)}")
            )
            for page in ("pay", "apply")
        }
        assert [answer.status_code for answer in opened.values()] == [200, 403]


async def test_outside_a_demo_no_word_of_the_sandboxs_makes_a_waiting_payment_paid(
    lender_mode: Container, lenders_door: Door
) -> None:
    """As it was done: the sandbox's gateway signed with a word that anybody can read."""
    customer = await arrive(lender_mode)
    bill = (await buy(lender_mode, customer)).bills[0]
    quote = await lender_mode.services.quotes.bill(customer.id, bill.installment_id)
    waiting = await lender_mode.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert isinstance(waiting, PaymentAwaited)
    said = {"id": waiting.payment_id, "status": "succeeded", "reference": "F", "amount_fen": quote.amount_fen}
    body = json.dumps(said).encode()
    for gateway in ("sandbox", "external", "telegram", "alipay", "wechat"):
        for key in ("sandbox", ""):
            headers = {SANDBOX_HEADER: sandbox_sign(key, body)}
            assert await lenders_door.knock(f"/payments/{gateway}", headers, body) == 404
    async with lender_mode.engine.connect() as connection:
        assert (await connection.execute(text("SELECT status FROM payments"))).scalars().all() == ["waiting"]


@cache
def written_words() -> set[str]:
    """Every word in the sources' texts, comments aside, that could be somebody's key."""
    found = {"", "0" * 32, "123456:ABC-DEF"}
    for folder in ("bot", "domain", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= {word for word in node.value.split() if _KEY.fullmatch(word)}
    return found


@on_sqlite
async def test_nothing_that_stands_in_the_sources_is_a_key_to_any_door_outside_a_demo(
    lender_mode: Container, merchant_mode: Container, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)  # each refusal is logged
    words = written_words()
    assert {"sandbox", "sandbox-identity-service"} <= words
    assert len(words) > 3000
    for container in (lender_mode, merchant_mode):
        handlers = WebhookHandlers()
        with Webhooks(container, TOKEN, lambda: None).attached_to(handlers):
            for word in words:
                await _require_refused(handlers, word)


@on_sqlite
async def test_nor_is_it_a_key_to_the_sandboxs_gateway_in_a_demo(
    container: Container, caplog: pytest.LogCaptureFixture
) -> None:
    """A demo may be on Telegram, and open to everybody."""
    caplog.set_level(logging.CRITICAL)
    webhooks = Webhooks(container, TOKEN, lambda: None)
    body = json.dumps({"id": "p1", "status": "succeeded", "reference": "F", "amount_fen": 1}).encode()
    for word in written_words():
        with pytest.raises(InvalidSignature):
            await webhooks.on_payment("sandbox", {SANDBOX_HEADER: sandbox_sign(word, body)}, body)


@on_sqlite
async def test_what_the_sandboxs_gateway_says_by_itself_is_taken_in_a_demo(
    settings: Settings, clock: MovableClock
) -> None:
    """Signed with the installation's key, which the charge told it; another installation does not take it."""
    port, answers = free_port(), list[str | None]()
    container = build_container(settings.model_copy(update={"web_port": port}), clock)
    elsewhere = build_container(settings.model_copy(update={"data_dir": settings.data_dir / "other"}), clock)
    handlers, webhooks = WebhookHandlers(), Webhooks(container, TOKEN, lambda: None)

    async def heard(gateway: str, headers: Mapping[str, str], body: bytes) -> str | None:
        with pytest.raises(InvalidSignature):
            await Webhooks(elsewhere, TOKEN, lambda: None).on_payment(gateway, headers, body)
        answers.append(await webhooks.on_payment(gateway, headers, body))
        return answers[-1]

    handlers.on_payment = heard
    gateway = container.outside.payment_methods.gateways.find("sandbox")
    assert gateway is not None
    async with embedded(web_app(handlers, None, ""), "127.0.0.1", port):
        await gateway.start(Charge("p1", 100, "a bill", chat_id=1))
        await eventually(lambda: answers)
    assert answers == ["ok"]
    await container.aclose()
    await elsewhere.aclose()


@on_sqlite
async def test_nor_to_the_door_of_telegram(merchants_door: Door) -> None:
    update = json.dumps({"update_id": 1}).encode()
    for word in ("", "sandbox", "sandbox-identity-service", "1:sandbox", "x" * 16):
        assert await merchants_door.knock("/telegram", {SECRET_HEADER: word}, update) == 403
    handlers = WebhookHandlers()
    app = web_app(handlers, "/telegram", "")
    async with serving(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
        assert await Door(http).knock("/telegram", {SECRET_HEADER: ""}, update) == 403


async def _require_refused(handlers: WebhookHandlers, word: str) -> None:
    assert handlers.on_payment is not None
    for gateway in ("sandbox", "external", word):
        signature = {SANDBOX_HEADER: sandbox_sign(word, VERDICT)}
        assert await handlers.on_payment(gateway, signature, VERDICT) is None
    for door, body in ((handlers.on_identity, VERDICT), (handlers.on_handoff, REPORT)):
        if door is not None:
            with pytest.raises(InvalidSignature):
                await door(signed_headers(their_key(word), body, time.time()), body)
    fields: dict[str, str] = {"auth_date": str(int(time.time())), "user": json.dumps({"id": 7})}
    form: dict[str, Any] = {"init_data": signed(fields, word)}
    for form_handler in (handlers.on_form, handlers.on_move_form):
        if form_handler is not None:
            with pytest.raises(InvalidSignature):
                await form_handler(form)
