"""The tables: columns and constraints only, no behaviour, no query.

Money is BIGINT fen, an instant a UTC `*_at`, a business day a `date`, an enumeration its text. Rows never leave a
service; what a customer reads is built from the services' frozen results.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from domain.columns import UtcDateTime

ID = String(24)


class Row(SQLModel):
    """What every table is. Rows are never validated, so pydantic's part is not built: it would be a part of every start."""

    model_config = {"defer_build": True}


def _id(target: str | None = None, **options: Any) -> Any:
    """An id column, or a reference to one."""
    return Field(sa_column=Column(ID, *([ForeignKey(target)] if target else []), nullable=False, **options))


def _fen(default: int | None = None) -> Any:
    return (
        Field(default=default, sa_column=Column(BigInteger, nullable=False))
        if default is not None
        else Field(sa_column=Column(BigInteger, nullable=False))
    )


def _instant(*, optional: bool = False) -> Any:
    column: Column[Any] = Column(UtcDateTime, nullable=optional)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


def _flag() -> Any:
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def _json() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


# Set on a column whose text is sealed with the field keys: rotating them finds it by this.
SEALED = {"sealed": True}


def _sealed(*, optional: bool = True) -> Any:
    column: Column[Any] = Column(Text, nullable=optional, info=SEALED)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


class DraftStatus(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class LoanStatus(StrEnum):
    ACTIVE = "active"
    SETTLED = "settled"


class PaymentStatus(StrEnum):
    """PENDING: stored, not yet asked or just asked. WAITING: open at the gateway, the customer has to pay it there.
    UNKNOWN: asked, no clear answer; the sweep asks again. CREDITED: the money came when there was nothing to pay with it
    any more, or as another amount; it is the customer's and can go back."""

    PENDING = "pending"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    POSTED = "posted"
    VOID = "void"
    CREDITED = "credited"


IN_FLIGHT = (PaymentStatus.PENDING, PaymentStatus.WAITING, PaymentStatus.UNKNOWN)  # no outcome yet


class PaymentPurpose(StrEnum):
    """Who asked for the money."""

    CUSTOMER = "customer"
    DEBIT = "debit"  # 自动扣款


class PayoutStatus(StrEnum):
    """PENDING: stored, not yet asked or just asked. BY_HAND: the gateway does not pay back, the staff does."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"
    DONE = "done"
    DECLINED = "declined"


class NoticeStatus(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"


class Customer(Row, table=True):
    __tablename__ = "customers"

    id: str = _id(primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    locale: str = Field(sa_column=Column(String(8), nullable=False))
    plain_text: bool = _flag()  # tables as aligned text, for clients that show no rich messages
    created_at: datetime = _instant()
    blocked_at: datetime | None = _instant(optional=True)
    word_token: str | None = _sealed()  # 防钓鱼码, the customer's own
    frozen_at: datetime | None = _instant(optional=True)
    name_hash: str | None = Field(default=None, sa_column=Column(String(64)))  # of the name at Telegram


class Identity(Row, table=True):
    """One person's real-name data, every field encrypted. Its state: `domain.services.identity.identity_state`."""

    __tablename__ = "identities"

    customer_id: str = _id("customers.id", primary_key=True)
    name_token: str | None = _sealed()
    id_number_token: str | None = _sealed()
    phone_token: str | None = _sealed()
    id_number_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    last_answer_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    check_id: str | None = Field(default=None, sa_column=Column(ID, index=True))  # of the check that runs
    reason: str | None = Field(default=None, sa_column=Column(String(24)))  # why it was rejected
    checks: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    checks_from: datetime | None = _instant(optional=True)  # so many since then
    verified_at: datetime | None = _instant(optional=True)
    valid_until: date | None = None  # the last day of the document, where it is known
    card_token: str | None = (
        _sealed()
    )  # what was read from photos of the ID card, until it is confirmed or not
    card_front_at: datetime | None = _instant(optional=True)  # confirmed then; the photos are not kept
    card_back_at: datetime | None = _instant(optional=True)
    face_check_id: str | None = Field(
        default=None, sa_column=Column(ID, index=True)
    )  # of the check that runs
    face_reason: str | None = Field(default=None, sa_column=Column(String(24)))  # why the last one failed
    face_at: datetime | None = _instant(optional=True)  # passed then, or seen in person
    is_student: bool = _flag()


class Category(Row, table=True):
    __tablename__ = "categories"

    id: str = _id(primary_key=True)
    names: dict[str, str] = _json()
    position: int = Field(sa_column=Column(Integer, nullable=False))
    active: bool = True


class Product(Row, table=True):
    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("stock >= 0", name="ck_products_stock"),
        CheckConstraint("price_fen > 0", name="ck_products_price"),
    )

    id: str = _id(primary_key=True)
    category_id: str = _id("categories.id", index=True)
    names: dict[str, str] = _json()
    descriptions: dict[str, str] = _json()
    price_fen: int = _fen()
    cash_price_fen: int | None = Field(
        default=None, sa_column=Column(BigInteger)
    )  # 一次付清价, where it is lower
    stock: int = Field(sa_column=Column(Integer, nullable=False))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    active: bool = True


class ProductPicture(Row, table=True):
    __tablename__ = "product_pictures"

    product_id: str = _id("products.id", primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Institution(Row, table=True):
    """A lender (分期机构); `spec` is its `InstitutionSpec`."""

    __tablename__ = "institutions"

    id: str = _id(primary_key=True)
    spec: dict[str, Any] = _json()
    active: bool = True


class Plan(Row, table=True):
    """An instalment plan of one lender; `spec` is its `PlanSpec`."""

    __tablename__ = "plans"

    id: str = _id(primary_key=True)
    institution_id: str = _id("institutions.id", index=True)
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    min_amount_fen: int = _fen()
    max_amount_fen: int = _fen()
    spec: dict[str, Any] = _json()
    active: bool = True


class CartItem(Row, table=True):
    __tablename__ = "cart_items"
    __table_args__ = (CheckConstraint("quantity > 0", name="ck_cart_items_quantity"),)

    customer_id: str = _id("customers.id", primary_key=True)
    product_id: str = _id("products.id", primary_key=True)
    quantity: int = Field(sa_column=Column(Integer, nullable=False))
    added_at: datetime = _instant()


class CheckoutDraft(Row, table=True):
    """The answers of a checkout so far. At most one open draft a customer; its id is the nonce of the order.

    `version` grows with every answer, so that a button knows whether it still says what its screen said.
    """

    __tablename__ = "checkout_drafts"
    __table_args__ = (
        Index(
            "uq_checkout_drafts_open",
            "customer_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    lines: list[dict[str, Any]] = _json()
    from_cart: bool = False
    amount_fen: int = _fen()
    periods: int | None = Field(default=None, sa_column=Column(Integer))
    plan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("plans.id")))
    disclosure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    disclosure_shown_at: datetime | None = _instant(optional=True)
    disclosure_message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    disclosure_readable: bool = False  # its reading time has passed
    disclosure_read_at: datetime | None = _instant(optional=True)
    agreement_version: str | None = Field(default=None, sa_column=Column(String(32)))
    agreement_sha256: str | None = Field(default=None, sa_column=Column(String(64)))
    agreement_locale: str | None = Field(default=None, sa_column=Column(String(8)))
    agreed_at: datetime | None = _instant(optional=True)
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    created_at: datetime = _instant()


class CreditLine(Row, table=True):
    """What one lender grants one customer (额度)."""

    __tablename__ = "credit_lines"
    __table_args__ = (
        CheckConstraint("used_fen >= 0 AND used_fen <= limit_fen", name="ck_credit_lines_used"),
    )

    customer_id: str = _id("customers.id", primary_key=True)
    institution_id: str = _id("institutions.id", primary_key=True)
    limit_fen: int = _fen()
    used_fen: int = _fen(0)


class Order(Row, table=True):
    __tablename__ = "orders"

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(24), nullable=False, unique=True))
    customer_id: str = _id("customers.id", index=True)
    draft_id: str = _id("checkout_drafts.id", unique=True)
    total_fen: int = _fen()
    created_at: datetime = _instant()
    received_at: datetime | None = _instant(optional=True)  # the customer confirmed receipt (确认收货)


class OrderLine(Row, table=True):
    """What was bought, at the price and under the name of that day."""

    __tablename__ = "order_lines"

    order_id: str = _id("orders.id", primary_key=True)
    line_no: int = Field(sa_column=Column(Integer, primary_key=True))
    product_id: str = _id("products.id")
    names: dict[str, str] = _json()
    unit_price_fen: int = _fen()
    quantity: int = Field(sa_column=Column(Integer, nullable=False))


class Loan(Row, table=True):
    """`contract` is the `LoanContract` as agreed: later changes of the catalogue do not touch it.

    `version` grows with every posting. `periods`: how many instalments are scheduled now; repaying early and returning
    goods can end the plan sooner.
    """

    __tablename__ = "loans"

    id: str = _id(primary_key=True)
    order_id: str = _id("orders.id", unique=True)
    customer_id: str = _id("customers.id", index=True)
    institution_id: str = _id("institutions.id")
    plan_id: str = _id("plans.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    principal_fen: int = _fen()
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    start_date: date
    contract: dict[str, Any] = _json()
    disclosure: dict[str, Any] = _json()
    disclosure_shown_at: datetime = _instant()
    # Of the agreement that was read here; None where it was signed on the lender's page, under `contract_no`.
    agreement_version: str | None = Field(default=None, sa_column=Column(String(32)))
    agreement_sha256: str | None = Field(default=None, sa_column=Column(String(64)))
    agreement_locale: str | None = Field(default=None, sa_column=Column(String(8)))
    contract_no: str | None = Field(default=None, sa_column=Column(String(64)))
    agreed_at: datetime = _instant()
    created_at: datetime = _instant()


class Application(Row, table=True):
    """What was handed over to a lender's page (`domain.handoff`): at most one open for a draft and a plan.

    `said`: the lender's whole word, by its hash, so that the same one can be told from another. `order_id`: what came of it.
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index(
            "uq_applications_open",
            "draft_id",
            "plan_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    draft_id: str = _id("checkout_drafts.id")
    plan_id: str = _id("plans.id")
    institution_id: str = _id("institutions.id")
    amount_fen: int = _fen()
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    status: str = Field(sa_column=Column(String(12), nullable=False))
    contract_no: str | None = Field(default=None, sa_column=Column(String(64)))
    said: str | None = Field(default=None, sa_column=Column(String(64)))
    order_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("orders.id")))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class Installment(Row, table=True):
    """One period's bill (账单): what was agreed, and what of it is paid."""

    __tablename__ = "installments"
    __table_args__ = (
        UniqueConstraint("loan_id", "no"),
        Index(
            "ix_installments_open_due_date",
            "due_date",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_installments_customer_due_date", "customer_id", "due_date"),
    )

    id: str = _id(primary_key=True)
    loan_id: str = _id("loans.id")
    customer_id: str = _id("customers.id")
    no: int = Field(sa_column=Column(Integer, nullable=False))
    due_date: date
    principal_fen: int = _fen()
    interest_fen: int = _fen()
    fee_fen: int = _fen()
    paid_principal_fen: int = _fen(0)
    paid_interest_fen: int = _fen(0)
    paid_fee_fen: int = _fen(0)
    paid_penalty_fen: int = _fen(0)
    # Penalty interest is worked out when read; after a payment in parts, from this day on and on top of this rest.
    penalty_since: date | None = None
    penalty_carried_fen: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    settled_at: datetime | None = _instant(optional=True)


class RepaymentOffer(Row, table=True):
    """What a confirmation screen showed: customer, loan, amount and version, bound to one nonce (the id).

    `asked_fen` is what the customer wanted to pay, `amount_fen` what is charged. `shares` is how it falls on the
    instalments (`rules.allocation.Share`), oldest first; `changes` what is scheduled otherwise from then on
    (`rules.position.RowChange`). Outside the instalments: `prepaid_fen` of principal with `accrued_fen` of interest on it,
    the fee for repaying early, and what of a fee taken at drawdown is given back.
    """

    __tablename__ = "repayment_offers"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    loan_id: str = _id("loans.id")
    loan_version: int = Field(sa_column=Column(Integer, nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `results.OfferKind`
    strategy: str | None = Field(default=None, sa_column=Column(String(12)))
    business_day: date
    asked_fen: int = _fen()
    amount_fen: int = _fen()
    shares: list[dict[str, int]] = _json()
    changes: list[dict[str, int]] = _json()
    prepaid_fen: int = _fen(0)
    accrued_fen: int = _fen(0)
    prepay_fee_fen: int = _fen(0)
    given_back_fen: int = _fen(0)
    created_at: datetime = _instant()


class RepaymentBasket(Row, table=True):
    """Several offers that one tap confirms; the id is the nonce."""

    __tablename__ = "repayment_baskets"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    offer_ids: list[str] = _json()
    created_at: datetime = _instant()


class Payment(Row, table=True):
    """One attempt to take money. The id is ours and is the gateway's idempotency key.

    `action` is what the customer has to do at the gateway (`ports.PayAction`) until `expires_at`. `approved_at`: the
    gateway asked whether it may be paid now, and it may. `reported_at`: the customer says it is paid. `received_fen` is
    what came of a credited one. Money that came beside any payment we know is one without an offer.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "uq_payments_in_flight",
            "loan_id",
            unique=True,
            sqlite_where=text("status IN ('pending', 'waiting', 'unknown')"),
            postgresql_where=text("status IN ('pending', 'waiting', 'unknown')"),
        ),
        UniqueConstraint("gateway", "gateway_reference", name="uq_payments_gateway_reference"),
        Index("ix_payments_status", "status"),
    )

    id: str = _id(primary_key=True)
    offer_id: str | None = Field(
        default=None, sa_column=Column(ID, ForeignKey("repayment_offers.id"), unique=True)
    )
    customer_id: str = _id("customers.id", index=True)
    loan_id: str = _id("loans.id")
    amount_fen: int = _fen()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    purpose: str = Field(
        default=PaymentPurpose.CUSTOMER,
        sa_column=Column(String(12), nullable=False, server_default="customer"),
    )
    gateway: str = Field(sa_column=Column(String(24), nullable=False))
    gateway_reference: str | None = Field(default=None, sa_column=Column(String(128)))
    void_reason: str | None = Field(default=None, sa_column=Column(String(32)))
    action: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    expires_at: datetime | None = _instant(optional=True)
    approved_at: datetime | None = _instant(optional=True)
    reported_at: datetime | None = _instant(optional=True)
    received_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class PaymentCard(Row, table=True):
    """A debit card that may be charged, as the gateway's token; of the number only the last four digits are kept."""

    __tablename__ = "payment_cards"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    gateway: str = Field(sa_column=Column(String(24), nullable=False))
    token: str = _sealed(optional=False)
    last_four: str = Field(sa_column=Column(String(4), nullable=False))
    bank: str | None = Field(default=None, sa_column=Column(String(12)))  # a key of `card_bins`
    position: int = Field(sa_column=Column(Integer, nullable=False))  # the smallest is tried first
    bound_at: datetime = _instant()
    first_debit_at: datetime | None = _instant(optional=True)
    removed_at: datetime | None = _instant(optional=True)


class DebitMandate(Row, table=True):
    """The customer's authorisation (代扣授权) to charge their cards when something is due, until they revoke it."""

    __tablename__ = "debit_mandates"
    __table_args__ = (
        Index(
            "uq_debit_mandates_active",
            "customer_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    text_version: str = Field(sa_column=Column(String(32), nullable=False))
    text_sha256: str = Field(sa_column=Column(String(64), nullable=False))
    text_locale: str = Field(sa_column=Column(String(8), nullable=False))
    agreed_at: datetime = _instant()
    revoked_at: datetime | None = _instant(optional=True)


class DebitRun(Row, table=True):
    """One window of one loan's day: its key keeps two processes from debiting it side by side.

    `outcome` is a `results.DebitEnd`, None while somebody is at it; a claim that is old is taken over.
    """

    __tablename__ = "debit_runs"

    loan_id: str = _id("loans.id", primary_key=True)
    business_day: date = Field(primary_key=True)
    window: str = Field(sa_column=Column(String(5), primary_key=True))  # 09:00
    customer_id: str = _id("customers.id")
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id")))
    outcome: str | None = Field(default=None, sa_column=Column(String(12)))
    claimed_at: datetime = _instant()


class Payout(Row, table=True):
    """Money on its way back to the customer, by the way a payment of theirs came.

    The id is ours and is the gateway's idempotency key.
    """

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="ck_payouts_amount"),
        Index("ix_payouts_status", "status"),
    )

    id: str = _id(primary_key=True)
    payment_id: str = _id("payments.id", index=True)
    loan_id: str = _id("loans.id", index=True)
    customer_id: str = _id("customers.id")
    amount_fen: int = _fen()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    gateway_reference: str | None = Field(default=None, sa_column=Column(String(128)))
    reason: str | None = Field(default=None, sa_column=Column(String(32)))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class Refund(Row, table=True):
    """Goods that go back (退货). `lines`: which of the order's, and how many pieces; `amount_fen`: their price.

    Booked, it says what it did: `effect` are its lines (`rules.refundable.RefundLine`), `to_customer_fen` what the
    customer is owed beside the loan, `to_merchant_fen` the merchant's fee that goes back. `notice_day` is the key of the
    notice that tells the customer what became of it.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        Index(
            "uq_refunds_requested",
            "order_id",
            unique=True,
            sqlite_where=text("status = 'requested'"),
            postgresql_where=text("status = 'requested'"),
        ),
        Index("ix_refunds_status", "status"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    order_id: str = _id("orders.id")
    loan_id: str = _id("loans.id", index=True)
    status: str = Field(sa_column=Column(String(12), nullable=False))  # `returns.RefundStatus`
    received: bool = Field(sa_column=Column(Boolean, nullable=False))  # when it was requested
    lines: list[dict[str, int]] = _json()
    amount_fen: int = _fen()
    effect: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    to_customer_fen: int = _fen(0)
    to_merchant_fen: int = _fen(0)
    decline_reason: str | None = Field(default=None, sa_column=Column(String(200)))
    requested_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)
    notice_day: date | None = None


class Document(Row, table=True):
    """A receipt, certificate or statement as it was issued (`domain.documents`), to be shown again and to be confirmed.

    `facts` is all it says, masked as it is printed. `sameness` is the key of what is the same document; the code is found
    by its keyed hash, and opened from its token to be printed again.
    """

    __tablename__ = "documents"

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(24), nullable=False, unique=True))
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `documents.DocumentKind`
    sameness: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    customer_id: str = _id("customers.id", index=True)
    loan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("loans.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id")))
    code_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    code_token: str = _sealed(optional=False)
    facts: dict[str, Any] = _json()
    is_demo: bool = Field(sa_column=Column(Boolean, nullable=False))
    issued_at: datetime = _instant()


class LedgerEntry(Row, table=True):
    """One movement from one account to another, append-only: debit and credit are the same row, so it balances."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("loan_id", "seq"),
        CheckConstraint("amount_fen > 0", name="ck_ledger_entries_amount"),
    )

    id: str = _id(primary_key=True)
    loan_id: str = _id("loans.id")
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    installment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("installments.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id"), index=True))
    refund_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("refunds.id"), index=True))
    payout_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payouts.id"), index=True))
    debit_account: str = Field(sa_column=Column(String(32), nullable=False))
    credit_account: str = Field(sa_column=Column(String(32), nullable=False))
    amount_fen: int = _fen()
    rule: str = Field(sa_column=Column(String(64), nullable=False))
    posted_at: datetime = _instant()
    # SHA-256 over the entry before and this one: whoever changes an entry breaks the chain from there on.
    chain: str = Field(sa_column=Column(String(64), nullable=False))


class Notice(Row, table=True):
    """The outbox: at most one row per customer, kind, business day and subject, which is its key.

    `subject`: of a notice that speaks of one thing only, its id; else empty.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_status_send_after", "status", "send_after"),)

    customer_id: str = _id("customers.id", primary_key=True)
    kind: str = Field(sa_column=Column(String(24), primary_key=True))
    business_day: date = Field(primary_key=True)  # the day it was planned for
    subject: str = Field(default="", sa_column=Column(ID, primary_key=True, server_default=""))
    send_after: datetime = _instant()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(String(48)))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    claimed_by: str | None = Field(default=None, sa_column=Column(ID))
    claimed_at: datetime | None = _instant(optional=True)
    sent_at: datetime | None = _instant(optional=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    channel: str | None = Field(default=None, sa_column=Column(String(24)))  # where it was not Telegram
    created_at: datetime = _instant()


class SendSchedule(Row, table=True):
    """One row: when the next message is in order, for all processes that send (`bot.pacing`)."""

    __tablename__ = "send_schedule"

    id: int = Field(sa_column=Column(Integer, primary_key=True))
    next_at: datetime = _instant()


class PlannedDay(Row, table=True):
    """A business day whose notices were planned: they speak of what happened after `since`, the planned day before it."""

    __tablename__ = "planned_days"

    day: date = Field(primary_key=True)
    since: date


class ReminderChoice(Row, table=True):
    """How a customer wants to be written to; who never chose has no row.

    `before`: how many days before the due day, as digits ("731"), or None: as each lender does it. `hour`: from when on
    in a day, in Beijing.
    """

    __tablename__ = "reminder_choices"

    customer_id: str = _id("customers.id", primary_key=True)
    before: str | None = Field(default=None, sa_column=Column(String(8)))
    hour: int = Field(sa_column=Column(Integer, nullable=False))
    hide_amounts: bool = _flag()
    monthly: bool = _flag()
    chosen_at: datetime = _instant()


class Case(Row, table=True):
    """A case (`domain.cases`). At most one of a kind is open for a customer and a loan.

    `pauses_until`: the last day on which nothing is said of the loan. `staff_message_id`: the card in the staff chat, which
    shows the case as of `shown_version`. `turned_to_at`: when the customer last spoke of it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_open",
            "customer_id",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("status <> 'closed'"),
            postgresql_where=text("status <> 'closed'"),
        ),
        Index("ix_cases_loan_id", "loan_id"),
        Index("ix_cases_pauses_until", "pauses_until"),
        Index("ix_cases_staff_message_id", "staff_message_id"),
    )

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(12), nullable=False, unique=True))
    customer_id: str = _id("customers.id")
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.CaseKind`
    status: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.CaseStatus`
    about: str = Field(
        default="", sa_column=Column(ID, nullable=False, server_default="")
    )  # the loan, or nothing
    loan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("loans.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id"), index=True))
    amount_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    promised_on: date | None = None
    pauses_until: date | None = None
    decision: str | None = Field(default=None, sa_column=Column(String(12)))  # `cases.Decision`
    decided_by: str | None = Field(
        default=None, sa_column=Column(String(64))
    )  # a first name in the staff chat
    staff_message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    shown_version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    opened_at: datetime = _instant()
    turned_to_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class CaseEntry(Row, table=True):
    """One thing said in a case, or decided. `source_id`: the message it was said with, so that it is taken once.

    Until `delivered_at` it is on its way to the other side, where `message_id` shows it. The words are encrypted.
    """

    __tablename__ = "case_entries"
    __table_args__ = (
        UniqueConstraint("case_id", "author", "source_id"),
        Index("ix_case_entries_message_id", "message_id"),
        Index(
            "ix_case_entries_waiting",
            "at",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )

    id: str = _id(primary_key=True)
    case_id: str = _id("cases.id")
    author: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.Author`
    words: str = _sealed(optional=False)  # of a decision, its code, which is not sealed
    by: str | None = Field(default=None, sa_column=Column(String(64)))
    source_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    at: datetime = _instant()
    delivered_at: datetime | None = _instant(optional=True)


class SecondChannel(Row, table=True):
    """Another way to reach a customer (`domain.second_channels`); the address is encrypted.

    `pending_*` wait for the code that was sent there, whose keyed hash is kept. `codes_sent` since `codes_from`.
    """

    __tablename__ = "second_channels"

    customer_id: str = _id("customers.id", primary_key=True)
    channel: str | None = Field(default=None, sa_column=Column(String(24)))
    address_token: str | None = _sealed()
    chosen_at: datetime | None = _instant(optional=True)
    pending_channel: str | None = Field(default=None, sa_column=Column(String(24)))
    pending_token: str | None = _sealed()
    code_hash: str | None = Field(default=None, sa_column=Column(String(64)))
    code_expires_at: datetime | None = _instant(optional=True)
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    codes_sent: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    codes_from: datetime = _instant()


class Consent(Row, table=True):
    """Consent to one purpose (`domain.privacy.Purpose`), about one lender where it is one. Withdrawn, it stays."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_open",
            "customer_id",
            "purpose",
            "about",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    purpose: str = Field(sa_column=Column(String(12), nullable=False))
    about: str = Field(sa_column=Column(ID, nullable=False))
    version: str = Field(sa_column=Column(String(16), nullable=False))
    given_at: datetime = _instant()
    withdrawn_at: datetime | None = _instant(optional=True)


class InboxUpdate(Row, table=True):
    """An update as it was received; the sealed payload goes when it is done, the number stays for a while."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_pending",
            "update_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_inbox_done_at", "done_at"),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    payload: str | None = _sealed()
    received_at: datetime = _instant()
    done_at: datetime | None = _instant(optional=True)


class ConversationState(Row, table=True):
    """What a conversation waits for, so that a typed step survives a restart."""

    __tablename__ = "conversation_states"

    name: str = Field(sa_column=Column(String(32), primary_key=True))
    key: str = Field(sa_column=Column(String(64), primary_key=True))
    state: int = Field(sa_column=Column(Integer, nullable=False))
