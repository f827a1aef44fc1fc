"""Orders and their lines, what lists taught, records merged into others, and which process writes a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
SORT_KEY = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_orders()
    _create_lessons()
    for table in ("customers", "contacts"):
        op.add_column(table, sa.Column("merged_into_id", sa.Integer(), nullable=True))
        op.create_index(f"ix_{table}_merged_into_id", table, ["merged_into_id"])
    op.add_column("import_runs", sa.Column("process", sa.String(120), nullable=True))
    op.add_column("import_runs", sa.Column("rest_of_id", sa.Integer(), nullable=True))
    op.create_index("ix_import_runs_rest_of_id", "import_runs", ["rest_of_id"])


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("status_said", sa.String(60), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=True),
        sa.Column("terms", sa.String(300), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("number_key", sa.String(120), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_orders_contact_id"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_orders_deal_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_orders_owner_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_orders_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sqlite_autoincrement=True,
    )
    for column in ("contact_id", "deal_id", "unit_id", "number_key"):
        op.create_index(f"ix_orders_{column}", "orders", [column])
    op.create_index("ix_orders_sort_key", "orders", ["sort_key", "id"])
    op.create_index("ix_orders_customer", "orders", ["customer_id", "ordered_on"])
    read_by_reports = ["ordered_on", "status", "owner_id", "unit_id", "customer_id", "amount"]
    op.create_index("ix_orders_ordered_on", "orders", read_by_reports)
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(120), nullable=True),
        sa.Column("quantity", sa.Float(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.Float(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_order_lines_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_lines"),
    )
    op.create_index("ix_order_lines_product_id", "order_lines", ["product_id"])
    op.create_index("ix_order_lines_order_product", "order_lines", ["order_id", "product_id", "amount"])


def _create_lessons() -> None:
    op.create_table(
        "list_memories",
        sa.Column("header", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_list_memories_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_list_memories"),
        sa.UniqueConstraint("header", "kind", name="uq_list_memories_header_kind"),
    )
    op.create_table(
        "not_same",
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_not_same_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_not_same"),
        sa.UniqueConstraint("entity", "low_id", "high_id", name="uq_not_same_entity_low_id_high_id"),
    )
    op.create_index("ix_not_same_high_id", "not_same", ["high_id"])


def downgrade() -> None:
    op.drop_index("ix_import_runs_rest_of_id", "import_runs")
    op.drop_column("import_runs", "rest_of_id")
    op.drop_column("import_runs", "process")
    for table in ("contacts", "customers"):
        op.drop_index(f"ix_{table}_merged_into_id", table)
        op.drop_column(table, "merged_into_id")
    for table in ("not_same", "list_memories", "order_lines", "orders"):
        op.drop_table(table)
