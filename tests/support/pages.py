"""The chat page on a sandbox without an assistant: the test itself plays the bot, so each screen is exact."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox.server import SandboxConfig, running_sandbox
from tests.support.sandbox_client import SandboxClient

PERSON = 1
PHONE = {"width": 390, "height": 844}
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """A phone that shows the chat of `PERSON`, who has said hello. `bot` makes the bot's requests."""

    people: SandboxClient
    page: Page

    async def bot(self, method: str, **params: Any) -> Any:
        """The result of a request of the bot to `PERSON`'s chat. AssertionError where it is refused."""
        answer = (await self.people.bot(method, **{"chat_id": PERSON, **params})).json()
        assert answer["ok"], answer
        return answer["result"]

    async def bot_says(self, text: str, *labels: str, chat_id: int = PERSON) -> int:
        """A message with one button a row, each sending its own label; answers its id."""
        rows = [[{"text": label, "callback_data": label}] for label in labels]
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        sent = await self.bot("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **markup)
        return int(sent["message_id"])

    async def bot_sends_file(
        self, kind: str, name: str, content: bytes, mime_type: str, caption: str = ""
    ) -> None:
        """`kind` is "photo" or "document"."""
        answer = await self.people.http.post(
            f"/bot1:sandbox/send{kind.capitalize()}",
            data={"chat_id": str(PERSON), "caption": caption},
            files={kind: (name, content, mime_type)},
        )
        assert answer.json()["ok"], answer.text

    async def bot_hears(self) -> list[dict[str, Any]]:
        """The updates nobody has heard yet."""
        updates: list[dict[str, Any]] = await self.bot("getUpdates", timeout=10)
        await self.bot("getUpdates", offset=updates[-1]["update_id"] + 1 if updates else 0)
        return updates

    def messages(self, text: str = "") -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=text)

    def key(self, label: str) -> Locator:
        """A button under a bubble."""
        return self.page.get_by_test_id("key").filter(has_text=label)

    async def see(self, text: str) -> None:
        await expect(self.messages(text).last).to_be_visible()

    async def fits(self) -> bool:
        """Whether nothing is wider than the screen, neither the page nor the conversation in it."""
        return bool(
            await self.page.evaluate(
                "[document.documentElement, document.getElementById('scroller')]"
                ".every(part => part.scrollWidth <= part.clientWidth)"
            )
        )

    async def tab_to(self, text: str) -> None:
        """Press Tab until the focus is on what says `text`. AssertionError where Tab never comes there."""
        seen = []
        for _ in range(40):
            await self.page.keyboard.press("Tab")
            seen.append(await self.page.evaluate("document.activeElement.innerText ?? ''"))
            if seen[-1].strip() == text:
                return
        raise AssertionError(f"Tab never came to {text!r}: {json.dumps(seen, ensure_ascii=False)}")


@asynccontextmanager
async def staged(browser: Browser, folder: Path, **look: Any) -> AsyncIterator[Stage]:
    """`look` goes to the browser's context. An error of the page's scripts fails the test at the end."""
    config = SandboxConfig(port=0, state_path=folder / "sandbox.db", start_at=START, limits=False)
    async with running_sandbox(config) as sandbox, SandboxClient(sandbox.base_url) as people:
        context = await browser.new_context(**{"viewport": PHONE, "reduced_motion": "reduce", **look})
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        stage = Stage(people, page)
        await people.user(PERSON, first_name="小林")
        await people.say(PERSON, "你好")
        await stage.bot_hears()
        await page.goto(f"{sandbox.base_url}/#{PERSON}")
        await stage.see("你好")
        yield stage
        assert faults == []
        await context.close()
