"""The head of a file, of a customer or a contact: name, facts, ways to reach them, near days; changed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import _session
from _session import read, t, work
from _ui import conflict, facts, form, messages, record_facts
from crm_core.base.errors import DaftarError
from crm_core.fields import CATALOGUE
from crm_core.fields.find import Page
from crm_core.file import points as core_points
from crm_core.file.beside import KeptDate, WhoseKind, near_dates
from crm_core.file.overview import ContactFile, CustomerFile, link_of
from crm_core.file.whose import Whose
from crm_core.trust.parts import Points
from crm_core.trust.unit_of_work import Work

HEAD, FACTS = "file_head", "file_facts"
LINE: Mapping[str, Sequence[str]] = {
    "customer": ("kind", "tier", "status", "city", "owner", "unit"),
    "contact": ("title", "job_title", "department", "role", "customer", "owner", "status"),
}
"""What stands under the name, also while it is empty: for whoever may change it."""
_REACH: Mapping[str, Sequence[str]] = {
    "customer": ("mobile", "phone", "email", "website"),
    "contact": ("mobile", "phone", "email"),
}
_FIELD_OF = {"mobile": "mobile", "phone": "phone", "email": "email", "url": "website"}
_KIND_OF = {"website": "url"}
GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    ("Who", ("title", "party", "external_id", "national_id", "registration_number", "economic_code", "birthday")),
    ("Address", ("address", "city", "province", "postal_code", "country")),
    ("Business", ("industry", "size", "annual_revenue", "purchases_to_date")),
    ("Relation", ("source", "life_cycle", "channel", "customer_since", "first_seen")),
    ("Further", ()),
    ("Note", ("note",)),
)
"""The fields of the list, grouped; those that nobody named here, also the company's own, stand under "Further"."""
_NOT_LISTED = frozenset(
    {"name", "tags", "mobile", "phone", "email", "website", "created_at", "updated_at", "confirmed_on"}
)


def sections(entity: WhoseKind, page: Page, points: Points) -> list[facts.Section]:
    """Name, line of facts, ways to reach them, tags, and the days that are near."""
    row, mine = page.rows[0], record_facts.may_change(page.rows[0])
    line = tuple(_in_line(record_facts.fact(entity, key, page, shown=mine), row) for key in LINE[entity])
    tags = record_facts.fact(entity, "tags", page, shown=mine)
    near = read(near_dates, entity, row["id"])
    return [
        facts.Section((record_facts.fact(entity, "name", page, shown=True),), "title"),
        facts.Section(line, "line"),
        facts.Section(_ways(entity, page, points), "reach", adds=_kinds() if mine else ()),
        facts.Section((tags,), "line"),
        facts.Section(tuple(_near(one) for one in near), "chips"),
    ]


def _in_line(one: facts.Fact, row: Mapping[str, Any]) -> facts.Fact:
    """A contact's customer leads to their file."""
    if one.key == "field:customer" and row.get("customer"):
        return replace(one, href=f"customer?id={row['customer']}")
    return one


def _kinds() -> facts.Choices:
    return tuple((kind, t(label)) for kind, label in core_points.POINT_KINDS.items())


def _ways(entity: str, page: Page, points: Points) -> tuple[facts.Fact, ...]:
    """The phones that dial and addresses that write: the first ones, then the further ones with their label."""
    locale, row = _session.locale(), page.rows[0]
    mine = record_facts.may_change(row)
    found = []
    for key in _REACH[entity]:
        if row.get(key):
            one = record_facts.fact(entity, key, page)
            href = read(link_of, _KIND_OF.get(key, key), row[key])
            found.append(replace(one, label="", href=href, hint=one.label))
    for place, point in enumerate(points):
        if point["kind"] not in core_points.POINT_KINDS:
            continue
        phone = point["kind"] in ("phone", "mobile")
        said = f"{point['value']} ({point['label']})" if point["label"] else point["value"]
        found.append(
            facts.Fact(
                f"point:{place}",
                point["label"] or "",
                locale.digits_of(point["value"]) if phone else point["value"],
                said,
                "text" if mine else "",
                href=read(link_of, point["kind"], point["value"]),
                ltr=True,
                hint=t(core_points.POINT_KINDS[point["kind"]]),
            )
        )
    return tuple(found)


def _near(one: KeptDate) -> facts.Fact:
    days = one.days(_session.today()) or 0
    label = f"{one.label} · {one.name}" if one.name else one.label
    said = f"{label}: {_session.locale().relative_days(days)}"
    hint = _session.locale().date(one.next_on, "long")
    return facts.Fact(f"near:{one.id}:{label}", "", said, hint=hint, tone="risk" if days <= 7 else "")


def listed(entity: str, page: Page) -> list[facts.Section]:
    """All other fields, also the company's own, sensibly grouped."""
    known = CATALOGUE[entity]
    in_head = {*LINE[entity], *_NOT_LISTED} - ({"city"} if entity == "customer" else set())
    named = {key for _, keys in GROUPS for key in keys}
    rest = [key for key, field in known.items() if field.editable and key not in named | in_head and not field.computed]
    titles = {
        "Who": t("Who they are"),
        "Address": t("Address"),
        "Business": t("Business"),
        "Relation": t("How we work together"),
        "Further": t("Further fields"),
        "Note": t("Note"),
    }
    found = []
    for name, keys in GROUPS:
        wanted = [key for key in (rest if name == "Further" else keys) if key in known and key not in in_head]
        found.append(facts.Section(record_facts.listed(entity, wanted, page), "list", titles[name]))
    return [section for section in found if section.facts]


# What happened


F = TypeVar("F", CustomerFile, ContactFile)


def followed(question: Callable[[Work, int], F], whose: Whose) -> F:
    """The file as it is after what was changed in it just now was stored; a conflict asks."""
    file = read(question, whose.id)
    follow(whose.entity, file.record, file.points)
    conflict.ask_if_any()
    return read(question, whose.id)


def follow(entity: str, page: Page, points: Points) -> None:
    """Store what was changed in the head or in the list of facts; ask where a field asks."""
    number = page.rows[0]["id"]
    for place in (HEAD, FACTS):
        event = facts.take(place)
        if event.edited.startswith("field:"):
            record_facts.store(place, entity, number, event)
        elif event.edited.startswith("point:"):
            _point(place, entity, number, points, event)
        elif event.added:
            _add(place, entity, page, event)
        elif event.asked:
            key = event.asked.partition(":")[2]
            form.edit(t(CATALOGUE[entity][key].label), entity, page.rows[0], (key,))


def _point(place: str, entity: str, record_id: int, points: Points, event: facts.FactEvent) -> None:
    """A further phone was written anew, "number (label)"; nothing takes it away."""
    at = int(event.edited.partition(":")[2])
    if at >= len(points):
        return
    value, label = _parted(event.text)
    try:
        with work() as w:
            done = core_points.change(w, entity, record_id, points[at], value, label)
    except DaftarError as refusal:
        facts.refuse(place, event, refusal.say(_session.locale()))
        return
    if done.change_set_id is not None:
        messages.did(t("Saved.") if value else t("Removed."), undo=done.change_set_id)


def _parted(text: str) -> tuple[str, str]:
    value, _, label = text.strip().removesuffix(")").partition("(")
    return (value.strip(), label.strip()) if text.strip().endswith(")") else (text.strip(), "")


def _add(place: str, entity: str, page: Page, event: facts.FactEvent) -> None:
    """A phone or e-mail: the record's first one while it has none and it bears no label, else a further one."""
    row, key = page.rows[0], _FIELD_OF[event.added]
    if not event.label.strip() and key in _REACH[entity] and not row.get(key):
        first = facts.FactEvent(edited=f"field:{key}", text=event.text, version=row["version"])
        record_facts.store(place, entity, row["id"], first)
        return
    try:
        with work() as w:
            done = core_points.add(w, entity, row["id"], event.added, event.text, event.label)
    except DaftarError as refusal:
        facts.refuse(place, event, refusal.say(_session.locale()))
        return
    messages.did(t("Added."), undo=done.change_set_id)
