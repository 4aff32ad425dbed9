"""Codes of an authenticator (TOTP, RFC 6238): six digits, a new one each thirty seconds, each good once."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from domain.text import ascii_digits

STEP_S, DIGITS = 30, 6
SECRET_BYTES = 20
ISSUER = "分期管家"
# A telephone's clock may go wrong by so many steps.
_TOLERATED = (0, -1, 1)


def new_secret() -> str:
    """Return a secret as authenticators take it, in base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(secret: str, code: str, at: datetime, last_step: int) -> int | None:
    """Return the step that the code is of; None where it is wrong, or no later than the `last_step` that was used."""
    typed = ascii_digits("".join(code.split()))
    here = int(at.timestamp()) // STEP_S
    found = None
    for step in (here + away for away in _TOLERATED):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()) and step > last_step:
            found = step
    return found


def code_at(secret: str, step: int) -> str:
    made = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303 - what authenticators reckon with
    return made.generate(step * STEP_S).decode()


def address_of(secret: str, name: str) -> str:
    """Return the otpauth:// address that an authenticator reads from a QR code."""
    label = quote(f"{ISSUER}:{name}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}&digits={DIGITS}&period={STEP_S}"
