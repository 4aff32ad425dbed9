"""Identifiers: made by the caller, stored before the first attempt, reused by every retry."""

from __future__ import annotations

import secrets

# Without 0/o and 1/l/i: an id may be read out to a person on the phone. 12 of 31 symbols are 59 random bits,
# short enough for two of them in 64 bytes of callback data.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 12


def new_id() -> str:
    """A fresh random id of `ID_LENGTH` symbols."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))
