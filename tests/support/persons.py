"""A person at the telephone: presses what they see, in their own language."""

from __future__ import annotations

from typing import Any

from handlers.ui.i18n import texts_for
from tests.support.builders import ADULT, NAME, PHONE
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

    async def heard(self) -> list[Seen]:
        """All the assistant ever sent."""
        return [message for message in await self.messages() if message.sender == "bot"]

    async def typed(self) -> list[Seen]:
        """All the person ever sent."""
        return [message for message in await self.messages() if message.sender == "user"]

    async def again(self, message: Seen) -> Seen:
        """A message as it is now."""
        return next(m for m in await self.messages() if m.message_id == message.message_id)

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

    # Whole ways, each from the welcome unless it says otherwise

    async def open_product(self) -> Seen:
        """To the card of the shop's first product."""
        await self.press("去逛逛")
        await self.press_first()
        return await self.press_first()

    async def reach_name(self, periods: int = 12) -> Seen:
        """To the first question of the identity check."""
        await self.open_product()
        return await self.press("选 %(periods)d 期", periods=periods)

    async def verify(self, name: str = NAME, id_number: str = ADULT, phone: str = PHONE) -> Seen:
        """From the question for the name to the choice of the lender."""
        await self.say(name)
        await self.say(id_number)
        return await self.say(phone)

    async def reach_lenders(self, periods: int = 12) -> Seen:
        await self.reach_name(periods)
        return await self.verify()

    async def read_and_agree(self, lender: str | None = None) -> Seen:
        """From the choice of the lender, the first one shown unless named, to the confirmation of the order."""
        await (self.press_first() if lender is None else self.press_label(lender))
        return await self.press("☐ 我已阅读，同意《分期服务协议》")

    async def reach_confirmation(self, periods: int = 12) -> Seen:
        await self.reach_lenders(periods)
        return await self.read_and_agree()

    async def buy(self, periods: int = 12) -> Seen:
        """To the placed order."""
        await self.reach_confirmation(periods)
        return await self.press_first()
