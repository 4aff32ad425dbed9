"""Who is asked outside: the verifier of names and faces, the reader of card photos."""

from __future__ import annotations

from typing import Protocol

from domain.identity.card import CardFields
from domain.identity.types import FaceCheck, FacePage, IdentityCheck, Verdict


class IdentityVerifier(Protocol):
    async def check(self, request: IdentityCheck) -> Verdict:
        """Check an identity: of the same id it is always the same check, however often it is asked for."""
        ...

    async def face(self, request: FaceCheck) -> FacePage:
        """Return where the face is looked at, and what came out; asked for again under the same id, the same check."""
        ...


class CardReader(Protocol):
    async def read(self, picture: bytes) -> CardFields:
        """Return what a photo of one side of an ID card says; the picture is nowhere afterwards. Raises
        `PictureRefused`.
        """
        ...
