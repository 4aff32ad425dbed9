"""A code that goes to a phone, and is typed to show that one has it: how long it holds, and how often it may be tried."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from domain.errors import InvalidInput, SealBroken, Stale
from domain.ports import FieldCipher, Place

CODE_LIFETIME = timedelta(minutes=10)
DIGITS, TRIES = 6, 5


class CodeRow(Protocol):
    """A row in which a code waits to be typed. `code_token` None: no code is right."""

    code_token: str | None
    code_sent_at: datetime | None
    code_tries: int


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def try_code(row: CodeRow, place: Place, typed: str, cipher: FieldCipher, now: datetime) -> bool:
    """Count a try, and return whether it is the code. Raises `InvalidInput` ("code": over, used_up), `Stale` where none was
    sent.
    """
    if row.code_sent_at is None:
        raise Stale()
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
    said = "".join(sign for sign in typed if not sign.isspace())
    return hmac.compare_digest(code.encode(), said.encode())
