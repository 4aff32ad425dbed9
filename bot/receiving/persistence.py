"""Conversation states in the database, so that a typed step is understood after a restart."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col
from telegram.ext import BasePersistence, PersistenceInput

from bot.receiving.second_tries import SecondTries
from domain.outbox.tables import ConversationState

# PTB calls `flush` at the end of every update through our processor; its own timer is only a safety net.
UPDATE_INTERVAL_S = 60

ConversationKey = tuple[int | str, ...]
ConversationDict = dict[ConversationKey, object]


class DatabasePersistence(BasePersistence[dict[Any, Any], dict[Any, Any], Any]):
    """Keeps the states of conversations and nothing else: answers live in draft rows."""

    def __init__(self, engine: AsyncEngine, second_tries: SecondTries) -> None:
        nothing_else = PersistenceInput(bot_data=False, chat_data=False, user_data=False, callback_data=False)
        super().__init__(store_data=nothing_else, update_interval=UPDATE_INTERVAL_S)
        self._engine = engine.execution_options(writes=True)
        self._second_tries = second_tries

    async def get_conversations(self, name: str) -> ConversationDict:
        async with AsyncSession(self._engine) as session:
            rows = await session.scalars(select(ConversationState).where(col(ConversationState.name) == name))
            return {tuple(json.loads(row.key)): row.state for row in rows}

    async def update_conversation(self, name: str, key: ConversationKey, new_state: object | None) -> None:
        """Write it; where the database is away, as soon as it is back."""
        await self._second_tries.write((name, key), lambda: self._write(name, key, new_state))

    async def _write(self, name: str, key: ConversationKey, new_state: object | None) -> None:
        async with AsyncSession(self._engine) as session:
            stored_key = json.dumps(list(key))
            if new_state is None:
                await session.execute(
                    delete(ConversationState).where(
                        col(ConversationState.name) == name, col(ConversationState.key) == stored_key
                    )
                )
            else:
                state = int(cast(int, new_state))
                await session.merge(ConversationState(name=name, key=stored_key, state=state))
            await session.commit()

    # What is not kept

    async def flush(self) -> None:
        """Do nothing, as nothing waits: every change is written when it is told."""

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_bot_data(self) -> dict[Any, Any]:
        return {}

    async def get_callback_data(self) -> None:
        return None

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None: ...

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None: ...

    async def update_bot_data(self, data: Any) -> None: ...

    async def update_callback_data(self, data: Any) -> None: ...

    async def drop_chat_data(self, chat_id: int) -> None: ...

    async def drop_user_data(self, user_id: int) -> None: ...

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None: ...

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None: ...

    async def refresh_bot_data(self, bot_data: Any) -> None: ...
