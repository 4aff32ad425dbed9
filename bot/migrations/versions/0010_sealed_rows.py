"""Moves and changes of phone numbers are sealed whole. What was asked for before has no such seal, and is to be asked for
again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("account_moves", "phone_changes"):
        op.execute(sa.text(f"DELETE FROM {table}"))
        op.add_column(table, sa.Column("row_seal", sa.Text(), nullable=True))
    op.add_column(
        "phone_changes", sa.Column("end_tries", sa.Integer(), server_default="0", nullable=False)
    )
    for name in ("told_at", "anyway_at"):
        op.add_column("account_moves", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "account_moves", sa.Column("proof", sa.String(length=8), server_default="asked", nullable=False)
    )
    op.drop_column("account_moves", "proof_token")


def downgrade() -> None:
    op.add_column("account_moves", sa.Column("proof_token", sa.Text(), nullable=True))
    for name in ("proof", "anyway_at", "told_at", "row_seal"):
        op.drop_column("account_moves", name)
    for name in ("end_tries", "row_seal"):
        op.drop_column("phone_changes", name)
