"""What texts of bills told of, for a week, and the least that they ask for."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracked_received",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("read_token", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tracked_received_created_at", "tracked_received", ["created_at"])
    op.create_index("ix_tracked_received_customer_id", "tracked_received", ["customer_id"])
    op.add_column("tracked_dues", sa.Column("minimum_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tracked_dues") as dues:
        dues.drop_column("minimum_fen")
    op.drop_table("tracked_received")
