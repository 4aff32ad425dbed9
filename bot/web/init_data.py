"""What Telegram hands to a Mini App about who opened it, signed with the bot's token.

Source: core.telegram.org/bots/webapps, "Validating data received via the Mini App".
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
LARGEST = 8_000


class Opener(Value):
    """Who opened it."""

    telegram_id: int
    opened_s: int  # of Telegram's clock; each opening of one person has a later one


def read_init_data(text: str, token: str, now_s: float) -> Opener:
    """Read who opened the page. Raises `InvalidSignature` where it is not signed, too old, or not of a person."""
    if len(text) > LARGEST:
        raise InvalidSignature
    pairs = parse_qsl(text, keep_blank_values=True)
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs) or not hmac.compare_digest(
        given.encode(), _hash(fields, token).encode()
    ):
        raise InvalidSignature
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


def signed(fields: dict[str, str], token: str) -> str:
    """Return such a text, as Telegram makes it."""
    return urlencode({**fields, "hash": _hash(fields, token)})


def _hash(fields: dict[str, str], token: str) -> str:
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
