"""What is there is brought in: people without a Telegram account yet, loans that were signed elsewhere."""

import sqlalchemy as sa
from alembic import op

from domain.columns import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ID = sa.String(length=24)
_HASH = sa.String(length=64)
_HAS_NUMBER = sa.text("contract_no IS NOT NULL")
_WAS = "(draft_id IS NULL) <> (purchase_id IS NULL)"
_ORIGIN = (
    "(CASE WHEN draft_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN purchase_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN intake_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    with op.batch_alter_table("customers") as batch:
        batch.alter_column("telegram_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_table(
        "intakes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("institution_id", _ID, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint("ck_orders_origin", type_="check")
        batch.add_column(sa.Column("intake_id", _ID, nullable=True))
        batch.create_foreign_key("fk_orders_intake", "intakes", ["intake_id"], ["id"])
        batch.create_index("ix_orders_intake_id", ["intake_id"])
        batch.create_check_constraint("ck_orders_origin", _ORIGIN)
    with op.batch_alter_table("order_lines") as batch:
        batch.alter_column("product_id", existing_type=_ID, nullable=True)
    with op.batch_alter_table("loans") as batch:
        batch.alter_column("disclosure_shown_at", existing_type=UtcDateTime(), nullable=True)
    op.create_index(
        "ix_loans_contract_no",
        "loans",
        ["contract_no", "institution_id"],
        sqlite_where=_HAS_NUMBER,
        postgresql_where=_HAS_NUMBER,
    )
    op.create_table(
        "intake_people",
        sa.Column("id", _ID, nullable=False),
        sa.Column("institution_id", _ID, nullable=False),
        sa.Column("key_hash", _HASH, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("intake_id", _ID, nullable=False),
        sa.Column("name_token", sa.Text(), nullable=True),
        sa.Column("phone_token", sa.Text(), nullable=True),
        sa.Column("id_number_token", sa.Text(), nullable=True),
        sa.Column("id_number_hash", _HASH, nullable=True),
        sa.Column("said", _HASH, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"]),
        sa.ForeignKeyConstraint(["intake_id"], ["intakes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("institution_id", "key_hash"),
    )
    op.create_index("ix_intake_people_customer_id", "intake_people", ["customer_id"])
    op.create_index("ix_intake_people_id_number_hash", "intake_people", ["id_number_hash"])
    op.create_table(
        "intake_contracts",
        sa.Column("loan_id", _ID, nullable=False),
        sa.Column("institution_id", _ID, nullable=False),
        sa.Column("contract_no", _HASH, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("intake_id", _ID, nullable=False),
        sa.Column("said", _HASH, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"]),
        sa.ForeignKeyConstraint(["intake_id"], ["intakes.id"]),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"]),
        sa.PrimaryKeyConstraint("loan_id"),
        sa.UniqueConstraint("institution_id", "contract_no"),
    )
    op.create_index("ix_intake_contracts_customer_id", "intake_contracts", ["customer_id"])
    op.create_table(
        "intake_invitations",
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("secret_hash", _HASH, nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("asked_id", _ID, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("customer_id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("ix_intake_invitations_asked_id", "intake_invitations", ["asked_id"])


def downgrade() -> None:
    """Go back, where nothing was brought in: what was, the tables of before have no place for."""
    for table in ("intake_invitations", "intake_contracts", "intake_people"):
        op.drop_table(table)
    op.drop_index("ix_loans_contract_no", "loans")
    with op.batch_alter_table("loans") as batch:
        batch.alter_column("disclosure_shown_at", existing_type=UtcDateTime(), nullable=False)
    with op.batch_alter_table("order_lines") as batch:
        batch.alter_column("product_id", existing_type=_ID, nullable=False)
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint("ck_orders_origin", type_="check")
        batch.drop_index("ix_orders_intake_id")
        batch.drop_column("intake_id")
        batch.create_check_constraint("ck_orders_origin", _WAS)
    op.drop_table("intakes")
    with op.batch_alter_table("customers") as batch:
        batch.alter_column("telegram_id", existing_type=sa.BigInteger(), nullable=False)
