"""Plans in hardship: signed, kept to or lapsed."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hardship_plans",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("loan_id", sa.String(length=24), nullable=False),
        sa.Column("rescheduling_id", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("offer", sa.JSON(), nullable=False),
        sa.Column("annual_pct", sa.String(length=16), nullable=False),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.Column("waived_fen", sa.BigInteger(), nullable=False),
        sa.Column("lapse_days", sa.Integer(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"]),
        sa.ForeignKeyConstraint(["rescheduling_id"], ["reschedulings.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("loan_id"),
    )
    op.create_index("ix_hardship_plans_customer_id", "hardship_plans", ["customer_id"])
    op.create_index("ix_hardship_plans_status", "hardship_plans", ["status"])


def downgrade() -> None:
    op.drop_table("hardship_plans")
