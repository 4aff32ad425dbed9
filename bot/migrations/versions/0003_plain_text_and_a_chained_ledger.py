"""plain text as a customer's choice, and a ledger that is chained

Entries that are there already get their places in the chain.

Revision: 0003, after 0002, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns
from domain.services.bookkeeping import link
from domain.tables import LedgerEntry

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plain_text', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chain', sa.String(length=64), nullable=True))

    _chain(op.get_bind())

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.alter_column('chain', existing_type=sa.String(length=64), nullable=False)


def _chain(connection: sa.Connection) -> None:
    entries = LedgerEntry.metadata.tables['ledger_entries']
    place = sa.update(entries).where(entries.c.id == sa.bindparam('entry')).values(chain=sa.bindparam('place'))
    loan, previous, places = None, '', []
    for row in connection.execute(sa.select(entries).order_by(entries.c.loan_id, entries.c.seq)).mappings():
        if row['loan_id'] != loan:
            loan, previous = row['loan_id'], ''
        previous = link(previous, LedgerEntry(**row))
        places.append({'entry': row['id'], 'place': previous})
    if places:
        connection.execute(place, places)


def downgrade() -> None:
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_column('chain')

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.drop_column('plain_text')
