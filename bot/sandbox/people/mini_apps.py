"""Who opened a Mini App, as Telegram says it."""

from __future__ import annotations

import json
import time

from bot.sandbox.backend import Backend
from bot.sandbox.store.people import Person
from bot.web.init_data import signed


def init_data(backend: Backend, person: Person) -> str:
    """Signed with the token with which the assistant called last. Dated by the machine's clock, by which it is checked."""
    user = {"id": person.id, "first_name": person.first_name, "language_code": person.language_code}
    fields = {
        "query_id": f"sandbox{time.monotonic_ns()}",
        "auth_date": str(int(time.time())),
        "user": json.dumps(user, ensure_ascii=False),
    }
    return signed(fields, backend.token)
