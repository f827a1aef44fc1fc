"""What an import would do, row by row, before anything is written: new, updated, unchanged, skipped, in trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import String

from ..base.database import label_of
from ..base.errors import DaftarError, Invalid
from ..base.i18n import N_
from ..deals.rules import settler
from ..fields.choices import is_fixed
from ..fields.choices import recognise as recognise_choice
from ..fields.links import id_named
from ..fields.values import parse_value
from ..models import ENTITIES
from ..trust import parts
from ..trust.access import may, require
from ._kinds import KINDS, ListKind
from ._saying import Saying
from ._standing import Owned, data_versions, stored, units_by_user, user_names
from .links import NOT_FOUND, Links, New, resolve
from .match import COLUMNS, Known, complete, matcher
from .recognise import RecognisedList
from .table import ListProblem, ParsedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

OnMatch = Literal["update", "skip", "create"]
Status = Literal["created", "updated", "unchanged", "skipped", "failed"]

UNREADABLE = N_("The row has no {name}.")
TOO_LONG = N_("The text is longer than {n} characters.")
NO_CHOICE = N_("“{value}” is not one of the choices.")
NOT_YOURS = N_("This record is already there and belongs to {owner}. Ask them or your team lead.")
NOT_FOR_THEM = N_("You may not bring in records for this person or unit.")
NOT_YET = N_("Lists of {kind} cannot be imported yet: customers, contacts, deals and products can.")
NO_KIND = N_("It is not clear what this list holds. Choose what it is: customers, contacts, deals or products.")
NO_NAME = N_("Choose which column holds the {name}.")
NO_ROWS = N_("The list has a header but no rows.")


@dataclass(frozen=True)
class Options:
    """What a person decided: what to do with records that are there, values for all rows, products that are one."""

    on_match: OnMatch = "update"
    set_values: Mapping[str, str] = field(default_factory=dict)
    same_products: Mapping[str, int] = field(default_factory=dict)


@dataclass
class RowPlan:
    """What becomes of one row. `values` are columns (links may be `New`); `before` has the old values of an update.

    `place` is where the row stands in the list, `row` its number in Excel.
    """

    place: int
    row: int
    status: Status
    label: str
    id: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, list[Any]] = field(default_factory=dict)
    into: int | None = None
    reason: Saying | None = None


@dataclass
class Plan:
    """The whole plan. Rows that join an earlier row of the same list have its place in `into`."""

    kind: str
    entity: str
    options: Options
    columns: dict[str, str | None]
    rows: list[RowPlan]
    problems: list[ListProblem]
    notes: list[Saying]
    links: dict[str, Links]
    versions: dict[str, int]
    total: int

    def count(self, status: Status) -> int:
        return sum(1 for row in self.rows if row.status == status)

    @property
    def counts(self) -> dict[Status, int]:
        found: dict[Status, int] = dict.fromkeys(("created", "updated", "unchanged", "skipped", "failed"), 0)
        for row in self.rows:
            found[row.status] += 1
        return found


def supported(found: RecognisedList) -> ListKind:
    """The kind of a recognised list, if it can be imported. Raises Invalid, in words."""
    if found.kind is None:
        raise Invalid(NO_KIND, field="kind")
    kind = KINDS[found.kind]
    if kind.entity is None:
        raise Invalid(NOT_YET, field="kind", kind=N_(kind.label))
    if not found.rows and not found.damaged:
        raise Invalid(NO_ROWS)
    mapped = {column.field for column in found.columns}
    for group in kind.needs[:1]:
        if not group & mapped:
            wanted = kind.fields[sorted(group & kind.fields.keys())[0]]
            raise Invalid(NO_NAME, field="columns", name=N_(wanted.label))
    return kind


def plan(w: Work, found: RecognisedList, parsed: ParsedList, options: Options) -> Plan:
    """Plan the import of a parsed list. Raises Refused, or Invalid for options that cannot be."""
    require(w, "import")
    return _Planner(w, found, parsed, options).plan()


class _Planner:
    def __init__(self, w: Work, found: RecognisedList, parsed: ParsedList, options: Options) -> None:
        self.w, self.found, self.parsed, self.options = w, found, parsed, options
        kind = supported(found)
        assert kind.entity is not None
        self.entity = kind.entity
        self.fields = kind.fields
        self.model = ENTITIES[self.entity]
        self.problems = list(parsed.problems)
        self.notes = list(parsed.notes)
        self.values = {key: list(column) for key, column in parsed.values.items()}
        self.links: dict[str, Links] = {}
        self.settle = settler(w, strict=False) if self.entity == "deal" else None
        self.derive_rules = w.company.key_rules

    # Columns

    def plan(self) -> Plan:
        self._set_values()
        self._choices()
        self._lengths()
        self._resolve()
        rows = self._rows()
        columns = {column.header: column.field for column in self.found.columns}
        self.problems.sort(key=lambda problem: problem.row)
        return Plan(
            self.found.kind or "",
            self.entity,
            self.options,
            columns,
            rows,
            self.problems,
            self.notes,
            self.links,
            data_versions(self.w),
            len(rows),
        )

    def _set_values(self) -> None:
        """Values that a person gave for all rows; they fill what the list leaves empty."""
        for key, text in self.options.set_values.items():
            known = self.fields.get(key)
            if known is None:
                raise Invalid(N_("There is no field “{value}” to set."), field="set", value=key)
            value: Any = text
            if not known.is_link:
                value = parse_value(
                    known,
                    text,
                    self.w.locale,
                    self.w.company,
                    entity=self.entity,
                    find=lambda kind, label: id_named(self.w, kind, label),
                )
            column = self.values.get(key, [None] * len(self.parsed.rows))
            self.values[key] = [value if one is None else one for one in column]

    def _choices(self) -> None:
        for key, column in self.values.items():
            known = self.fields[key]
            if known.kind != "choice" or known.choices is None:
                continue
            company = self.w.company
            meaning = {text: recognise_choice(known.choices, str(text), company) for text in set(column) - {None}}
            fixed = is_fixed(known.choices)
            if fixed:
                self._trouble(key, {text for text, value in meaning.items() if value is None}, NO_CHOICE)
            self.values[key] = [None if text is None else meaning[text] or (None if fixed else text) for text in column]

    def _lengths(self) -> None:
        table = label_of(self.model)
        for key, column in self.values.items():
            known = self.fields[key]
            if known.column is None or known.is_link:
                continue
            kind = table.c[known.column].type
            most = kind.length if isinstance(kind, String) else None
            if most is None:
                continue
            long = {text for text in set(column) - {None} if isinstance(text, str) and len(text) > most}
            if long:
                self._trouble(key, long, TOO_LONG, n=most)
                self.values[key] = [None if text in long else text for text in column]

    def _resolve(self) -> None:
        for key, column in self.values.items():
            known = self.fields[key]
            if not known.is_link:
                continue
            mapped = self.found.mapped(key)
            links = resolve(self.w, known.kind, column, mapped[0].header if mapped else "")
            if known.kind == "product":
                links.meaning |= {t: i for t, i in self.options.same_products.items() if t in links.meaning}
            self.links[key] = links
            self.notes += links.notes
            self._trouble(key, {text for text, link in links.meaning.items() if link is None}, NOT_FOUND)
            self.values[key] = [links.of(text) for text in column]

    def _trouble(self, key: str, texts: set[Any], reason: str, **params: Any) -> None:
        """Note the cells of a column that hold one of these texts."""
        if not texts:
            return
        mapped = self.found.mapped(key)
        header = mapped[0].header if mapped else key
        original = self.values[key]
        for place, text in enumerate(original):
            if text in texts:
                said = Saying(reason, {"value": str(text), **params})
                self.problems.append(ListProblem(place, self.parsed.rows[place], header, key, str(text)[:200], said))

    # Rows

    def _rows(self) -> list[RowPlan]:
        values = [self._columns_of(place) for place in range(len(self.parsed.rows))]
        keys = [self._keys_of(one) for one in values]
        known = matcher(self.w, self.entity, keys)
        rows: list[RowPlan] = []
        for place, (one, key) in enumerate(zip(values, keys, strict=True)):
            row = RowPlan(place, self.parsed.rows[place], "created", self._label(one), values=one)
            row.extras = {name: some[place] for name, some in self.parsed.extras.items() if place in some}
            row.parts = self._parts_of(place, one)
            missing = self._missing(row)
            if missing is not None:
                row.status, row.reason = "failed", Saying(UNREADABLE, {"name": missing})
            else:
                match = known.find(key)
                if match is None or self.options.on_match == "create":
                    known.learn(Known(key, place=place))
                elif self.options.on_match == "skip":
                    row.status, row.id = "skipped", match[0].id
                elif match[0].id is not None:
                    row.status, row.id = "updated", match[0].id
                else:
                    row.status, row.into = "updated", match[0].place
            rows.append(row)
        self._join_rows(rows)
        self._compare([row for row in rows if row.status == "updated" and row.id is not None])
        self._check_rights([row for row in rows if row.status == "created"])
        return [*rows, *self._damaged(len(rows))]

    def _damaged(self, place: int) -> list[RowPlan]:
        return [
            RowPlan(place + n, one.row, "failed", "", reason=one.reason) for n, one in enumerate(self.found.damaged)
        ]

    def _columns_of(self, place: int) -> dict[str, Any]:
        """A row's values by column; empty cells are left out, so they never clear anything."""
        found = {}
        for key, column in self.values.items():
            name = self.fields[key].column
            if name is not None and column[place] is not None:
                found[name] = column[place]
        if self.entity == "deal" and "title" not in found and "external_id" in found:
            found["title"] = found["external_id"]
        return found

    def _parts_of(self, place: int, values: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        tags = self.values.get("tags")
        if tags and tags[place]:
            found["tags"] = list(tags[place])
        product = self.values.get("product")
        if product and product[place] is not None and self.entity == "deal":
            found["lines"] = [{"product_id": product[place], "quantity": 1.0}]
        return found

    def _keys_of(self, values: dict[str, Any]) -> dict[str, Any]:
        """What a row is matched by."""
        filled = {"name": "", "title": "", **values}
        keys = {**values, **self.model.derive(filled, self.derive_rules)}
        return complete(self.entity, {name: keys.get(name) or None for name in COLUMNS[self.entity]})

    def _label(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name") or values.get("title") or values.get("external_id") or "")

    def _missing(self, row: RowPlan) -> str | None:
        """The label of what a row cannot be without and does not have."""
        needed = "title" if self.entity == "deal" else "name"
        if row.values.get(needed) is not None:
            return None
        for key in ("email", "code"):
            if self.entity in ("contact", "product") and row.values.get(key):
                row.values[needed] = row.label = row.values[key]
                return None
        return self.w.locale.t(self.fields[needed].label)

    def _join_rows(self, rows: list[RowPlan]) -> None:
        """A row that is the same record as an earlier row of the list adds what it says to it."""
        for row in rows:
            if row.into is None:
                continue
            first = rows[row.into]
            changed = {name: value for name, value in row.values.items() if first.values.get(name) != value}
            row.before = {name: first.values.get(name) for name in changed}
            first.values.update(changed)
            new_tags = [tag for tag in row.parts.get("tags", ()) if tag not in first.parts.get("tags", ())]
            if new_tags:
                first.parts["tags"] = [*first.parts.get("tags", ()), *new_tags]
            row.values = changed
            row.status = "updated" if changed or new_tags else "unchanged"
            row.reason = Saying(N_("The same record as in row {row}."), {"row": str(first.row)})

    # Updates

    def _compare(self, rows: list[RowPlan]) -> None:
        """What the rows would change in the records that are there, and whether the actor may."""
        records = stored(self.w, self.model, [row.id or 0 for row in rows])
        tags = parts.tags_of(self.w, self.entity, list(records)) if "tags" in self.values else {}
        lines = parts.lines_of(self.w, list(records)) if self.entity == "deal" and "product" in self.values else {}
        owners = user_names(self.w)
        done: dict[int, dict[str, Any]] = {}
        for row in rows:
            record = done.get(row.id or 0) or records[row.id or 0]
            if not may(self.w.actor, "change", Owned(record)):
                row.status = "failed"
                row.reason = Saying(NOT_YOURS, {"owner": owners.get(record.get("owner_id"), "–")})
                continue
            row.version = record["version"]
            new = self._settled(record, row, lines.get(row.id or 0, []))
            tags_now = tags.get(row.id or 0, [])
            self._compare_parts(row, tags_now, lines.get(row.id or 0, []))
            row.before = {name: record.get(name) for name in new}
            row.values = new
            row.status = "updated" if new or row.parts else "unchanged"
            done[row.id or 0] = {**record, **new}
            if "tags" in row.parts:
                tags[row.id or 0] = row.parts["tags"]

    def _settled(self, record: dict[str, Any], row: RowPlan, lines: parts.Lines) -> dict[str, Any]:
        """The columns of a record that a row would change, after the entity's rule."""
        wanted = dict(row.values)
        if self.entity == "deal" and wanted.get("title") == record.get("external_id") != record.get("title"):
            wanted.pop("title", None)
        changed = {name: value for name, value in wanted.items() if record.get(name) != value}
        if self.settle is not None and not any(isinstance(value, New) for value in changed.values()):
            try:
                settled = self.settle(record, dict(changed))
            except DaftarError:
                return changed
            settled.pop("lines", None)
            changed = {name: value for name, value in settled.items() if record.get(name) != value}
        return changed

    def _compare_parts(self, row: RowPlan, tags: list[str], lines: parts.Lines) -> None:
        """Tags are added to those that are there; a product that is there already is left as it is."""
        if "tags" in row.parts:
            together = parts.sorted_tags([*tags, *row.parts["tags"]])
            if together == tags:
                del row.parts["tags"]
            else:
                row.before["tags"] = tags
                row.parts["tags"] = together
        wanted = row.parts.get("lines")
        if wanted is not None and wanted[0]["product_id"] in [line["product_id"] for line in lines]:
            del row.parts["lines"]

    def _check_rights(self, rows: list[RowPlan]) -> None:
        if self.w.actor.sees_all or self.entity == "product":
            return
        units = units_by_user(self.w)
        for row in rows:
            owner = row.values.setdefault("owner_id", self.w.actor.user_id)
            owned = {"owner_id": owner, "unit_id": units.get(owner) if isinstance(owner, int) else None}
            if isinstance(owner, New) or not may(self.w.actor, "change", Owned(owned)):
                row.status, row.reason = "failed", Saying(NOT_FOR_THEM)
