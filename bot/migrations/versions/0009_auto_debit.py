"""cards, authorisations and runs of automatic debit

Revision: 0009, after 0008, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

ACTIVE = sa.text('revoked_at IS NULL')


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=24), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, domain.columns.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        'payment_cards',
        _id('id'),
        _id('customer_id'),
        sa.Column('gateway', sa.String(length=24), nullable=False),
        sa.Column('token', sa.Text(), nullable=False),
        sa.Column('last_four', sa.String(length=4), nullable=False),
        sa.Column('bank', sa.String(length=12), nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        _instant('bound_at'),
        _instant('removed_at', nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_payment_cards_customer_id', 'payment_cards', ['customer_id'])
    op.create_table(
        'debit_mandates',
        _id('id'),
        _id('customer_id'),
        sa.Column('text_version', sa.String(length=32), nullable=False),
        sa.Column('text_sha256', sa.String(length=64), nullable=False),
        sa.Column('text_locale', sa.String(length=8), nullable=False),
        _instant('agreed_at'),
        _instant('revoked_at', nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'uq_debit_mandates_active',
        'debit_mandates',
        ['customer_id'],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_table(
        'debit_runs',
        _id('loan_id'),
        sa.Column('business_day', sa.Date(), nullable=False),
        sa.Column('window', sa.String(length=5), nullable=False),
        _id('customer_id'),
        _id('payment_id', nullable=True),
        sa.Column('outcome', sa.String(length=12), nullable=True),
        _instant('claimed_at'),
        sa.ForeignKeyConstraint(['loan_id'], ['loans.id']),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.ForeignKeyConstraint(['payment_id'], ['payments.id']),
        sa.PrimaryKeyConstraint('loan_id', 'business_day', 'window'),
    )


def downgrade() -> None:
    for table in ('debit_runs', 'debit_mandates', 'payment_cards'):
        op.drop_table(table)
