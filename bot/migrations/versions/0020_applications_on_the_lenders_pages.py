"""applications that were handed over to a lender's page, and contracts signed there

Revision: 0020, after 0019, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

_AGREEMENT = (('agreement_version', 32), ('agreement_sha256', 64), ('agreement_locale', 8))


def upgrade() -> None:
    with op.batch_alter_table('loans') as loans:
        loans.add_column(sa.Column('contract_no', sa.String(length=64), nullable=True))
        for name, length in _AGREEMENT:
            loans.alter_column(name, existing_type=sa.String(length=length), nullable=True)
    op.create_table(
        'applications',
        sa.Column('id', sa.String(length=24), primary_key=True, nullable=False),
        sa.Column('customer_id', sa.String(length=24), sa.ForeignKey('customers.id'), nullable=False),
        sa.Column('draft_id', sa.String(length=24), sa.ForeignKey('checkout_drafts.id'), nullable=False),
        sa.Column('plan_id', sa.String(length=24), sa.ForeignKey('plans.id'), nullable=False),
        sa.Column('institution_id', sa.String(length=24), sa.ForeignKey('institutions.id'), nullable=False),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.Column('periods', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('contract_no', sa.String(length=64), nullable=True),
        sa.Column('said', sa.String(length=64), nullable=True),
        sa.Column('order_id', sa.String(length=24), sa.ForeignKey('orders.id'), nullable=True),
        sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    )
    op.create_index('ix_applications_customer_id', 'applications', ['customer_id'])
    op.create_index(
        'uq_applications_open',
        'applications',
        ['draft_id', 'plan_id'],
        unique=True,
        sqlite_where=sa.text('closed_at IS NULL'),
        postgresql_where=sa.text('closed_at IS NULL'),
    )


def downgrade() -> None:
    """Refuses where a contract was signed on a lender's page: what the older version needs of it does not exist."""
    op.drop_table('applications')
    with op.batch_alter_table('loans') as loans:
        loans.drop_column('contract_no')
        for name, length in _AGREEMENT:
            loans.alter_column(name, existing_type=sa.String(length=length), nullable=False)
