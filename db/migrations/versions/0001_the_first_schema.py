"""The first schema: every table, and the trigram indexes of quick search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
SEARCHED = ("customers", "contacts", "deals", "products")


def sort_key(length: int) -> sa.types.TypeEngine[str]:
    """Text compared byte by byte on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("g_year", sa.Integer(), nullable=False),
        sa.Column("g_quarter", sa.Integer(), nullable=False),
        sa.Column("g_month", sa.Integer(), nullable=False),
        sa.Column("g_week_year", sa.Integer(), nullable=False),
        sa.Column("g_week", sa.Integer(), nullable=False),
        sa.Column("g_month_start", sa.Date(), nullable=False),
        sa.Column("g_quarter_start", sa.Date(), nullable=False),
        sa.Column("g_year_start", sa.Date(), nullable=False),
        sa.Column("j_year", sa.Integer(), nullable=False),
        sa.Column("j_quarter", sa.Integer(), nullable=False),
        sa.Column("j_month", sa.Integer(), nullable=False),
        sa.Column("j_week_year", sa.Integer(), nullable=False),
        sa.Column("j_week", sa.Integer(), nullable=False),
        sa.Column("j_month_start", sa.Date(), nullable=False),
        sa.Column("j_quarter_start", sa.Date(), nullable=False),
        sa.Column("j_year_start", sa.Date(), nullable=False),
        sa.Column("f_year", sa.Integer(), nullable=False),
        sa.Column("f_quarter", sa.Integer(), nullable=False),
        sa.Column("f_month", sa.Integer(), nullable=False),
        sa.Column("f_year_start", sa.Date(), nullable=False),
        sa.Column("work", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "contact_points",
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    op.create_index("ix_contact_points_key", "contact_points", ["key"], unique=False)
    op.create_index("ix_contact_points_record", "contact_points", ["entity", "record_id"], unique=False)

    op.create_table(
        "data_versions",
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_data_versions")),
    )
    op.create_table(
        "pipelines",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipelines")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "products",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("family", sa.String(length=120), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("unit_of_sale", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("sort_key", sort_key(400), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_products_code", "products", ["code"], unique=False)
    op.create_index("ix_products_external_id", "products", ["external_id"], unique=False)
    op.create_index("ix_products_name_key", "products", ["name_key"], unique=False)
    op.create_index("ix_products_sort_key", "products", ["sort_key", "id"], unique=False)

    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "tags",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("key", name=op.f("uq_tags_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "units",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_units_name_key", "units", ["name_key"], unique=False)
    op.create_index("ix_units_parent_id", "units", ["parent_id"], unique=False)

    op.create_table(
        "stages",
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("stuck_days", sa.Integer(), nullable=True),
        sa.Column("folded", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipelines.id"], name=op.f("fk_stages_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stages_pipeline_id", "stages", ["pipeline_id"], unique=False)

    op.create_table(
        "taggings",
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_taggings_tag_id")),
        sa.PrimaryKeyConstraint("entity", "record_id", "tag_id", name=op.f("pk_taggings")),
    )
    op.create_index("ix_taggings_tag", "taggings", ["tag_id", "entity", "record_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("calendar", sa.String(length=10), nullable=True),
        sa.Column("digits", sa.String(length=10), nullable=True),
        sa.Column("theme", sa.String(length=10), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_users_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_users_name_key", "users", ["name_key"], unique=False)
    op.create_index("ix_users_unit_id", "users", ["unit_id"], unique=False)
    op.create_index("uq_users_email_key", "users", ["email_key"], unique=True)

    op.create_table(
        "change_sets",
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("context", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_change_sets_actor_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["change_sets.id"], name=op.f("fk_change_sets_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_sets")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_sets_actor_id", "change_sets", ["actor_id"], unique=False)
    op.create_index("ix_change_sets_at", "change_sets", ["at"], unique=False)

    op.create_table(
        "customers",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=True),
        sa.Column("party", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("national_id", sa.String(length=30), nullable=True),
        sa.Column("registration_number", sa.String(length=30), nullable=True),
        sa.Column("economic_code", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("mobile", sa.String(length=60), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("country", sa.String(length=80), nullable=True),
        sa.Column("province", sa.String(length=80), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("industry", sa.String(length=120), nullable=True),
        sa.Column("size", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("tier", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=60), nullable=True),
        sa.Column("life_cycle", sa.String(length=60), nullable=True),
        sa.Column("channel", sa.String(length=120), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.Column("annual_revenue", sa.BigInteger(), nullable=True),
        sa.Column("purchases_to_date", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("sort_key", sort_key(400), nullable=False),
        sa.Column("city_key", sort_key(120), nullable=True),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone_key", sa.String(length=40), nullable=True),
        sa.Column("mobile_key", sa.String(length=40), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_customers_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_customers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customers_city_key", "customers", ["city_key", "id"], unique=False)
    op.create_index("ix_customers_customer_since", "customers", ["customer_since"], unique=False)
    op.create_index("ix_customers_email_key", "customers", ["email_key"], unique=False)
    op.create_index("ix_customers_external_id", "customers", ["external_id"], unique=False)
    op.create_index("ix_customers_last_contact_on", "customers", ["last_contact_on", "id"], unique=False)
    op.create_index("ix_customers_mobile_key", "customers", ["mobile_key"], unique=False)
    op.create_index("ix_customers_name_key", "customers", ["name_key"], unique=False)
    op.create_index("ix_customers_national_id", "customers", ["national_id"], unique=False)
    op.create_index("ix_customers_owner_status", "customers", ["owner_id", "status", "sort_key"], unique=False)
    op.create_index("ix_customers_phone_key", "customers", ["phone_key"], unique=False)
    op.create_index("ix_customers_sort_key", "customers", ["sort_key", "id"], unique=False)
    op.create_index("ix_customers_unit_id", "customers", ["unit_id"], unique=False)

    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_one_time_links_made_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_one_time_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_index("ix_one_time_links_user_id", "one_time_links", ["user_id"], unique=False)

    op.create_table(
        "saved_views",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("sharing", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_saved_views_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_saved_views_owner_id", "saved_views", ["owner_id"], unique=False)

    op.create_table(
        "targets",
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=15), nullable=False),
        sa.Column("calendar", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_targets_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_targets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_targets_start_scope", "targets", ["start", "scope"], unique=False)

    op.create_table(
        "user_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_sessions_token_hash")),
    )
    op.create_index("ix_user_sessions_user_id", "user_sessions", ["user_id"], unique=False)

    op.create_table(
        "changes",
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_sets.id"], name=op.f("fk_changes_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_record", "changes", ["entity", "record_id"], unique=False)
    op.create_index("ix_changes_set", "changes", ["change_set_id"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("national_id", sa.String(length=30), nullable=True),
        sa.Column("job_title", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("mobile", sa.String(length=60), nullable=True),
        sa.Column("country", sa.String(length=80), nullable=True),
        sa.Column("province", sa.String(length=80), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("status", sa.String(length=60), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("first_seen", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("sort_key", sort_key(400), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone_key", sa.String(length=40), nullable=True),
        sa.Column("mobile_key", sa.String(length=40), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_contacts_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contacts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contacts_customer_id", "contacts", ["customer_id"], unique=False)
    op.create_index("ix_contacts_email_key", "contacts", ["email_key"], unique=False)
    op.create_index("ix_contacts_external_id", "contacts", ["external_id"], unique=False)
    op.create_index("ix_contacts_mobile_key", "contacts", ["mobile_key"], unique=False)
    op.create_index("ix_contacts_name_key", "contacts", ["name_key"], unique=False)
    op.create_index("ix_contacts_owner_id", "contacts", ["owner_id"], unique=False)
    op.create_index("ix_contacts_phone_key", "contacts", ["phone_key"], unique=False)
    op.create_index("ix_contacts_sort_key", "contacts", ["sort_key", "id"], unique=False)

    op.create_table(
        "import_runs",
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=True),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("change_set_id", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_import_runs_actor_id")),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_sets.id"], name=op.f("fk_import_runs_change_set_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_import_runs_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("token", name=op.f("uq_import_runs_token")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_runs_actor_id", "import_runs", ["actor_id"], unique=False)
    op.create_index("ix_import_runs_file_hash", "import_runs", ["file_hash"], unique=False)

    op.create_table(
        "deals",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("expected_close", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=5), nullable=False),
        sa.Column("lost_reason", sa.String(length=120), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("next_step", sa.String(length=300), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sort_key", sort_key(400), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_deals_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_deals_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_deals_owner_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipelines.id"], name=op.f("fk_deals_pipeline_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_deals_stage_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deals_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deals_contact_id", "deals", ["contact_id"], unique=False)
    op.create_index("ix_deals_customer_id", "deals", ["customer_id"], unique=False)
    op.create_index("ix_deals_external_id", "deals", ["external_id"], unique=False)
    op.create_index("ix_deals_opened_on", "deals", ["opened_on", "owner_id", "unit_id", "amount"], unique=False)
    op.create_index(
        "ix_deals_outcome_closed_on",
        "deals",
        ["outcome", "closed_on", "owner_id", "unit_id", "amount"],
        unique=False,
    )
    op.create_index("ix_deals_owner_outcome", "deals", ["owner_id", "outcome"], unique=False)
    op.create_index("ix_deals_sort_key", "deals", ["sort_key", "id"], unique=False)
    op.create_index("ix_deals_stage_id", "deals", ["outcome", "stage_id", "amount", "id"], unique=False)
    op.create_index("ix_deals_unit_id", "deals", ["unit_id"], unique=False)

    op.create_table(
        "import_problems",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_problems_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problems")),
    )
    op.create_index("ix_import_problems_run_id", "import_problems", ["run_id"], unique=False)

    op.create_table(
        "deal_lines",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_deal_lines_deal_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_deal_lines_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_lines")),
    )
    op.create_index("ix_deal_lines_deal_product", "deal_lines", ["deal_id", "product_id", "amount"], unique=False)
    op.create_index("ix_deal_lines_product_id", "deal_lines", ["product_id"], unique=False)

    op.create_table(
        "deal_states",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_to", INSTANT, nullable=False),
        sa.Column("change_set_id", sa.Integer(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_close", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=5), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_sets.id"], name=op.f("fk_deal_states_change_set_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_deal_states_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_deal_states_owner_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipelines.id"], name=op.f("fk_deal_states_pipeline_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_deal_states_stage_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deal_states_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_states")),
    )
    op.create_index("ix_deal_states_change_set", "deal_states", ["change_set_id"], unique=False)
    op.create_index("ix_deal_states_deal", "deal_states", ["deal_id", "valid_from"], unique=False)
    op.create_index("ix_deal_states_time", "deal_states", ["outcome", "valid_to", "valid_from"], unique=False)

    op.create_table(
        "interactions",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=True),
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
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_interactions_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_interactions_customer_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_interactions_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_interactions_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_interactions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interactions_contact_id", "interactions", ["contact_id"], unique=False)
    op.create_index("ix_interactions_customer", "interactions", ["customer_id", "happened_on"], unique=False)
    op.create_index("ix_interactions_deal_id", "interactions", ["deal_id"], unique=False)
    op.create_index("ix_interactions_external_id", "interactions", ["external_id"], unique=False)
    op.create_index("ix_interactions_happened_on", "interactions", ["happened_on", "owner_id", "unit_id"], unique=False)
    op.create_index("ix_interactions_owner_id", "interactions", ["owner_id"], unique=False)
    op.create_index("ix_interactions_unit_id", "interactions", ["unit_id"], unique=False)

    op.create_table(
        "notes",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_notes_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notes_customer_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_notes_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_notes_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_contact_id", "notes", ["contact_id"], unique=False)
    op.create_index("ix_notes_customer_id", "notes", ["customer_id"], unique=False)
    op.create_index("ix_notes_deal_id", "notes", ["deal_id"], unique=False)
    op.create_index("ix_notes_owner_id", "notes", ["owner_id"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=True),
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
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_tasks_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tasks_customer_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_tasks_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tasks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_contact_id", "tasks", ["contact_id"], unique=False)
    op.create_index("ix_tasks_customer_id", "tasks", ["customer_id"], unique=False)
    op.create_index("ix_tasks_deal_id", "tasks", ["deal_id"], unique=False)
    op.create_index("ix_tasks_done_on", "tasks", ["done_on", "owner_id", "unit_id"], unique=False)
    op.create_index("ix_tasks_external_id", "tasks", ["external_id"], unique=False)
    op.create_index("ix_tasks_owner_due", "tasks", ["owner_id", "done_on", "due_on"], unique=False)
    op.create_index("ix_tasks_unit_id", "tasks", ["unit_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TABLE search_triggers_off (id INTEGER PRIMARY KEY)")
    for table in SEARCHED:
        _index_for_search(table)


def _index_for_search(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        if op.get_bind().scalar(sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")) is None:
            return  # search works without the index, slowly
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (search_key gin_trgm_ops)")
        return
    fts = f"{table}_fts"
    op.execute(
        f"CREATE VIRTUAL TABLE {fts} USING fts5("
        f"search_key, content='{table}', content_rowid='id', tokenize='trigram case_sensitive 1')"
    )
    gone = f"INSERT INTO {fts}({fts}, rowid, search_key) VALUES ('delete', old.id, old.search_key);"
    come = f"INSERT INTO {fts}(rowid, search_key) VALUES (new.id, new.search_key);"
    watched = "NOT EXISTS (SELECT 1 FROM search_triggers_off)"
    op.execute(f"CREATE TRIGGER {fts}_insert AFTER INSERT ON {table} WHEN {watched} BEGIN {come} END")
    op.execute(f"CREATE TRIGGER {fts}_delete AFTER DELETE ON {table} BEGIN {gone} END")
    op.execute(
        f"CREATE TRIGGER {fts}_update AFTER UPDATE OF search_key ON {table} "
        f"WHEN old.search_key <> new.search_key BEGIN {gone} {come} END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SEARCHED:
            op.execute(f"DROP TABLE {table}_fts")
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_fts_{event}")
        op.execute("DROP TABLE search_triggers_off")
    op.drop_index("ix_tasks_unit_id", "tasks")
    op.drop_index("ix_tasks_owner_due", "tasks")
    op.drop_index("ix_tasks_external_id", "tasks")
    op.drop_index("ix_tasks_done_on", "tasks")
    op.drop_index("ix_tasks_deal_id", "tasks")
    op.drop_index("ix_tasks_customer_id", "tasks")
    op.drop_index("ix_tasks_contact_id", "tasks")

    op.drop_table("tasks")
    op.drop_index("ix_notes_owner_id", "notes")
    op.drop_index("ix_notes_deal_id", "notes")
    op.drop_index("ix_notes_customer_id", "notes")
    op.drop_index("ix_notes_contact_id", "notes")

    op.drop_table("notes")
    op.drop_index("ix_interactions_unit_id", "interactions")
    op.drop_index("ix_interactions_owner_id", "interactions")
    op.drop_index("ix_interactions_happened_on", "interactions")
    op.drop_index("ix_interactions_external_id", "interactions")
    op.drop_index("ix_interactions_deal_id", "interactions")
    op.drop_index("ix_interactions_customer", "interactions")
    op.drop_index("ix_interactions_contact_id", "interactions")

    op.drop_table("interactions")
    op.drop_index("ix_deal_states_time", "deal_states")
    op.drop_index("ix_deal_states_deal", "deal_states")
    op.drop_index("ix_deal_states_change_set", "deal_states")

    op.drop_table("deal_states")
    op.drop_index("ix_deal_lines_product_id", "deal_lines")
    op.drop_index("ix_deal_lines_deal_product", "deal_lines")

    op.drop_table("deal_lines")
    op.drop_index("ix_import_problems_run_id", "import_problems")

    op.drop_table("import_problems")
    op.drop_index("ix_deals_unit_id", "deals")
    op.drop_index("ix_deals_stage_id", "deals")
    op.drop_index("ix_deals_sort_key", "deals")
    op.drop_index("ix_deals_owner_outcome", "deals")
    op.drop_index("ix_deals_outcome_closed_on", "deals")
    op.drop_index("ix_deals_opened_on", "deals")
    op.drop_index("ix_deals_external_id", "deals")
    op.drop_index("ix_deals_customer_id", "deals")
    op.drop_index("ix_deals_contact_id", "deals")

    op.drop_table("deals")
    op.drop_index("ix_import_runs_file_hash", "import_runs")
    op.drop_index("ix_import_runs_actor_id", "import_runs")

    op.drop_table("import_runs")
    op.drop_index("ix_contacts_sort_key", "contacts")
    op.drop_index("ix_contacts_phone_key", "contacts")
    op.drop_index("ix_contacts_owner_id", "contacts")
    op.drop_index("ix_contacts_name_key", "contacts")
    op.drop_index("ix_contacts_mobile_key", "contacts")
    op.drop_index("ix_contacts_external_id", "contacts")
    op.drop_index("ix_contacts_email_key", "contacts")
    op.drop_index("ix_contacts_customer_id", "contacts")

    op.drop_table("contacts")
    op.drop_index("ix_changes_set", "changes")
    op.drop_index("ix_changes_record", "changes")

    op.drop_table("changes")
    op.drop_index("ix_user_sessions_user_id", "user_sessions")

    op.drop_table("user_sessions")
    op.drop_index("ix_targets_start_scope", "targets")

    op.drop_table("targets")
    op.drop_index("ix_saved_views_owner_id", "saved_views")

    op.drop_table("saved_views")
    op.drop_index("ix_one_time_links_user_id", "one_time_links")

    op.drop_table("one_time_links")
    op.drop_index("ix_customers_unit_id", "customers")
    op.drop_index("ix_customers_sort_key", "customers")
    op.drop_index("ix_customers_phone_key", "customers")
    op.drop_index("ix_customers_owner_status", "customers")
    op.drop_index("ix_customers_national_id", "customers")
    op.drop_index("ix_customers_name_key", "customers")
    op.drop_index("ix_customers_mobile_key", "customers")
    op.drop_index("ix_customers_last_contact_on", "customers")
    op.drop_index("ix_customers_external_id", "customers")
    op.drop_index("ix_customers_email_key", "customers")
    op.drop_index("ix_customers_customer_since", "customers")
    op.drop_index("ix_customers_city_key", "customers")

    op.drop_table("customers")
    op.drop_index("ix_change_sets_at", "change_sets")
    op.drop_index("ix_change_sets_actor_id", "change_sets")

    op.drop_table("change_sets")
    op.drop_index("uq_users_email_key", "users")
    op.drop_index("ix_users_unit_id", "users")
    op.drop_index("ix_users_name_key", "users")

    op.drop_table("users")
    op.drop_index("ix_taggings_tag", "taggings")

    op.drop_table("taggings")
    op.drop_index("ix_stages_pipeline_id", "stages")

    op.drop_table("stages")
    op.drop_index("ix_units_parent_id", "units")
    op.drop_index("ix_units_name_key", "units")

    op.drop_table("units")
    op.drop_table("tags")
    op.drop_table("settings")
    op.drop_index("ix_products_sort_key", "products")
    op.drop_index("ix_products_name_key", "products")
    op.drop_index("ix_products_external_id", "products")
    op.drop_index("ix_products_code", "products")

    op.drop_table("products")
    op.drop_table("pipelines")
    op.drop_table("data_versions")
    op.drop_index("ix_contact_points_record", "contact_points")
    op.drop_index("ix_contact_points_key", "contact_points")

    op.drop_table("contact_points")
    op.drop_table("calendar_days")
