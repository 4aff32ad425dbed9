"""when the next message is in order, for all processes that send

Revision: 0013, after 0012, 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    schedule = op.create_table(
        'send_schedule',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('next_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.execute(sa.insert(schedule).values(id=1, next_at=sa.text("'2026-01-01 00:00:00'")))


def downgrade() -> None:
    op.drop_table('send_schedule')
