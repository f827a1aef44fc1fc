"""States of deals are filed under a day of an interval tree, so that every past moment is read as quickly as now."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

from crm_core.base.intervals import fork_day

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
BATCH = 10_000

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deal_states", sa.Column("fork_day", sa.Integer(), nullable=True))
    _file_under_days()
    with op.batch_alter_table("deal_states") as table:
        table.alter_column("fork_day", existing_type=sa.Integer(), nullable=False)
    op.drop_index("ix_deal_states_time", "deal_states")
    op.drop_index("ix_deal_states_change_set", "deal_states")
    op.create_index("ix_deal_states_time", "deal_states", ["outcome", "fork_day", "valid_to", "valid_from"])
    op.create_index("ix_deal_states_begun", "deal_states", ["outcome", "valid_from"])


def _file_under_days() -> None:
    states = sa.table(
        "deal_states",
        sa.column("id", sa.Integer()),
        sa.column("valid_from", INSTANT),
        sa.column("valid_to", INSTANT),
        sa.column("fork_day", sa.Integer()),
    )
    connection = op.get_bind()
    statement = states.update().where(states.c.id == sa.bindparam("row")).values(fork_day=sa.bindparam("day"))
    last = 0
    while rows := connection.execute(
        sa.select(states.c.id, states.c.valid_from, states.c.valid_to)
        .where(states.c.id > last)
        .order_by(states.c.id)
        .limit(BATCH)
    ).all():
        connection.execute(
            statement, [{"row": row.id, "day": fork_day(_aware(row.valid_from), _aware(row.valid_to))} for row in rows]
        )
        last = rows[-1].id


def _aware(at: dt.datetime) -> dt.datetime:
    """An instant as the databases give it: SQLite without its zone, which is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def downgrade() -> None:
    op.drop_index("ix_deal_states_begun", "deal_states")
    op.drop_index("ix_deal_states_time", "deal_states")
    with op.batch_alter_table("deal_states") as table:
        table.drop_column("fork_day")
    op.create_index("ix_deal_states_change_set", "deal_states", ["change_set_id"])
    op.create_index("ix_deal_states_time", "deal_states", ["outcome", "valid_to", "valid_from"])
