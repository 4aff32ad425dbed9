"""Updates on their way to the bot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.hub import Hub
from bot.sandbox.store.store import Store

# Kinds a bot gets only when it asks for them by name. Source: Bot API, getUpdates.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    def __init__(self, store: Store, hub: Hub) -> None:
        self._store = store
        self._hub = hub

    def push(self, kind: str, body: dict[str, Any]) -> int:
        """Queue an update of the kind, unless the bot does not want it; answers its id either way."""
        update_id = self._store.updates.next_id()
        if self._is_wanted(kind):
            self._store.updates.add({"update_id": update_id, kind: body})
        self._hub.notify()
        return update_id

    def inject(self, update: dict[str, Any]) -> int:
        """Queue the update as it is, wanted or not."""
        update_id = update.get("update_id")
        if update_id is None:
            update_id = self._store.updates.next_id()
        self._store.updates.add({**update, "update_id": int(update_id)})
        self._hub.notify()
        return int(update_id)

    def want_only(self, kinds: Sequence[str]) -> None:
        """`allowed_updates`: from now on only these; an empty list means the default."""
        self._store.settings.put("allowed_updates", list(kinds))

    @property
    def wanted(self) -> list[str]:
        return list(self._store.settings.get("allowed_updates", []))

    def _is_wanted(self, kind: str) -> bool:
        wanted = self.wanted
        return kind in wanted if wanted else kind not in _ON_REQUEST
