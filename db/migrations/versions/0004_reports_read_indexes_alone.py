"""Reports by day read the indexes of deals alone, and ask an index whether there is more than one currency."""

from __future__ import annotations

from alembic import op

REPORTED = ("owner_id", "unit_id", "amount", "currency", "stage_id", "pipeline_id", "source", "customer_id")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _drop()
    closed = ["outcome", "closed_on", *REPORTED, "opened_on", "lost_reason", "deleted_at"]
    op.create_index("ix_deals_outcome_closed_on", "deals", closed)
    op.create_index("ix_deals_opened_on", "deals", ["opened_on", *REPORTED, "outcome", "deleted_at"])
    op.create_index("ix_deals_currency", "deals", ["currency"])


def downgrade() -> None:
    op.drop_index("ix_deals_currency", "deals")
    _drop()
    op.create_index("ix_deals_outcome_closed_on", "deals", ["outcome", "closed_on", "owner_id", "unit_id", "amount"])
    op.create_index("ix_deals_opened_on", "deals", ["opened_on", "owner_id", "unit_id", "amount"])


def _drop() -> None:
    op.drop_index("ix_deals_outcome_closed_on", "deals")
    op.drop_index("ix_deals_opened_on", "deals")
