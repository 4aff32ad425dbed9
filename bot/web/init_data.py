"""What Telegram says of who opened a Mini App, or who signs in to a page, signed with the bot's token.

Sources: core.telegram.org/bots/webapps, "Validating data received via the Mini App"; core.telegram.org/widgets/login,
"Checking authorization", which log-in buttons do alike.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.adapters.outside_json import read_json
from domain.ports import InvalidSignature
from domain.value import Value

MOST_AGE_S = 3600
# Who signs in does so at once.
MOST_LOGIN_AGE_S = 300
LARGEST = 8_000


class Opener(Value):
    """Who opened it."""

    telegram_id: int
    opened_s: int  # of Telegram's clock; each opening of one person has a later one


def read_init_data(text: str, token: str, now_s: float) -> Opener:
    """Read who opened the page. Raises `InvalidSignature` where it is not signed, too old, or not of a person."""
    fields = _signed_fields(text, _key_of_app(token))
    try:
        opened_s = int(fields["auth_date"])
        age_s = now_s - opened_s
        user: Any = read_json(fields["user"])
        opener = Opener(user["id"], opened_s)
    except (ValueError, KeyError, TypeError):
        raise InvalidSignature from None
    if not -60 <= age_s <= MOST_AGE_S or type(opener.telegram_id) is not int:
        raise InvalidSignature
    return opener


def read_login(text: str, token: str, now_s: float) -> int:
    """Read the Telegram id of who signs in, from the address that Telegram led them to. Raises `InvalidSignature`."""
    fields = _signed_fields(text, _key_of_login(token))
    try:
        telegram_id, age_s = int(fields["id"]), now_s - int(fields["auth_date"])
    except (ValueError, KeyError):
        raise InvalidSignature from None
    if not -60 <= age_s <= MOST_LOGIN_AGE_S:
        raise InvalidSignature
    return telegram_id


def _signed_fields(text: str, key: bytes) -> dict[str, str]:
    """Return what is signed, without the signature. Raises `InvalidSignature`."""
    if len(text) > LARGEST:
        raise InvalidSignature
    pairs = parse_qsl(text, keep_blank_values=True)
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs) or not hmac.compare_digest(given.encode(), _hash(fields, key).encode()):
        raise InvalidSignature
    return fields


def signed(fields: dict[str, str], token: str) -> str:
    """Return such a text of a Mini App, as Telegram makes it."""
    return urlencode({**fields, "hash": _hash(fields, _key_of_app(token))})


def signed_login(fields: dict[str, str], token: str) -> str:
    """Return such a text of who signs in."""
    return urlencode({**fields, "hash": _hash(fields, _key_of_login(token))})


def _key_of_app(token: str) -> bytes:
    return hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()


def _key_of_login(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _hash(fields: dict[str, str], key: bytes) -> str:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
