"""Bills that customers have elsewhere and note themselves, with the days on which they are due."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OPEN = "paid_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "tracked_bills",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("terms_token", sa.Text(), nullable=False),
        sa.Column("monthly_day", sa.Integer(), nullable=True),
        sa.Column("reminded", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tracked_bills_customer_id", "tracked_bills", ["customer_id"])
    op.create_table(
        "tracked_drafts",
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("draft_id", sa.String(length=24), nullable=False),
        sa.Column("bill_id", sa.String(length=24), nullable=True),
        sa.Column("asking", sa.String(length=12), nullable=True),
        sa.Column("terms_token", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_table(
        "tracked_dues",
        sa.Column("bill_id", sa.String(length=24), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("reminded", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["bill_id"], ["tracked_bills.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("bill_id", "no"),
    )
    op.create_index("ix_tracked_dues_customer_id", "tracked_dues", ["customer_id"])
    op.create_index(
        "ix_tracked_dues_open",
        "tracked_dues",
        ["due_date"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def downgrade() -> None:
    op.drop_table("tracked_dues")
    op.drop_table("tracked_drafts")
    op.drop_table("tracked_bills")
