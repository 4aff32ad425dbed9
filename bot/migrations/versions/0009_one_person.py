"""Which Telegram account is whose, sealed; moves to another one, and changes of phone numbers. The seals need the key:
`bot.db.sealed_accounts` makes them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ANNOUNCED, _OPEN = sa.text("status = 'announced'"), sa.text("status IN ('naming', 'asked', 'announced')")
_UNTOLD = sa.text("left_token IS NOT NULL")
_STILL_OPEN, _OLD_UNTOLD = sa.text("status IN ('typed', 'in_hand', 'asked')"), sa.text("old_token IS NOT NULL")


def upgrade() -> None:
    op.add_column("customers", sa.Column("telegram_token", sa.Text(), nullable=True))
    op.create_table(
        "account_moves",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("old_customer_id", sa.String(length=24), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_hash", sa.String(length=64), nullable=True),
        sa.Column("proof_token", sa.Text(), nullable=True),
        sa.Column("code_token", sa.Text(), nullable=True),
        sa.Column("code_phone_hash", sa.String(length=64), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_sends", sa.Integer(), server_default="0", nullable=False),
        sa.Column("codes_brought", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_token", sa.Text(), nullable=True),
        sa.Column("left_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["old_customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("case_id", "old_customer_id", "left_hash", "asker_hash"):
        op.create_index(f"ix_account_moves_{name}", "account_moves", [name])
    for name, column, where, unique in (
        ("uq_account_moves_open", "customer_id", _OPEN, True),
        ("uq_account_moves_announced", "old_customer_id", _ANNOUNCED, True),
        ("ix_account_moves_moves_at", "moves_at", _ANNOUNCED, False),
        ("ix_account_moves_waiting", "id", _UNTOLD, False),
    ):
        op.create_index(
            name, "account_moves", [column], unique=unique, sqlite_where=where, postgresql_where=where
        )
    op.create_table(
        "phone_changes",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("case_id", sa.String(length=24), server_default="", nullable=False),
        sa.Column("new_token", sa.Text(), nullable=True),
        sa.Column("old_token", sa.Text(), nullable=True),
        sa.Column("code_token", sa.Text(), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_sends", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_phone_changes_case_id", "phone_changes", ["case_id"])
    for name, column, where, unique in (
        ("uq_phone_changes_open", "customer_id", _STILL_OPEN, True),
        ("ix_phone_changes_waiting", "id", _OLD_UNTOLD, False),
    ):
        op.create_index(
            name, "phone_changes", [column], unique=unique, sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    op.drop_table("phone_changes")
    op.drop_table("account_moves")
    op.drop_column("customers", "telegram_token")
