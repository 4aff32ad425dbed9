"""Identifiers: made by the caller, stored before the first attempt, reused by every retry."""

from __future__ import annotations

import secrets

# Without 0/o and 1/l/i: an id may be read out to a person on the phone. 12 of 31 symbols are 59 random bits,
# short enough for two of them in 64 bytes of callback data.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 12


def new_id() -> str:
    """Return a fresh random id of `ID_LENGTH` symbols."""
    return random_symbols(ID_LENGTH)


def random_symbols(count: int) -> str:
    """Return `count` symbols that nobody can guess, 4.95 bits each."""
    # One draw for all: 8 bytes more than needed, so that no symbol is likelier than another by more than 2^-64.
    drawn = int.from_bytes(secrets.token_bytes(count + 8))
    symbols = []
    for _ in range(count):
        drawn, index = divmod(drawn, len(ALPHABET))
        symbols.append(ALPHABET[index])
    return "".join(symbols)
