"""The button after the reading time comes, whatever the network does meanwhile, and in today's language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import Assistant, build_application
from bot.sandbox.server import SandboxConfig, running_sandbox
from bot.wiring import Container
from domain.customers.results import CustomerView
from handlers.checkout import reading_timer as reading
from handlers.checkout.contract import contract_screen
from handlers.ui import sending
from handlers.ui.i18n import texts_for
from handlers.ui.reply import reply
from tests.bot.sandbox.conftest import eventually
from tests.support.people import arrive, verify
from tests.support.sandbox_client import SandboxClient, Seen

GO_ON, HOW, BACK = "☐ 我已阅读，同意《分期服务协议》", "怎么算的", "返回"


@dataclass
class PendingDisclosure:
    """Somebody with the disclosure on their screen, and everything around them."""

    container: Container
    assistant: Assistant
    sandbox: SandboxClient
    customer: CustomerView
    draft_id: str
    message_id: int

    async def read(self) -> list[Seen]:
        """The reading time passes; the bot's messages after it."""
        timers = self.assistant.timers
        await timers.start(self.customer, self.draft_id, self.message_id)
        await eventually(lambda: not timers.pending)
        seen = await self.sandbox.messages(self.customer.telegram_id, idle=False)
        return [message for message in seen if message.sender == "bot"]


@pytest.fixture
async def reader(
    container: Container, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PendingDisclosure]:
    monkeypatch.setattr(sending, "PAUSES_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(reading, "AGAIN_S", 0.0)
    config = SandboxConfig(port=0, state_path=tmp_path / "sandbox.db", limits=False)
    async with running_sandbox(config) as server, SandboxClient(server.base_url) as sandbox:
        await sandbox.say(1, "你好")
        assistant = build_application(container, token="1:sandbox", api_base_url=server.base_url)
        await assistant.application.initialize()
        yield await _at_the_disclosure(container, assistant, sandbox)
        await assistant.timers.stop()
        await assistant.application.shutdown()


async def _at_the_disclosure(
    container: Container, assistant: Assistant, sandbox: SandboxClient
) -> PendingDisclosure:
    customer = await arrive(container)
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(container, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, "consumer-12")
    shown = await container.services.agreements.disclosure(customer.id, draft.draft_id)
    screen = await contract_screen(container.services, texts_for(customer.locale), customer.id, shown)
    message_id = await assistant.sender.send(1, screen)
    return PendingDisclosure(container, assistant, sandbox, customer, draft.draft_id, message_id)


async def test_the_button_comes_in_the_message_that_was_read(reader: PendingDisclosure) -> None:
    (message,) = await reader.read()
    assert message.message_id == reader.message_id
    assert message.labels == (GO_ON, HOW, BACK)


@pytest.mark.parametrize("kind", ["429", "500", "disconnect"])
async def test_a_lost_edit_is_made_again(reader: PendingDisclosure, kind: str) -> None:
    await reader.sandbox.fault(kind, method="editMessageText", times=2)
    (message,) = await reader.read()
    assert message.labels == (GO_ON, HOW, BACK)


@pytest.mark.parametrize("kind", ["400", "500", "disconnect"])
async def test_where_the_message_cannot_be_edited_a_new_one_has_the_button_and_both_work(
    reader: PendingDisclosure, kind: str
) -> None:
    await reader.sandbox.fault(kind, method="editMessageText", times=4)
    old, new = await reader.read()
    assert (old.message_id, old.labels) == (reader.message_id, (BACK,))
    assert new.labels == (GO_ON, HOW, BACK)


async def test_while_telegram_is_out_of_reach_it_is_tried_again_until_it_works(
    reader: PendingDisclosure,
) -> None:
    await reader.sandbox.fault("500", times=30)
    messages = await reader.read()
    assert GO_ON in messages[-1].labels
    assert len(messages) <= 2


async def test_while_the_database_is_away_it_is_tried_again_until_it_works(
    reader: PendingDisclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that is not there stands for all of it; the pauses are short here, and grow."""
    monkeypatch.setattr(reading, "AGAIN_S", 0.02)
    engine = reader.container.engine.execution_options(writes=True)
    await reader.assistant.timers.start(reader.customer, reader.draft_id, reader.message_id)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE checkout_drafts RENAME TO gone"))
    await asyncio.sleep(0.2)
    assert reader.assistant.timers.pending == 1
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE gone RENAME TO checkout_drafts"))
    (message,) = await reader.read()
    assert message.labels == (GO_ON, HOW, BACK)


async def test_the_button_comes_in_the_language_chosen_while_reading(reader: PendingDisclosure) -> None:
    await reader.container.services.customers.choose_locale(reader.customer.id, "en")
    (message,) = await reader.read()
    assert message.labels == tuple(texts_for("en")(label) for label in (GO_ON, HOW, BACK))


async def test_a_checkout_closed_before_its_disclosure_arrived_has_no_reading_time(
    reader: PendingDisclosure,
) -> None:
    await reader.container.services.checkout.expire(reader.container.clock.now().replace(year=2027))
    (message,) = await reader.read()
    assert message.labels == (BACK,)


async def test_who_blocked_the_assistant_while_reading_is_left_in_peace(reader: PendingDisclosure) -> None:
    await reader.sandbox.block(1)
    await reader.read()
    await reader.sandbox.unblock(1)
    assert await reader.assistant.sender.send(1, reply("回来了"))
