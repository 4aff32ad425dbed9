"""repaying early and returning goods; a ledger from which every instalment can be derived

The ledger so far is written anew: the same movements, but what is scheduled of each instalment stands as receivable from the
drawdown on, and what is paid takes it off. Numbers and chains follow.

Revision: 0006, after 0005, 2026-11-23
"""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

REQUESTED = sa.text("status = 'requested'")
SCHEDULED = (
    ('principal_receivable', 'merchant_payable', 'principal_fen'),
    ('interest_receivable', 'interest_income', 'interest_fen'),
    ('fee_receivable', 'fee_income', 'fee_fen'),
)
PAID_OFF = {'interest_income': 'interest_receivable', 'fee_income': 'fee_receivable'}

loans = sa.table('loans', sa.column('id'), sa.column('created_at', domain.columns.UtcDateTime(timezone=True)))
installments = sa.table(
    'installments',
    *(sa.column(name) for name in ('id', 'loan_id', 'no', 'principal_fen', 'interest_fen', 'fee_fen')),
)
COLUMNS = (
    'id', 'loan_id', 'seq', 'installment_id', 'payment_id', 'refund_id',
    'debit_account', 'credit_account', 'amount_fen', 'rule',
)  # fmt: skip
entries = sa.table(
    'ledger_entries',
    *(sa.column(name) for name in (*COLUMNS, 'chain')),
    sa.column('posted_at', domain.columns.UtcDateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        'refunds',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('order_id', sa.String(length=24), nullable=False),
        sa.Column('loan_id', sa.String(length=24), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('received', sa.Boolean(), nullable=False),
        sa.Column('lines', sa.JSON(), nullable=False),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.Column('effect', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('to_customer_fen', sa.BigInteger(), nullable=False),
        sa.Column('to_merchant_fen', sa.BigInteger(), nullable=False),
        sa.Column('decline_reason', sa.String(length=200), nullable=True),
        sa.Column('requested_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('notice_day', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.ForeignKeyConstraint(['loan_id'], ['loans.id']),
        sa.ForeignKeyConstraint(['order_id'], ['orders.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refunds_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refunds_loan_id'), ['loan_id'], unique=False)
        batch_op.create_index('ix_refunds_status', ['status'], unique=False)
        batch_op.create_index(
            'uq_refunds_requested', ['order_id'], unique=True, sqlite_where=REQUESTED, postgresql_where=REQUESTED
        )

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refund_id', sa.String(length=24), nullable=True))
        batch_op.create_index(batch_op.f('ix_ledger_entries_refund_id'), ['refund_id'], unique=False)
        batch_op.create_foreign_key('fk_ledger_entries_refund_id', 'refunds', ['refund_id'], ['id'])

    with op.batch_alter_table('loans', schema=None) as batch_op:
        batch_op.add_column(sa.Column('periods', sa.Integer(), nullable=True))
    op.execute(
        sa.text('UPDATE loans SET periods = (SELECT count(*) FROM installments WHERE loan_id = loans.id)')
    )
    with op.batch_alter_table('loans', schema=None) as batch_op:
        batch_op.alter_column('periods', existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('received_at', domain.columns.UtcDateTime(timezone=True), nullable=True))

    _widen_offers()
    _write_anew(op.get_bind())


def _widen_offers() -> None:
    nothing = ('prepaid_fen', 'accrued_fen', 'prepay_fee_fen', 'given_back_fen')
    with op.batch_alter_table('repayment_offers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('strategy', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('asked_fen', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('changes', sa.JSON(), nullable=True))
        for name in nothing:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE repayment_offers SET kind = 'bills', asked_fen = amount_fen, changes = '[]', "
            + ', '.join(f'{name} = 0' for name in nothing)
        )
    )
    with op.batch_alter_table('repayment_offers', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=12), nullable=False)
        batch_op.alter_column('changes', existing_type=sa.JSON(), nullable=False)
        for name in ('asked_fen', *nothing):
            batch_op.alter_column(name, existing_type=sa.BigInteger(), nullable=False)


def _write_anew(connection: sa.Connection) -> None:
    for loan_id, created_at in connection.execute(sa.select(loans.c.id, loans.c.created_at)).all():
        known = connection.execute(
            sa.select(entries).where(entries.c.loan_id == loan_id).order_by(entries.c.seq)
        ).mappings()
        rows = connection.execute(
            sa.select(installments).where(installments.c.loan_id == loan_id).order_by(installments.c.no)
        ).mappings()
        anew = [*_scheduled(loan_id, created_at, rows), *_paid(known)]
        previous = ''
        for number, entry in enumerate(anew, start=1):
            entry['seq'] = number
            entry['chain'] = previous = _link(previous, entry)
        connection.execute(sa.delete(entries).where(entries.c.loan_id == loan_id))
        connection.execute(sa.insert(entries), anew)


def _scheduled(loan_id, created_at, rows):
    return [
        {
            'id': ''.join(secrets.choice('23456789abcdefghjkmnpqrstuvwxyz') for _ in range(12)),
            'loan_id': loan_id,
            'installment_id': row['id'],
            'payment_id': None,
            'refund_id': None,
            'debit_account': debit,
            'credit_account': credit,
            'amount_fen': row[column],
            'rule': 'drawdown',
            'posted_at': created_at,
        }
        for row in rows
        for debit, credit, column in SCHEDULED
        if row[column]
    ]


def _paid(known):
    return [
        {**entry, 'credit_account': PAID_OFF.get(entry['credit_account'], entry['credit_account'])}
        for entry in known
        if entry['rule'] != 'drawdown'
    ]


def _link(previous, entry):
    """As the program does it, as of this revision."""
    said = [*(entry[name] for name in COLUMNS), entry['posted_at'].astimezone(UTC).isoformat()]
    return hashlib.sha256(json.dumps([previous, *said], ensure_ascii=False).encode()).hexdigest()


def downgrade() -> None:
    raise NotImplementedError('what was repaid early cannot be told without these columns')
