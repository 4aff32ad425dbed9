"""The safety of an account (账号安全): a word by which real messages are known, and a freeze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SecurityView:
    """`word`: the customer's own (防钓鱼码); `frozen_at`: since when nothing new is signed, bound or paid out. `unreadable`:
    there is a word, but it does not open in its place.
    """

    word: str | None
    frozen_at: datetime | None
    unreadable: bool = False
