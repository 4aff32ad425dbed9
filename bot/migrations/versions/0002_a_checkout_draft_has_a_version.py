"""a checkout draft has a version

Revision: 0002, after 0001, 2026-11-23 04:21:53.555363
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('checkout_drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('checkout_drafts', schema=None) as batch_op:
        batch_op.drop_column('version')
