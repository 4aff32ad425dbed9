"""A bot that one malformed update cannot bring to a halt."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

logger = logging.getLogger(__name__)


class TolerantBot(ExtBot[None]):
    """PTB parses a batch of updates as a whole: one that it cannot read would stop all of them, for ever.

    Such an update is replaced by an empty one of the same number, so that the offset moves past it.
    """

    async def _post(self, endpoint: str, *arguments: Any, **options: Any) -> Any:
        result = await super()._post(endpoint, *arguments, **options)
        if endpoint == "getUpdates" and isinstance(result, list):
            return [update if _readable(update) else {"update_id": update["update_id"]} for update in result]
        return result


def _readable(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:  # PTB promises no particular one
        logger.warning("update %s cannot be read (%s)", update.get("update_id"), type(error).__name__)
        return False
    return True
