"""JSON that others wrote: read in one way, so that what is odd in it is refused where it comes in.

`json.loads` alone takes half characters ("\\ud800", which nothing can store or send afterwards), NaN, and raises an error
of its own for what is nested too deep.
"""

from __future__ import annotations

import json
from typing import NoReturn

# Levels of lists and objects: a fifth of what Python reads, so that whoever writes it again has room, wherever they stand.
MOST_DEEP = 200


class NotJson(ValueError):
    """It cannot be read; the message says why, and nothing that was in it."""


def read_json(text: bytes | str) -> object:
    """Return the value. Raises `NotJson`: no JSON in UTF-8, nested too deep, half a character in it, or NaN."""
    try:
        plain = text if isinstance(text, str) else text.decode()
        value: object = json.loads(plain, parse_constant=_refuse)
    except RecursionError:
        raise NotJson("nested too deep") from None
    except ValueError:  # also what is no UTF-8, and a number of more digits than Python reads
        raise NotJson("no JSON") from None
    if plain.count("[") + plain.count("{") > MOST_DEEP and is_too_deep(value):
        raise NotJson("nested too deep")
    # Whole characters are written as pairs of these, or as they are; only where one stands is there anything to look at.
    if "\\ud" in plain.lower() and holds_half_characters(value):
        raise NotJson("half a character")
    return value


def holds_half_characters(value: object) -> bool:
    """Return whether a text in it cannot be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def is_too_deep(value: object) -> bool:
    """Return whether it is nested in more levels than we take."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(MOST_DEEP):
        insides = (one.values() if isinstance(one, dict) else one for one in level)
        level = [one for inside in insides for one in inside if isinstance(one, list | dict)]
    return bool(level)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
