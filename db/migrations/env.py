"""Alembic's entry: runs the migrations on the engine that crm_core.base.database hands in."""

from __future__ import annotations

from alembic import context

from crm_core.models import Model


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=lambda thing, name, kind, *_rest: not (kind == "table" and "_fts" in (name or "")),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
