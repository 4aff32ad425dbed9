"""What could not be read is put aside; a row to find out with whether anything can be written."""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refused_updates',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('update_id', sa.BigInteger(), nullable=True),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('received_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_refused_updates_last_at', 'refused_updates', ['last_at'], unique=False)
    write_probe = op.create_table('write_probe',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('written', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.execute(sa.insert(write_probe).values(id=1, written=0))


def downgrade() -> None:
    op.drop_table('write_probe')
    op.drop_table('refused_updates')
