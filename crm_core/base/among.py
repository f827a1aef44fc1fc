"""A question about many numbers at once, put to either database as one parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType


class _Numbers(TypeDecorator[Any]):
    """Many numbers as one parameter of a statement: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        listed = ",".join(map(str, value))
        return f"{{{listed}}}" if dialect.name == "postgresql" else f"[{listed}]"


class among(FunctionElement[bool]):  # noqa: N801 - it reads as the condition that it is
    """Whether a column holds one of many numbers; like `in_`, which spends more time on its parameters than the
    database on the question."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any] | InstrumentedAttribute[Any], numbers: Iterable[int]) -> None:
        super().__init__(column, bindparam(None, list(numbers), type_=_Numbers(), unique=True))

    def self_group(self, against: OperatorType | None = None) -> Any:
        """Itself: it is a condition already. `… = 1`, as truth is asked of SQLite, would keep it from the index."""
        return self


@compiles(among)
def _among_listed(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = element.clauses
    return f"{compiler.process(column, **kw)} IN (SELECT value FROM json_each({compiler.process(numbers, **kw)}))"


@compiles(among, "postgresql")
def _among_array(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = element.clauses
    # Not `= ANY(array)`: right after a large import, before the table is analysed, that compares all with all.
    listed = f"CAST({compiler.process(numbers, **kw)} AS BIGINT[])"
    return f"{compiler.process(column, **kw)} IN (SELECT unnest({listed}))"
