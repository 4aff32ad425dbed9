"""a payment is of a loan and may fall on several instalments

What was offered for one instalment becomes an offer with one share.

Revision: 0004, after 0003, 2026-11-23
"""

import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

IN_FLIGHT = sa.text("status IN ('pending', 'unknown')")


def upgrade() -> None:
    with op.batch_alter_table('loans', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('installments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('penalty_since', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('penalty_carried_fen', sa.BigInteger(), server_default='0', nullable=False))

    with op.batch_alter_table('repayment_offers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('loan_id', sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column('loan_version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('shares', sa.JSON(), nullable=True))

    _shares(op.get_bind())

    with op.batch_alter_table('repayment_offers', schema=None) as batch_op:
        batch_op.alter_column('loan_id', existing_type=sa.String(length=24), nullable=False)
        batch_op.alter_column('loan_version', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('shares', existing_type=sa.JSON(), nullable=False)
        batch_op.create_foreign_key('fk_repayment_offers_loan_id', 'loans', ['loan_id'], ['id'])
        batch_op.drop_column('installment_id')
        batch_op.drop_column('installment_version')
        batch_op.drop_column('split')

    op.drop_index('uq_payments_in_flight', table_name='payments')
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.drop_column('installment_id')
    op.create_index(
        'uq_payments_in_flight', 'payments', ['loan_id'],
        unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT,
    )  # fmt: skip

    with op.batch_alter_table('installments', schema=None) as batch_op:
        batch_op.drop_column('version')


def _shares(connection: sa.Connection) -> None:
    found = connection.execute(
        sa.text(
            'SELECT o.id, o.split, i.no, i.loan_id FROM repayment_offers AS o'
            ' JOIN installments AS i ON i.id = o.installment_id'
        )
    ).all()
    change = sa.text('UPDATE repayment_offers SET loan_id = :loan, shares = :shares WHERE id = :id').bindparams(
        sa.bindparam('shares', type_=sa.JSON())
    )
    for offer_id, split, number, loan_id in found:
        share = json.loads(split) if isinstance(split, str) else split
        connection.execute(change, {'id': offer_id, 'loan': loan_id, 'shares': [{'no': number, **share}]})


def downgrade() -> None:
    raise NotImplementedError('payments that fall on several instalments cannot be told by one')
