"""Documents as PDF files. Fulfils `domain.documents.ports.DocumentMaker`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.documents.purchase_receipt import purchase_receipt_document
from bot.documents.receipt import receipt_document
from bot.documents.settlement import settlement_document
from bot.documents.statement import statement_document
from domain.documents.results import (
    IssuedDocument,
    PaidPurchase,
    RepaymentReceipt,
    SettlementCertificate,
    Statement,
)
from handlers.ui.i18n import Texts, texts_for

if TYPE_CHECKING:
    from bot.documents.content import PrintedDocument


class PdfMaker:
    """Off the event loop, one after the other: two at once would only be slower, and hold the font twice."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def make(self, document: IssuedDocument, locale: str) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(made, document, locale)


def made(document: IssuedDocument, locale: str) -> bytes:
    """Return the PDF file; takes about half a second of processor time."""
    from bot.documents.pdf import render  # the libraries behind it are loaded with the first document

    t = texts_for(locale)
    return render(t, in_words(t, document))


def in_words(t: Texts, document: IssuedDocument) -> PrintedDocument:
    match document.facts:
        case RepaymentReceipt() as receipt:
            return receipt_document(t, document.issue, receipt)
        case PaidPurchase() as paid:
            return purchase_receipt_document(t, document.issue, paid)
        case SettlementCertificate() as certificate:
            return settlement_document(t, document.issue, certificate)
        case Statement() as statement:
            return statement_document(t, document.issue, statement)
