"""Making a file: of every kind, off the event loop, in the same bytes wherever it is made."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import threading
from decimal import Decimal

import pytest

from bot.catalog_file.charges import PAYEE_LENGTH
from bot.documents import maker
from bot.documents.maker import PdfMaker, made
from domain.documents.results import DocumentKind, IssuedDocument, SettlementCertificate
from domain.stored_json import from_stored, to_stored
from domain.terms import Charge, ChargeKind
from domain.value import replace
from tests.bot.documents.samples import (
    CERTIFICATE,
    ISSUE,
    PAID_PURCHASE,
    RECEIPT,
    entries,
    pages_of,
    statement,
)
from tests.support.builders import text
from tests.support.processes import ROOT

DOCUMENTS = (
    IssuedDocument(DocumentKind.RECEIPT, ISSUE, RECEIPT),
    IssuedDocument(DocumentKind.CERTIFICATE, ISSUE, CERTIFICATE),
    IssuedDocument(DocumentKind.STATEMENT, ISSUE, statement(entries(3))),
    IssuedDocument(DocumentKind.PURCHASE, ISSUE, PAID_PURCHASE),
)
ELSEWHERE = """
import hashlib
from bot.documents.maker import made
from tests.bot.documents.test_maker import DOCUMENTS
print(hashlib.sha256(b"".join(made(one, "zh_CN") for one in DOCUMENTS)).hexdigest())
"""


@pytest.mark.parametrize(
    ("document", "title"), list(zip(DOCUMENTS, ("还款回单", "结清证明", "对账单", "付款回单"), strict=True))
)
async def test_each_kind_of_facts_becomes_its_document(document: IssuedDocument, title: str) -> None:
    page = pages_of(await PdfMaker().make(document, "zh_CN"))[0]
    assert title in page
    assert ISSUE.number in page


def with_charges(*charges: Charge) -> SettlementCertificate:
    """The certificate of a loan that cost a guarantee fee of ¥95.98, too."""
    split = replace(CERTIFICATE.paid.split, guarantee_fen=95_98)
    return replace(
        CERTIFICATE,
        purchase=replace(CERTIFICATE.purchase, charges=charges),
        paid=replace(CERTIFICATE.paid, split=split),
    )


async def test_the_longest_name_of_a_payee_is_printed_whole() -> None:
    payee = "示例担保" * 7 + "公司"
    assert len(payee) == PAYEE_LENGTH
    facts = with_charges(Charge(ChargeKind.GUARANTEE, text(payee), Decimal("0.2")))
    page = pages_of(made(IssuedDocument(DocumentKind.CERTIFICATE, ISSUE, facts), "zh_CN"))[0]
    assert f"担保费（{payee}收取）¥95.98" in page


async def test_a_certificate_kept_without_payees_still_names_the_fees_that_were_paid() -> None:
    kept = to_stored(with_charges())
    del kept["purchase"]["charges"]
    facts = from_stored(SettlementCertificate, kept)
    page = pages_of(made(IssuedDocument(DocumentKind.CERTIFICATE, ISSUE, facts), "zh_CN"))[0]
    assert "本金、利息、担保费和罚息均无欠款。" in page
    assert "担保费¥95.98" in page


async def test_a_file_is_made_off_the_event_loop_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    present: list[str] = []
    threads: set[int] = set()

    def slow(document: IssuedDocument, locale: str) -> bytes:
        threads.add(threading.get_ident())
        present.append("in")
        assert present.count("in") - present.count("out") == 1
        present.append("out")
        return b"%PDF"

    monkeypatch.setattr(maker, "made", slow)
    press = PdfMaker()
    await asyncio.gather(*(press.make(DOCUMENTS[0], "en") for _ in range(4)))
    assert present == ["in", "out"] * 4
    assert threading.get_ident() not in threads


def test_another_process_makes_the_same_bytes() -> None:
    here = hashlib.sha256(b"".join(made(one, "zh_CN") for one in DOCUMENTS)).hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},  # here it is any
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_the_library_is_not_loaded_before_the_first_file() -> None:
    loaded = "import sys, bot.wiring; print('fpdf' in sys.modules or 'fontTools' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
