"""Notes about tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    about = sa.Column("task_id", sa.Integer(), sa.ForeignKey("tasks.id", name="fk_notes_task_id"), nullable=True)
    op.add_column("notes", about, inline_references=True)
    op.create_index("ix_notes_task_id", "notes", ["task_id"])


def downgrade() -> None:
    op.drop_index("ix_notes_task_id", "notes")
    op.drop_column("notes", "task_id")
