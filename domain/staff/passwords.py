"""Passwords as they are kept: scrypt, whose cost is memory, with a salt of each one's own.

A hash is `scrypt$n$r$p$salt$key`, n as the power of two: raised later, older ones can still be checked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata

# 32 MB and a quarter of a second: one of the settings for scrypt in OWASP's "Password Storage Cheat Sheet".
COST, BLOCK, LANES = 15, 8, 3
_SALT, _KEY = 16, 32
_MEMORY = 2 * 128 * BLOCK * 2**COST


def hash_password(password: str) -> str:
    salt = os.urandom(_SALT)
    key = _derived(password, salt, COST, BLOCK, LANES)
    return "$".join(["scrypt", str(COST), str(BLOCK), str(LANES), _text(salt), _text(key)])


def is_password(password: str, hashed: str | None) -> bool:
    """Return whether it is this password. Without one it takes as long, and is none."""
    kept = (hashed or _nobodys()).split("$")
    cost, block, lanes = map(int, kept[1:4])
    derived = _derived(password, base64.b64decode(kept[4]), cost, block, lanes)
    return hmac.compare_digest(derived, base64.b64decode(kept[5])) and hashed is not None


def _nobodys() -> str:
    nothing = bytes(_SALT), bytes(_KEY)
    return "$".join(["scrypt", str(COST), str(BLOCK), str(LANES), *map(_text, nothing)])


def _derived(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    words = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(words, salt=salt, n=2**cost, r=block, p=lanes, maxmem=_MEMORY, dklen=_KEY)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
