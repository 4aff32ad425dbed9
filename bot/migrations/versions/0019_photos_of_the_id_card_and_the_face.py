"""photos of the ID card: what was read, until it is confirmed; and the look at the face on a lender's page

Revision: 0019, after 0018, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_INSTANTS = ('card_front_at', 'card_back_at', 'face_at')


def upgrade() -> None:
    op.add_column('identities', sa.Column('card_token', sa.Text(), nullable=True))
    op.add_column('identities', sa.Column('face_check_id', sa.String(length=24), nullable=True))
    op.add_column('identities', sa.Column('face_reason', sa.String(length=24), nullable=True))
    for name in _INSTANTS:
        op.add_column('identities', sa.Column(name, domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index('ix_identities_face_check_id', 'identities', ['face_check_id'])


def downgrade() -> None:
    op.drop_index('ix_identities_face_check_id', 'identities')
    for name in ('card_token', 'face_check_id', 'face_reason', *_INSTANTS):
        op.drop_column('identities', name)
