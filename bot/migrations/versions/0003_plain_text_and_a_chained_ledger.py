"""plain text as a customer's choice, and a ledger that is chained

Entries that are there already get their places in the chain with 0006, which writes them in finer accounts.

Revision: 0003, after 0002, 2026-11-23
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import domain.columns

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plain_text', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chain', sa.String(length=64), nullable=True))

    op.execute(sa.text("UPDATE ledger_entries SET chain = ''"))

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.alter_column('chain', existing_type=sa.String(length=64), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_column('chain')

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.drop_column('plain_text')
