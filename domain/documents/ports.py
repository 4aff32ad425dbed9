"""Who makes a document into a file."""

from __future__ import annotations

from typing import Protocol

from domain.documents.results import IssuedDocument


class DocumentMaker(Protocol):
    async def make(self, document: IssuedDocument, locale: str) -> bytes:
        """Return the document as a file (PDF) in one language. Equal documents give equal bytes."""
        ...
