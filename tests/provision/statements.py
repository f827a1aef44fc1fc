"""What SQLAlchemy makes of our statements, kept for all databases of a test process.

Every test opens a database of its own, and to an engine of its own each statement is new: making them into SQL would
be a third of the whole run. Engines of one kind make the same of them, so they share what was made.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Engine, make_url

MOST = 4_000
_made: dict[str, Shared] = {}


class Shared(dict[Any, Any]):
    """Compiled statements by what they say, whichever engine asks: the first part of a key is the asking dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, made: Any) -> None:
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(key[1:], made)


@cache
def share() -> None:
    """Let every engine that the house makes from now on use what others made before it."""
    from crm_core.base import database  # here: only tests that need a database load it

    create = database.create_engine

    def with_shared(url: Any, **options: Any) -> Engine:
        kept = _made.setdefault(make_url(url).get_backend_name(), Shared())
        return create(url, execution_options={"compiled_cache": kept}, **options)

    database.create_engine = with_shared
