"""When the last form for an identity that was taken had been opened: it is taken once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("form_opened_s", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("customers", "form_opened_s")
