"""ways to pay where the customer acts, money that comes late, money that goes back, notices of one thing

Revision: 0008, after 0007, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

WAS_IN_FLIGHT = sa.text("status IN ('pending', 'unknown')")
IN_FLIGHT = sa.text("status IN ('pending', 'waiting', 'unknown')")


def _instant(name: str) -> sa.Column:
    return sa.Column(name, domain.columns.UtcDateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.drop_index('uq_payments_in_flight', table_name='payments')
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('purpose', sa.String(length=12), server_default='customer', nullable=False)
        )
        batch_op.add_column(sa.Column('action', sa.JSON(none_as_null=True), nullable=True))
        for name in ('expires_at', 'approved_at', 'reported_at'):
            batch_op.add_column(_instant(name))
        batch_op.add_column(sa.Column('received_fen', sa.BigInteger(), nullable=True))
        batch_op.alter_column('offer_id', existing_type=sa.String(length=24), nullable=True)
        batch_op.alter_column(
            'gateway_reference', existing_type=sa.String(length=64), type_=sa.String(length=128)
        )
        batch_op.create_unique_constraint('uq_payments_gateway_reference', ['gateway', 'gateway_reference'])
    op.create_index(
        'uq_payments_in_flight',
        'payments',
        ['loan_id'],
        unique=True,
        sqlite_where=IN_FLIGHT,
        postgresql_where=IN_FLIGHT,
    )
    op.create_table(
        'payouts',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('payment_id', sa.String(length=24), nullable=False),
        sa.Column('loan_id', sa.String(length=24), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('gateway_reference', sa.String(length=128), nullable=True),
        sa.Column('reason', sa.String(length=32), nullable=True),
        sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        _instant('closed_at'),
        sa.CheckConstraint('amount_fen > 0', name='ck_payouts_amount'),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.ForeignKeyConstraint(['loan_id'], ['loans.id']),
        sa.ForeignKeyConstraint(['payment_id'], ['payments.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('payouts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payouts_loan_id'), ['loan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payouts_payment_id'), ['payment_id'], unique=False)
        batch_op.create_index('ix_payouts_status', ['status'], unique=False)
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('payout_id', sa.String(length=24), nullable=True))
        batch_op.create_index(batch_op.f('ix_ledger_entries_payout_id'), ['payout_id'], unique=False)
        batch_op.create_foreign_key('fk_ledger_entries_payout_id', 'payouts', ['payout_id'], ['id'])
    _widen_the_key_of_notices()


def _widen_the_key_of_notices() -> None:
    subject = sa.Column('subject', sa.String(length=24), server_default='', nullable=False)
    key = ['customer_id', 'kind', 'business_day', 'subject']
    if op.get_bind().dialect.name == 'postgresql':
        op.add_column('notices', subject)
        op.drop_constraint('notices_pkey', 'notices', type_='primary')
        op.create_primary_key('notices_pkey', 'notices', key)
        return
    # SQLite has no name for the key to be dropped by.
    op.drop_index('ix_notices_status_send_after', table_name='notices')
    op.rename_table('notices', 'notices_before')
    old = sa.Table('notices_before', sa.MetaData(), autoload_with=op.get_bind())
    columns = [sa.Column(c.name, c.type, nullable=c.nullable) for c in old.columns]
    reference = sa.ForeignKeyConstraint(['customer_id'], ['customers.id'])
    op.create_table('notices', *columns, subject, reference, sa.PrimaryKeyConstraint(*key))
    names = ', '.join(c.name for c in old.columns)
    op.execute(sa.text(f'INSERT INTO notices ({names}) SELECT {names} FROM notices_before'))
    op.drop_table('notices_before')
    op.create_index('ix_notices_status_send_after', 'notices', ['status', 'send_after'])


def downgrade() -> None:
    raise NotImplementedError('money that came late or went back would have no place any more')
