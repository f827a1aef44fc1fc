"""The whole file of a customer or a contact as one Excel workbook: a sheet for each kind of thing that is in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from xlsxwriter import Workbook

from ..base.i18n import N_
from ..base.workbook import HEADER, Pen, SheetColumn, add_sheet, sheet_name, text_pen, workbook
from ..fields import CATALOGUE
from ..fields.filters import AnyOf, Filter, condition
from ..fields.find import Query, every, read
from ..fields.values import format_value
from ..file.beside import WhoseKind, addresses_of, dates_of
from ..file.events import Event
from ..file.points import POINT_KINDS
from ..file.relations import related
from ..file.timeline import timeline
from ..file.whose import Whose
from ..models import Contact, Deal
from ..trust import parts
from ..trust.access import require
from ._outgoing import fetched, outgoing
from .export import pen_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST_CHANGES = 5_000
"""So many changes stand in the file at most, the newest."""
_WIDEST = 60
_SHEETS: Mapping[str, str] = MappingProxyType(
    {
        "contact": N_("Contacts"),
        "deal": N_("Deals"),
        "order": N_("Orders"),
        "task": N_("Tasks"),
        "interaction": N_("Interactions"),
        "note": N_("Notes"),
    }
)
_ABOUT = frozenset({"task", "interaction", "note"})
"""What belongs to a customer also through a contact or a deal."""

Texts = Sequence[str | None]


@dataclass(frozen=True)
class _Book:
    """The workbook on its way, and whose it is."""

    w: Work
    book: Workbook
    whose: Whose

    def sheet(self, title: str, layout: Sequence[SheetColumn]) -> Any:
        return add_sheet(self.book, sheet_name(self.w.locale.t(title)), layout, rtl=self.w.locale.rtl)

    def texts(self, title: str, heads: Sequence[str], rows: Sequence[Texts], widths: Sequence[int]) -> None:
        """A sheet of texts under their heads; none without rows."""
        if not rows:
            return
        sheet = self.sheet(title, [SheetColumn(width) for width in widths])
        sheet.freeze_panes(1, 0)
        lead, pen = text_pen(self.book, sheet, **HEADER), text_pen(self.book, sheet, text_wrap=True, valign="top")
        for place, head in enumerate(heads):
            lead(0, place, self.w.locale.t(head))
        for number, row in enumerate(rows, start=1):
            _write(pen, number, row)


def file_to_excel(w: Work, whose: Whose) -> bytes:
    """The file as an .xlsx workbook: what this person sees of it. Raises Refused, NotFound."""
    require(w, "export")
    whose.must_be_seen(w)
    file = io.BytesIO()
    with workbook(file, creator=w.company.name or "Daftar", at=w.clock.now()) as book:
        made = _Book(w, book, whose)
        _facts(made)
        for entity, title in _SHEETS.items():
            if (wanted := _filter(w, entity, whose)) is not None:
                _records(made, entity, title, wanted)
        _kept(made)
        _events(made)
    return file.getvalue()


def _write(pen: Pen, number: int, row: Texts) -> None:
    for place, value in enumerate(row):
        if value:
            pen(number, place, value)


def _facts(made: _Book) -> None:
    """Every field that says something, and the further phones and e-mails."""
    w, whose = made.w, made.whose
    page = read(w, whose.entity, whose.id)
    row = page.rows[0]
    rows = [
        (w.locale.t(field.label), format_value(field, row.get(key), w.locale, page.labels))
        for key, field in CATALOGUE[whose.entity].items()
        if row.get(key) not in (None, "", [])
    ]
    for point in parts.points_of(w, whose.entity, [whose.id]).get(whose.id, []):
        label = w.locale.t(POINT_KINDS.get(point["kind"], point["kind"]))
        rows.append((f"{label} ({point['label']})" if point["label"] else label, point["value"]))
    made.texts(N_("Facts"), (N_("Field"), N_("Value")), rows, (28, 60))


def _filter(w: Work, entity: str, whose: Whose) -> Filter | None:
    """Which records of an entity are theirs; None for what a contact has none of."""
    if whose.entity == "contact":
        return condition(entity, "contact", "is", whose.id) if "contact" in CATALOGUE[entity] else None
    mine = condition(entity, "customer", "is", whose.id)
    if entity not in _ABOUT:
        return mine
    ways: list[Filter] = [mine]
    for key, model in (("contact", Contact), ("deal", Deal)):
        ids = list(w.scalars(select(model.id).where(model.customer_id == whose.id)))
        if ids:
            ways.append(condition(entity, key, "one_of", ids))
    return AnyOf(tuple(ways))


def _records(made: _Book, entity: str, title: str, wanted: Filter) -> None:
    """Records of the catalogue with all their fields, numbers and days as such."""
    w = made.w
    query = Query(wanted)
    pages = every(w, entity, Query(wanted, columns=fetched(entity, query)))
    first = next(pages, None)
    if first is None:
        return
    columns = outgoing(w, entity, query)
    look = [SheetColumn(min(one.width, _WIDEST), made.book.add_format({"num_format": one.format})) for one in columns]
    sheet = made.sheet(title, look)
    sheet.freeze_panes(1, 1)
    lead = text_pen(made.book, sheet, **HEADER)
    for place, column in enumerate(columns):
        lead(0, place, column.header)
    pens = [pen_of(made.book, sheet, column) for column in columns]
    number = 0
    for page in (first, *pages):
        for values in zip(*(column.values(page.rows, page.labels) for column in columns), strict=True):
            number += 1
            for place, value in enumerate(values):
                if value is not None:
                    pens[place](number, place, value)


def _kept(made: _Book) -> None:
    """Related companies, further addresses and important dates."""
    w, whose = made.w, made.whose
    known, said = CATALOGUE, w.locale
    if whose.entity == "customer":
        field = known["relation"]["kind"]
        rows = [(one.name, format_value(field, one.kind, said), one.city, one.note) for one in related(w, whose.id)]
        made.texts(
            N_("Related companies"), (N_("Name"), N_("Relation"), N_("City"), N_("Note")), rows, (30, 16, 16, 40)
        )
    kind: WhoseKind = whose.party
    field = known["address"]["kind"]
    places = [
        (
            format_value(field, one.kind, said),
            one.address,
            one.city,
            one.province,
            one.postal_code,
            one.country,
            one.note,
        )
        for one in addresses_of(w, kind, whose.id)
    ]
    heads = (N_("Kind"), N_("Address"), N_("City"), N_("Province"), N_("Postal code"), N_("Country"), N_("Note"))
    made.texts(N_("Addresses"), heads, places, (12, 50, 16, 16, 14, 14, 40))
    days = [
        (one.label, said.date(one.day), said.t(N_("yes")) if one.yearly else said.t(N_("no")))
        for one in dates_of(w, kind, whose.id)
    ]
    made.texts(N_("Important dates"), (N_("What is on that day"), N_("Day"), N_("Every year")), days, (30, 14, 12))


def _events(made: _Book) -> None:
    """The list of documents, and what was changed."""
    w, said = made.w, made.w.locale
    papers = timeline(w, made.whose, kinds=["document"], limit=MOST_CHANGES)
    rows = [(one.title, said.datetime(one.at), one.person, one.body) for one in papers]
    made.texts(N_("Documents"), (N_("Name"), N_("Time"), N_("Person"), N_("Note")), rows, (40, 18, 20, 40))
    changes = timeline(w, made.whose, kinds=["change", "handover"], limit=MOST_CHANGES)
    lines = [line for one in changes for line in _lines(made, one)]
    heads = (N_("Time"), N_("Person"), N_("Record"), N_("Field"), N_("Before"), N_("After"))
    made.texts(N_("Changes"), heads, lines, (18, 20, 30, 20, 30, 30))


def _lines(made: _Book, event: Event) -> Iterator[Texts]:
    """A change, a line for each field."""
    change, said = event.change, made.w.locale
    if change is None:
        return
    head = (said.datetime(event.at), event.person, change.name or event.title)
    for one in change.fields:
        yield (*head, said.t(one.label), one.before, one.after)
    if not change.fields:
        yield (*head, said.t(_DEEDS.get(change.action, N_("Details changed"))), None, event.body or None)


_DEEDS = {"create": N_("Added"), "delete": N_("Deleted"), "restore": N_("Brought back")}
