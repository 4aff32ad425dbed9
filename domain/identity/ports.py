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


class CodeSender(Protocol):
    """Short messages to a phone; under the same id each is brought once."""

    def send_soon(self, message_id: str, phone: str, code: str) -> None:
        """Bring a code, beside the answer: nobody waits for a telephone, nor learns from the time whether one was rung."""
        ...

    async def tell(self, message_id: str, phone: str, what: str) -> bool:
        """Bring a word that needs no answer: `PHONE_CHANGED`. Return whether it was taken."""
        ...


# To the old phone: another one is on file now.
PHONE_CHANGED = "phone_changed"


class CardReader(Protocol):
    async def read(self, picture: bytes) -> CardFields:
        """Return what a photo of one side of an ID card says; the picture is nowhere afterwards. Raises
        `PictureRefused`.
        """
        ...
