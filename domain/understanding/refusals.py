"""Whether words say that somebody cannot or does not want to pay: nothing to pay with is what they are shown then."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("refusals.txt")


def refuses_to_pay(plain: str) -> bool:
    """Return whether plain words (`normalize.plain`) say so."""
    return _pattern().search(plain) is not None


@cache
def _pattern() -> re.Pattern[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(line for line in lines if line and not line.startswith("#")))
