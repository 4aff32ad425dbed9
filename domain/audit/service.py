"""Whether the books agree with themselves: every invariant over the whole database, each breach named.

Nothing here mends anything. What an entry says is compared with what the loan's rows say, and the chain of entries with
what it was when they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from domain import tables as t
from domain.audit.anchors import Anchors
from domain.audit.chain import check_chain
from domain.audit.changes import check_changes, check_plans, due_dates_now
from domain.audit.repository import Books, LoanBooks, PurchaseBooks
from domain.contract import LoanContract, load_contract
from domain.loans.ledger import COST_ACCOUNTS, DRAWDOWN, Account, BookedInstallment, by_installment
from domain.loans.rescheduling import periods_of
from domain.plans.pricing import agreed_schedule, billed_rows
from domain.returns.results import ReturnStatus
from domain.rules.returnable import COVERING
from domain.rules.schedule import Schedule
from domain.unit_of_work import Store
from domain.value import Value, names_of

BATCH = 200

_OWED = (
    ("principal_fen", "paid_principal_fen"),
    ("interest_fen", "paid_interest_fen"),
    ("fee_fen", "paid_fee_fen"),
    ("guarantee_fen", "paid_guarantee_fen"),
    ("service_fen", "paid_service_fen"),
)

_NOTHING = BookedInstallment()  # of an instalment that a plan in hardship made
_COST_INCOMES = tuple(accounts.income for accounts in COST_ACCOUNTS.values())
_INCOMES = (*_COST_INCOMES, Account.PENALTY_INCOME, Account.PREPAY_FEE_INCOME)


class Violation(Value):
    """One thing that is not as it must be. `where` names the row, nothing personal."""

    where: str
    what: str


class AuditService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def loan_count(self) -> int:
        async with self._store.read() as uow:
            return await uow.audit.loan_count()

    async def loans(self, anchors: Anchors | None = None) -> AsyncIterator[tuple[str, list[Violation]]]:
        """Yield every loan and what is wrong with it; a batch in memory at a time. `anchors`: what was noted outside of the
        chains, which is held against them and takes note of how they are now. Without the key of the chains only what
        needs none is checked of them.
        """
        after = ""
        while True:
            async with self._store.read() as uow:
                batch = await uow.audit.books(after, BATCH)
                key = uow.ledger.chain_key
            for books in batch:
                yield books.id, [*_chain(books, key, anchors), *check_loan(books)]
            if len(batch) < BATCH:
                return
            after = batch[-1].id

    async def purchase_count(self) -> int:
        async with self._store.read() as uow:
            return await uow.audit.purchase_count()

    async def purchases(self, anchors: Anchors | None = None) -> AsyncIterator[tuple[str, list[Violation]]]:
        """Yield every purchase that is paid at once and what is wrong with it, as `loans`."""
        after = ""
        while True:
            async with self._store.read() as uow:
                batch = await uow.audit.purchase_books(after, BATCH)
                key = uow.ledger.chain_key
            for books in batch:
                yield books.id, [*_chain(books, key, anchors), *check_purchase(books)]
            if len(batch) < BATCH:
                return
            after = batch[-1].id

    async def never_billed(self) -> tuple[int, int]:
        """Return of how many loans a fee at drawdown was disclosed and never billed, and what those come to in fen. They
        were signed before it was, stay as they are, and are no breach.
        """
        async with self._store.read() as uow:
            loans = await uow.audit.signed_before_fees_were_billed()
        fees_fen = [
            never_billed_fen(contract, agreed_schedule(contract, principal_fen, start))
            for stored, principal_fen, start in loans
            for contract in [load_contract(stored)]
        ]
        return sum(fee_fen > 0 for fee_fen in fees_fen), sum(fees_fen)

    async def across(self) -> list[Violation]:
        """Return what only shows between tables: credit lines, order totals, shipments, rows that lead nowhere."""
        async with self._store.read() as uow:
            lines = [
                Violation(f"credit line {use.customer_id}/{use.institution_id}",
                       f"{use.used_fen} fen are used up, but {use.owed_fen} fen of principal are open")
                for use in await uow.audit.credit_use()
                if use.used_fen != use.owed_fen
            ]  # fmt: skip
            totals = [
                Violation(
                    f"order {order_id}", f"its lines come to {lines_fen} fen, its total is {total_fen} fen"
                )
                for order_id, total_fen, lines_fen in await uow.audit.order_totals()
                if total_fen != lines_fen
            ]
            shipments = [
                Violation(f"shipment {order_id}", f"it {word} before it was sent")
                for order_id, sent, delivered, received in await uow.audit.shipments()
                for word, at in (("arrived", delivered), ("was confirmed as received", received))
                if at is not None and at < sent
            ]
            orphans = [
                Violation(f"{table} {row_id}", f"belongs to no row of {missing}")
                for table, row_id, missing in await uow.audit.orphans()
            ]
            strangers = [
                Violation(f"{table} {row_id}", f"is of another customer than its row of {led_to}")
                for table, row_id, led_to in await uow.audit.of_another()
            ]
        return [*orphans, *strangers, *totals, *shipments, *lines]


def _chain(books: Books, key: bytes | None, anchors: Anchors | None) -> Iterator[Violation]:
    breaches = list(check_chain(books, key))
    if anchors is not None:
        breaches += anchors.compare(books, sound=not breaches)
    return (Violation(books.where, what) for what in breaches)


def check_purchase(books: PurchaseBooks) -> Iterator[Violation]:
    """Yield what is wrong with a purchase beside its chain."""
    for check in (_sale, _payments, _refunds, _returns, _pieces):
        for what in check(books):
            yield Violation(books.where, what)


def _sale(books: PurchaseBooks) -> Iterator[str]:
    """Yield what is wrong with what was sold. An order was paid, once and in full, and its price booked as the merchant's;
    where there is none, nothing was kept: all that came goes back.
    """
    purchase, order = books.purchase, books.order
    if (order is not None) != (purchase.status == t.PurchaseStatus.ORDERED):
        yield f"its state is {purchase.status}, and it has {'an' if order else 'no'} order"
    if purchase.status == t.PurchaseStatus.ORDERED and purchase.held_until is not None:
        yield "its pieces are sold and held at the same time"
    sold_fen = sum(
        entry.amount_fen
        for entry in books.entries
        if (entry.debit_account, entry.credit_account) == (Account.CASH, Account.MERCHANT_PAYABLE)
    )
    price_fen = order.total_fen if order is not None else 0
    if sold_fen != price_fen:
        yield f"its order is over {price_fen} fen, {sold_fen} fen were booked as its price"
    if order is not None and order.total_fen != purchase.total_fen:
        yield f"its order is over {order.total_fen} fen, {purchase.total_fen} fen were shown"
    posted = [one for one in books.payments if one.status == t.PaymentStatus.POSTED]
    if len(posted) != (order is not None) or any(one.amount_fen != price_fen for one in posted):
        yield f"{len(posted)} payment(s) paid for its order over {price_fen} fen"
    owed_fen = sum(_to_customer(entry) for entry in books.entries)
    back_fen = sum(one.amount_fen for one in books.refunds if one.status != t.RefundStatus.DONE)
    if owed_fen != back_fen:
        yield f"{owed_fen} fen are the customer's, {back_fen} fen are on their way back"


def _to_customer(entry: t.LedgerEntry) -> int:
    account = Account.CUSTOMER_CREDIT
    return entry.amount_fen * ((entry.credit_account == account) - (entry.debit_account == account))


def check_loan(books: LoanBooks) -> Iterator[Violation]:
    """Yield what is wrong with a loan beside its chain."""
    checks = (
        _agreed,
        _cost,
        _incomes,
        _principal,
        _instalments,
        _balance,
        _payments,
        _refunds,
        _returns,
        _pieces,
        check_changes,
        check_plans,
        _states,
    )
    for what in (what for check in checks for what in check(books)):
        yield Violation(books.where, what)


def _principal(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with the principal. What was drawn stands in the instalments, was prepaid beside them, or
    went back with the goods.
    """
    drawn, scheduled, prepaid, returned = 0, sum(row.principal_fen for row in books.installments), 0, 0
    for entry in books.entries:
        if entry.rule == DRAWDOWN and entry.debit_account == Account.PRINCIPAL_RECEIVABLE:
            drawn += entry.amount_fen
        if entry.debit_account == Account.CASH and entry.credit_account == Account.PREPAID_PRINCIPAL:
            prepaid += entry.amount_fen
        if entry.return_id and entry.credit_account == Account.PRINCIPAL_RECEIVABLE:
            returned += entry.amount_fen
    if drawn != books.loan.principal_fen:
        yield f"its principal is {books.loan.principal_fen} fen, {drawn} fen in the ledger"
    if scheduled + prepaid + returned != drawn:
        yield (
            f"{drawn} fen were drawn, but {scheduled} fen are in the instalments, {prepaid} fen were prepaid and"
            f" {returned} fen went back"
        )


def _agreed(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with the opening. The ledger opens with the schedule that the contract's rules make."""
    contract = load_contract(books.loan.contract)
    agreed = agreed_schedule(contract, books.loan.principal_fen, books.loan.start_date)
    opened = by_installment([entry for entry in books.entries if entry.rule == DRAWDOWN])
    rows = billed_rows(contract, agreed)
    due_dates = due_dates_now(books, {row.no: row.due_date for row in rows})
    if sorted(due_dates) != [row.no for row in books.installments]:
        yield f"the contract has {len(due_dates)} instalments, the loan {len(books.installments)}, or other numbers"
        return
    by_no = {row.no: row for row in rows}
    for row in books.installments:
        was, scheduled = opened.get(row.id, BookedInstallment()), by_no.get(row.no, _NOTHING)
        if any(getattr(was, name) != getattr(scheduled, name) for name, _ in _OWED):
            yield f"instalment {row.no} was not booked at drawdown as the contract says"
        if row.due_date != due_dates[row.no]:
            yield f"instalment {row.no} falls due on {row.due_date}, by what was signed on {due_dates[row.no]}"


def _cost(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with the cost. What was agreed and disclosed, a fee at drawdown included, is booked at
    drawdown: a cost that was disclosed and is not booked is never collected.

    Loans that were signed before a fee at drawdown was billed are without it for good, see `never_billed_fen`.
    """
    contract = load_contract(books.loan.contract)
    agreed = agreed_schedule(contract, books.loan.principal_fen, books.loan.start_date)
    booked_fen = sum(
        entry.amount_fen * (entry.credit_account in _COST_INCOMES)
        for entry in books.entries
        if entry.rule == DRAWDOWN
    )
    costs = {"agreed": sum(row.payment_fen - row.principal_fen for row in billed_rows(contract, agreed))}
    if not contract.schedule:  # the lender's own may cost what was signed on its page
        shown = books.loan.disclosure
        # Those that were shown before there were guarantee and service fees are without them.
        disclosed_fen = shown["interest_fen"] + shown["fee_fen"] + shown.get("charges_fen", 0)
        costs["disclosed"] = disclosed_fen - never_billed_fen(contract, agreed)
    for word, cost_fen in costs.items():
        if cost_fen != booked_fen:
            yield f"{cost_fen} fen of interest and fees were {word}, {booked_fen} fen were booked at drawdown"


def never_billed_fen(contract: LoanContract, agreed: Schedule) -> int:
    """Return the fee at drawdown that was disclosed to who signed before such a fee was billed, and is not charged
    afterwards.
    """
    return agreed.drawdown_fee_fen if contract.drawdown_fee_fen is None and not contract.schedule else 0


def _incomes(books: LoanBooks) -> Iterator[str]:
    """Yield each income that is below zero: no more of a cost is waived or given back than was charged."""
    for account in _INCOMES:
        income_fen = sum(
            entry.amount_fen * ((entry.credit_account == account) - (entry.debit_account == account))
            for entry in books.entries
        )
        if income_fen < 0:
            yield f"{account} is {income_fen} fen: more was given back than was charged"


def _instalments(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with the instalments. Every amount of every instalment can be derived from the entries."""
    booked = by_installment(books.entries)
    for row in books.installments:
        entered = booked.get(row.id, BookedInstallment())
        for part in names_of(BookedInstallment):
            told, derived = getattr(row, part), getattr(entered, part)
            if told != derived:
                yield f"instalment {row.no} has {part} = {told}, the ledger {derived}"
        for owed, paid in _OWED:
            if not 0 <= getattr(row, paid) <= getattr(row, owed):
                yield f"instalment {row.no} has {paid} = {getattr(row, paid)} of {owed} = {getattr(row, owed)}"


def _balance(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with the account between a prepayment and the instalments. It hands on what it gets."""
    account = Account.PREPAID_PRINCIPAL
    left_fen = sum(
        entry.amount_fen * ((entry.debit_account == account) - (entry.credit_account == account))
        for entry in books.entries
    )
    if left_fen:
        yield f"{left_fen} fen are left on {account}"


def _payments(books: Books) -> Iterator[str]:
    """Yield what is wrong with the payments. A posted payment took exactly its amount, any other none."""
    taken: Counter[str | None] = Counter()
    for entry in books.entries:
        taken[entry.payment_id] += entry.amount_fen * _into_cash(entry)
    for payment in books.payments:
        expected = _came_in(payment)
        if taken.pop(payment.id, 0) != expected:
            yield f"payment {payment.id} is {payment.status} over {payment.amount_fen} fen, the ledger says otherwise"
    for payment_id in taken.keys() - {None}:
        yield f"the ledger names payment {payment_id}, which there is not"


def _came_in(payment: t.Payment) -> int:
    if payment.status == t.PaymentStatus.CREDITED:
        return payment.received_fen or 0
    return payment.amount_fen if payment.status == t.PaymentStatus.POSTED else 0


def _refunds(books: Books) -> Iterator[str]:
    """Yield what is wrong with the refunds. A refund that is done took its amount out of the till, any other none;
    never more than came in, or was owed.
    """
    gone: Counter[str | None] = Counter()
    by_payment: Counter[str] = Counter()
    overpaid_fen = 0
    for entry in books.entries:
        if entry.payment_id is None:
            gone[entry.refund_id] -= entry.amount_fen * _into_cash(entry)
        overpaid_fen += entry.amount_fen * (
            (entry.credit_account == Account.CUSTOMER_CREDIT)
            - (entry.debit_account == Account.CUSTOMER_CREDIT)
        )
    for refund in books.refunds:
        is_done = refund.status == t.RefundStatus.DONE
        if gone.pop(refund.id, 0) != (refund.amount_fen if is_done else 0):
            yield f"payout {refund.id} is {refund.status} over {refund.amount_fen} fen, the ledger says otherwise"
        by_payment[refund.payment_id] += refund.amount_fen * is_done
    for refund_id, amount_fen in gone.items():
        if amount_fen:
            yield f"{amount_fen} fen left the till for {refund_id or 'nothing'}, which is no payout of it"
    came = {payment.id: _came_in(payment) for payment in books.payments}
    for payment_id, amount_fen in by_payment.items():
        if amount_fen > came.get(payment_id, 0):
            yield f"{amount_fen} fen of payment {payment_id} went back, {came.get(payment_id, 0)} fen came in"
    if overpaid_fen < 0:
        yield f"{-overpaid_fen} fen more went back than were the customer's"


def _into_cash(entry: t.LedgerEntry) -> int:
    return (entry.debit_account == Account.CASH) - (entry.credit_account == Account.CASH)


def _returns(books: Books) -> Iterator[str]:
    """Yield what is wrong with the returns. A booked return took exactly its price from the merchant and gave the
    customer what it says, any other nothing.
    """
    price: Counter[str | None] = Counter()
    given: Counter[str | None] = Counter()
    for entry in books.entries:
        price[entry.return_id] += entry.amount_fen * (entry.debit_account == Account.MERCHANT_PAYABLE)
        given[entry.return_id] += entry.amount_fen * (entry.credit_account == Account.CUSTOMER_CREDIT)
    for returned in books.returns:
        is_booked = returned.status == ReturnStatus.BOOKED
        expected = (returned.amount_fen if is_booked else 0, returned.to_customer_fen)
        found = (price[returned.id], given[returned.id])
        if found != expected or (returned.id in price) != is_booked:
            yield (
                f"refund {returned.id} is {returned.status} over {returned.amount_fen} fen"
                f" with {returned.to_customer_fen} fen for the customer, the ledger has {found[0]} and {found[1]}"
            )
        covered = [line["amount_fen"] for line in returned.effect or () if line["code"] in COVERING]
        if is_booked and sum(covered) != returned.amount_fen:
            yield f"refund {returned.id} says it did {sum(covered)} fen of {returned.amount_fen} fen"
    for return_id in price.keys() - {None, *(returned.id for returned in books.returns)}:
        yield f"the ledger names refund {return_id}, which is none of it"


def _pieces(books: Books) -> Iterator[str]:
    """Yield what is wrong with the pieces that go back. What goes back was bought, at its price, and never more than
    there was.
    """
    bought = {line.line_no: line for line in books.lines}
    back: Counter[int] = Counter()
    for returned in books.returns:
        pieces = {line["line_no"]: line["quantity"] for line in returned.lines}
        if returned.status == ReturnStatus.BOOKED:
            back.update(pieces)
        if not pieces.keys() <= bought.keys():
            yield f"refund {returned.id} is of goods that were not bought"
            return
        price_fen = sum(bought[no].unit_price_fen * quantity for no, quantity in pieces.items())
        if price_fen != returned.amount_fen:
            yield f"refund {returned.id} is over {returned.amount_fen} fen, its goods cost {price_fen} fen"
    for line_no, quantity in back.items():
        if quantity > bought[line_no].quantity:
            yield f"{quantity} pieces of line {line_no} went back, {bought[line_no].quantity} were bought"


def _states(books: LoanBooks) -> Iterator[str]:
    for row in books.installments:
        is_paid = not row.penalty_carried_fen and all(
            getattr(row, owed) == getattr(row, paid) for owed, paid in _OWED
        )
        if is_paid != (row.settled_at is not None):
            yield f"instalment {row.no} is {'paid' if is_paid else 'not paid'}, but its state says otherwise"
    periods = periods_of(books.installments)
    if periods != books.loan.periods:
        yield f"it has {books.loan.periods} periods, its last instalment of something is number {periods}"
    all_paid = all(row.settled_at is not None for row in books.installments)
    if all_paid != (books.loan.status == t.LoanStatus.SETTLED):
        yield f"its state is {books.loan.status}, its instalments say otherwise"
