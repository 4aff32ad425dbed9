"""What a photo of an ID card says, and why a picture is not taken as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CardSide(StrEnum):
    FRONT = "front"  # 人像面: name, number
    BACK = "back"  # 国徽面: until when it is valid


@dataclass(frozen=True, slots=True)
class CardFields:
    """What is needed of one side, and nothing else of it. `long_term`: valid without an end (长期)."""

    side: CardSide
    name: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    valid_from: date | None = None
    valid_until: date | None = None
    long_term: bool = False


class PictureFault(StrEnum):
    TOO_LARGE = "too_large"  # in bytes
    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    UNREADABLE = "unreadable"  # nothing of an ID card was found in it
    FAILED = "failed"  # the reader broke off or took too long


class PictureRefused(Exception):
    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault)
        self.fault = fault
