"""Where goods are sent to, and what was sent (配送)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNDER_WAY = sa.text("delivered_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "delivery_addresses",
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("receiver_token", sa.Text(), nullable=True),
        sa.Column("phone_token", sa.Text(), nullable=True),
        sa.Column("address_token", sa.Text(), nullable=True),
        sa.Column("draft_token", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_table(
        "shipments",
        sa.Column("order_id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("tracking_no", sa.String(length=40), nullable=False),
        sa.Column("receiver_token", sa.Text(), nullable=False),
        sa.Column("phone_token", sa.Text(), nullable=False),
        sa.Column("address_token", sa.Text(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index("ix_shipments_customer_id", "shipments", ["customer_id"])
    op.create_index(
        "ix_shipments_under_way",
        "shipments",
        ["shipped_at"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )


def downgrade() -> None:
    op.drop_table("shipments")
    op.drop_table("delivery_addresses")
