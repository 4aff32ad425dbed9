"""several offers that one tap confirms

Revision: 0010, after 0009, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'repayment_baskets',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('offer_ids', sa.JSON(), nullable=False),
        sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('id'),
    )


def downgrade() -> None:
    op.drop_table('repayment_baskets')
