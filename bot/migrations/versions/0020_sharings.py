"""Shared due dates: one other person who may see them."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sharings",
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("sharing_id", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("watcher_id", sa.String(length=24), nullable=True),
        sa.Column("watcher_token", sa.Text(), nullable=True),
        sa.Column("owner_name_token", sa.Text(), nullable=True),
        sa.Column("shows_amounts", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("links_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["watcher_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("customer_id"),
        sa.UniqueConstraint("secret_hash"),
        sa.UniqueConstraint("sharing_id"),
    )
    op.create_index("ix_sharings_watcher_id", "sharings", ["watcher_id"])


def downgrade() -> None:
    op.drop_table("sharings")
