"""what customers consented to; who verified before agreed to the sentence above the question

Revision: 0015, after 0014, 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'consents',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('customer_id', sa.String(length=24), nullable=False),
        sa.Column('purpose', sa.String(length=12), nullable=False),
        sa.Column('about', sa.String(length=24), nullable=False),
        sa.Column('version', sa.String(length=16), nullable=False),
        sa.Column('given_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('withdrawn_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customers.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'uq_consents_open',
        'consents',
        ['customer_id', 'purpose', 'about'],
        unique=True,
        sqlite_where=sa.text('withdrawn_at IS NULL'),
        postgresql_where=sa.text('withdrawn_at IS NULL'),
    )
    given = "INSERT INTO consents (id, customer_id, purpose, about, version, given_at) "
    op.execute(
        given + "SELECT substr('ci' || customer_id, 1, 24), customer_id, 'identity', '', 'before', verified_at"
        " FROM identities WHERE verified_at IS NOT NULL"
    )
    op.execute(
        given + "SELECT substr('cc' || customer_id, 1, 24), customer_id, 'card', '', 'before', min(bound_at)"
        " FROM payment_cards WHERE removed_at IS NULL GROUP BY customer_id"
    )


def downgrade() -> None:
    op.drop_index('uq_consents_open', table_name='consents')
    op.drop_table('consents')
