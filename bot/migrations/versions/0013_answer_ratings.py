"""Whether answers to frequent questions helped: counts by topic, language and day."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_ratings",
        sa.Column("topic", sa.String(length=48), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("useful", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_useful", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("topic", "locale", "day"),
    )


def downgrade() -> None:
    op.drop_table("answer_ratings")
