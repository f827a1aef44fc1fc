"""The scores of a day, so that their course can be drawn; the table has held nothing until now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _days(*more: sa.Column) -> None:
    """The table anew: SQLite adds no column that must not be empty."""
    op.drop_table("quality_days")
    op.create_table(
        "quality_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("completeness", sa.BigInteger(), nullable=False),
        *more,
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_quality_days_owner_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_quality_days_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_days"),
    )
    op.create_index("ix_quality_days_day", "quality_days", ["day", "entity", "owner_id"])


def upgrade() -> None:
    _days(
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("incomplete", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    _days()
