"""Guarantee and service fees beside interest: what of an instalment they are, and what of that is paid. Older ones have
none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COLUMNS = ("guarantee_fen", "service_fen", "paid_guarantee_fen", "paid_service_fen")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("installments", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("installments", name)
