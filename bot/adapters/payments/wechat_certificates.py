"""By what WeChat Pay's signatures are recognized: its public key, or its certificates, which change by themselves.

A shop has one or the other, and both while it moves from certificates to the key. Certificates are fetched when a signature
names one that is not known, so that a new one is there when it is first used, and anew after half a day, so that one that
was called back is gone.

Source: pay.weixin.qq.com/doc/v3/merchant/4012154180.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from time import monotonic

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate

RENEWED_AFTER_S = 12 * 3600.0
# Whoever sends us forged words names certificates that nobody knows.
PAUSE_S = 10.0

Certificates = Mapping[str, Certificate]


class PlatformKeys:
    """`fixed`: by the serials that they go under. `fetch`: answers the certificates by serial, None where it cannot."""

    def __init__(
        self,
        fixed: Mapping[str, RSAPublicKey],
        fetch: Callable[[], Awaitable[Certificates | None]],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._fixed = fixed
        self._fetch = fetch
        self._now = now
        self._certificates: Certificates = {}
        self._fetched_at = self._asked_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def find(self, serial: str) -> RSAPublicKey | None:
        """Return the key under this serial, if it is WeChat Pay's and valid today."""
        if serial in self._fixed:
            return self._fixed[serial]
        async with self._one_at_a_time:
            if serial not in self._certificates or self._now() - self._fetched_at > RENEWED_AFTER_S:
                await self._renew()
        certificate = self._certificates.get(serial)
        return None if certificate is None else key_of(certificate)

    async def _renew(self) -> None:
        if self._now() - self._asked_at < PAUSE_S:
            return
        self._asked_at = self._now()
        found = await self._fetch()
        if found is not None:
            self._certificates, self._fetched_at = found, self._asked_at


def key_of(certificate: Certificate) -> RSAPublicKey | None:
    """Return its key, if it is valid today."""
    key = certificate.public_key()
    valid = certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc
    return key if valid and isinstance(key, RSAPublicKey) else None
