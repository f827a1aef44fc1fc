"""Parts of a deal, fields that a stage asks for, reviews with their promises, targets of more kinds, submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
LIST = sa.JSON(none_as_null=True)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ADDED = {
    "stages": (("required", LIST),),
    "deals": (("won_reason", sa.String(120)), ("judgement", sa.String(10))),
    "targets": (("customer_id", sa.Integer()), ("segment_field", sa.String(60)), ("segment_value", sa.String(300))),
}
TABLES = {
    "deal_contacts": {
        "deal_id!": "deals",
        "contact_id!": "contacts",
        "role": sa.String(60),
    },
    "competitors": {
        "deal_id!": "deals",
        "name!": sa.String(200),
        "name_key!": sa.String(200),
        "threat": sa.String(10),
        "offer": sa.BigInteger(),
        "note": sa.Text(),
        "won": sa.Boolean(),
    },
    "reviews": {
        "unit_id": "units",
        "owner_id": "users",
        "held_on!": sa.Date(),
        "since!": INSTANT,
        "until": INSTANT,
        "next_on": sa.Date(),
        "closed_at": INSTANT,
        "present": LIST,
        "note": sa.Text(),
        "document": LIST,
    },
    "review_deals": {
        "review_id!": "reviews",
        "deal_id!": "deals",
        "note": sa.Text(),
        "discussed_at": INSTANT,
    },
    "promises": {
        "review_id!": "reviews",
        "deal_id": "deals",
        "owner_id": "users",
        "unit_id": "units",
        "what!": sa.String(300),
        "until!": sa.Date(),
        "task_id": "tasks",
        "outcome": sa.String(10),
        "settled_in_id": "reviews",
    },
    "submissions": {
        "user_id!": "users",
        "unit_id": "units",
        "step!": sa.String(15),
        "calendar!": sa.String(10),
        "start!": sa.Date(),
        "end!": sa.Date(),
        "amount!": sa.BigInteger(),
        "commit_amount": sa.BigInteger(),
        "note": sa.Text(),
        "at!": INSTANT,
        "said_by_id": "users",
    },
    "commission_rules": {
        "name!": sa.String(120),
        "measure!": sa.String(40),
        "step!": sa.String(15),
        "unit_id": "units",
        "user_id": "users",
        "tiers!": LIST,
        "whole!": sa.Boolean(),
        "starts_on": sa.Date(),
        "ends_on": sa.Date(),
    },
}
"""Tables of tracked records: columns by name ("!" where they are never empty), or the table that they lead to."""
INDEXES = {
    "ix_deal_contacts_deal": ("deal_contacts", ["deal_id", "contact_id"]),
    "ix_deal_contacts_contact_id": ("deal_contacts", ["contact_id"]),
    "ix_competitors_deal_id": ("competitors", ["deal_id"]),
    "ix_competitors_name_key": ("competitors", ["name_key"]),
    "ix_reviews_unit": ("reviews", ["unit_id", "until"]),
    "ix_review_deals_review": ("review_deals", ["review_id", "deal_id"]),
    "ix_review_deals_deal_id": ("review_deals", ["deal_id"]),
    "ix_promises_review_id": ("promises", ["review_id"]),
    "ix_promises_deal_id": ("promises", ["deal_id"]),
    "ix_promises_task_id": ("promises", ["task_id"]),
    "ix_submissions_user": ("submissions", ["user_id", "start", "at"]),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in columns:
                batch.add_column(sa.Column(name, kind, nullable=True))
            if table == "targets":
                batch.create_foreign_key("fk_targets_customer_id", "customers", ["customer_id"], ["id"])
    for table, described in TABLES.items():
        _create(table, described)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def _create(table: str, described: dict[str, object]) -> None:
    columns: list[sa.Column | sa.ForeignKeyConstraint] = []
    for said, kind in described.items():
        name, needed = said.removesuffix("!"), said.endswith("!")
        if isinstance(kind, str):
            columns.append(sa.Column(name, sa.Integer(), nullable=not needed))
            columns.append(sa.ForeignKeyConstraint([name], [f"{kind}.id"], name=f"fk_{table}_{name}"))
        else:
            columns.append(sa.Column(name, kind, nullable=not needed))  # type: ignore[arg-type]
    op.create_table(
        table,
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            if table == "targets":
                batch.drop_constraint("fk_targets_customer_id", type_="foreignkey")
            for name, _kind in columns:
                batch.drop_column(name)
