"""What somebody feels who asks, where their words say so: it is met with a sentence before the answer. Pure."""

from __future__ import annotations

from enum import StrEnum

from domain.understanding.nets import net


class Feeling(StrEnum):
    """What the words are full of, the most urgent first; each has a net of its name."""

    CHARGED = "charged"  # angry at money that was taken
    PRESSED = "pressed"  # tired of being reminded and called
    FLEECED = "fleeced"  # angry at what it costs
    ANGRY = "angry"
    WORRIED = "worried"


def feeling_in(plain: str) -> Feeling | None:
    """Return what is felt in plain words (`normalize.plain`), the most urgent; None where they only ask."""
    return next((feeling for feeling in Feeling if net(feeling.value).catches(plain)), None)
