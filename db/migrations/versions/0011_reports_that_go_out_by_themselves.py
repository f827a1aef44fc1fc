"""Schedules of reports, the messages that leave, and who does the jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
LIST = sa.JSON(none_as_null=True)

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("params", LIST, nullable=True),
        sa.Column("rhythm", sa.String(10), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("month_day", sa.Integer(), nullable=True),
        sa.Column("calendar", sa.String(10), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(5), nullable=False),
        sa.Column("people", LIST, nullable=True),
        sa.Column("addresses", LIST, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_schedules_owner_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_schedules_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outgoing_messages",
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_outgoing_messages_schedule_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_outgoing_messages_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_messages"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(120), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_leases"),
    )
    op.create_index("ix_schedules_owner_id", "schedules", ["owner_id"])
    op.create_index("ix_schedules_next", "schedules", ["next_at"])
    op.create_index("uq_outgoing_messages_key", "outgoing_messages", ["key"], unique=True)
    op.create_index("ix_outgoing_messages_waiting", "outgoing_messages", ["status", "next_try_at"])
    op.create_index("ix_outgoing_messages_schedule_id", "outgoing_messages", ["schedule_id"])
    op.create_index("ix_outgoing_messages_user_id", "outgoing_messages", ["user_id"])


def downgrade() -> None:
    for table in ("job_leases", "outgoing_messages", "schedules"):
        op.drop_table(table)
