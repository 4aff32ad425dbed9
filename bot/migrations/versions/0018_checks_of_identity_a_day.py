"""so many checks of an identity a day, since each tells whether a name and a number belong together

Revision: 0018, after 0017, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('identities', sa.Column('checks', sa.Integer(), server_default='0', nullable=False))
    op.add_column(
        'identities', sa.Column('checks_from', domain.columns.UtcDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column('identities', 'checks_from')
    op.drop_column('identities', 'checks')
