"""What was written with which version of the data, so that copies in memory follow it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change_set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("version", "change_set_id", name="pk_written"),
    )
    op.execute("INSERT INTO data_versions (area, version) VALUES ('written', 1)")


def downgrade() -> None:
    op.execute("DELETE FROM data_versions WHERE area = 'written'")
    op.drop_table("written")
