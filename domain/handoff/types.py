"""Handing a customer over to the lender's own pages (办理跳转), and what comes back from there; docs/handoff.md.

A shop may show plans and remind of bills; who somebody is, the contract and the money are between the customer and the
lender.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise

from domain.terms import AgreedRow, ChargeKind, PlanTerms
from domain.value import Value


class HandoffStatus(StrEnum):
    OPEN = "open"  # nothing came back yet
    REVIEWING = "reviewing"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELLED = "cancelled"  # by the customer, on the lender's page


class ApplicationRequest(Value):
    """What the lender's page is told, in the link: nothing personal."""

    application_id: str
    lender_id: str
    plan_id: str
    amount_fen: int
    periods: int


class ApplicationStatus(Value):
    """What a lender says of an application. Of a signed one: the contract's number, its day, and its schedule."""

    application_id: str
    status: HandoffStatus
    contract_no: str = ""
    signed_on: date | None = None
    rows: tuple[AgreedRow, ...] = ()


class PaymentStatusReport(Value):
    """What a lender says of a payment on its page: so much came under this reference of theirs, or nothing will."""

    payment_id: str
    paid: bool
    amount_fen: int = 0
    reference: str = ""


class ScheduleWrong(ValueError):
    """The schedule of a contract does not add up; the message names the rule it breaks, and no amount."""


def check_rows(rows: Sequence[AgreedRow], amount_fen: int, signed_on: date) -> None:
    """Refuse rows that make no right schedule: raise `ScheduleWrong`."""
    if [row.no for row in rows] != list(range(1, len(rows) + 1)) or not rows:
        raise ScheduleWrong("instalments are numbered from 1 on")
    parts = [row[2:] for row in rows]  # the amounts of each
    if any(min(amounts) < 0 for amounts in parts):
        raise ScheduleWrong("no part of an instalment is below zero")
    if not all(sum(amounts) for amounts in parts):
        raise ScheduleWrong("no instalment is empty")
    if sum(row.principal_fen for row in rows) != amount_fen:
        raise ScheduleWrong("the principal of all instalments is the amount that was applied for")
    days = [signed_on, *(row.due_date for row in rows)]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ScheduleWrong("due dates come one after the other, after the day of the contract")


def check_charges(rows: Sequence[AgreedRow], terms: PlanTerms) -> None:
    """Refuse a guarantee or service fee that nobody is known to receive: raise `ScheduleWrong`."""
    told = {
        ChargeKind.GUARANTEE: any(row.guarantee_fen for row in rows),
        ChargeKind.SERVICE: any(row.service_fen for row in rows),
    }
    if any(is_told and terms.charge(kind) is None for kind, is_told in told.items()):
        raise ScheduleWrong("a guarantee or service fee is one of the plan's charges, whose payee is known")
