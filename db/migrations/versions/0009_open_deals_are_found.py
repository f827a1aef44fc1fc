"""Customers with an open deal are found by an index, among a million too."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customers_open_deals", "customers", ["open_deals", "id"])


def downgrade() -> None:
    op.drop_index("ix_customers_open_deals", "customers")
