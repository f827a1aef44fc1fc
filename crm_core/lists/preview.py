"""What a plan would do, in the words and digits of the person who decides: troubles, changes, new records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..base.i18n import N_, NOTHING
from ..fields import CATALOGUE, Field, Kind
from ..fields.links import labels_of
from ..fields.values import Labels, format_value
from ..models import ENTITIES
from ._standing import stored
from .links import New
from .plan import Candidate, Plan, RowPlan, Status

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


SHOWN_BESIDE = frozenset(
    {"name", "customer", "external_id", "national_id", "email", "phone", "mobile", "city", "owner"}
)
"""What tells a record from another: shown beside a row that looks like it, also where the row says nothing of it."""
_PARTS = (
    ("tags", N_("Tags")),
    ("lines", N_("Products")),
    ("competitors", N_("Competitors")),
    ("points", N_("More phones and e-mails")),
)


@dataclass(frozen=True)
class PreviewRow:
    """A row of the plan: its cells as label of the field, before and after; why it is as it is."""

    row: int
    status: Status
    label: str
    cells: list[tuple[str, str, str]]
    reasons: list[str]
    place: int = 0


@dataclass(frozen=True)
class PreviewPage:
    """One page of the rows asked for, and how many there are in all."""

    rows: list[PreviewRow]
    total: int


def page(
    w: Work,
    plan: Plan,
    status: Status | Literal["problems", "candidates"] | None = None,
    page: int = 1,
    size: int = 50,
    search: str = "",
) -> PreviewPage:
    """A page (from 1) of the plan's rows in the order of the list: of one status, in trouble, in doubt, or all.

    `search`: beginnings of words that the row holds. A page behind the last is the last.
    """
    places = plan.places(status, search)
    start = size * max(0, min(page - 1, (len(places) - 1) // size))
    rows = [plan.rows[place] for place in places[start : start + size]]
    words = _Words(w, plan.entity, [values for row in rows for values in (row.values, row.before)], rows)
    shown = [
        PreviewRow(row.row, row.status, row.label, words.cells(row), _reasons(w, plan, row), row.place) for row in rows
    ]
    return PreviewPage(shown, len(places))


def _reasons(w: Work, plan: Plan, row: RowPlan) -> list[str]:
    """Why a row is as it is: its own reason, then its cells in trouble, then what it looks like."""
    own = [row.reason.say(w.locale)] if row.reason is not None else []
    cells = [f"{one.column}: {one.reason.say(w.locale)}" for one in plan.troubled.get(row.place, ())]
    return own + cells + [one.why.say(w.locale) for one in plan.doubtful.get(row.place, ())]


def compared(w: Work, plan: Plan, candidate: Candidate) -> list[tuple[str, str, str]]:
    """A row beside the record, or the row above, that it looks like: label of the field, the row's value, the other's.

    Nothing of a record that the person may not see.
    """
    if candidate.hidden:
        return []
    mine, theirs = plan.rows[candidate.place].values, _other(w, plan, candidate)
    words = _Words(w, plan.entity, [mine, theirs], ())
    told = []
    for column, known in words.fields.items():
        one, two = mine.get(column), theirs.get(column)
        if one is not None or (two not in (None, "") and known.key in SHOWN_BESIDE):
            told.append((w.locale.t(known.label), words.said(known, one), words.said(known, two)))
    return told


def _other(w: Work, plan: Plan, candidate: Candidate) -> Mapping[str, Any]:
    if candidate.other_place is not None:
        return plan.rows[candidate.other_place].values
    return stored(w, ENTITIES[plan.entity], [candidate.id or 0]).get(candidate.id or 0, {})


class _Words:
    """Values of columns as people read them; what is new with the list is said to be."""

    def __init__(self, w: Work, entity: str, values: Iterable[Mapping[str, Any]], rows: Iterable[RowPlan]) -> None:
        self.w, self.locale = w, w.locale
        self.fields = {one.column: one for one in CATALOGUE[entity].values() if one.column}
        self.labels = self._labels(values, rows)

    def _labels(self, values: Iterable[Mapping[str, Any]], rows: Iterable[RowPlan]) -> Labels:
        ids: dict[Kind, set[int]] = {}
        for some in values:
            for column, value in some.items():
                known = self.fields.get(column)
                if known is not None and known.is_link and isinstance(value, int):
                    ids.setdefault(known.kind, set()).add(value)
        for row in rows:
            for line in (*row.parts.get("lines", ()), *row.before.get("lines", ())):
                if isinstance(line["product_id"], int):
                    ids.setdefault("product", set()).add(line["product_id"])
        wanted: dict[Kind, Collection[int]] = dict(ids)
        return labels_of(self.w, wanted)

    def changes(self, row: RowPlan) -> list[tuple[str, str, str]]:
        told = [
            (self.locale.t(known.label), self.said(known, row.before.get(column)), self.said(known, value))
            for column, value in row.values.items()
            if (known := self.fields.get(column)) is not None
        ]
        for name, label in _PARTS:
            if name in row.parts:
                before = self._part(name, row.before.get(name, []))
                after = self._part(name, row.parts[name])
                if before != after:
                    told.append((self.locale.t(label), before, after))
        return told

    def cells(self, row: RowPlan) -> list[tuple[str, str, str]]:
        """What a row writes: old and new of a change, each value of a new record."""
        if row.is_new or row.status == "failed":
            return [(label, "", after) for label, after in self.values(row).items()]
        return self.changes(row) if row.status == "updated" else []

    def values(self, row: RowPlan) -> dict[str, str]:
        told = {
            self.locale.t(known.label): self.said(known, row.values[column])
            for column, known in self.fields.items()
            if column in row.values
        }
        for name, label in _PARTS:
            if name in row.parts:
                told[self.locale.t(label)] = self._part(name, row.parts[name])
        return told

    def said(self, known: Field, value: Any) -> str:
        if isinstance(value, New):
            return self.locale.t(N_("{name} (new)"), name=value.name)
        return format_value(known, value, self.locale, self.labels)

    def _part(self, name: str, values: list[Any]) -> str:
        comma = "، " if self.locale.rtl else ", "
        products = self.labels.get("product", {})
        texts = values
        if name == "points":
            texts = [point["value"] for point in values]
        elif name == "lines":
            texts = [self._line(line, products) for line in values]
        return comma.join(texts) or NOTHING

    def _line(self, line: Mapping[str, Any], known: Mapping[int, str]) -> str:
        """A product; of an order's line also how many at which price, less which discount."""
        said = [self._product(line["product_id"], known)]
        if "discount" in line:
            said.insert(0, f"{self.locale.number(line.get('quantity') or 1, 2)} ×")
            said += [self.locale.money(line["price"])] if line.get("price") is not None else []
            said += [f"−{self.locale.percent(line['discount'] / 100)}"] if line.get("discount") else []
        return " ".join(said)

    def _product(self, product: int | New | None, known: Mapping[int, str]) -> str:
        if isinstance(product, New):
            return self.locale.t(N_("{name} (new)"), name=product.name)
        return NOTHING if product is None else known.get(product, NOTHING)
