"""an identity is checked by somebody, can be refused and can run out; whether the person studies

Revision: 0017, after 0016, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('identities', sa.Column('check_id', sa.String(length=24), nullable=True))
    op.add_column('identities', sa.Column('reason', sa.String(length=24), nullable=True))
    op.add_column('identities', sa.Column('valid_until', sa.Date(), nullable=True))
    op.add_column(
        'identities', sa.Column('is_student', sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(op.f('ix_identities_check_id'), 'identities', ['check_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_identities_check_id'), table_name='identities')
    for column in ('is_student', 'valid_until', 'reason', 'check_id'):
        op.drop_column('identities', column)
