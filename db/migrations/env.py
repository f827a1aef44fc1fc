"""Alembic's entry: runs the migrations on the engine that crm_core.base.database hands in."""

from __future__ import annotations

from alembic import context

from crm_core.models import Model


def _of_search(kind: str, name: str) -> bool:
    """Whether this belongs to quick search, which the models do not describe."""
    return (kind == "table" and ("_fts" in name or name == "search_triggers_off")) or (
        kind == "index" and name.endswith("_search")
    )


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=lambda thing, name, kind, *_rest: not _of_search(kind, name or ""),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
