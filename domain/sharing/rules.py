"""Names as the other one reads them, and the form of a link's secret."""

from __future__ import annotations

from domain.patterns import pattern
from domain.pii.id_numbers import mask_name

NAME_SHOWN = 4  # longer ones show no more stars
_SECRET = pattern(r"[A-Za-z0-9_-]{24}")


def masked(first_name: str | None) -> str | None:
    """Return a first name at Telegram as somebody else may read it: `小*`; None where nothing of it can be read."""
    readable = "".join(char for char in first_name or "" if char.isprintable() and not char.isspace())
    return mask_name(readable[:NAME_SHOWN]) if readable else None


def is_secret(text: str) -> bool:
    return _SECRET.fullmatch(text) is not None
