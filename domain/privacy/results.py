"""What is held of a person (个人信息), by kind, and what they consented to (同意).

Sources: 个人信息保护法, articles 15 (consent can be withdrawn), 17 (notice), 23 and 29 (separate consent), 45 (copy) and
47 (deletion).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from domain.customers.consents import Purpose
from domain.identity.results import IdentityView
from domain.text import LocalText
from domain.value import Value

# Records of consumer loans are kept for five years after they are settled (消费金融公司管理办法 2024).
RETENTION_YEARS = 5


class Holding(StrEnum):
    """Kinds of data, as the customer is told of them."""

    ACCOUNT = "account"
    IDENTITY = "identity"
    CARDS = "cards"
    SHOPPING = "shopping"
    CONTRACTS = "contracts"
    DELIVERY = "delivery"
    PAYMENTS = "payments"
    NOTICES = "notices"
    CASES = "cases"
    CONSENTS = "consents"
    TRACKED = "tracked"


# Every table in which something of one customer stands. A test holds that none is missing.
TABLES: Mapping[str, Holding] = {
    "customers": Holding.ACCOUNT,
    "reminder_choices": Holding.ACCOUNT,
    "backup_channels": Holding.ACCOUNT,
    "calendar_feeds": Holding.ACCOUNT,
    "sharings": Holding.ACCOUNT,
    "account_moves": Holding.ACCOUNT,
    "phone_changes": Holding.IDENTITY,
    "conversation_states": Holding.ACCOUNT,  # by the number at Telegram
    "identities": Holding.IDENTITY,
    "payment_cards": Holding.CARDS,
    "debit_mandates": Holding.CARDS,
    "debit_runs": Holding.CARDS,
    "cart_items": Holding.SHOPPING,
    "checkout_drafts": Holding.SHOPPING,
    "applications": Holding.CONTRACTS,
    "orders": Holding.CONTRACTS,
    "purchases": Holding.SHOPPING,
    "order_lines": Holding.CONTRACTS,
    "loans": Holding.CONTRACTS,
    "installments": Holding.CONTRACTS,
    "credit_lines": Holding.CONTRACTS,
    "returns": Holding.CONTRACTS,
    "reschedulings": Holding.CONTRACTS,
    "intake_people": Holding.IDENTITY,
    "intake_contracts": Holding.CONTRACTS,
    "intake_invitations": Holding.ACCOUNT,
    "hardship_plans": Holding.CONTRACTS,
    "delivery_addresses": Holding.DELIVERY,
    "shipments": Holding.DELIVERY,
    "documents": Holding.CONTRACTS,
    "repayment_quotes": Holding.PAYMENTS,
    "repayment_batches": Holding.PAYMENTS,
    "payments": Holding.PAYMENTS,
    "refunds": Holding.PAYMENTS,
    "ledger_entries": Holding.PAYMENTS,
    "ledger_seals": Holding.PAYMENTS,
    "notices": Holding.NOTICES,
    "cases": Holding.CASES,
    "case_entries": Holding.CASES,
    "consents": Holding.CONSENTS,
    "tracked_bills": Holding.TRACKED,
    "tracked_dues": Holding.TRACKED,
    "tracked_drafts": Holding.TRACKED,
    "tracked_received": Holding.TRACKED,
    "income_days": Holding.TRACKED,
}


class ConsentView(Value):
    """`lender`: to whom, of `Purpose.LENDER`."""

    consent_id: str
    purpose: Purpose
    lender: LocalText | None
    given_at: datetime
    version: str


class Retention(Value):
    """Why what belongs to loans and purchases stays. `until`: the last day, once every loan is settled and no money of a
    purchase is on its way. `has_loans`: the identity is part of a contract; what was only paid at once has none.
    `may_come_until`: all that keeps it is a payment that was called off, whose money may come until then all the same.
    """

    open_loans: int
    until: date | None
    has_loans: bool = True
    may_come_until: date | None = None


class PrivacyView(Value):
    """`today`: the business day; `held`: rows by kind, of those there are any; `consents` that hold; `kept`: None where
    nothing has to stay."""

    today: date
    held: Mapping[Holding, int]
    identity: IdentityView
    consents: tuple[ConsentView, ...]
    kept: Retention | None


class Copy(Value):
    """All there is, ready to be written as JSON: rows by table, by kind; what is sealed is masked."""

    made_at: datetime
    held: Mapping[str, Mapping[str, list[dict[str, object]]]]
