"""Telegram: whether it answers, knows the token, has our webhook, and lets the bot write to the staff."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.adapters.outside_json import NotJson, read_json
from bot.cli.doctor.lines import Line, Subject
from bot.cli.doctor.reach import REACH_S, reason_of
from bot.receiving.webhook import NEEDED_UPDATES
from bot.sending.transport import trusted_authorities
from bot.settings import Settings

_TELEGRAM, _WEBHOOK, _STAFF = Subject("Telegram"), Subject("webhook"), Subject("STAFF_CHAT_ID")
RECENT_S = 3600
MANY_WAIT = 100
_OUT = frozenset({"left", "kicked"})


class Refused(Exception):
    """Telegram answers, and does not do it."""

    def __init__(self, code: int, description: str, migrate_to: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.migrate_to = migrate_to


class BotApi:
    """Asks, and changes nothing. Every method raises `httpx.HTTPError`, `NotJson` or `Refused`."""

    def __init__(self, http: httpx.AsyncClient, base_url: str, token: str) -> None:
        self._http = http
        self._address = f"{base_url}/bot{token}"

    async def ask(self, method: str, **arguments: object) -> dict[str, Any]:
        answer = await self._http.post(f"{self._address}/{method}", json=arguments)
        said = read_json(answer.content)
        if not isinstance(said, dict):
            raise NotJson("no object")
        if said.get("ok") is not True:
            found = said.get("parameters")
            migrate_to = found.get("migrate_to_chat_id") if isinstance(found, dict) else None
            raise Refused(answer.status_code, str(said.get("description", "")), migrate_to)
        result = said.get("result")
        if not isinstance(result, dict):
            raise NotJson("no result")
        return result


async def check(settings: Settings) -> Sequence[Line]:
    if settings.bot_token is None:
        return []  # said among the settings
    async with httpx.AsyncClient(timeout=REACH_S, verify=trusted_authorities()) as http:
        api = BotApi(http, settings.bot_api_base_url, settings.bot_token.get_secret_value())
        host = urlsplit(settings.bot_api_base_url).hostname
        try:
            me = await api.ask("getMe")
        except Refused as error:
            if error.code in (401, 404):
                return [
                    _TELEGRAM.fail(
                        "BOT_TOKEN is wrong: Telegram does not know this token. @BotFather shows the right one."
                    )
                ]
            return [_TELEGRAM.warn(f"{host} answers with {error.code}: try again in a minute.")]
        except (httpx.HTTPError, NotJson) as error:
            reason = "its answer is none" if isinstance(error, NotJson) else reason_of(error)
            return [
                _TELEGRAM.fail(
                    f"{host} cannot be spoken to ({reason}): see to the network, or BOT_API_BASE_URL."
                )
            ]
        lines = [_TELEGRAM.ok(f"{host} answers; the bot is @{me.get('username')}.")]
        lines += await _asked(_webhook, api, settings, me)
        if settings.staff_chat_id is not None:
            lines += await _asked(_staff_chat, api, settings, me)
        return lines


async def _asked(look: Any, api: BotApi, settings: Settings, me: dict[str, Any]) -> list[Line]:
    try:
        return [line async for line in look(api, settings, me)]
    except (Refused, httpx.HTTPError, NotJson) as error:
        said = str(error) if isinstance(error, Refused) else reason_of(error)
        return [_TELEGRAM.warn(f"it did not say what was asked for ({said}): try again in a minute.")]


# The webhook


async def _webhook(api: BotApi, settings: Settings, _: dict[str, Any]) -> Any:
    info = await api.ask("getWebhookInfo")
    found = str(info.get("url", ""))
    host = urlsplit(found).hostname
    if settings.webhook_url is None:
        if found:
            yield _WEBHOOK.warn(
                f"one is set, at {host}, but there is no WEBHOOK_URL: `run` takes it away to poll, and whoever set it gets"
                " nothing any more. Is it another program's with the same token?"
            )
        else:
            yield _WEBHOOK.ok("none is set; `run` polls.")
    elif found == settings.webhook_url:
        yield _WEBHOOK.ok(f"Telegram has WEBHOOK_URL, at {host}.")
        for line in _set_as_ours(info):
            yield line
    elif found:
        yield _WEBHOOK.warn(
            f"Telegram has another than WEBHOOK_URL, at {host}: `run` sets ours. Does another program use this token?"
        )
    else:
        yield _WEBHOOK.warn("Telegram has none yet: `run` sets it.")
    for line in _delivery(info):
        yield line


def _set_as_ours(info: dict[str, Any]) -> Iterator[Line]:
    kinds = info.get("allowed_updates")
    if isinstance(kinds, list) and kinds and (missing := NEEDED_UPDATES - set(map(str, kinds))):
        yield _WEBHOOK.warn(
            f"it does not bring {', '.join(sorted(missing))}: start `run` again, which asks for all."
        )


def _delivery(info: dict[str, Any]) -> Iterator[Line]:
    failed_at, waiting = info.get("last_error_date"), info.get("pending_update_count")
    if isinstance(failed_at, int) and (ago_s := time.time() - failed_at) < RECENT_S:
        said = info.get("last_error_message") or "no reason given"
        yield _WEBHOOK.fail(
            f"Telegram could not bring something {ago_s / 60:.0f} min ago ({said}): see that WEB_PORT is reached."
        )
    if isinstance(waiting, int) and waiting > MANY_WAIT:
        yield _WEBHOOK.warn(f"{waiting} updates wait to be taken: is the assistant running?")


# The staff chat


async def _staff_chat(api: BotApi, settings: Settings, me: dict[str, Any]) -> Any:
    """Look whether the bot is there and may write; nothing is written to find out."""
    chat_id = settings.staff_chat_id
    try:
        chat = await api.ask("getChat", chat_id=chat_id)
        kind = str(chat.get("type"))
        if kind == "private":
            yield _STAFF.ok("the bot may write to this person.")
            return
        member = await api.ask("getChatMember", chat_id=chat_id, user_id=me.get("id"))
    except Refused as error:
        yield _refused(error)
        return
    if kind == "channel":
        yield _STAFF.fail("it is a channel, where nobody can answer the bot: name a group, or a person.")
    elif member.get("status") in _OUT:
        yield _STAFF.fail("the bot is not in it: add it to the group.")
    elif not _may_write(chat, member):
        yield _STAFF.fail("the bot is in it, and may not write there: give it the right to send messages.")
    else:
        yield _STAFF.ok("the bot is in it, and may write there.")


def _refused(error: Refused) -> Line:
    if error.migrate_to is not None:
        return _STAFF.fail(f"the group became a supergroup: set STAFF_CHAT_ID={error.migrate_to}.")
    if error.code in (400, 403):
        return _STAFF.fail(
            "Telegram knows no such chat of this bot: add it to the group (or let the person write /start), and copy the"
            " number that /staff says there."
        )
    return _STAFF.warn(f"Telegram did not say ({error.code}): try again in a minute.")


def _may_write(chat: dict[str, Any], member: dict[str, Any]) -> bool:
    """Administrators always may; those restricted by what is said of them, others by what the group lets everybody do."""
    match member.get("status"):
        case "creator" | "administrator":
            return True
        case "restricted":
            return bool(member.get("is_member")) and bool(member.get("can_send_messages"))
    permissions = chat.get("permissions")
    return not isinstance(permissions, dict) or permissions.get("can_send_messages", True) is not False
