"""Words between us and a service that share a secret: each side signs what it says, with the time at which it says it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from domain.ports import InvalidSignature

TIME_HEADER, SIGNATURE_HEADER = "x-timestamp", "x-signature"
MOST_AGE_S = 300


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Sign the time, a full stop and the body, under the secret."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed_headers(secret: str, body: bytes, now_s: float) -> dict[str, str]:
    stamp = str(int(now_s))
    return {
        "content-type": "application/json",
        TIME_HEADER: stamp,
        SIGNATURE_HEADER: sign(secret, stamp, body),
    }


def require_signed(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> None:
    """Refuse what is not signed by the secret, or too old: raise `InvalidSignature`. Header names in lower case."""
    stamp, given = headers.get(TIME_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    if not hmac.compare_digest(given.encode(), sign(secret, stamp, body).encode()):
        raise InvalidSignature
    if not stamp.isascii() or not stamp.isdigit() or abs(now_s - int(stamp)) > MOST_AGE_S:
        raise InvalidSignature
