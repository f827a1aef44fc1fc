"""Custom fields, data quality, documents, relations, views, and what people are told in the app."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
SLOT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EXTENDED = ("customers", "contacts", "deals", "products", "tasks")
SLOTS = (
    ("text", 16, sa.String(500)),
    ("number", 6, sa.Float()),
    ("money", 4, sa.BigInteger()),
    ("day", 6, sa.Date()),
    ("flag", 6, sa.Boolean()),
    ("link", 4, sa.Integer()),
)
COLUMNS = {
    "customers": {
        "confirmed_on": sa.Date(),
        "next_task_on": sa.Date(),
        "open_deals": sa.Integer(),
        "open_amount": sa.BigInteger(),
        "won_amount": sa.BigInteger(),
        "birthday_key": sa.Integer(),
        "completeness": sa.Integer(),
        "faults": sa.Integer(),
    },
    "contacts": {
        "role": sa.String(60),
        "confirmed_on": sa.Date(),
        "birthday_key": sa.Integer(),
        "completeness": sa.Integer(),
        "faults": sa.Integer(),
    },
}
INDEXED = {
    "customers": (
        "created_at",
        "confirmed_on",
        "completeness",
        "open_amount",
        "won_amount",
        "next_task_on",
        "birthday_key",
    ),
    "contacts": ("completeness",),
}


def upgrade() -> None:
    for table in EXTENDED:
        for name, kind in _slots():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table, columns in COLUMNS.items():
        for name, column in columns.items():
            op.add_column(table, sa.Column(name, column, nullable=True))
    _fill()
    for table, names in INDEXED.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name, "id"])
    _create_custom_fields()
    _create_grid_layouts()
    _create_notifications()
    _create_quality_days()
    _create_customer_relations()
    _create_addresses()
    _create_important_dates()
    _create_documents()


def _slots() -> list[tuple[str, sa.types.TypeEngine]]:
    found: list[tuple[str, sa.types.TypeEngine]] = []
    for kind, many, column in SLOTS:
        for place in range(1, many + 1):
            found.append((f"x_{kind}_{place}", column))
            if kind == "text":
                found.append((f"x_{kind}_{place}_key", SLOT_KEY))
    return found


def _fill() -> None:
    """What customers now keep of their deals and tasks; amounts are those in the company's currency."""
    currency = op.get_bind().execute(sa.text("SELECT value FROM settings WHERE key = 'currency'")).scalar()
    said = str(currency).strip('"') if currency else None
    own = "AND deals.currency = :currency" if said else ""
    of = "FROM deals WHERE deals.customer_id = customers.id AND deals.deleted_at IS NULL"
    statements = {
        f"UPDATE customers SET open_deals = (SELECT nullif(count(*), 0) {of} AND deals.outcome = 'open')": False,
        f"UPDATE customers SET open_amount = (SELECT sum(amount) {of} AND deals.outcome = 'open' {own})": True,
        f"UPDATE customers SET won_amount = (SELECT sum(amount) {of} AND deals.outcome = 'won' {own})": True,
        "UPDATE customers SET next_task_on = (SELECT min(due_on) FROM tasks WHERE tasks.customer_id = customers.id "
        "AND tasks.deleted_at IS NULL AND tasks.done_on IS NULL)": False,
    }
    for statement, with_currency in statements.items():
        given = {"currency": said} if with_currency and said else {}
        op.get_bind().execute(sa.text(statement), given)


def _create_custom_fields() -> None:
    op.create_table(
        "custom_fields",
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=True),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("in_grid", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_custom_fields"),
        sqlite_autoincrement=True,
    )


def _create_grid_layouts() -> None:
    op.create_table(
        "grid_layouts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("grid", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_grid_layouts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grid_layouts"),
    )
    op.create_index("uq_grid_layouts_user_grid", "grid_layouts", ["user_id", "grid"], unique=True)


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name="fk_notifications_from_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notifications_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
    )
    op.create_index("ix_notifications_user", "notifications", ["user_id", "read_at", "at"])


def _create_quality_days() -> None:
    op.create_table(
        "quality_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("completeness", sa.BigInteger(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_quality_days_owner_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_quality_days_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_days"),
    )
    op.create_index("ix_quality_days_day", "quality_days", ["day", "entity", "owner_id"])


def _create_customer_relations() -> None:
    op.create_table(
        "customer_relations",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_customer_relations_customer_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customers.id"], name="fk_customer_relations_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_relations"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_relations_customer_id", "customer_relations", ["customer_id"])
    op.create_index("ix_customer_relations_other_id", "customer_relations", ["other_id"])


def _create_addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=80), nullable=True),
        sa.Column("province", sa.String(length=80), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_addresses_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_addresses_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_addresses_contact_id", "addresses", ["contact_id"])
    op.create_index("ix_addresses_customer_id", "addresses", ["customer_id"])


def _create_important_dates() -> None:
    op.create_table(
        "important_dates",
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_important_dates_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_important_dates_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_important_dates"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_important_dates_contact_id", "important_dates", ["contact_id"])
    op.create_index("ix_important_dates_customer_id", "important_dates", ["customer_id"])


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_documents_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_documents_customer_id"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_documents_deal_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_documents_owner_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_documents_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_documents_contact_id", "documents", ["contact_id"])
    op.create_index("ix_documents_content_hash", "documents", ["content_hash"])
    op.create_index("ix_documents_customer_id", "documents", ["customer_id"])
    op.create_index("ix_documents_deal_id", "documents", ["deal_id"])
    op.create_index("ix_documents_owner_id", "documents", ["owner_id"])


def downgrade() -> None:
    for table in (
        "documents",
        "important_dates",
        "addresses",
        "customer_relations",
        "quality_days",
        "notifications",
        "grid_layouts",
        "custom_fields",
    ):
        op.drop_table(table)
    for table, names in INDEXED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
    for table in EXTENDED:
        for name, _kind in _slots():
            op.drop_column(table, name)
