"""the ladder of notices, planned day by day, and how customers want to be written to

Revision: 0011, after 0010, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

import domain.columns
from domain.dates import business_day

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

NOTICES = sa.table('notices', sa.column('created_at', domain.columns.UtcDateTime()))
PLANNED_DAYS = sa.table('planned_days', sa.column('day', sa.Date()), sa.column('since', sa.Date()))


def upgrade() -> None:
    op.create_table(
        'planned_days',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('day'),
    )
    op.create_table(
        'reminder_choices',
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('before', sa.String(length=8), nullable=True),
        sa.Column('hour', sa.Integer(), nullable=False),
        sa.Column('hide_amounts', sa.Boolean(), server_default=sa.text('false'), nullable=False),
        sa.Column('monthly', sa.Boolean(), server_default=sa.text('false'), nullable=False),
        sa.Column('chosen_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('customer_id'),
    )
    # Until now a row was keyed by the due day, from now on by the day it was planned for. The kinds that are told in another
    # way now go out no more, and the days that were planned count as planned, so that nothing is told again.
    op.execute(
        "UPDATE notices SET status = 'skipped', reason = 'overtaken' "
        "WHERE kind IN ('due_soon', 'debit_tomorrow', 'overdue') AND status IN ('planned', 'claimed')"
    )
    connection = op.get_bind()
    newest = connection.execute(sa.select(sa.func.max(NOTICES.c.created_at))).scalar()
    if newest is not None:
        day = business_day(newest)
        connection.execute(sa.insert(PLANNED_DAYS).values(day=day, since=day))


def downgrade() -> None:
    op.drop_table('reminder_choices')
    op.drop_table('planned_days')
