"""How many pieces of each line of an order are picked, in one field of a button.

Two decimal digits a line, all of them as one number, written to the base of the field's alphabet: an order has at most 20
lines of at most 99 pieces, which are 23 characters of the 24 that a field takes.
"""

from __future__ import annotations

from collections.abc import Mapping

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
_PER_LINE = 100
NOTHING = _ALPHABET[0]


def pack_picks(picks: Mapping[int, int]) -> str:
    """Pieces by line number, from 1."""
    number = sum(quantity * int(_PER_LINE ** (line_no - 1)) for line_no, quantity in picks.items())
    digits = ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits or NOTHING


def unpack_picks(field: str) -> dict[int, int]:
    """Lines of which nothing is picked are left out. Any text of the alphabet is some picks; what they are worth is the
    service's to say."""
    number = 0
    for digit in field:
        number = number * len(_ALPHABET) + _ALPHABET.index(digit)
    picks: dict[int, int] = {}
    line_no = 0
    while number:
        line_no += 1
        number, quantity = divmod(number, _PER_LINE)
        if quantity:
            picks[line_no] = quantity
    return picks
