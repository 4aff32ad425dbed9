"""By what the shop's people find somebody: hashes of name, masked name and phone, and indexes. The hashes need the key:
`bot.db.people_index` makes them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_HASHES = ("name_hash", "name_mask_hash", "phone_hash")
_INDEXES = (
    ("ix_cases_customer_id", "cases", "customer_id", None),
    ("ix_cases_queue", "cases", "opened_at", "status <> 'closed'"),
    ("ix_consents_customer_id", "consents", "customer_id", None),
    ("ix_debit_runs_business_day", "debit_runs", "business_day", None),
    ("ix_payments_gateway_reference", "payments", "gateway_reference", "gateway_reference IS NOT NULL"),
)


def upgrade() -> None:
    for name in _HASHES:
        op.add_column("identities", sa.Column(name, sa.String(length=64), nullable=True))
        op.create_index(f"ix_identities_{name}", "identities", [name])
    for name, table, column, condition in _INDEXES:
        where = None if condition is None else sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table)
    for name in _HASHES:
        op.drop_index(f"ix_identities_{name}", "identities")
        op.drop_column("identities", name)
