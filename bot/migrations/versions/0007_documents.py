"""receipts, certificates and statements as they were issued

Revision: 0007, after 0006, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'documents',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('number', sa.String(length=24), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('sameness', sa.String(length=64), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('loan_id', sa.String(length=24), nullable=True),
        sa.Column('payment_id', sa.String(length=24), nullable=True),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('code_token', sa.Text(), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.Column('is_demo', sa.Boolean(), nullable=False),
        sa.Column('issued_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.ForeignKeyConstraint(['loan_id'], ['loans.id']),
        sa.ForeignKeyConstraint(['payment_id'], ['payments.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('code_hash'),
        sa.UniqueConstraint('number'),
        sa.UniqueConstraint('sameness'),
    )
    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_documents_customer_id'), ['customer_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('documents that people hold could not be confirmed any more')
