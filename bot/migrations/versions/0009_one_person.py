"""Which Telegram account is whose, sealed. The seals need the key: `bot.db.sealed_accounts` makes them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("telegram_token", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("customers", "telegram_token")
