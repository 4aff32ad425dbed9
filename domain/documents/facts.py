"""What a receipt and a certificate say, read from the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from domain import tables as t
from domain.audit.repository import LoanBooks
from domain.columns import place_of
from domain.contract import load_contract
from domain.dates import business_day
from domain.documents.results import (
    BoughtLine,
    Breakdown,
    Holder,
    PaidInstallment,
    PaidPurchase,
    Purchase,
    RepaymentReceipt,
    SettlementCertificate,
)
from domain.identity.errors import IdentityMissing
from domain.identity.facts import identity_masks
from domain.loans.ledger import Account
from domain.loans.results import Split
from domain.loans.savings import saved_by_settling
from domain.payments.snapshots import PaymentState
from domain.pii.id_numbers import mask_id_number, mask_name
from domain.plans.pricing import charges_of
from domain.ports import FieldCipher
from domain.quotes.results import QuoteKind
from domain.quotes.stored_quote import terms_of
from domain.rules.position import AT_DRAWDOWN
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork


async def holder_of(uow: UnitOfWork, customer_id: str, cipher: FieldCipher) -> Holder:
    """Return the customer as the holder of a document: the verified person, else whom the lender says, where their loans
    were brought in. Raises `IdentityMissing` where it is neither.
    """
    name, number, _ = identity_masks(await uow.identities.get(customer_id), cipher)
    if name is None or number is None:
        name, number = _masks_of_brought(await uow.intakes.people_of(customer_id), cipher)
    if name is None or number is None:
        raise IdentityMissing()
    return Holder(name, number)


def _masks_of_brought(people: Sequence[t.IntakePerson], cipher: FieldCipher) -> tuple[str | None, str | None]:
    """Return name and ID number, masked, of whom a lender says with both."""
    for person in people:
        if person.name_token is None or person.id_number_token is None:
            continue
        name = cipher.open(person.name_token, place_of(person, "name_token"))
        number = cipher.open(person.id_number_token, place_of(person, "id_number_token"))
        return mask_name(name), mask_id_number(number)
    return None, None


async def receipt_facts(uow: UnitOfWork, payment: PaymentState, holder: Holder) -> RepaymentReceipt:
    """Return the receipt of a posted payment. It was paid when it was made, also where its outcome was found days
    later.
    """
    assert payment.loan_id is not None
    books = await uow.audit.books_of_loan(payment.loan_id)
    quote = await uow.quotes.find(payment.quote_id or "")
    assert quote is not None
    shared = {share.no for share in terms_of(quote).shares}
    return RepaymentReceipt(
        holder=holder,
        purchase=await _purchase(uow, books),
        kind=QuoteKind(quote.kind),
        installments=tuple(
            PaidInstallment(row.no, row.due_date) for row in books.installments if row.no in shared
        ),
        periods=books.loan.periods,
        paid_at=payment.created_at,
        paid=breakdown_of(entry for entry in books.entries if entry.payment_id == payment.id),
        gateway_reference=payment.gateway_reference or "",
        saved_fen=await saved_by_settling(uow, payment.loan_id)
        if quote.kind == QuoteKind.SETTLEMENT
        else None,
    )


async def purchase_facts(uow: UnitOfWork, payment: PaymentState) -> PaidPurchase:
    """Return the receipt of a posted payment of goods at once."""
    order = await uow.orders.by_purchase(payment.purchase_id or "")
    assert order is not None
    return PaidPurchase(
        order_number=order.number,
        lines=tuple(
            BoughtLine(LocalText(line.names), line.quantity, line.unit_price_fen * line.quantity)
            for line in await uow.orders.lines([order.id])
        ),
        paid_at=payment.created_at,
        gateway_reference=payment.gateway_reference or "",
    )


async def certificate_facts(uow: UnitOfWork, loan: t.Loan, holder: Holder) -> SettlementCertificate:
    """Return the certificate of a settled loan; goods that went back may have settled it, too."""
    books = await uow.audit.books_of_loan(loan.id)
    return SettlementCertificate(
        holder=holder,
        purchase=await _purchase(uow, books),
        principal_fen=loan.principal_fen,
        periods=sum(row.no != AT_DRAWDOWN for row in books.installments),
        borrowed_day=loan.start_date,
        settled_day=settled_day(books),
        paid=breakdown_of(entry for entry in books.entries if entry.payment_id),
        returned_fen=sum(
            entry.amount_fen
            for entry in books.entries
            if entry.return_id and entry.credit_account == Account.PRINCIPAL_RECEIVABLE
        ),
        saved_fen=await saved_by_settling(uow, loan.id),
    )


def settled_day(books: LoanBooks) -> date:
    """Return when the last instalment was closed; by a payment, the day on which that was made."""
    closed_at = max(row.settled_at for row in books.installments if row.settled_at is not None)
    made_at = next((one.created_at for one in books.payments if one.closed_at == closed_at), closed_at)
    return business_day(made_at)


def title_of(books: LoanBooks) -> tuple[LocalText, int]:
    """Return the goods in a few words: the first line's name, and how many pieces in all."""
    return LocalText(books.lines[0].names), sum(line.quantity for line in books.lines)


async def _purchase(uow: UnitOfWork, books: LoanBooks) -> Purchase:
    order = await uow.orders.get(books.loan.order_id)
    assert order is not None
    title, item_count = title_of(books)
    contract = load_contract(books.loan.contract)
    charges = charges_of(contract, books.loan.principal_fen, books.loan.start_date)
    lender = contract.lender
    return Purchase(order.number, title, item_count, lender.name, lender.contact, charges)


# What each credit account says that the money was for; principal and interest may lie outside the instalments.
_PAID_FOR = {
    Account.PRINCIPAL_RECEIVABLE: "principal",
    Account.PREPAID_PRINCIPAL: "principal",
    Account.INTEREST_RECEIVABLE: "interest",
    Account.INTEREST_INCOME: "interest",
    Account.FEE_RECEIVABLE: "fee",
    Account.GUARANTEE_RECEIVABLE: "guarantee",
    Account.SERVICE_RECEIVABLE: "service",
    Account.PENALTY_INCOME: "penalty",
    Account.PREPAY_FEE_INCOME: "prepay_fee",
}


def breakdown_of(entries: Iterable[t.LedgerEntry]) -> Breakdown:
    """Return what came into cash by what it was for, and what went out of it again."""
    fen: Counter[str] = Counter()
    for entry in entries:
        if entry.credit_account == Account.CUSTOMER_CREDIT:
            fen["given_back"] -= entry.amount_fen  # more than was owed: it is the customer's
        elif entry.debit_account == Account.CASH:
            fen[_PAID_FOR[Account(entry.credit_account)]] += entry.amount_fen
        elif entry.credit_account == Account.CASH:
            fen["given_back"] += entry.amount_fen
    split = Split(
        fen["principal"], fen["interest"], fen["fee"], fen["penalty"], fen["guarantee"], fen["service"]
    )
    return Breakdown(split, fen["prepay_fee"], fen["given_back"])
