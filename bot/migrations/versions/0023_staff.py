"""The shop's people, their sessions, what waits for a second person, and the log, which triggers keep as it is written."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# All but the reason, which is sealed anew under a new key: what it says stands in the chain.
_KEPT = "seq, at, by_id, verb, about_kind, about_id, outcome, amount_fen, proposal_id, chain"
_WHY = "the log of the staff is only ever added to"
_SQLITE = (
    f"CREATE TRIGGER staff_log_kept BEFORE UPDATE OF {_KEPT} ON staff_log BEGIN SELECT RAISE(ABORT, '{_WHY}'); END",
    f"CREATE TRIGGER staff_log_there BEFORE DELETE ON staff_log BEGIN SELECT RAISE(ABORT, '{_WHY}'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION staff_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    # What is empty loses nothing: a backup is put back over fresh tables.
    " IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT FROM staff_log) THEN RETURN NULL; END IF;"
    f" RAISE EXCEPTION '{_WHY}' USING ERRCODE = 'restrict_violation'; END $$",
    f"CREATE TRIGGER staff_log_kept BEFORE UPDATE OF {_KEPT} ON staff_log"
    " FOR EACH ROW EXECUTE FUNCTION staff_log_refuses()",
    "CREATE TRIGGER staff_log_there BEFORE DELETE ON staff_log FOR EACH ROW EXECUTE FUNCTION staff_log_refuses()",
    "CREATE TRIGGER staff_log_whole BEFORE TRUNCATE ON staff_log FOR EACH STATEMENT EXECUTE FUNCTION staff_log_refuses()",
)


def upgrade() -> None:
    op.create_table(
        "staff_members",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.String(length=160), nullable=True),
        sa.Column("totp_token", sa.Text(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("pauses_until", UtcDateTime(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("row_seal", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
        sa.UniqueConstraint("telegram_id"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("agent", sa.String(length=160), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("row_seal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_staff_sessions_member_id", "staff_sessions", ["member_id"])
    _create_proposals()
    _create_log()
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _create_proposals() -> None:
    op.create_table(
        "staff_proposals",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("about_kind", sa.String(length=12), nullable=False),
        sa.Column("about_id", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("proposed_by", sa.String(length=24), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=24), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("row_seal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["staff_members.id"]),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff_members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    is_open = sa.text("status IN ('waiting', 'confirmed')")
    op.create_index(
        "uq_staff_proposals_open",
        "staff_proposals",
        ["verb", "about_kind", "about_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_staff_proposals_proposed_at", "staff_proposals", ["proposed_at"])


def _create_log() -> None:
    op.create_table(
        "staff_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=24), nullable=True),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("about_kind", sa.String(length=12), nullable=False),
        sa.Column("about_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("proposal_id", sa.String(length=24), nullable=True),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff_members.id"]),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_staff_log_by", "staff_log", ["by_id", "seq"])
    op.create_index("ix_staff_log_about", "staff_log", ["about_kind", "about_id", "seq"])
    op.create_index("ix_staff_log_at", "staff_log", ["at"])


def downgrade() -> None:
    for name in ("staff_log", "staff_proposals", "staff_sessions", "staff_members"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION staff_log_refuses()")
