"""Settle the instalments of nothing that were left open, and count a loan's periods up to its last one of something."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SOMETHING = "(principal_fen <> 0 OR interest_fen <> 0 OR fee_fen <> 0 OR paid_penalty_fen <> 0)"


def upgrade() -> None:
    op.execute(
        "UPDATE installments SET settled_at ="
        " (SELECT created_at FROM loans WHERE loans.id = installments.loan_id)"
        f" WHERE settled_at IS NULL AND penalty_carried_fen = 0 AND NOT {_SOMETHING}"
    )
    op.execute(
        "UPDATE loans SET periods = coalesce((SELECT max(no) FROM installments"
        f" WHERE installments.loan_id = loans.id AND {_SOMETHING}), 0)"
        " WHERE periods <> coalesce((SELECT max(no) FROM installments"
        f" WHERE installments.loan_id = loans.id AND {_SOMETHING}), 0)"
    )


def downgrade() -> None:
    """Nothing to take back: an older version reads both as it does its own."""
