"""A person at the telephone: presses what they see, in their own language."""

from __future__ import annotations

from typing import Any

from handlers.i18n import texts_for
from tests.support.sandbox_client import SandboxClient, Seen

LANGUAGE_CODES = {"zh_CN": "zh-hans", "zh_TW": "zh-hant", "en": "en"}


class Person:
    """`press` takes the Chinese msgid of a button and finds it in the person's language."""

    def __init__(self, sandbox: SandboxClient, person_id: int, locale: str = "zh_CN") -> None:
        self.sandbox = sandbox
        self.id = person_id
        self.locale = locale
        self.t = texts_for(locale)

    async def arrive(self) -> Seen:
        await self.sandbox.user(self.id, first_name="测试", language_code=LANGUAGE_CODES[self.locale])
        return await self.say("/start")

    async def say(self, text: str) -> Seen:
        await self.sandbox.say(self.id, text)
        return await self.last()

    async def last(self) -> Seen:
        return await self.sandbox.last(self.id)

    async def messages(self) -> list[Seen]:
        return await self.sandbox.messages(self.id)

    async def press(self, msgid: str, *, times: int = 1, **values: object) -> Seen:
        return await self.press_label(self.t(msgid, **values), times=times)

    async def press_label(self, label: str, *, times: int = 1) -> Seen:
        await self.sandbox.press(self.id, label, times=times)
        return await self.last()

    async def press_first(self, *, times: int = 1) -> Seen:
        """The button of the first row: the main one."""
        seen = await self.last()
        await self.sandbox.press(self.id, seen.labels[0], message_id=seen.message_id, times=times)
        return await self.last()

    async def press_with(self, part: str, *, times: int = 1) -> Seen:
        """The newest message's button whose label has `part` in it."""
        seen = await self.last()
        label = next(label for label in seen.labels if part in label)
        await self.sandbox.press(self.id, label, message_id=seen.message_id, times=times)
        return await self.last()

    async def press_data(self, data: str, **options: Any) -> Seen:
        seen = await self.last()
        await self.sandbox.press_data(self.id, seen.message_id, data, **options)
        return await self.last()

    # Whole ways

    async def buy_now(self) -> Seen:
        """From the welcome to the choice of periods, with the shop's first product."""
        await self.press("去逛逛")
        await self.press_first()
        await self.press_first()
        return await self.press("现在买")

    async def verify(self, name: str, id_number: str, phone: str) -> Seen:
        await self.say(name)
        await self.say(id_number)
        return await self.say(phone)

    async def sign(self, lender: str) -> Seen:
        """From the choice of the lender to the placed order."""
        await self.press_with(lender)
        await self.press("我已阅读，继续")
        await self.press("同意协议，继续")
        return await self.press_first()
