"""From a contract as the lender has it to the rows of its books: order, loan, instalments, past payments, ledger. Pure.

Rows are plain values: a lender's file has a million of them. What they mean is said where each is made for one loan
(`domain.checkout.origination`, `domain.payments.posting`), and `audit` holds both against the same rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from itertools import product
from operator import attrgetter
from typing import Any

from domain.contract import LoanContract, dump_contract
from domain.dates import at_beijing
from domain.handoff.types import check_charges, check_rows
from domain.ids import ALPHABET, ID_LENGTH, many_ids, random_symbols
from domain.intake.results import ContractLines, PaidPart
from domain.loans.chain import link
from domain.loans.ledger import COST_ACCOUNTS, DRAWDOWN, RECEIVABLES, Account
from domain.loans.snapshots import Entry
from domain.loans.tables import LoanStatus
from domain.payments.gateways import EXTERNAL
from domain.payments.tables import PaymentPurpose, PaymentStatus
from domain.plans.pricing import lender_pct, schedule_of, with_rows
from domain.rules.rates import annual_rates
from domain.rules.schedule import Schedule
from domain.terms import AgreedRow, InstitutionSpec, PlanSpec
from domain.value import Value, names_of, replace

BROUGHT_IN = "brought_in"  # the rule of the entries of what was paid before
_NOON = time(12)  # a file has days
_PARTS = ("principal", "interest", "fee", "guarantee", "service")
# As they are stored: a million times the value of a member costs a second.
_RECEIVABLE = tuple(one.value for one in RECEIVABLES)
_AGAINST = (Account.MERCHANT_PAYABLE.value, *(one.income.value for one in COST_ACCOUNTS.values()))
_CASH, _PENALTY = Account.CASH.value, Account.PENALTY_INCOME.value
Stored = dict[str, Any]
# As in `domain.loans.snapshots.Entry`.
ENTRY_COLUMNS = names_of(Entry)


@lru_cache(maxsize=10_000)  # few days, many lines
def _noon(day: date) -> datetime:
    return at_beijing(day, _NOON)


class ContractWrong(ValueError):
    """A contract that does not add up; the message names the rule it breaks, and no amount."""


@dataclass(slots=True)
class BroughtBooks:
    """Rows by table, in the order in which they can be written."""

    orders: list[Stored] = field(default_factory=list)
    order_lines: list[Stored] = field(default_factory=list)
    loans: list[Stored] = field(default_factory=list)
    installments: list[Stored] = field(default_factory=list)
    payments: list[Stored] = field(default_factory=list)
    contracts: list[Stored] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)  # of `ENTRY_COLUMNS`
    used_fen: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # by customer


class Whose(Value):
    """Whose a contract is, and by which file and when it comes."""

    customer_id: str
    intake_id: str
    said: str
    now: datetime


def agreed(lines: ContractLines, lender: InstitutionSpec, plan: PlanSpec) -> ContractLines:
    """Return the contract with its instalments: the lender's, or those that the plan makes. Raises `ContractWrong`,
    `RuleError`, `ScheduleWrong`.
    """
    if not lines.rows:
        lines = _by_the_plan(lines, lender, plan)
    if len(lines.rows) != plan.terms.periods:
        raise ContractWrong(
            f"it has {len(lines.rows)} instalments, its plan {plan.id} has {plan.terms.periods}"
        )
    check_rows(lines.rows, lines.principal_fen, lines.drawn_on)
    check_charges(lines.rows, plan.terms)
    return lines


def _by_the_plan(lines: ContractLines, lender: InstitutionSpec, plan: PlanSpec) -> ContractLines:
    schedule = schedule_of(lender, plan, lines.principal_fen, lines.drawn_on)
    if schedule.drawdown_fee_fen:
        raise ContractWrong("a fee at drawdown needs the schedule as the lender has it")
    rows = tuple(
        AgreedRow(
            r.no, r.due_date, r.principal_fen, r.interest_fen, r.fee_fen, r.guarantee_fen, r.service_fen
        )
        for r in schedule.rows
    )
    if lines.paid_periods > len(rows):
        raise ContractWrong("more instalments are paid than its plan has")
    paid = tuple(PaidPart(row.no, row.due_date, *row[2:], 0) for row in rows[: lines.paid_periods])
    return replace(lines, rows=rows, paid=paid)


class Bookkeeper:
    """Makes the books of one lender's contracts."""

    def __init__(self, lender: InstitutionSpec, key: bytes) -> None:
        self._lender = lender
        self._key = key
        self._stored: dict[str, Stored] = {}
        self._numbers: set[str] = set()
        self._entry_ids = EntryIds()
        self._ids = many_ids()

    def add(self, lines: ContractLines, plan: PlanSpec, whose: Whose, books: BroughtBooks) -> None:
        """Add the rows of the contract, which is `agreed`, to the books. Raises `RuleError` where no rate can be written."""
        schedule = with_rows(schedule_of(self._lender, plan, lines.principal_fen, lines.drawn_on), lines.rows)
        loan_id = next(self._ids)
        order_id, number = self._order(lines.drawn_on)
        self._order_rows(lines, whose, order_id, number, books)
        rows = _installments(lines, loan_id, whose.customer_id, self._ids)
        books.loans.append(
            self._loan(lines, plan, schedule, whose, rows) | {"id": loan_id, "order_id": order_id}
        )
        books.installments += rows
        books.contracts.append(
            {
                "loan_id": loan_id,
                "institution_id": self._lender.id,
                "contract_no": lines.contract_no,
                "customer_id": whose.customer_id,
                "intake_id": whose.intake_id,
                "said": whose.said,
            }
        )
        self._post(lines, rows, loan_id, whose.customer_id, books)
        paid_fen = sum(row["paid_principal_fen"] for row in rows)
        books.used_fen[whose.customer_id] += lines.principal_fen - paid_fen

    def _order_rows(
        self, lines: ContractLines, whose: Whose, order_id: str, number: str, books: BroughtBooks
    ) -> None:
        signed_at = _noon(lines.drawn_on)
        books.orders.append(
            {
                "id": order_id,
                "number": number,
                "customer_id": whose.customer_id,
                "intake_id": whose.intake_id,
                "total_fen": lines.principal_fen,
                "created_at": signed_at,
                "received_at": signed_at,  # wherever it was bought: nothing of it is sent from here
            }
        )
        books.order_lines.append(
            {
                "order_id": order_id,
                "line_no": 1,
                "names": {"zh_CN": lines.goods},
                "unit_price_fen": lines.principal_fen,
                "quantity": 1,
            }
        )

    def _loan(
        self,
        lines: ContractLines,
        plan: PlanSpec,
        schedule: Schedule,
        whose: Whose,
        rows: Sequence[Stored],
    ) -> Stored:
        contract, disclosure = self._contract(lines, plan, schedule)
        is_settled = all(row["settled_at"] for row in rows)
        return {
            "customer_id": whose.customer_id,
            "institution_id": self._lender.id,
            "plan_id": plan.id,
            "status": (LoanStatus.SETTLED if is_settled else LoanStatus.ACTIVE).value,
            "version": 0,
            "principal_fen": lines.principal_fen,
            "periods": len(rows),
            "start_date": lines.drawn_on,
            "contract": contract,
            "disclosure": disclosure,
            "contract_no": lines.contract_no,
            "agreed_at": _noon(lines.drawn_on),
            "created_at": whose.now,
        }

    def _order(self, day: date) -> tuple[str, str]:
        """Return the id and the number of an order of that day; of as many as a file has, two would be alike."""
        while True:
            order_id = next(self._ids)
            number = f"F{day:%y%m%d}{order_id[:6].upper()}"
            if number not in self._numbers:
                self._numbers.add(number)
                return order_id, number

    def _contract(self, lines: ContractLines, plan: PlanSpec, schedule: Schedule) -> tuple[Stored, Stored]:
        """Return the contract and its cost as they are kept; what of the contract is the plan's is made once."""
        stored = self._stored.get(plan.id)
        if stored is None:
            stored = self._stored[plan.id] = dump_contract(LoanContract(self._lender, plan, "", ""))
        rates, own_pct = annual_rates(schedule), lender_pct(schedule)
        of_it = {
            "simple_pct": str(rates.simple_pct),
            "compound_pct": str(rates.compound_pct),
            "schedule": [[row.no, row.due_date.isoformat(), *row[2:]] for row in lines.rows],
            "lender_pct": None if own_pct is None else str(own_pct),
        }
        disclosure = {
            "principal_fen": lines.principal_fen,
            "interest_fen": schedule.total_interest_fen,
            "fee_fen": schedule.total_fee_fen - schedule.drawdown_fee_fen,
            "charges_fen": schedule.total_charges_fen,
            "simple_pct": str(rates.simple_pct),
            "compound_pct": str(rates.compound_pct),
        }
        return stored | of_it, disclosure

    def _post(
        self,
        lines: ContractLines,
        rows: Sequence[Stored],
        loan_id: str,
        customer_id: str,
        books: BroughtBooks,
    ) -> None:
        """Write the loan's ledger: what is scheduled, and what was paid, each day's as one payment."""
        at = _noon(lines.drawn_on)
        book = _Book(_Line(loan_id, at), self._key, self._entry_ids, books.entries)
        ids = {row["no"]: row["id"] for row in rows}
        for agreed_row in lines.rows:
            for debit, credit, fen in zip(_RECEIVABLE, _AGAINST, agreed_row[2:], strict=True):
                book.post(debit, credit, fen, ids[agreed_row.no], DRAWDOWN, at)
        days: dict[date, list[PaidPart]] = defaultdict(list)
        for part in lines.paid:
            days[part.on].append(part)
        for on in sorted(days):
            paid_at, payment_id = _noon(on), next(self._ids)
            amount_fen = sum(part.amount_fen for part in days[on])
            books.payments.append(_payment(payment_id, loan_id, customer_id, amount_fen, paid_at))
            for part in days[on]:
                where = (ids[part.no], BROUGHT_IN, paid_at, payment_id)
                book.post(_CASH, _PENALTY, part.penalty_fen, *where)
                for account, fen in zip(_RECEIVABLE, _amounts(part), strict=True):
                    book.post(_CASH, account, fen, *where)


class EntryIds:
    """Ids of entries that follow one another, so that a million of them is written in one place. Nobody is shown one."""

    def __init__(self) -> None:
        self._run = random_symbols(ID_LENGTH // 2)
        self._ends = product(ALPHABET, repeat=ID_LENGTH - len(self._run))

    def new(self) -> str:
        return self._run + "".join(next(self._ends))


@dataclass(slots=True)
class _Line:
    """The entry that is written just now, as `domain.loans.chain` reads it: one of a million costs half of `Entry`."""

    loan_id: str
    posted_at: datetime
    id: str = ""
    purchase_id: str | None = None
    seq: int = 0
    installment_id: str | None = None
    payment_id: str | None = None
    return_id: str | None = None
    refund_id: str | None = None
    debit_account: str = ""
    credit_account: str = ""
    amount_fen: int = 0
    rule: str = ""
    chain: str = ""


class _Book:
    def __init__(self, line: _Line, key: bytes, ids: EntryIds, entries: list[tuple[Any, ...]]) -> None:
        self._line, self._key, self._ids, self._entries = line, key, ids, entries

    def post(
        self,
        debit: str,
        credit: str,
        amount_fen: int,
        installment_id: str,
        rule: str,
        at: datetime,
        payment_id: str | None = None,
    ) -> None:
        if not amount_fen:
            return
        line = self._line
        line.id, line.seq = self._ids.new(), line.seq + 1
        line.installment_id, line.payment_id = installment_id, payment_id
        line.debit_account, line.credit_account, line.amount_fen = debit, credit, amount_fen
        line.rule, line.posted_at = rule, at
        line.chain = link(line.chain, line, self._key)
        self._entries.append(_entry_of(line))


_entry_of: Callable[[_Line], tuple[Any, ...]] = attrgetter(*ENTRY_COLUMNS)


def _amounts(part: PaidPart) -> tuple[int, int, int, int, int]:
    return part.principal_fen, part.interest_fen, part.fee_fen, part.guarantee_fen, part.service_fen


def _payment(payment_id: str, loan_id: str, customer_id: str, amount_fen: int, at: datetime) -> Stored:
    return {
        "id": payment_id,
        "customer_id": customer_id,
        "loan_id": loan_id,
        "amount_fen": amount_fen,
        "status": PaymentStatus.POSTED.value,
        "purpose": PaymentPurpose.CUSTOMER.value,
        "gateway": EXTERNAL,
        "created_at": at,
        "closed_at": at,
    }


def _installments(lines: ContractLines, loan_id: str, customer_id: str, ids: Iterator[str]) -> list[Stored]:
    parts: dict[int, list[PaidPart]] = defaultdict(list)
    for part in lines.paid:
        parts[part.no].append(part)
    return [
        {
            "id": next(ids),
            "loan_id": loan_id,
            "customer_id": customer_id,
            **_installment(row, parts.get(row.no, ())),
        }
        for row in lines.rows
    ]


def _installment(row: AgreedRow, paid: Sequence[PaidPart]) -> Stored:
    """Return the row. What is left of a late instalment of which a part was paid bears penalty interest from that day on."""
    stored: Stored = {"no": row.no, "due_date": row.due_date, "penalty_carried_fen": 0}
    stored |= {f"{name}_fen": fen for name, fen in zip(_PARTS, row[2:], strict=True)}
    sums = [sum(fens) for fens in zip(*map(_amounts, paid), strict=True)] or [0] * len(_PARTS)
    stored |= {f"paid_{name}_fen": fen for name, fen in zip(_PARTS, sums, strict=True)}
    stored["paid_penalty_fen"] = sum(part.penalty_fen for part in paid)
    last = max((part.on for part in paid), default=None)
    is_paid = tuple(sums) == row[2:]
    stored["settled_at"] = _noon(last) if is_paid and last is not None else None
    stored["penalty_since"] = last if last is not None and not is_paid and last > row.due_date else None
    return stored
