"""The staff's group in the sandbox: what people say and tap there comes to the assistant as raw updates."""

from __future__ import annotations

import itertools
from typing import Any

from tests.support.sandbox_client import SandboxClient, Seen

BOT = {"id": 1, "is_bot": True, "first_name": "Sandbox", "username": "fenqi_sandbox_bot"}
WANG, STRANGER = 701, 702
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_AT = 1767578400
_numbers = itertools.count(1)


class StaffGroup:
    """`chat_id` can change: the group becomes a supergroup."""

    def __init__(self, sandbox: SandboxClient, chat_id: int = -500) -> None:
        self.sandbox = sandbox
        self.chat_id = chat_id

    async def heard(self) -> list[Seen]:
        """All the assistant said in the group of the present number."""
        return [seen for seen in await self.sandbox.messages(self.chat_id) if not seen.deleted]

    async def newest(self, part: str) -> Seen:
        return await self.sandbox.wait_for(self.chat_id, part)

    async def say(
        self,
        text: str,
        *,
        under: int | None = None,
        by: int = WANG,
        name: str = "小王",
        on_behalf_of: int | None = None,
    ) -> None:
        """Somebody writes, perhaps as a reply to a message of the assistant's; `on_behalf_of` the group or a channel."""
        person = {"id": by, "is_bot": False, "first_name": name}
        more: dict[str, Any] = {"reply_to_message": self._message(under, BOT)} if under is not None else {}
        if on_behalf_of is not None:
            person = ANONYMOUS
            kind = "supergroup" if on_behalf_of == self.chat_id else "channel"
            more["sender_chat"] = {"id": on_behalf_of, "type": kind, "title": "x"}
        await self.inject({"message": self._message(10_000 + next(_numbers), person) | {"text": text} | more})

    async def send_album(self, *, under: int, by: int = WANG, pictures: int = 3) -> None:
        """Somebody answers a message of the assistant's with several pictures sent as one."""
        person, album = {"id": by, "is_bot": False, "first_name": "小王"}, f"{next(_numbers)}"
        photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
        more = {"reply_to_message": self._message(under, BOT), "media_group_id": album, "photo": photo}
        for _ in range(pictures):
            await self.inject({"message": self._message(10_000 + next(_numbers), person) | more})

    async def tap(self, card: Seen, label: str, *, by: int = WANG, name: str = "小王") -> str:
        """What the assistant shows whoever taps; nothing where it only takes the tap."""
        (shown,) = await self.taps(card.message_id, card.data_of(label), (by, name))
        return shown

    async def taps(self, message_id: int, data: str, *people: tuple[int, str]) -> list[str]:
        """As `tap`, of several people at the same time."""
        before = len(await self.sandbox.requests("answerCallbackQuery"))
        for by, name in people:
            query = {
                "id": str(next(_numbers)),
                "from": {"id": by, "is_bot": False, "first_name": name},
                "message": self._message(message_id, BOT) | {"text": "x"},
                "chat_instance": "1",
                "data": data,
            }
            await self.sandbox.inject({"callback_query": query})
        await self.sandbox.idle()
        answers = await self.sandbox.requests("answerCallbackQuery")
        return [answer["payload"].get("text", "") for answer in answers[before:]]

    async def let_in(self) -> None:
        """The assistant comes into the group."""
        await self._membership("left", "member")

    async def throw_out(self) -> None:
        """The assistant is removed; from then on the server refuses what it sends."""
        await self._membership("member", "kicked")
        for method in ("sendMessage", "editMessageText"):
            await self.sandbox.fault("403", method=method, chat_id=self.chat_id, share=1.0)

    async def upgrade(self, new_id: int, *, told_in: tuple[str, ...] = ("old", "new")) -> None:
        """The group becomes a supergroup. Telegram says so in the old group and in the new one; here, where `told_in`
        says.
        """
        old_id, service = self.chat_id, {"id": 703, "is_bot": False, "first_name": "管理员"}
        self.chat_id = new_id
        if "old" in told_in:
            old = {"id": old_id, "type": "group", "title": "客服群"}
            moved = self._message(next(_numbers), service) | {"chat": old, "migrate_to_chat_id": new_id}
            await self.inject({"message": moved})
        if "new" in told_in:
            moved = self._message(next(_numbers), service) | {"migrate_from_chat_id": old_id}
            await self.inject({"message": moved})

    async def upgrade_unheard(self, new_id: int) -> None:
        """As `upgrade`, but that the assistant never gets either message: one with a number that it has done is none."""
        done = await self.inject({"message": self._message(next(_numbers), ANONYMOUS) | {"text": "x"}})
        old = {"id": self.chat_id, "type": "group", "title": "客服群"}
        moved = self._message(next(_numbers), ANONYMOUS) | {"chat": old, "migrate_to_chat_id": new_id}
        self.chat_id = new_id
        await self.inject({"update_id": done, "message": moved})

    async def inject(self, update: dict[str, Any]) -> int:
        update_id = await self.sandbox.inject(update)
        await self.sandbox.idle()
        return update_id

    def _message(self, message_id: int, person: dict[str, Any]) -> dict[str, Any]:
        kind = "supergroup" if self.chat_id <= -1_000_000 else "group"
        chat = {"id": self.chat_id, "type": kind, "title": "客服群"}
        return {"message_id": message_id, "date": _AT, "chat": chat, "from": person}

    async def _membership(self, before: str, after: str) -> None:
        member: dict[str, Any] = {"status": after, "user": BOT} | (
            {"until_date": 0} if after == "kicked" else {}
        )
        await self.inject(
            {
                "my_chat_member": {
                    "chat": {"id": self.chat_id, "type": "group", "title": "客服群"},
                    "from": {"id": WANG, "is_bot": False, "first_name": "小王"},
                    "date": _AT,
                    "old_chat_member": {"status": before, "user": BOT},
                    "new_chat_member": member,
                }
            }
        )
