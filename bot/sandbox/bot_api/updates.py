"""Methods by which the bot receives updates: getUpdates and the webhook."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request

from bot.sandbox.bot_api.call import Call
from bot.sandbox.errors import bad_request, conflict
from domain.patterns import pattern

MAX_WAIT_S = 50
MAX_UPDATES = 100
_SECRET = pattern(r"[A-Za-z0-9_-]{1,256}")
_LIVENESS_S = 1.0


async def get_updates(call: Call, request: Request) -> list[dict[str, Any]]:
    """Long polling. Ends with 409 where another poll begins, and at once where the bot hangs up."""
    backend, params = call.backend, call.params
    if backend.store.settings.get("webhook"):
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    if "allowed_updates" in params:
        backend.queue.want_only(_kinds(call))
    _confirm(call, params.integer("offset", 0) or 0)
    limit = min(max(params.integer("limit", MAX_UPDATES) or MAX_UPDATES, 1), MAX_UPDATES)
    wait_s = min(max(params.integer("timeout", 0) or 0, 0), MAX_WAIT_S)
    return await _poll(call, request, limit, time.monotonic() + wait_s)


async def _poll(call: Call, request: Request, limit: int, until_s: float) -> list[dict[str, Any]]:
    hub, updates = call.backend.hub, call.backend.store.updates
    turn = hub.start_poll()
    try:
        while True:
            pending = updates.pending(limit)
            left_s = until_s - time.monotonic()
            if pending or left_s <= 0 or hub.closing:
                return pending
            if not await hub.changed(min(left_s, _LIVENESS_S)) and await request.is_disconnected():
                return []
            if hub.poll_turn != turn:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
    finally:
        hub.end_poll()


def _confirm(call: Call, offset: int) -> None:
    updates = call.backend.store.updates
    if offset < 0:
        updates.keep_newest(-offset)
    elif updates.confirm_below(offset):
        call.backend.hub.notify()


def _kinds(call: Call) -> list[str]:
    kinds = call.params.structure("allowed_updates")
    if not isinstance(kinds, list):
        raise bad_request("can't parse allowed_updates JSON object")
    return [str(kind) for kind in kinds]


async def set_webhook(call: Call) -> bool:
    """Plain HTTP is fine here: the receiver is on this machine."""
    url = call.params.text("url")
    if not url:
        return await delete_webhook(call)
    if not url.startswith(("https://", "http://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if "allowed_updates" in call.params:
        call.backend.queue.want_only(_kinds(call))
    _drop_if_asked(call)
    call.backend.store.settings.put("webhook", {"url": url, "secret_token": secret})
    call.backend.hub.notify()
    return True


async def delete_webhook(call: Call) -> bool:
    _drop_if_asked(call)
    call.backend.store.settings.put("webhook", None)
    call.backend.hub.notify()
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    webhook = call.backend.store.settings.get("webhook") or {}
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": call.backend.store.updates.count(),
    }
    info |= {name: webhook[name] for name in ("last_error_date", "last_error_message") if name in webhook}
    return info | ({"allowed_updates": call.backend.queue.wanted} if call.backend.queue.wanted else {})


def _drop_if_asked(call: Call) -> None:
    if call.params.flag("drop_pending_updates"):
        call.backend.store.updates.drop_all()
