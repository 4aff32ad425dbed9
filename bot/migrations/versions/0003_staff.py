"""Who of the staff said and decided what, by user id; in which chat it stands; where a staff chat moved to."""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What PostgreSQL called the constraint without a name; on SQLite it is found by this.
_NAMES = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
_BEFORE = "case_entries_case_id_author_source_id_key"
_NOW = "uq_case_entries_source"


def upgrade() -> None:
    op.create_table(
        "staff_chat_moves",
        sa.Column("old_chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("new_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("old_chat_id"),
    )
    op.add_column("cases", sa.Column("decided_by_id", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("staff_chat_id", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("case_entries", naming_convention=_NAMES) as batch:
        batch.add_column(sa.Column("by_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("source_chat_id", sa.BigInteger(), server_default="0", nullable=False))
        batch.add_column(sa.Column("shown_chat_id", sa.BigInteger(), nullable=True))
        batch.drop_constraint(_BEFORE, type_="unique")
        batch.create_unique_constraint(_NOW, ["case_id", "author", "source_id", "source_chat_id"])


def downgrade() -> None:
    with op.batch_alter_table("case_entries", naming_convention=_NAMES) as batch:
        batch.drop_constraint(_NOW, type_="unique")
        batch.create_unique_constraint(_BEFORE, ["case_id", "author", "source_id"])
        batch.drop_column("shown_chat_id")
        batch.drop_column("source_chat_id")
        batch.drop_column("by_id")
    op.drop_column("cases", "staff_chat_id")
    op.drop_column("cases", "decided_by_id")
    op.drop_table("staff_chat_moves")
