"""Whether words say that somebody cannot or does not want to pay: nothing to pay with is what they are shown then."""

from __future__ import annotations

from domain.understanding.nets import net


def refuses_to_pay(plain: str) -> bool:
    """Return whether plain words (`normalize.plain`) say so."""
    return net("refusals").catches(plain)
