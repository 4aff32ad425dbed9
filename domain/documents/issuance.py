"""Giving a document its number and its code, once: whoever asks for the same one again gets the first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from domain import tables as t
from domain.columns import place_of
from domain.dates import business_day
from domain.documents.codes import grouped, new_code
from domain.documents.results import (
    DocumentKind,
    Facts,
    Issue,
    IssuedDocument,
    PaidPurchase,
    RepaymentReceipt,
    SettlementCertificate,
    Statement,
)
from domain.ids import new_id, random_symbols
from domain.ports import Clock, FieldCipher
from domain.stored_json import from_stored, to_stored
from domain.unit_of_work import Conflict, Store
from domain.value import Value

NUMBER_TRIES = 5  # a number may be taken: four symbols after kind and day

_PREFIXES = {
    DocumentKind.RECEIPT: "HK",
    DocumentKind.CERTIFICATE: "JQ",
    DocumentKind.STATEMENT: "DZ",
    DocumentKind.PURCHASE: "FK",
}
_FACTS: Mapping[DocumentKind, type[Facts]] = {
    DocumentKind.RECEIPT: RepaymentReceipt,
    DocumentKind.CERTIFICATE: SettlementCertificate,
    DocumentKind.STATEMENT: Statement,
    DocumentKind.PURCHASE: PaidPurchase,
}


class Subject(Value):
    """What a document is about. Equal subjects are the same document: the receipt of a payment and the certificate of a
    loan exist once; a statement is another one where it says something else."""

    kind: DocumentKind
    customer_id: str
    loan_id: str | None = None
    payment_id: str | None = None
    said: str = ""

    @property
    def sameness(self) -> str:
        parts = [self.kind, self.customer_id, self.loan_id, self.payment_id, self.said]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def statement_subject(customer_id: str, statement: Statement) -> Subject:
    said = json.dumps(to_stored(statement), ensure_ascii=False, sort_keys=True)
    return Subject(DocumentKind.STATEMENT, customer_id, said=said)


class Issuer:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, *, demo: bool) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._demo = demo

    async def issue(self, subject: Subject, facts: Facts) -> IssuedDocument:
        """Return the document, new or as it was issued before. Raises `Conflict` where no free number is found."""
        for left in reversed(range(NUMBER_TRIES)):
            try:
                return await self._once(subject, facts)
            except Conflict:  # somebody issued it this very moment, or the number is taken
                if not left:
                    raise
        raise AssertionError("it was tried at least once")

    async def _once(self, subject: Subject, facts: Facts) -> IssuedDocument:
        async with self._store.write() as uow:
            row = await uow.documents.by_sameness(subject.sameness)
            if row is None:
                row = self._new(subject, facts)
                uow.add(row)
                await uow.commit()
            return opened(row, self._cipher)

    def _new(self, subject: Subject, facts: Facts) -> t.Document:
        now, code = self._clock.now(), new_code()
        row = t.Document(
            id=new_id(),
            number=f"{_PREFIXES[subject.kind]}{business_day(now):%y%m%d}-{random_symbols(4).upper()}",
            kind=subject.kind,
            sameness=subject.sameness,
            customer_id=subject.customer_id,
            loan_id=subject.loan_id,
            payment_id=subject.payment_id,
            code_hash=code_hash(code, self._cipher),
            code_token="",
            facts=to_stored(facts),
            is_demo=self._demo,
            issued_at=now,
        )
        row.code_token = self._cipher.seal(code, place_of(row, "code_token"))
        return row


def code_hash(code: str, cipher: FieldCipher) -> str:
    """Return what the code is found by."""
    return cipher.lookup_hash(f"document:{code}")


def opened(row: t.Document, cipher: FieldCipher) -> IssuedDocument:
    kind = DocumentKind(row.kind)
    code = cipher.open(row.code_token, place_of(row, "code_token"))
    issue = Issue(row.number, row.issued_at, grouped(code), row.is_demo)
    return IssuedDocument(kind, issue, from_stored(_FACTS[kind], row.facts))
