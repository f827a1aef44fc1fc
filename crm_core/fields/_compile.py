"""A filter as an SQL expression over the models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, false, func, not_, or_, select, true

from crm_core.base.database import escape_like, label_of, matches
from crm_core.base.days import ymd
from crm_core.base.periods import named
from crm_core.base.text import digits_only, email_key, fold, latin_digits, phone_key, sort_key
from crm_core.models import LISTED, SLOT_KEYS, Competitor, Customer, Tag, Tagging, Unit, slot_key
from crm_core.trust.parts import LINES

from . import choices, links
from ._conditions import ME, ROUND, SEARCH, AllOf, AnyOf, Condition, Filter, Not, filter_field
from ._field import LINKS, Field
from .catalogue import of_customer
from .computed import Computed, computed

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

FEW = 5_000
"""Up to so many records with a tag are fetched by the tag; of more, the records are asked one by one."""

_ARABIC = str.maketrans("یک", "يك")
_PERSIAN = str.maketrans("يك", "یک")
_ONE_DAY = dt.timedelta(days=1)
Days = tuple[dt.date | None, dt.date | None]


def compile_filter(
    w: Work,
    entity: str,
    filter: Filter,  # noqa: A002
    *,
    on: Any = None,
    columns: Mapping[str, ColumnElement[Any]] | None = None,
    counting: bool = False,
) -> ColumnElement[bool]:
    """The records of the entity that the filter lets through, as an expression for `where`.

    `on` is the model (the default) or an alias of it. `columns` puts other expressions in the place of
    columns, such as the owner of a past state, or `id` where the record's number stands in another table.
    `counting`: no order is asked for, so what is found by another table is fetched by it, however many there are.
    "me", days counted from today and names of periods are those of the person at work, now.
    """
    return _Compiler(w, entity, LISTED[entity] if on is None else on, columns or {}, counting=counting).of(filter)


def days_of(w: Work, condition: Condition) -> Days:
    """The half-open range of days [first, end) that a condition on a date means; None where it has no end."""
    op, value = condition.op, condition.value
    today = w.clock.today()
    if op == "during":
        period = named(str(value), today, w.locale.calendar, w.company.calendar_rules)
        return period.start, period.end
    if op == "between":
        return value[0], value[1] + _ONE_DAY  # type: ignore[index, operator, return-value]
    if op == "within_last":
        return today - _ONE_DAY * (value - 1), today + _ONE_DAY  # type: ignore[operator]
    if op == "within_next":
        return today, today + _ONE_DAY * value  # type: ignore[operator]
    if op == "not_within":
        return None, today - _ONE_DAY * (value - 1)  # type: ignore[operator]
    if op == "past":
        return None, today
    day: dt.date = value  # type: ignore[assignment]
    return {
        "is": (day, day + _ONE_DAY),
        "is_not": (day, day + _ONE_DAY),
        "at_least": (day, None),
        "after": (day + _ONE_DAY, None),
        "before": (None, day),
        "at_most": (None, day + _ONE_DAY),
    }[op]


def _never(expression: ColumnElement[bool]) -> ColumnElement[bool]:
    """That something does not hold, an empty field being no exception."""
    return not_(func.coalesce(expression, false()))


def _like(column: ColumnElement[str], needle: str, *, start: bool = False) -> ColumnElement[bool]:
    return column.like(f"{'' if start else '%'}{escape_like(needle)}%", escape="\\")


def _spellings(text: str) -> set[str]:
    """The ways in which a text without a stored key may have been written."""
    latin = latin_digits(text)
    return {text, latin, text.translate(_ARABIC), text.translate(_PERSIAN)}


def _phone_digits(text: str) -> str:
    return digits_only(text).lstrip("0")


class _Compiler:
    def __init__(
        self, w: Work, entity: str, on: Any, columns: Mapping[str, ColumnElement[Any]], *, counting: bool = False
    ) -> None:
        self.counting = counting
        self.w = w
        self.entity = entity
        self.on = on
        self.columns = columns

    def of(self, filter: Filter) -> ColumnElement[bool]:  # noqa: A002
        if isinstance(filter, AllOf):
            return and_(true(), *(self.of(item) for item in filter.items))
        if isinstance(filter, AnyOf):
            return or_(false(), *(self.of(item) for item in filter.items))
        if isinstance(filter, Not):
            return _never(self.of(filter.item))
        return self.condition(filter)

    def condition(self, condition: Condition) -> ColumnElement[bool]:
        field = filter_field(self.entity, condition.field)
        if field is SEARCH:
            return self.search(str(condition.value))
        if of_customer(self.entity, condition.field):
            return self.customer(condition)
        if field.kind == "tags":
            return self.tags(condition)
        if condition.op == "anniversary":
            return self.anniversary(condition)
        opposite = _OPPOSITES.get(condition.op)
        if opposite:
            return _never(self.condition(Condition(condition.field, opposite, condition.value)))
        if field.in_lines:
            return self.product(field, condition)
        worked_out = computed(self.w, self.entity, field)
        if worked_out is not None:
            return self.worked_out(worked_out, field, condition)
        if condition.op == "empty":
            return self.empty(field)
        return self.holds(field, condition)

    def customer(self, condition: Condition) -> ColumnElement[bool]:
        """A condition on the record's customer, which whoever sees the record sees as well."""
        opposite = _OPPOSITES.get(condition.op)
        if opposite:
            return _never(self.customer(Condition(condition.field, opposite, condition.value)))
        table, own = label_of(Customer), self.named("customer_id")
        fitting = own.in_(select(table.c.id).where(_Compiler(self.w, "customer", table.c, {}).of(condition)))
        return or_(own.is_(None), fitting) if condition.op == "empty" else fitting

    def holds(self, field: Field, condition: Condition) -> ColumnElement[bool]:
        if field.kind in LINKS:
            return self.link(self.column(field), field, condition)
        if field.kind in ("date", "datetime"):
            return self.within(self.column(field), field, condition)
        if field.kind in ("money", "number", "percent", "yes_no"):
            return _COMPARE[condition.op](self.column(field), condition.value)
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if condition.op in ("contains", "starts"):
            return self.text_like(field, str(condition.value), start=condition.op == "starts")
        return or_(*(self.text_is(field, str(value)) for value in values))

    def worked_out(self, value: Computed, field: Field, condition: Condition) -> ColumnElement[bool]:
        """A value that lies in no column (see `fields.computed`)."""
        if condition.op == "empty":
            return not_(value.passes(self.w, self.named, lambda one: one.is_not(None)))
        if condition.op == "not_within":
            _low, since = days_of(self.w, condition)
            return not_(value.passes(self.w, self.named, lambda one: one >= since))
        if field.kind == "date":
            return value.passes(self.w, self.named, lambda one: self.within(one, field, condition))
        return value.passes(self.w, self.named, lambda one: _COMPARE[condition.op](one, condition.value))

    def column(self, field: Field) -> ColumnElement[Any]:
        return self.named(str(field.column))

    def named(self, name: str) -> ColumnElement[Any]:
        found = self.columns.get(name)
        return getattr(self.on, name) if found is None else found

    def empty(self, field: Field) -> ColumnElement[bool]:
        column = self.column(field)
        if field.kind in ("text", "long_text", "choice", "phone", "email", "url"):
            return or_(column.is_(None), column == "")
        return column.is_(None)

    # Text

    def key(self, field: Field) -> tuple[ColumnElement[str], Callable[[str], str | None]] | None:
        """The stored key by which this text is compared, and how a text becomes one; None without one."""
        name = "sort_key" if field.key == "title" else f"{field.column}_key"
        if name in SLOT_KEYS:
            return getattr(self.on, name), slot_key
        make = self.key_makers.get(name)
        return (getattr(self.on, name), make) if make and hasattr(self.on, name) else None

    @property
    def key_makers(self) -> Mapping[str, Callable[[str], str | None]]:
        rules = self.w.company.key_rules

        def phone(text: str) -> str | None:
            return phone_key(text, rules.country, rules.area_code)

        return {
            "name_key": lambda text: fold(text)[: links.KEY_LENGTH],
            "sort_key": lambda text: sort_key(text)[: links.KEY_LENGTH],
            "city_key": lambda text: sort_key(text)[:120],
            "email_key": email_key,
            "phone_key": phone,
            "mobile_key": phone,
        }

    def text_is(self, field: Field, value: str) -> ColumnElement[bool]:
        keyed = self.key(field)
        made = keyed[1](value) if keyed else None
        if keyed and made:
            return keyed[0] == made
        column = self.column(field)
        if field.kind == "choice":
            found = choices.recognise(field.choices or "", value, self.w.company)
            if found is not None:
                return column.in_(sorted({found, value}))
        if field.unique:
            return column.in_(sorted(_spellings(value) | {value.upper(), value.lower()}))
        return func.lower(column).in_(sorted(one.lower() for one in _spellings(value)))

    def text_like(self, field: Field, value: str, *, start: bool) -> ColumnElement[bool]:
        keyed = self.key(field)
        if keyed and field.kind == "phone":
            digits = _phone_digits(value)
            return _like(keyed[0], digits) if digits else false()
        made = keyed[1](value) if keyed and field.kind == "text" else None
        if keyed and made:
            # A half-space is no blank to the key, so "اریا صنعت" also means "اریا‌صنعت".
            needles = sorted({made, made.replace(" ", "")})
            return or_(*(_like(keyed[0], needle, start=start) for needle in needles))
        column = func.lower(self.column(field))
        return or_(*(_like(column, one.lower(), start=start) for one in sorted(_spellings(value))))

    def search(self, text: str) -> ColumnElement[bool]:
        """Each word is found; a phone number by its digits, however it is written."""
        column = LISTED[self.entity].search_key
        digits = _phone_digits(text)
        is_phone = len(digits) >= 4 and not any(letter.isalpha() for letter in text)
        needles = [digits] if is_phone else fold(text).split()
        found = and_(true(), *(matches(self.w.session, column, needle) for needle in needles))
        model = LISTED[self.entity]
        if self.on is model and "id" not in self.columns:
            return found
        return self.named("id").in_(select(model.id).where(found))

    # Days

    def within(self, column: ColumnElement[Any], field: Field, condition: Condition) -> ColumnElement[bool]:
        low, high = days_of(self.w, condition)
        at = self.w.clock.start_of_day if field.kind == "datetime" else None
        if condition.op == "not_within" and high is not None:
            return or_(column.is_(None), column < (at(high) if at else high))
        bounds = []
        if low is not None:
            bounds.append(column >= (at(low) if at else low))
        if high is not None:
            bounds.append(column < (at(high) if at else high))
        return and_(*bounds)

    def anniversary(self, condition: Condition) -> ColumnElement[bool]:
        """A day that comes round in the period, in the company's calendar; one that a year lacks on the day before."""
        w, column = self.w, self.named(ROUND[condition.field])
        period = named(str(condition.value), w.clock.today(), w.locale.calendar, w.company.calendar_rules)
        _, month, day = ymd(period.start, w.company.calendar)
        first = month * 100 + day
        _, month, day = ymd(period.last_day, w.company.calendar)
        ends_month = ymd(period.end, w.company.calendar)[2] == 1
        last = month * 100 + (31 if ends_month else day)
        return column.between(first, last) if first <= last else or_(column >= first, column <= last)

    # Links

    def link(self, column: ColumnElement[Any], field: Field, condition: Condition) -> ColumnElement[bool]:
        if condition.op == "contains":
            target = links.TARGETS[field.kind]
            table = target.table()
            needle = target.fold(str(condition.value))
            return column.in_(select(table.c.id).where(_like(links.key_column(table, target), needle)))
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        known = [one for one in map(self.me_or_id, (field,) * len(values), values) if isinstance(one, int)]
        labels = [value for value in values if isinstance(value, str) and value != ME]
        if condition.op == "under":
            return column.in_(_below(known, labels))
        found = [column.in_(known)] if known else []
        return or_(false(), *found, *(column.in_(links.ids_named(field.kind, label)) for label in labels))

    def me_or_id(self, field: Field, value: Any) -> Any:
        if value != ME:
            return value
        return self.w.actor.unit_id if field.kind == "unit" else self.w.actor.user_id

    def product(self, field: Field, condition: Condition) -> ColumnElement[bool]:
        # The lines are part of the record: who sees it sees them, so they are not asked for access again.
        lines = LINES[self.entity]
        line = label_of(lines.model)
        own = line.c[lines.owner] == self.named("id")
        if condition.op == "empty":
            without = not_(exists(select(1).where(own)))
            nameless = line.c.product_id.is_(None)
            return or_(without, exists(select(1).where(own, nameless))) if lines.may_be_nameless else without
        return exists(select(1).where(own, self.link(line.c.product_id, field, condition)))

    # Tags

    def tags(self, condition: Condition) -> ColumnElement[bool]:
        """Of tags, and of what is named beside a record like tags: a deal's competitors."""
        with_one = self.against if condition.field == "competitors" else self.tagged
        if condition.op in ("empty", "not_empty"):
            some = with_one(None)
            return some if condition.op == "not_empty" else not_(some)
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        names = [str(value) for value in values]
        if condition.op == "has_all":
            return and_(*(with_one([name]) for name in names))
        return not_(with_one(names)) if condition.op == "lacks_tag" else with_one(names)

    def against(self, names: list[str] | None) -> ColumnElement[bool]:
        """Whether one of these, or anybody, competes for a deal; who sees the deal sees that."""
        rival = label_of(Competitor)
        wanted = [rival.c.deal_id == self.named("id"), rival.c.deleted_at.is_(None)]
        if names is not None:
            wanted.append(rival.c.name_key.in_([fold(name)[: links.KEY_LENGTH] for name in names]))
        return exists(select(1).where(*wanted))

    def tagged(self, names: list[str] | None) -> ColumnElement[bool]:
        """Whether a record has one of these tags, or any."""
        tagging = label_of(Tagging)
        wanted = [tagging.c.entity == self.entity]
        if names is not None:
            tag = label_of(Tag)
            wanted.append(tagging.c.tag_id.in_(select(tag.c.id).where(tag.c.key.in_([fold(n) for n in names]))))
        if names is not None and (self.counting or self.few(tagging, wanted)):
            return self.named("id").in_(select(tagging.c.record_id).where(*wanted))
        return exists(select(1).where(*wanted, tagging.c.record_id == self.named("id")))

    def few(self, tagging: FromClause, wanted: list[ColumnElement[bool]]) -> bool:
        """Neither way is quick for both: a rare tag is found by the tag, a common one along the page."""
        some = select(tagging.c.record_id).where(*wanted).limit(FEW + 1).subquery()
        return bool(self.w.scalar(select(func.count()).select_from(some)) <= FEW)


def _below(known: list[int], labels: list[str]) -> Select[Any]:
    """The ids of these units and of all below them."""
    unit = label_of(Unit)
    top = or_(false(), unit.c.id.in_(known), *(unit.c.id.in_(links.ids_named("unit", label)) for label in labels))
    tree = select(unit.c.id).where(top).cte(recursive=True)  # nameless: a statement may have several
    child = label_of(Unit)
    tree = tree.union(select(child.c.id).where(child.c.parent_id == tree.c.id))
    return select(tree.c.id)


_OPPOSITES = MappingProxyType({"is_not": "is", "none_of": "one_of", "lacks": "contains", "not_empty": "empty"})

_COMPARE: Mapping[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = MappingProxyType(
    {
        "is": lambda column, value: column.is_(value) if isinstance(value, bool) else column == value,
        "at_least": lambda column, value: column >= value,
        "at_most": lambda column, value: column <= value,
        "more_than": lambda column, value: column > value,
        "less_than": lambda column, value: column < value,
        "between": lambda column, value: column.between(*value),
    }
)
