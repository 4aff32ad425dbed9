"""Identifiers: made by the caller, stored before the first attempt, reused by every retry."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

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


_FAIR = 256 // len(ALPHABET) * len(ALPHABET)  # bytes from here on would make the first symbols likelier
_SYMBOLS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_DRAWN_AT_ONCE = 1 << 14


def many_ids() -> Iterator[str]:
    """Yield ids as `new_id` makes them, for whoever needs a million: drawn many at a time."""
    while True:
        drawn = secrets.token_bytes(_DRAWN_AT_ONCE).translate(_SYMBOLS, bytes(range(_FAIR, 256))).decode()
        for start in range(0, len(drawn) - ID_LENGTH + 1, ID_LENGTH):
            yield drawn[start : start + ID_LENGTH]
