"""a customer's word, a freeze, and a hash by which a changed name is noticed

Revision: 0016, after 0015, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('customers', sa.Column('word_token', sa.Text(), nullable=True))
    op.add_column(
        'customers', sa.Column('frozen_at', domain.columns.UtcDateTime(timezone=True), nullable=True)
    )
    op.add_column('customers', sa.Column('name_hash', sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column('customers', 'name_hash')
    op.drop_column('customers', 'frozen_at')
    op.drop_column('customers', 'word_token')
