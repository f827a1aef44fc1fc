"""What becomes of each row of a clean list: which record it is, what it would change there, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..base.text import fold
from ..deals.rules import Book, book_of, settled
from ..fields import Field
from ..models import ENTITIES
from ..trust import parts
from ..trust.access import may
from ._planned import Options, RowPlan
from ._saying import Saying
from ._standing import Owned, stored, units_by_user, user_names
from .links import New
from .match import COLUMNS, Known, complete, matcher

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NO_TITLE = N_("The row has neither a title nor a number.")
NO_NAME = N_("The row has no name.")
NOT_YOURS = N_("This record is already there and belongs to {owner}. Ask them or your team lead.")
NOT_FOR_THEM = N_("You may not bring in records for this person or unit.")
SAME_AS = N_("The same record as in row {row}.")

Extras = Mapping[str, Mapping[int, list[Any]]]


class Rows:
    """The rows of a list of one entity: `values` by field key, `numbers` as Excel has them, `extras` by place."""

    def __init__(
        self,
        w: Work,
        entity: str,
        fields: Mapping[str, Field],
        values: Mapping[str, Sequence[Any]],
        numbers: Sequence[int],
        extras: Extras,
        options: Options,
    ) -> None:
        self.w, self.entity, self.options = w, entity, options
        self.values, self.numbers, self.extras = values, numbers, extras
        self.model = ENTITIES[entity]
        self.named = [(column, name) for key, column in values.items() if (name := fields[key].column)]
        self.rules = w.company.key_rules

    def plan(self) -> list[RowPlan]:
        rows = [self._row(place) for place in range(len(self.numbers))]
        self._match(rows)
        self._join(rows)
        self._compare([row for row in rows if row.is_edit])
        self._check_rights([row for row in rows if row.is_new])
        self._follow_first(rows)
        return rows

    def _row(self, place: int) -> RowPlan:
        """A row by itself; empty cells are left out, so they never clear anything."""
        values = {name: column[place] for column, name in self.named if column[place] is not None}
        if self.entity == "deal" and "title" not in values and "external_id" in values:
            values["title"] = values["external_id"]
        needed = "title" if self.entity == "deal" else "name"
        if needed not in values:
            for other in _STAND_INS.get(self.entity, ()):
                if values.get(other):
                    values[needed] = values[other]
                    break
        label = str(values.get(needed) or values.get("external_id") or "")
        row = RowPlan(place, self.numbers[place], "created", label, values=values)
        if needed not in values:
            row.status = "failed"
            row.reason = Saying(NO_TITLE if self.entity == "deal" else NO_NAME)
            return row
        row.extras = {name: some[place] for name, some in self.extras.items() if place in some}
        row.parts = self._parts(place)
        row.derived = self.model.derive(values, self.rules)
        return row

    def _parts(self, place: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        tags = self.values.get("tags")
        if tags and tags[place]:
            found["tags"] = list(tags[place])
        product = self.values.get("product") if self.entity == "deal" else None
        if product and product[place] is not None:
            found["lines"] = [{"product_id": product[place], "quantity": 1.0}]
        return found

    # Which record it is

    def _keys(self, row: RowPlan) -> dict[str, Any]:
        both = row.values, row.derived or {}
        return complete(
            self.entity, {name: both[0].get(name) or both[1].get(name) or None for name in COLUMNS[self.entity]}
        )

    def _match(self, rows: Sequence[RowPlan]) -> None:
        usable = [row for row in rows if row.status != "failed"]
        keys = [self._keys(row) for row in usable]
        known = matcher(self.w, self.entity, keys)
        first: dict[int, int] = {}
        for row, key in zip(usable, keys, strict=True):
            match = known.find(key)
            if match is None or self.options.on_match == "create":
                known.learn(Known(key, place=row.place))
                continue
            row.id = match.id
            if self.options.on_match == "skip":
                row.status = "skipped"
                continue
            row.status, row.derived = "updated", None
            row.into = match.place if match.id is None else first.setdefault(match.id, row.place)
            if row.into == row.place:
                row.into = None

    def _join(self, rows: Sequence[RowPlan]) -> None:
        """What a row says of a record that a row above is already, becomes part of that row."""
        for row in rows:
            if row.into is None:
                continue
            first = rows[row.into]
            changed = {name: value for name, value in row.values.items() if not _alike(first.values.get(name), value)}
            row.before = {name: first.values.get(name) for name in changed}
            first.values.update(changed)
            tags = parts.sorted_tags([*first.parts.get("tags", ()), *row.parts.get("tags", ())])
            more_tags = tags != parts.sorted_tags(first.parts.get("tags", ()))
            if tags:
                first.parts["tags"] = tags
            if "lines" in row.parts:
                first.parts["lines"] = row.parts["lines"]
            for name, more in row.extras.items():
                known = first.extras.setdefault(name, [])
                known += [value for value in more if value not in known]
            if changed:
                first.derived = None
            row.values = changed
            row.status = "updated" if changed or more_tags else "unchanged"
            row.reason = Saying(SAME_AS, {"row": str(first.row)})

    def _follow_first(self, rows: Sequence[RowPlan]) -> None:
        """Rows that are part of another come to what it comes to."""
        for row in rows:
            if row.into is None:
                continue
            first = rows[row.into]
            if first.status == "failed":
                row.status, row.reason = "failed", first.reason
            elif first.status == "unchanged":
                row.status = "unchanged"

    # Updates

    def _compare(self, rows: Sequence[RowPlan]) -> None:
        """What the rows would change in the records that are there, and whether the actor may."""
        if not rows:
            return
        records = stored(self.w, self.model, [row.id or 0 for row in rows])
        tags = parts.tags_of(self.w, self.entity, list(records)) if "tags" in self.values else {}
        lines = parts.lines_of(self.w, list(records)) if self.entity == "deal" else {}
        owners, book = user_names(self.w), book_of(self.w)
        for row in rows:
            record = records[row.id or 0]
            if not may(self.w.actor, "change", Owned(record)):
                row.status = "failed"
                row.reason = Saying(NOT_YOURS, {"owner": owners.get(record.get("owner_id"), "–")})
                continue
            row.version = record["version"]
            _add_tags(row, tags.get(record["id"], []))
            if self.entity == "deal":
                self._compare_deal(row, {**record, "lines": lines.get(record["id"], [])}, book)
            else:
                row.values = _differing(record, row.values)
            row.before |= {name: record.get(name) for name in row.values}
            row.status = "updated" if row.values or row.parts else "unchanged"

    def _compare_deal(self, row: RowPlan, deal: dict[str, Any], book: Book) -> None:
        """What a row would change in a deal, after the rule of deals; a product that is there already stays.

        Where the row names what does not exist yet, the rule has to wait until it does.
        """
        if row.values.get("title") == deal["external_id"] != deal["title"]:
            del row.values["title"]
        changes = _differing(deal, row.values)
        wanted = row.parts.pop("lines", None)
        if wanted and wanted[0]["product_id"] not in [line["product_id"] for line in deal["lines"]]:
            changes["lines"] = wanted
        if not names_new(changes):
            changes = settled(deal, changes, book, strict=False) if changes else {}
        if "lines" in changes and (mended := changes.pop("lines")) != deal["lines"]:
            row.parts["lines"] = mended
            row.before["lines"] = deal["lines"]
        row.values = _differing(deal, changes)

    def _check_rights(self, rows: Sequence[RowPlan]) -> None:
        actor = self.w.actor
        if actor.sees_all or self.entity == "product":
            return
        units = units_by_user(self.w)
        for row in rows:
            owner = row.values.setdefault("owner_id", actor.user_id)
            owned = {"owner_id": owner, "unit_id": units.get(owner) if isinstance(owner, int) else None}
            if isinstance(owner, New) or not may(actor, "change", Owned(owned)):
                row.status, row.reason = "failed", Saying(NOT_FOR_THEM)


def names_new(values: Mapping[str, Any]) -> bool:
    """Whether a row's values or lines name a record that does not exist yet."""
    lines = [line["product_id"] for line in values.get("lines", ())]
    return any(isinstance(value, New) for value in (*values.values(), *lines))


def _differing(record: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if record.get(name) != value}


def _add_tags(row: RowPlan, tags: list[str]) -> None:
    """Tags are added to those that are there."""
    if "tags" not in row.parts:
        return
    together = parts.sorted_tags([*tags, *row.parts["tags"]])
    if together == tags:
        del row.parts["tags"]
    else:
        row.before["tags"], row.parts["tags"] = tags, together


_STAND_INS: Mapping[str, tuple[str, ...]] = {"contact": ("email",), "product": ("code",)}
"""What may stand in for a name that is not there."""


def _alike(one: Any, two: Any) -> bool:
    """The same value, or the same text in another spelling."""
    if one == two:
        return True
    return isinstance(one, str) and isinstance(two, str) and fold(one) == fold(two) != ""
