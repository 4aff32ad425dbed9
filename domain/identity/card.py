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
    """What is needed of one side, and nothing else of it; None where it could not be read. `long_term`: valid without an end
    (长期). Cards of one page (外国人永久居留身份证) say on the front until when they are valid."""

    side: CardSide
    name: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    valid_until: date | None = None
    long_term: bool = False

    @property
    def says_validity(self) -> bool:
        return self.long_term or self.valid_until is not None


class PictureFault(StrEnum):
    TOO_LARGE = "too_large"  # in bytes
    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"  # far longer than wide, or the other way round
    TOO_SMALL = "too_small"
    UNREADABLE = "unreadable"  # nothing of an ID card was found in it
    FAILED = "failed"  # the reader broke off or took too long


class PictureRefused(Exception):
    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault)
        self.fault = fault
