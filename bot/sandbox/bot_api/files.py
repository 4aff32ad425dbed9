"""getFile; the file itself is served by `routes`."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.content import file_object
from bot.sandbox.errors import bad_request


async def get_file(call: Call) -> dict[str, Any]:
    file = call.backend.store.files.get(call.params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {**file_object(file), "file_path": file.path}
