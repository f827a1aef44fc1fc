"""The expressions of a statement worked out over columns in memory, as the database would: nothing is neither true
nor false, texts are compared by the database itself (once for each text that there is)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sqlalchemy import Alias, Select, case, not_, select
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    AsBoolean,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Case,
    ColumnClause,
    False_,
    Grouping,
    Label,
    Null,
    True_,
    TypeCoerce,
)
from sqlalchemy.sql.functions import Function, FunctionElement, coalesce
from sqlalchemy.sql.selectable import Exists, ScalarSelect, SelectStatementGrouping

from ..base.database import places_of_texts
from ._columns_frame import MODELS, Frame, Source, Truth, Unknown, Value, all_true, any_true, number_of, opposite
from ._columns_store import Table

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Node = Any
MOST_WORDS = 20_000
"""Of more different texts than this the database is asked."""
_SAFE = 2**62
_ARITHMETIC: Mapping[Any, Callable[[Any, Any], Any]] = {
    operators.add: np.add,
    operators.sub: np.subtract,
    operators.mul: np.multiply,
}
_COMPARE: Mapping[Any, Callable[[Any, Any], Any]] = {
    operators.eq: np.equal,
    operators.ne: np.not_equal,
    operators.lt: np.less,
    operators.le: np.less_equal,
    operators.gt: np.greater,
    operators.ge: np.greater_equal,
}


class WorkingOut:
    """Works out expressions over a frame. Raises Unknown for what it does not know."""

    def __init__(self, w: Work, frame: Frame, tables: Mapping[Any, Table]) -> None:
        self.w = w
        self.frame = frame
        self.tables = tables

    # Conditions

    def truth(self, node: Node) -> Truth:
        node = _plain(node)
        if isinstance(node, BooleanClauseList):
            some = [self.truth(one) for one in node.clauses]
            return all_true(*some) if node.operator is operators.and_ else any_true(*some)
        if isinstance(node, True_ | False_):
            return Truth(np.full(self.frame.rows, isinstance(node, True_)))
        if isinstance(node, AsBoolean):
            found = self.truth(node.element)
            return opposite(found) if node.operator is operators.is_false else found
        if isinstance(node, Exists):
            return self._exists(node)
        if isinstance(node, coalesce):
            first, last = node.clauses
            if isinstance(last, False_):
                return Truth(self.truth(first).true)
        if isinstance(node, BinaryExpression):
            return self._compared(node)
        if getattr(node, "operator", None) is operators.inv:
            return opposite(self.truth(node.element))
        raise Unknown(node)

    def _compared(self, node: BinaryExpression[Any]) -> Truth:
        op = node.operator
        if op in (operators.is_, operators.is_not) and isinstance(node.right, Null):
            value = self.value(node.left)
            empty = np.zeros(self.frame.rows, np.bool_) if value.empty is None else value.empty
            return Truth(empty if op is operators.is_ else ~empty)
        column = _only_column(node)
        if column is not None:
            value = self._leaf(column)
            if value.words is not None:
                return self._of_texts(node, column, value)
        if op in (operators.in_op, operators.not_in_op):
            found = self._within(self.value(node.left), node.right)
            return found if op is operators.in_op else opposite(found)
        if op is operators.between_op:
            low, high = node.right.clauses
            value = self.value(node.left)
            return all_true(
                self._compare(np.greater_equal, value, self.value(low)),
                self._compare(np.less_equal, value, self.value(high)),
            )
        if op in _COMPARE:
            return self._compare(_COMPARE[op], self.value(node.left), self.value(node.right))
        raise Unknown(node)

    def _compare(self, how: Callable[[Any, Any], Any], left: Value, right: Value) -> Truth:
        if left.words is not None or right.words is not None:
            raise Unknown("texts with each other")
        return self._known(how(left.data, right.data), left, right)

    def _known(self, true: Any, *values: Value) -> Truth:
        """A comparison that holds nowhere, and fails nowhere, where one of the values is empty."""
        empty = _either([one.empty for one in values])
        true = np.broadcast_to(true, (self.frame.rows,))
        return Truth(true) if empty is None else Truth(true & ~empty, ~empty)

    # Texts

    def _of_texts(self, node: BinaryExpression[Any], column: Node, value: Value) -> Truth:
        """A condition on one column of texts: asked of each text, then looked up for each row."""
        words = value.words or []
        wanted = _wanted(node, column)
        if wanted is not None:
            true = np.fromiter((word in wanted for word in words), np.bool_, len(words))
            return self._known(true[value.data], value)
        if len(words) > MOST_WORDS:
            raise Unknown("too many texts")
        listed, place, text = places_of_texts(self.w.session, words)
        asked_of: Any = visitors.replacement_traverse(node, {}, lambda one, **_: text if one is column else None)  # type: ignore[call-overload]
        said = case((asked_of, 1), (not_(asked_of), 0))
        rows = self.w.rows(select(place, said).select_from(listed))
        true, known = np.zeros(len(words), np.bool_), np.zeros(len(words), np.bool_)
        for at, holds in rows:
            true[at], known[at] = holds == 1, holds is not None
        return Truth(true[value.data], None if known.all() else known[value.data])

    # Questions to other tables

    def _within(self, value: Value, right: Node) -> Truth:
        if value.words is not None:
            raise Unknown("texts")
        right = _plain(right)
        if isinstance(right, BindParameter):
            numbers = {number_of(one) for one in cast("list[Any]", right.value)}
            return self._known(np.isin(value.data, list(numbers)), value)
        inner = _select_of(right)
        holding = self._holding(inner)
        if holding is None:
            found = self.w.scalars(inner)
            if any(not isinstance(one, int) for one in found):
                raise Unknown(inner)
            holding = np.zeros(max(found, default=0) + 1, np.bool_)
            holding[list(found)] = True
        inside = (value.data >= 0) & (value.data < len(holding))
        return self._known(inside & holding[np.where(inside, value.data, 0)], value)

    def _holding(self, inner: Select[Any]) -> Any:
        """Which numbers a plain select of numbers gives, from the copy; None where the database is to be asked.

        Raises Unknown where it depends on the rows around it.
        """
        froms = inner.get_final_froms()
        if any(one in self.frame.sources for one in froms):
            raise Unknown("depends on each row")
        columns = list(inner.selected_columns)
        if len(froms) != 1 or len(columns) != 1 or columns[0].key != "id" or not isinstance(froms[0], Alias):
            return None
        if inner._limit_clause is not None or inner._group_by_clauses or inner.whereclause is None:
            return None
        model = MODELS.get(getattr(froms[0].element, "name", ""))
        table = self.tables.get(model)
        if model is None or table is None or model.__tablename__ not in ("customers", "deals"):
            return None
        frame = Frame(len(table), {froms[0]: Source(table)}, self.frame.missing)
        return WorkingOut(self.w, frame, self.tables).truth(inner.whereclause).true & table.there

    def _exists(self, node: Exists) -> Truth:
        """Whether a deal has a line with something: the lines are asked first, then whose they are."""
        inner = _select_of(node.element)
        mine = [one for one in inner.get_final_froms() if one not in self.frame.sources]
        if len(mine) != 1 or not isinstance(mine[0], Alias) or inner.whereclause is None:
            raise Unknown(node)
        model = MODELS.get(getattr(mine[0].element, "name", ""))
        if model is None or model.__tablename__ != "deal_lines":
            raise Unknown(node)
        table = self.tables.get(model)
        if table is None:
            self.frame.missing.add((model, "product_id"))
            return Truth(np.zeros(self.frame.rows, np.bool_))
        whole = _plain(inner.whereclause)
        asked = whole.clauses if isinstance(whole, BooleanClauseList) else [whole]
        links = [one for one in asked if _links(one, mine[0])]
        if len(links) != 1 or (isinstance(whole, BooleanClauseList) and whole.operator is not operators.and_):
            raise Unknown(node)
        lines = Frame(len(table), {mine[0]: Source(table)}, self.frame.missing)
        inside = WorkingOut(self.w, lines, self.tables)
        some = table.there.copy()
        for one in asked:
            if one is not links[0]:
                some &= inside.truth(one).true
        owner = self.value(links[0].right)
        deals = owner.data if owner.empty is None else np.where(owner.empty, 0, owner.data)
        holding = np.zeros(int(deals.max(initial=0)) + 1, np.bool_)
        owners = table.columns["deal_id"].values[some]
        holding[owners[owners < len(holding)]] = True
        return Truth(holding[deals])

    # Numbers

    def value(self, node: Node) -> Value:
        node = _plain(node)
        given = self.frame.given.get(id(node))
        if given is not None:
            return self.frame.column(*given)
        if isinstance(node, BindParameter):
            return Value(np.int64(number_of(node.value)))  # type: ignore[arg-type]
        if isinstance(node, True_ | False_):
            return Value(np.int64(isinstance(node, True_)))  # type: ignore[arg-type]
        if isinstance(node, Null):
            return Value(np.zeros(self.frame.rows, np.int64), np.ones(self.frame.rows, np.bool_))
        if isinstance(node, ColumnClause):
            return self._leaf(node)
        if isinstance(node, Case):
            return self._case(node)
        if isinstance(node, BinaryExpression) and node.operator in _ARITHMETIC:
            return self._sum(node)
        if isinstance(node, coalesce):
            return self._first_filled(node)
        raise Unknown(node)

    def _leaf(self, column: Node) -> Value:
        return self.frame.column(column.table, column.key)

    def _sum(self, node: BinaryExpression[Any]) -> Value:
        left, right = (_day_in(one) for one in (node.left, node.right))
        if (left is None) is not (right is None) or (left is not None and node.operator is not operators.sub):
            raise Unknown(node)
        one = self.value(node.left if left is None else left)
        two = self.value(node.right if right is None else right)
        if one.words is not None or two.words is not None:
            raise Unknown("texts")
        if node.operator is operators.mul and _largest(one) * _largest(two) > _SAFE:
            raise Unknown("numbers too large")
        data = _ARITHMETIC[node.operator](one.data.astype(np.int64), two.data)
        return Value(data, _either([one.empty, two.empty]))

    def _case(self, node: Case[Any]) -> Value:
        left = np.ones(self.frame.rows, np.bool_)
        data, empty = np.zeros(self.frame.rows, np.int64), np.ones(self.frame.rows, np.bool_)
        for condition, then in [*node.whens, (True_(), node.else_ if node.else_ is not None else Null())]:
            value = self.value(then)
            if value.words is not None:
                raise Unknown("texts")
            here = left & self.truth(condition).true
            np.copyto(data, value.data, where=here, casting="unsafe")
            np.copyto(empty, False if value.empty is None else value.empty, where=here)
            left &= ~here
        return Value(data, empty if empty.any() else None)

    def _first_filled(self, node: FunctionElement[Any]) -> Value:
        found = [self.value(one) for one in node.clauses]
        if any(one.words is not None for one in found):
            raise Unknown("texts")
        data = np.broadcast_to(found[0].data, (self.frame.rows,)).astype(np.int64)
        empty = found[0].empty
        for one in found[1:]:
            if empty is None:
                break
            np.copyto(data, one.data, where=empty, casting="unsafe")
            empty = None if one.empty is None else empty & one.empty
        return Value(data, empty)


def _plain(node: Node) -> Node:
    """An expression without what only says how it is written."""
    if hasattr(node, "__clause_element__"):
        node = node.__clause_element__()
    while isinstance(node, Grouping | Label) or (isinstance(node, TypeCoerce) and not node.type._isnull):
        node = node.element if isinstance(node, Grouping | Label) else node.clause
    return node


def _select_of(node: Node) -> Select[Any]:
    while isinstance(node, Grouping | ScalarSelect | SelectStatementGrouping | Exists):
        node = node.element
    if not isinstance(node, Select):
        raise Unknown(node)
    return node


def _only_column(node: BinaryExpression[Any]) -> Node | None:
    """The column that a condition is about, where it is about one and asks no other table."""
    found = None
    for one in visitors.iterate(node):
        if isinstance(one, Select):
            return None
        if isinstance(one, ColumnClause):
            if found is not None and found is not one:
                return None
            found = one
    return found


def _wanted(node: BinaryExpression[Any], column: Node) -> set[Any] | None:
    """The texts of which a column must be one, where that is all that is asked."""
    if node.left is not column or not isinstance(node.right, BindParameter):
        return None
    if node.operator is operators.eq:
        return {node.right.value}
    return set(cast("list[Any]", node.right.value)) if node.operator is operators.in_op else None


def _links(node: Node, table: Alias) -> bool:
    """Whether a condition says whose a line is: its deal on the left, the deal's number on the right."""
    left = getattr(node, "left", None)
    return getattr(node, "operator", None) is operators.eq and (
        isinstance(left, ColumnClause) and left.table is table and left.key == "deal_id"
    )


def _day_in(node: Node) -> Node | None:
    """The date whose days SQLite counts, which means something only in a difference of two."""
    node = _plain(node)
    if isinstance(node, Function) and node.name == "julianday":
        (day,) = node.clauses
        return day
    return None


def _either(masks: list[Any]) -> Any:
    found = [one for one in masks if one is not None]
    if not found:
        return None
    return found[0] if len(found) == 1 else np.logical_or.reduce(found)


def _largest(value: Value) -> int:
    if not np.ndim(value.data):
        return abs(int(value.data))
    if not len(value.data):
        return 0
    data = value.data if value.empty is None else np.where(value.empty, 0, value.data)
    return max(abs(int(data.max())), abs(int(data.min())))
