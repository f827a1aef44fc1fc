"""What becomes of each row of a clean list: which record it is, what it would change there, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..base.text import fold
from ..fields import Field
from ..models import ENTITIES
from ..trust.access import may
from ._identity import Identity
from ._kept import with_kept
from ._planned import Options, RowPlan
from ._row_kinds import ROW_KINDS, Columns, Extras, Settle, Values
from ._saying import Saying
from ._standing import Owned, stored, units_by_user, user_names
from .links import New
from .match import COLUMNS, ListKeys

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NOT_YOURS = N_("This record is already there and belongs to {owner}. Ask them or your team lead.")
NOT_FOR_THEM = N_("You may not bring in records for this person or unit.")
PASSED_OVER = N_("Rows whose name or number so many share that they were not compared one by one: {count}.")
OTHER_NUMBERS = N_(
    "Rows whose number a record with another name and another e-mail bears already: {count}. They were taken as "
    "numbers of another system."
)
REACH = frozenset({"email", "phone", "mobile"})
"""What a record may have more of: a further one does not take the place of the first."""
SAME_AS = N_("The same record as in row {row}.")


class Rows:
    """The rows of a list of one entity: `values` by field key, `numbers` as Excel has them, `extras` by place.

    `assumed`: by column, what is taken where a row says nothing; it never replaces a value that is there.
    """

    def __init__(
        self,
        w: Work,
        entity: str,
        fields: Mapping[str, Field],
        values: Columns,
        numbers: Sequence[int],
        extras: Extras,
        options: Options,
        assumed: Columns | None = None,
    ) -> None:
        self.w, self.entity, self.options = w, entity, options
        self.kind, self.model = ROW_KINDS[entity], ENTITIES[entity]
        self.numbers = numbers
        self.named = [(column, name) for key, column in values.items() if (name := fields[key].column)]
        self.assumed = assumed or {}
        self.parts = {name: said for name, part in self.kind.parts.items() if (said := part.of_list(values, extras))}
        self.fills = _fills(fields, options)
        self.rules = w.key_rules
        self.notes: list[Saying] = []
        self.kept: tuple[str, ...] = ()

    def plan(self) -> list[RowPlan]:
        rows = self._rows()
        self._match(rows)
        self._join(rows)
        self._compare([row for row in rows if row.is_edit])
        self._check_rights([row for row in rows if row.is_new])
        follow_first(rows)
        return rows

    def _rows(self) -> list[RowPlan]:
        """The rows by themselves; empty cells are left out, so they never clear anything."""
        names = [name for _column, name in self.named]
        cells = zip(*(column for column, _name in self.named), strict=True) if names else repeat((), len(self.numbers))
        rows = [
            self._by_itself(place, {name: cell for name, cell in zip(names, row, strict=True) if cell is not None})
            for place, row in enumerate(cells)
        ]
        self._derive([row for row in rows if row.status != "failed"])
        return rows

    def _derive(self, rows: Sequence[RowPlan]) -> None:
        derived = self.model.derive_many([row.values for row in rows], self.rules)
        for at, row in enumerate(rows):
            row.derived = derived, at

    def _by_itself(self, place: int, values: Values) -> RowPlan:
        kind = self.kind
        if _says_nothing(values.get(kind.needed)):
            values.pop(kind.needed, None)
            for other in kind.stand_ins:
                if values.get(other):
                    values[kind.needed] = values[other]
                    break
        assumed = {name: value for name, column in self.assumed.items() if (value := column[place]) is not None}
        if assumed:
            values = {**assumed, **values}
        label = str(values.get(kind.label or kind.needed) or values.get("external_id") or "")
        row = RowPlan(place, self.numbers[place], "created", label, values=values)
        if kind.needed not in values:
            row.status, row.reason = "failed", Saying(kind.missing)
            return row
        if kind.complete is not None:
            kind.complete(self.w, values)
        if self.parts:
            row.parts = {name: said[place] for name, said in self.parts.items() if place in said}
        if assumed:
            row.assumed = frozenset(name for name in assumed if values[name] is assumed[name])
        return row

    # Which record it is

    def _keys(self, rows: Sequence[RowPlan]) -> ListKeys:
        derived = rows[0].derived[0] if rows and rows[0].derived else {}
        columns = {
            name: [key or None for key in derived[name]]
            if name in derived
            else [row.values.get(name) or None for row in rows]
            for name in COLUMNS[self.entity]
        }
        return ListKeys(self.entity, columns, [row.place for row in rows])

    def _match(self, rows: Sequence[RowPlan]) -> None:
        usable = [row for row in rows if row.status != "failed"]
        identity = Identity(self.w, self.entity, usable, self._keys(usable), self.options)
        identity.tell()
        if identity.passed_over:
            self.notes.append(Saying(PASSED_OVER, {"count": identity.passed_over}))
        if identity.strange_numbers:
            self.notes.append(Saying(OTHER_NUMBERS, {"count": identity.strange_numbers}))
        for row in usable:
            if row.softly and row.into is None:
                row.blanks, row.values = row.values, {}

    def _join(self, rows: Sequence[RowPlan]) -> None:
        """What a row says of a record that a row above is already, becomes part of that row."""
        for row in rows:
            if row.into is None:
                continue
            first = rows[row.into]
            if row.softly:
                first.blanks = {**row.values, **(first.blanks or {})}
                row.values = {}
            changed = {
                name: value
                for name, value in row.values.items()
                if not _alike(first.values.get(name), value) and not (name in row.assumed and name in first.values)
            }
            row.before = {name: first.values.get(name) for name in changed}
            first.values.update(changed)
            first.assumed -= row.values.keys() - row.assumed
            more = False
            for name, said in row.parts.items():
                upper = first.parts.get(name)
                first.parts[name] = said if upper is None else self.kind.parts[name].joined(upper, said)
                more = more or first.parts[name] != upper
            if changed:
                first.derived = None
            row.values = changed
            row.status = "updated" if changed or more else "unchanged"
            row.reason = Saying(SAME_AS, {"row": str(first.row)})

    # Updates

    def _compare(self, rows: Sequence[RowPlan]) -> None:
        """What the rows would change in the records that are there, and whether the actor may."""
        if not rows:
            return
        records = stored(self.w, self.model, [row.id or 0 for row in rows], self._compared(rows))
        ids = list(records)
        held = {
            name: part.held(self.w, self.entity, ids)
            for name, part in self.kind.parts.items()
            if name in self.parts or part.settled
        }
        settle = self.kind.settle(self.w) if self.kind.settle else None
        owners, everyone = user_names(self.w), self.w.actor.sees_all
        for row in rows:
            record = records[row.id or 0]
            if not everyone and not may(self.w.actor, "change", Owned(record)):
                row.status = "failed"
                row.reason = Saying(NOT_YOURS, {"owner": owners.get(record.get("owner_id"), "–")})
                continue
            row.version = record["version"]
            self._compare_one(row, record, {name: some.get(record["id"], []) for name, some in held.items()}, settle)

    def _compared(self, rows: Sequence[RowPlan]) -> set[str] | None:
        """The columns of records that are looked at; None: all, where a rule looks at the whole record."""
        kind = self.kind
        if kind.settle is not None or self.assumed:
            return None
        given = (values for row in rows for values in (row.values, row.blanks) if values)
        return {"version", "owner_id", "unit_id", *REACH, kind.needed, *kind.stand_ins}.union(*given)

    def _compare_one(
        self, row: RowPlan, record: Mapping[str, Any], held: Mapping[str, Any], settle: Settle | None
    ) -> None:
        """What a row would change in its record, after the rule of the entity.

        Where the row names what does not exist yet, the rule has to wait until it does.
        """
        kind = self.kind
        if row.blanks:
            empty = {name: value for name, value in row.blanks.items() if record.get(name) in (None, "")}
            row.values = {**empty, **row.values}
        if held.get("points"):
            further = {point["value"] for point in held["points"]}
            row.values = {
                name: value for name, value in row.values.items() if name not in REACH or value not in further
            }
        if any(row.values.get(kind.needed) == record[other] != record[kind.needed] for other in kind.stand_ins):
            row.values.pop(kind.needed, None)
        for name in row.assumed & row.values.keys():
            if kind.stands(record, name):
                del row.values[name]
        changes: Values = _differing(record, self._filling(record, row.values))
        for name, said in row.parts.items():
            changes[name] = kind.parts[name].together(held[name], said, record)
            if changes[name] == held[name]:
                del changes[name]
        if settle is not None and (kind.settles_at_once or not names_new(changes)):
            changes = settle({**record, **held}, changes)
        row.parts = {name: changes.pop(name) for name in held if name in changes}
        row.parts = {name: value for name, value in row.parts.items() if value != held[name]}
        row.values = _differing(record, changes)
        row.before |= {name: record.get(name) for name in row.values}
        row.before |= {name: held[name] for name in row.parts}
        row.status = "updated" if row.values or row.parts else "unchanged"

    def _filling(self, record: Mapping[str, Any], values: Values) -> Values:
        """The values that may be written over what the record has."""
        if self.kept and values.get("note") and record.get("note"):
            values = {**values, "note": with_kept(record["note"], values["note"], self.kept)}
        fills = self.fills
        if not fills:
            return values
        return {
            name: value
            for name, value in values.items()
            if name not in fills or (fills[name] == "blanks" and record.get(name) in (None, ""))
        }

    def _check_rights(self, rows: Sequence[RowPlan]) -> None:
        actor = self.w.actor
        if actor.sees_all or self.kind.shared:
            return
        units = units_by_user(self.w)
        for row in rows:
            owner = row.values.setdefault("owner_id", actor.user_id)
            owned = {"owner_id": owner, "unit_id": units.get(owner) if isinstance(owner, int) else None}
            if isinstance(owner, New) or not may(actor, "change", Owned(owned)):
                row.status, row.reason = "failed", Saying(NOT_FOR_THEM)


def follow_first(rows: Sequence[RowPlan]) -> None:
    """Rows that are part of another come to what it comes to."""
    for row in rows:
        if row.into is None:
            continue
        first = rows[row.into]
        if first.status == "failed":
            row.status, row.reason = "failed", first.reason
        elif first.status == "unchanged":
            row.status = "unchanged"


def _fills(fields: Mapping[str, Field], options: Options) -> Mapping[str, str]:
    """The columns that are not simply overwritten."""
    found = {}
    for key, known in fields.items():
        fill = options.per_field.get(key, options.fill)
        if known.column and fill != "overwrite":
            found[known.column] = fill
    return found


def names_new(values: Mapping[str, Any]) -> bool:
    """Whether a row's values or lines name a record that does not exist yet."""
    lines = [line["product_id"] for line in values.get("lines", ())]
    return any(isinstance(value, New) for value in (*values.values(), *lines))


def _differing(record: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if record.get(name) != value}


def _says_nothing(name: Any) -> bool:
    """Whether a name is missing, or made of signs only: it could never be found again."""
    return name is None or (isinstance(name, str) and not name[:1].isalnum() and not fold(name))


def _alike(one: Any, two: Any) -> bool:
    """The same value, or the same text in another spelling."""
    if one == two:
        return True
    return isinstance(one, str) and isinstance(two, str) and fold(one) == fold(two) != ""
