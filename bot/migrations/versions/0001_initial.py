"""Every table of version 0.1.0, the first that is kept: from here on a change of the tables is a migration of its own."""

import sqlalchemy as sa
from alembic import op

import domain.columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('categories',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('conversation_states',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('state', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'key')
    )
    op.create_table('customers',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('telegram_id', sa.BigInteger(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('plain_text', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('blocked_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('word_token', sa.Text(), nullable=True),
    sa.Column('frozen_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('name_hash', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('telegram_id')
    )
    op.create_index('ix_customers_frozen', 'customers', ['id'], unique=False, sqlite_where=sa.text('frozen_at IS NOT NULL'), postgresql_where=sa.text('frozen_at IS NOT NULL'))
    op.create_table('inbox',
    sa.Column('update_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('received_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('update_id')
    )
    op.create_index('ix_inbox_done_at', 'inbox', ['done_at'], unique=False)
    op.create_index('ix_inbox_pending', 'inbox', ['update_id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_table('institutions',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('spec', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('planned_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )
    send_tempo = op.create_table('send_tempo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('next_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('backup_channels',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('channel', sa.String(length=24), nullable=True),
    sa.Column('address_token', sa.Text(), nullable=True),
    sa.Column('chosen_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('pending_channel', sa.String(length=24), nullable=True),
    sa.Column('pending_token', sa.Text(), nullable=True),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('code_expires_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('codes_sent', sa.Integer(), nullable=False),
    sa.Column('codes_from', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('customer_id')
    )
    op.create_table('consents',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('about', sa.String(length=24), nullable=False),
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('given_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('uq_consents_open', 'consents', ['customer_id', 'purpose', 'about'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('credit_lines',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('institution_id', sa.String(length=24), nullable=False),
    sa.Column('limit_fen', sa.BigInteger(), nullable=False),
    sa.Column('used_fen', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('used_fen >= 0 AND used_fen <= limit_fen', name='ck_credit_lines_used'),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], ),
    sa.PrimaryKeyConstraint('customer_id', 'institution_id')
    )
    op.create_table('debit_mandates',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('text_version', sa.String(length=32), nullable=False),
    sa.Column('text_sha256', sa.String(length=64), nullable=False),
    sa.Column('text_locale', sa.String(length=8), nullable=False),
    sa.Column('agreed_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('uq_debit_mandates_active', 'debit_mandates', ['customer_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('identities',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('name_token', sa.Text(), nullable=True),
    sa.Column('id_number_token', sa.Text(), nullable=True),
    sa.Column('phone_token', sa.Text(), nullable=True),
    sa.Column('id_number_hash', sa.String(length=64), nullable=True),
    sa.Column('last_answer_id', sa.BigInteger(), nullable=True),
    sa.Column('check_id', sa.String(length=24), nullable=True),
    sa.Column('reason', sa.String(length=24), nullable=True),
    sa.Column('checks', sa.Integer(), server_default='0', nullable=False),
    sa.Column('checks_from', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('verified_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('card_token', sa.Text(), nullable=True),
    sa.Column('card_front_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('card_back_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('face_check_id', sa.String(length=24), nullable=True),
    sa.Column('face_reason', sa.String(length=24), nullable=True),
    sa.Column('face_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('is_student', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('customer_id')
    )
    op.create_index(op.f('ix_identities_check_id'), 'identities', ['check_id'], unique=False)
    op.create_index(op.f('ix_identities_face_check_id'), 'identities', ['face_check_id'], unique=False)
    op.create_index(op.f('ix_identities_id_number_hash'), 'identities', ['id_number_hash'], unique=False)
    op.create_table('notices',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(length=24), server_default='', nullable=False),
    sa.Column('send_after', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=48), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=24), nullable=True),
    sa.Column('claimed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sent_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('channel', sa.String(length=24), nullable=True),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('customer_id', 'kind', 'business_day', 'subject')
    )
    op.create_index('ix_notices_status_send_after', 'notices', ['status', 'send_after'], unique=False)
    op.create_table('payment_cards',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('gateway', sa.String(length=24), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('last_four', sa.String(length=4), nullable=False),
    sa.Column('bank', sa.String(length=12), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('bound_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('first_debit_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_payment_cards_customer_id'), 'payment_cards', ['customer_id'], unique=False)
    op.create_table('plans',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('institution_id', sa.String(length=24), nullable=False),
    sa.Column('periods', sa.Integer(), nullable=False),
    sa.Column('min_amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('max_amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('spec', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_plans_institution_id'), 'plans', ['institution_id'], unique=False)
    op.create_table('products',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('category_id', sa.String(length=24), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('descriptions', sa.JSON(), nullable=False),
    sa.Column('price_fen', sa.BigInteger(), nullable=False),
    sa.Column('cash_price_fen', sa.BigInteger(), nullable=True),
    sa.Column('stock', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.CheckConstraint('price_fen > 0', name='ck_products_price'),
    sa.CheckConstraint('stock >= 0', name='ck_products_stock'),
    sa.ForeignKeyConstraint(['category_id'], ['categories.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_products_category_id'), 'products', ['category_id'], unique=False)
    op.create_table('reminder_choices',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('before', sa.String(length=8), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('hide_amounts', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('monthly', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('chosen_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('customer_id')
    )
    op.create_index('ix_reminder_choices_monthly', 'reminder_choices', ['monthly'], unique=False)
    op.create_table('repayment_batches',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('quote_ids', sa.JSON(), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_repayment_baskets_customer', 'repayment_batches', ['customer_id', 'created_at'], unique=False)
    op.create_table('cart_items',
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('product_id', sa.String(length=24), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('added_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quantity > 0', name='ck_cart_items_quantity'),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], ),
    sa.PrimaryKeyConstraint('customer_id', 'product_id')
    )
    op.create_table('checkout_drafts',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('from_cart', sa.Boolean(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('periods', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.String(length=24), nullable=True),
    sa.Column('disclosure', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('disclosure_shown_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('disclosure_message_id', sa.BigInteger(), nullable=True),
    sa.Column('disclosure_readable', sa.Boolean(), nullable=False),
    sa.Column('disclosure_read_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('agreement_version', sa.String(length=32), nullable=True),
    sa.Column('agreement_sha256', sa.String(length=64), nullable=True),
    sa.Column('agreement_locale', sa.String(length=8), nullable=True),
    sa.Column('agreed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_checkout_drafts_open', 'checkout_drafts', ['created_at'], unique=False, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
    op.create_index('uq_checkout_drafts_open', 'checkout_drafts', ['customer_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
    op.create_table('product_pictures',
    sa.Column('product_id', sa.String(length=24), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], ),
    sa.PrimaryKeyConstraint('product_id')
    )
    op.create_table('orders',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('draft_id', sa.String(length=24), nullable=False),
    sa.Column('total_fen', sa.BigInteger(), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['draft_id'], ['checkout_drafts.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('draft_id'),
    sa.UniqueConstraint('number')
    )
    op.create_index(op.f('ix_orders_customer_id'), 'orders', ['customer_id'], unique=False)
    op.create_table('applications',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('draft_id', sa.String(length=24), nullable=False),
    sa.Column('plan_id', sa.String(length=24), nullable=False),
    sa.Column('institution_id', sa.String(length=24), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('periods', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('contract_no', sa.String(length=64), nullable=True),
    sa.Column('said', sa.String(length=64), nullable=True),
    sa.Column('order_id', sa.String(length=24), nullable=True),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['draft_id'], ['checkout_drafts.id'], ),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_applications_customer_id'), 'applications', ['customer_id'], unique=False)
    op.create_index('ix_applications_open', 'applications', ['created_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('uq_applications_open', 'applications', ['draft_id', 'plan_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('loans',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('order_id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('institution_id', sa.String(length=24), nullable=False),
    sa.Column('plan_id', sa.String(length=24), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), server_default='0', nullable=False),
    sa.Column('principal_fen', sa.BigInteger(), nullable=False),
    sa.Column('periods', sa.Integer(), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('contract', sa.JSON(), nullable=False),
    sa.Column('disclosure', sa.JSON(), nullable=False),
    sa.Column('disclosure_shown_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('agreement_version', sa.String(length=32), nullable=True),
    sa.Column('agreement_sha256', sa.String(length=64), nullable=True),
    sa.Column('agreement_locale', sa.String(length=8), nullable=True),
    sa.Column('contract_no', sa.String(length=64), nullable=True),
    sa.Column('agreed_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('order_id')
    )
    op.create_index(op.f('ix_loans_customer_id'), 'loans', ['customer_id'], unique=False)
    op.create_table('order_lines',
    sa.Column('order_id', sa.String(length=24), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.String(length=24), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('unit_price_fen', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], ),
    sa.PrimaryKeyConstraint('order_id', 'line_no')
    )
    op.create_table('installments',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('due_date', sa.Date(), nullable=False),
    sa.Column('principal_fen', sa.BigInteger(), nullable=False),
    sa.Column('interest_fen', sa.BigInteger(), nullable=False),
    sa.Column('fee_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_principal_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_interest_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_fee_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_penalty_fen', sa.BigInteger(), nullable=False),
    sa.Column('penalty_since', sa.Date(), nullable=True),
    sa.Column('penalty_carried_fen', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('settled_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('loan_id', 'no')
    )
    op.create_index('ix_installments_customer_due_date', 'installments', ['customer_id', 'due_date'], unique=False)
    op.create_index('ix_installments_open_due_date', 'installments', ['due_date'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
    op.create_table('repayment_quotes',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('loan_version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('strategy', sa.String(length=12), nullable=True),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('asked_fen', sa.BigInteger(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('shares', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('prepaid_fen', sa.BigInteger(), nullable=False),
    sa.Column('accrued_fen', sa.BigInteger(), nullable=False),
    sa.Column('prepay_fee_fen', sa.BigInteger(), nullable=False),
    sa.Column('given_back_fen', sa.BigInteger(), nullable=False),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('shown_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_repayment_offers_customer', 'repayment_quotes', ['customer_id', 'loan_id'], unique=False)
    op.create_table('returns',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('order_id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('received', sa.Boolean(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('effect', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('to_customer_fen', sa.BigInteger(), nullable=False),
    sa.Column('to_merchant_fen', sa.BigInteger(), nullable=False),
    sa.Column('decline_reason', sa.String(length=200), nullable=True),
    sa.Column('requested_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('notice_day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_refunds_untold', 'returns', ['status', 'closed_at'], unique=False, sqlite_where=sa.text('notice_day IS NULL'), postgresql_where=sa.text('notice_day IS NULL'))
    op.create_index(op.f('ix_returns_customer_id'), 'returns', ['customer_id'], unique=False)
    op.create_index(op.f('ix_returns_loan_id'), 'returns', ['loan_id'], unique=False)
    op.create_index('ix_returns_status', 'returns', ['status'], unique=False)
    op.create_index('uq_returns_requested', 'returns', ['order_id'], unique=True, sqlite_where=sa.text("status = 'requested'"), postgresql_where=sa.text("status = 'requested'"))
    op.create_table('payments',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('quote_id', sa.String(length=24), nullable=True),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=12), server_default='customer', nullable=False),
    sa.Column('gateway', sa.String(length=24), nullable=False),
    sa.Column('gateway_reference', sa.String(length=128), nullable=True),
    sa.Column('void_reason', sa.String(length=32), nullable=True),
    sa.Column('action', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('expires_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('approved_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reported_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('received_fen', sa.BigInteger(), nullable=True),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['quote_id'], ['repayment_quotes.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('gateway', 'gateway_reference', name='uq_payments_gateway_reference'),
    sa.UniqueConstraint('quote_id')
    )
    op.create_index(op.f('ix_payments_customer_id'), 'payments', ['customer_id'], unique=False)
    op.create_index('ix_payments_status', 'payments', ['status'], unique=False)
    op.create_index('uq_payments_in_flight', 'payments', ['loan_id'], unique=True, sqlite_where=sa.text("status IN ('pending', 'waiting', 'unknown')"), postgresql_where=sa.text("status IN ('pending', 'waiting', 'unknown')"))
    op.create_table('cases',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('about', sa.String(length=24), server_default='', nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=True),
    sa.Column('payment_id', sa.String(length=24), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('pauses_until', sa.Date(), nullable=True),
    sa.Column('decision', sa.String(length=12), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('staff_message_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shown_version', sa.Integer(), nullable=False),
    sa.Column('opened_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('turned_to_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number')
    )
    op.create_index('ix_cases_loan_id', 'cases', ['loan_id'], unique=False)
    op.create_index('ix_cases_pauses_until', 'cases', ['pauses_until'], unique=False)
    op.create_index(op.f('ix_cases_payment_id'), 'cases', ['payment_id'], unique=False)
    op.create_index('ix_cases_promised_on', 'cases', ['promised_on'], unique=False, sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_index('ix_cases_staff_message_id', 'cases', ['staff_message_id'], unique=False)
    op.create_index('ix_cases_unshown', 'cases', ['opened_at'], unique=False, sqlite_where=sa.text('shown_version < version'), postgresql_where=sa.text('shown_version < version'))
    op.create_index('uq_cases_open', 'cases', ['customer_id', 'kind', 'about'], unique=True, sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_table('debit_runs',
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('window', sa.String(length=5), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('payment_id', sa.String(length=24), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('claimed_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], ),
    sa.PrimaryKeyConstraint('loan_id', 'business_day', 'window')
    )
    op.create_table('documents',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('sameness', sa.String(length=64), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=True),
    sa.Column('payment_id', sa.String(length=24), nullable=True),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('code_token', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('issued_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code_hash'),
    sa.UniqueConstraint('number'),
    sa.UniqueConstraint('sameness')
    )
    op.create_index(op.f('ix_documents_customer_id'), 'documents', ['customer_id'], unique=False)
    op.create_table('refunds',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('payment_id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('customer_id', sa.String(length=24), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('gateway_reference', sa.String(length=128), nullable=True),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('created_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('amount_fen > 0', name='ck_payouts_amount'),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_refunds_loan_id'), 'refunds', ['loan_id'], unique=False)
    op.create_index(op.f('ix_refunds_payment_id'), 'refunds', ['payment_id'], unique=False)
    op.create_index('ix_refunds_status', 'refunds', ['status'], unique=False)
    op.create_table('case_entries',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('case_id', sa.String(length=24), nullable=False),
    sa.Column('author', sa.String(length=12), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=64), nullable=True),
    sa.Column('source_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'author', 'source_id')
    )
    op.create_index('ix_case_entries_message_id', 'case_entries', ['message_id'], unique=False)
    op.create_index('ix_case_entries_waiting', 'case_entries', ['at'], unique=False, sqlite_where=sa.text('delivered_at IS NULL'), postgresql_where=sa.text('delivered_at IS NULL'))
    op.create_table('ledger_entries',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('loan_id', sa.String(length=24), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('installment_id', sa.String(length=24), nullable=True),
    sa.Column('payment_id', sa.String(length=24), nullable=True),
    sa.Column('return_id', sa.String(length=24), nullable=True),
    sa.Column('refund_id', sa.String(length=24), nullable=True),
    sa.Column('debit_account', sa.String(length=32), nullable=False),
    sa.Column('credit_account', sa.String(length=32), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('posted_at', domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name='ck_ledger_entries_amount'),
    sa.ForeignKeyConstraint(['installment_id'], ['installments.id'], ),
    sa.ForeignKeyConstraint(['loan_id'], ['loans.id'], ),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], ),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], ),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('loan_id', 'seq')
    )
    op.create_index(op.f('ix_ledger_entries_payment_id'), 'ledger_entries', ['payment_id'], unique=False)
    op.create_index(op.f('ix_ledger_entries_refund_id'), 'ledger_entries', ['refund_id'], unique=False)
    op.create_index(op.f('ix_ledger_entries_return_id'), 'ledger_entries', ['return_id'], unique=False)
    # The one row that all processes which send keep their common pace in.
    op.execute(sa.insert(send_tempo).values(id=1, next_at=sa.text("'2026-01-01 00:00:00'")))


def downgrade() -> None:
    op.drop_table('ledger_entries')
    op.drop_table('case_entries')
    op.drop_table('refunds')
    op.drop_table('documents')
    op.drop_table('debit_runs')
    op.drop_table('cases')
    op.drop_table('payments')
    op.drop_table('returns')
    op.drop_table('repayment_quotes')
    op.drop_table('installments')
    op.drop_table('order_lines')
    op.drop_table('loans')
    op.drop_table('applications')
    op.drop_table('orders')
    op.drop_table('product_pictures')
    op.drop_table('checkout_drafts')
    op.drop_table('cart_items')
    op.drop_table('repayment_batches')
    op.drop_table('reminder_choices')
    op.drop_table('products')
    op.drop_table('plans')
    op.drop_table('payment_cards')
    op.drop_table('notices')
    op.drop_table('identities')
    op.drop_table('debit_mandates')
    op.drop_table('credit_lines')
    op.drop_table('consents')
    op.drop_table('backup_channels')
    op.drop_table('send_tempo')
    op.drop_table('planned_days')
    op.drop_table('institutions')
    op.drop_table('inbox')
    op.drop_table('customers')
    op.drop_table('conversation_states')
    op.drop_table('categories')
