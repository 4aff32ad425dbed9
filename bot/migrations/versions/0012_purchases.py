"""Goods can be paid at once (一次付清): purchases, and payments, refunds, returns and ledger entries without a loan."""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_HELD = sa.text("held_until IS NOT NULL")
_NOT_CREDITED = sa.text("status <> 'credited'")
_IN_FLIGHT = sa.text("purchase_id IS NOT NULL AND status IN ('pending', 'waiting', 'unknown')")
_BOOK = "(loan_id IS NULL) <> (purchase_id IS NULL)"
_ID = sa.String(length=24)


def upgrade() -> None:
    op.create_table(
        "purchases",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("from_cart", sa.Boolean(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("held_until", domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_purchases_customer", "purchases", ["customer_id", "created_at"])
    op.create_index("ix_purchases_held", "purchases", ["held_until"], sqlite_where=_HELD, postgresql_where=_HELD)
    with op.batch_alter_table("orders") as batch:
        batch.alter_column("draft_id", existing_type=_ID, nullable=True)
        _refer_to_purchases(batch, "orders")
        batch.create_unique_constraint("uq_orders_purchase", ["purchase_id"])
        batch.create_check_constraint("ck_orders_origin", "(draft_id IS NULL) <> (purchase_id IS NULL)")
    with op.batch_alter_table("payments") as batch:
        _may_lack_a_loan(batch, "payments")
        batch.create_index("ix_payments_purchase_id", ["purchase_id"])
    for name, column, where in (
        ("uq_payments_purchase", "purchase_id", _NOT_CREDITED),
        ("uq_payments_purchase_in_flight", "customer_id", _IN_FLIGHT),
    ):
        op.create_index(name, "payments", [column], unique=True, sqlite_where=where, postgresql_where=where)
    with op.batch_alter_table("refunds") as batch:
        _may_lack_a_loan(batch, "refunds")
        batch.create_index("ix_refunds_purchase_id", ["purchase_id"])
    with op.batch_alter_table("returns") as batch:
        batch.alter_column("loan_id", existing_type=_ID, nullable=True)
    with op.batch_alter_table("ledger_entries") as batch:
        _may_lack_a_loan(batch, "ledger_entries")
        batch.create_unique_constraint("uq_ledger_entries_purchase", ["purchase_id", "seq"])


def _may_lack_a_loan(batch, table):
    batch.alter_column("loan_id", existing_type=_ID, nullable=True)
    _refer_to_purchases(batch, table)
    batch.create_check_constraint(f"ck_{table}_book", _BOOK)


def _refer_to_purchases(batch, table):
    batch.add_column(sa.Column("purchase_id", _ID, nullable=True))
    batch.create_foreign_key(f"fk_{table}_purchase", "purchases", ["purchase_id"], ["id"])


def downgrade() -> None:
    """Go back, where nothing was bought at once: what was, the tables of before have no place for."""
    with op.batch_alter_table("ledger_entries") as batch:
        batch.drop_constraint("uq_ledger_entries_purchase", type_="unique")
        _has_a_loan(batch, "ledger_entries")
    with op.batch_alter_table("returns") as batch:
        batch.alter_column("loan_id", existing_type=_ID, nullable=False)
    with op.batch_alter_table("refunds") as batch:
        batch.drop_index("ix_refunds_purchase_id")
        _has_a_loan(batch, "refunds")
    op.drop_index("uq_payments_purchase_in_flight", "payments")
    op.drop_index("uq_payments_purchase", "payments")
    with op.batch_alter_table("payments") as batch:
        batch.drop_index("ix_payments_purchase_id")
        _has_a_loan(batch, "payments")
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint("uq_orders_purchase", type_="unique")
        batch.drop_constraint("ck_orders_origin", type_="check")
        batch.drop_column("purchase_id")
        batch.alter_column("draft_id", existing_type=_ID, nullable=False)
    op.drop_table("purchases")


def _has_a_loan(batch, table):
    batch.drop_constraint(f"ck_{table}_book", type_="check")
    batch.drop_column("purchase_id")
    batch.alter_column("loan_id", existing_type=_ID, nullable=False)
