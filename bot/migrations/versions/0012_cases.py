"""cases: what customers want a person to look at

Revision: 0012, after 0011, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'cases',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('number', sa.String(length=12), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('about', sa.String(length=24), server_default='', nullable=False),
        sa.Column('loan_id', sa.String(length=24), nullable=True),
        sa.Column('payment_id', sa.String(length=24), nullable=True),
        sa.Column('amount_fen', sa.BigInteger(), nullable=True),
        sa.Column('promised_on', sa.Date(), nullable=True),
        sa.Column('pauses_until', sa.Date(), nullable=True),
        sa.Column('decision', sa.String(length=12), nullable=True),
        sa.Column('decided_by', sa.String(length=64), nullable=True),
        sa.Column('staff_message_id', sa.BigInteger(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('shown_version', sa.Integer(), nullable=False),
        sa.Column('opened_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('turned_to_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.ForeignKeyConstraint(['loan_id'], ['loans.id']),
        sa.ForeignKeyConstraint(['payment_id'], ['payments.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('number'),
    )
    op.create_index('ix_cases_loan_id', 'cases', ['loan_id'])
    op.create_index('ix_cases_payment_id', 'cases', ['payment_id'])
    op.create_index('ix_cases_pauses_until', 'cases', ['pauses_until'])
    op.create_index('ix_cases_staff_message_id', 'cases', ['staff_message_id'])
    op.create_index(
        'uq_cases_open',
        'cases',
        ['customer_id', 'kind', 'about'],
        unique=True,
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_table(
        'case_entries',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('case_id', sa.String(length=24), nullable=False),
        sa.Column('author', sa.String(length=12), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('by', sa.String(length=64), nullable=True),
        sa.Column('source_id', sa.BigInteger(), nullable=False),
        sa.Column('message_id', sa.BigInteger(), nullable=True),
        sa.Column('at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('delivered_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['case_id'], ['cases.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('case_id', 'author', 'source_id'),
    )
    op.create_index('ix_case_entries_message_id', 'case_entries', ['message_id'])
    op.create_index(
        'ix_case_entries_waiting',
        'case_entries',
        ['at'],
        sqlite_where=sa.text('delivered_at IS NULL'),
        postgresql_where=sa.text('delivered_at IS NULL'),
    )


def downgrade() -> None:
    op.drop_table('case_entries')
    op.drop_table('cases')
