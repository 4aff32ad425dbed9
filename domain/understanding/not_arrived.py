"""Whether words say that what was sent has not come, and nothing of what it was."""

from __future__ import annotations

from domain.understanding.nets import net


def says_nothing_came(plain: str) -> bool:
    """Return whether plain words (`normalize.plain`) say so, as a whole."""
    return net("not_arrived").catches(plain)
