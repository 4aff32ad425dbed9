"""What a lender's file says, line by line, and what came of it; frozen, amounts in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.terms import AgreedRow
from domain.value import Value


class IntakeKind(StrEnum):
    CUSTOMERS = "customers"
    LOANS = "loans"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: `column` as the file calls it, "" where it is the line as a whole. Nothing personal."""

    line: int
    column: str
    what: str


class PersonLine(Value):
    """Somebody, checked: name, phone and ID number as on the card. `key`: the lender's own number for them."""

    line: int
    key: str
    name: str
    phone: str
    id_number: str | None


class PaidPart(Value):
    """What of one instalment was paid on a day."""

    no: int
    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int
    service_fen: int
    penalty_fen: int

    @property
    def amount_fen(self) -> int:
        return (
            self.principal_fen
            + self.interest_fen
            + self.fee_fen
            + self.guarantee_fen
            + self.service_fen
            + self.penalty_fen
        )


class ContractLines(Value):
    """A contract with its schedule, from `line` on. `rows`: empty where the plan's own terms make the schedule, and then
    `paid_periods` of them are paid, each on its day.
    """

    line: int
    contract_no: str
    customer_key: str
    plan_id: str
    goods: str
    principal_fen: int
    drawn_on: date
    rows: tuple[AgreedRow, ...] = ()
    paid: tuple[PaidPart, ...] = ()
    paid_periods: int = 0


@dataclass(slots=True)
class IntakeReport:
    """What a file comes to. `changed`: lines whose like was brought in before and said something else. `faults`: the first
    of them; `fault_count` all.
    """

    lines: int = 0
    new: int = 0
    known: int = 0
    changed: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    matched: int = 0  # people who are customers already
    instalments: int = 0
    principal_fen: int = 0
    open_fen: int = 0
    payments: int = 0
    paid_fen: int = 0

    def note(self, faults: Sequence[Fault], most: int) -> None:
        self.fault_count += len(faults)
        self.faults += faults[: max(0, most - len(self.faults))]


class NewInvitation(Value):
    """The personal link of somebody who was brought in, to be handed to them: `secret` stands nowhere else."""

    line: int
    key: str
    secret: str
    expires_on: date


class Joined(Value):
    """What came to the chat: so many loans, and how many of them are open."""

    loans: int
    open_loans: int
