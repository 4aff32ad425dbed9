"""A code that goes to a phone, and is typed to show that one has it: how long it holds, and how often it may be tried."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from domain.errors import InvalidInput, SealBroken, Stale
from domain.patterns import pattern
from domain.pii.id_numbers import is_dash
from domain.ports import FieldCipher, Place
from domain.text import ascii_digits, folded, is_digits

CODE_LIFETIME = timedelta(minutes=10)
DIGITS, TRIES = 6, 5
LONGEST = DIGITS + 2  # with a digit or two too many it is a mistyped code, and no other number
# What has a digit in it, letters included: an order number is no code. 10 minutes is no number that could be one.
_NUMBERS = pattern(r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*")
_SHORT = 3
_ID_END = pattern(rf"[0-9]{{{DIGITS - 1}}}[0-9X]")


class CodeRow(Protocol):
    """A row in which a code waits to be typed. `code_token` None: no code is right."""

    code_token: str | None
    code_sent_at: datetime | None
    code_tries: int


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_code(typed: str) -> str | None:
    """Return what was typed as a code, as it came by SMS: full width, spaces and dashes are folded, and the six digits are
    found in a sentence where there is no other number in it. None: words without them.
    """
    alone = _alone(typed)
    if is_digits(alone) and len(alone) <= LONGEST:
        return alone
    numbers = [word for word in _NUMBERS.findall(folded(ascii_digits(typed))) if len(word) > _SHORT]
    is_one = len(numbers) == 1 and len(numbers[0]) == DIGITS and is_digits(numbers[0])
    return numbers[0] if is_one else None


def read_id_end(typed: str) -> str | None:
    """Return what was typed as the last six places of an ID number, of which the last may be an X. None: words."""
    alone = _alone(typed).upper()
    return alone if _ID_END.fullmatch(alone) else None


def _alone(typed: str) -> str:
    return "".join(sign for sign in folded(ascii_digits(typed)) if not (sign.isspace() or is_dash(sign)))


def is_waited_for(row: CodeRow, now: datetime) -> bool:
    """Return whether a code can be typed: one was asked for, is not over and has tries left."""
    sent_at = row.code_sent_at
    return sent_at is not None and now <= sent_at + CODE_LIFETIME and row.code_tries < TRIES


def try_code(row: CodeRow, place: Place, typed: str, cipher: FieldCipher, now: datetime) -> bool:
    """Count a try, and return whether it is the code. Raises `InvalidInput` ("code": over, used_up, and no_code where words
    were typed, which cost no try), `Stale` where none was sent.
    """
    if row.code_sent_at is None:
        raise Stale()
    said = read_code(typed)
    if said is None:
        raise InvalidInput("code", "no_code")
    if now > row.code_sent_at + CODE_LIFETIME:
        raise InvalidInput("code", "over")
    if row.code_tries >= TRIES:
        raise InvalidInput("code", "used_up")
    row.code_tries += 1
    if row.code_token is None:
        return False
    try:
        code = cipher.open(row.code_token, place)
    except SealBroken:  # noted where it was met
        return False
    return hmac.compare_digest(code.encode(), said.encode())
