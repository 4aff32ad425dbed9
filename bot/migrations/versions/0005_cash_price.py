"""a product may cost less when it is paid at once

Revision: 0005, after 0004, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cash_price_fen', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_column('cash_price_fen')
