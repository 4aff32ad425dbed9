"""The safety of an account (账号安全): a word by which real messages are known, and a freeze."""

from __future__ import annotations

from datetime import datetime

from domain.value import Value


class SecurityView(Value):
    """`word`: the customer's own (防钓鱼码); `frozen_at`: since when nothing new is signed, bound or paid out. `unreadable`:
    there is a word, but it does not open in its place.
    """

    word: str | None
    frozen_at: datetime | None
    unreadable: bool = False
