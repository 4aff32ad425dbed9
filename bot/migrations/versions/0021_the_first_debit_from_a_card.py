"""when a card was first debited, of which its owner is told

Revision: 0021, after 0020, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'payment_cards', sa.Column('first_debit_at', domain.columns.UtcDateTime(timezone=True), nullable=True)
    )
    # Of cards that have been there nobody is told that they are new.
    op.execute('UPDATE payment_cards SET first_debit_at = bound_at')


def downgrade() -> None:
    op.drop_column('payment_cards', 'first_debit_at')
