"""What comes before everything else: somebody who may not want to live, and somebody who is being cheated just now.

Nets beside the model, since all of it has to be caught: patterns of what is said (`crisis.txt`, `fraud.txt`), less what is
only said in jest or means something else. Each pattern is for a kind of saying, not for one sentence.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def is_crisis(plain: str) -> bool:
    """Return whether plain words (`normalize.plain`) say that somebody may not want to live."""
    return bool(_any_of("crisis").search(_any_of("jest").sub("", plain)))


def is_fraud(plain: str) -> bool:
    """Return whether they tell of what cheats ask for."""
    return _any_of("fraud").search(plain) is not None and not _any_of("no_fraud").search(plain)


@cache
def _any_of(name: str) -> re.Pattern[str]:
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(line for line in lines if line and not line.startswith("#")))
