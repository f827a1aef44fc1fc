"""How many days lie between a column and a moment, said to either database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, Integer, bindparam, cast, func, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_since(FunctionElement[int]):  # noqa: N801 - it reads as the number that it is
    """Whole days from a column of days to `moment`, a day, or from one of instants to `moment`, an instant."""

    type = Integer()
    inherit_cache = True

    def __init__(self, column: Any, moment: dt.date) -> None:
        super().__init__(column, bindparam(None, moment, type_=column.type, unique=True))


@compiles(days_since)
def _by_julian_day(element: days_since, compiler: SQLCompiler, **kw: Any) -> str:
    column, moment = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(julianday({moment}) - julianday({column}) AS INTEGER)"


@compiles(days_since, "postgresql")
def _by_interval(element: days_since, compiler: SQLCompiler, **kw: Any) -> str:
    column, moment = element.clauses
    if isinstance(column.type, Date):
        return f"({compiler.process(cast(moment, Date), **kw)} - {compiler.process(column, **kw)})"
    seconds = func.extract("epoch", type_coerce(moment, column.type) - column)
    return f"CAST(floor({compiler.process(seconds, **kw)} / 86400) AS INTEGER)"


class least(FunctionElement[Any]):  # noqa: N801 - as SQL calls it
    """The smallest of several values, none of which may be empty."""

    inherit_cache = True

    def __init__(self, *values: Any) -> None:
        super().__init__(*values)
        self.type = values[0].type


@compiles(least)
def _least_by_min(element: least, compiler: SQLCompiler, **kw: Any) -> str:
    return f"min({', '.join(compiler.process(one, **kw) for one in element.clauses)})"


@compiles(least, "postgresql")
def _least(element: least, compiler: SQLCompiler, **kw: Any) -> str:
    return f"least({', '.join(compiler.process(one, **kw) for one in element.clauses)})"
