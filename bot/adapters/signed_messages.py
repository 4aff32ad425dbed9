"""Words between us and a partner that share a secret, each with a key that is good for one purpose and no other.

What the partner says is signed with the secret itself, what we say with keys made from it (RFC 5869), one a `Purpose`. So
nothing that we signed passes for the partner's word, no link for a request, and no request for another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum

from domain.ports import InvalidSignature
from domain.text import is_digits

TIME_HEADER, SIGNATURE_HEADER = "x-timestamp", "x-signature"
MOST_AGE_S = 300


class Purpose(StrEnum):
    """What a key of ours signs. The value is agreed with partners (docs/identity.md, docs/handoff.md)."""

    CHECK_REQUEST = "fenqi identity check"
    FACE_REQUEST = "fenqi identity face"
    SMS_REQUEST = "fenqi sms code"
    LOOKUP_REQUEST = "fenqi handoff lookup"
    LINK = "fenqi handoff link"


def our_key(secret: str, purpose: Purpose) -> bytes:
    """Return the 32 bytes of HKDF-SHA256 over the secret, without a salt, with the purpose as info."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), secret.encode(), "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def their_key(secret: str) -> bytes:
    """Return what a partner signs with: the secret as it is."""
    return secret.encode()


def sign(key: bytes, stamp: str, body: bytes) -> str:
    """Sign the time, a full stop and the body, in hex."""
    return hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed_headers(key: bytes, body: bytes, now_s: float) -> dict[str, str]:
    stamp = str(int(now_s))
    return {
        "content-type": "application/json",
        TIME_HEADER: stamp,
        SIGNATURE_HEADER: sign(key, stamp, body),
    }


def require_signed(key: bytes, headers: Mapping[str, str], body: bytes, now_s: float) -> None:
    """Refuse what is not signed by the key, or too old: raise `InvalidSignature`. Header names in lower case."""
    stamp, given = headers.get(TIME_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    if not hmac.compare_digest(given.encode(), sign(key, stamp, body).encode()):
        raise InvalidSignature
    if not is_digits(stamp) or abs(now_s - int(stamp)) > MOST_AGE_S:
        raise InvalidSignature
