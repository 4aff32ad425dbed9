"""another way to reach a customer, and by which one a notice went

Revision: 0014, after 0013, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'second_channels',
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('channel', sa.String(length=24), nullable=True),
        sa.Column('address_token', sa.Text(), nullable=True),
        sa.Column('chosen_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('pending_channel', sa.String(length=24), nullable=True),
        sa.Column('pending_token', sa.Text(), nullable=True),
        sa.Column('code_hash', sa.String(length=64), nullable=True),
        sa.Column('code_expires_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('codes_sent', sa.Integer(), nullable=False),
        sa.Column('codes_from', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('customer_id'),
    )
    op.add_column('notices', sa.Column('channel', sa.String(length=24), nullable=True))


def downgrade() -> None:
    op.drop_column('notices', 'channel')
    op.drop_table('second_channels')
