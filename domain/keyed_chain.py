"""A place in a chain of entries: a keyed hash over what an entry says and over the place before it.

Whoever changes an entry breaks the chain from there on, and without the key nobody can make another.
"""

from __future__ import annotations

import base64
import hmac
from functools import cache

KEYED = "k1:"


def keyed_place(said: bytes, key: bytes) -> str:
    """Return the place of what says `said`: the number of the key, and HMAC-SHA256 over it."""
    return _begin(key) + mac(key, said)


def is_keyed(place: str) -> bool:
    return place.startswith(KEYED)


def is_under(place: str, key: bytes) -> bool:
    """Return whether a keyed place was made with this very key, by its number alone."""
    return place.startswith(_begin(key))


@cache
def _begin(key: bytes) -> str:
    return f"{KEYED}{mac(key, b'number of the key')[:8]}:"


def mac(key: bytes, said: bytes) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, said, "sha256")).decode()
