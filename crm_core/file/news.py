"""The newest deeds in words: who did what to which record, from which values to which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import null, select

from ..base.database import label_of
from ..base.i18n import N_, Locale
from ..customers.signs import KINDS
from ..deals.totals import StageName, stage_names
from ..fields import CATALOGUE
from ..models import ENTITIES, Change, ChangeSet
from ..trust.history import Deed, newest
from ..trust.merged import MERGE
from ..trust.undo import label_column
from ..trust.undone import HAND_OVER
from ._meetings import KINDS as MEETINGS
from ._meetings import SENTENCES, Meeting, meetings
from .changes import FieldChange, FileChange, said

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_HOUSEKEEPING = frozenset({"setup", "demo"})
_WAYS_OF_LOOKING = frozenset({"saved_view"})
"""What people arrange for themselves is no news: views, reports and dashboards, and what stands on their Today."""
_ONE: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("a customer"),
        "contact": N_("a contact"),
        "deal": N_("a deal"),
        "order": N_("an order"),
        "task": N_("a task"),
        "interaction": N_("an interaction"),
        "product": N_("a product"),
        "note": N_("a note"),
        "document": N_("a document"),
        "relation": N_("a relation between customers"),
        "address": N_("an address"),
        "important_date": N_("an important date"),
        "unit": N_("a unit"),
        "user": N_("a user"),
        "pipeline": N_("a pipeline"),
        "stage": N_("a stage"),
        "target": N_("a target"),
        "saved_view": N_("a saved view"),
        "schedule": N_("a scheduled report"),
        "setting": N_("the settings"),
        "tag": N_("a tag"),
        "custom_field": N_("a field"),
        "deal_contact": N_("a contact of a deal"),
        "competitor": N_("a competitor of a deal"),
        "commission_rule": N_("a rule of commission"),
        "submission": N_("a submitted forecast"),
        "review": N_("a review"),
        "review_deal": N_("a note of a review"),
        "promise": N_("a promise"),
    }
)
_MANY: Mapping[str, Callable[[Locale, int], str]] = MappingProxyType(
    {
        "customer": lambda locale, n: locale.tn("{n} customer", "{n} customers", n),
        "contact": lambda locale, n: locale.tn("{n} contact", "{n} contacts", n),
        "deal": lambda locale, n: locale.tn("{n} deal", "{n} deals", n),
        "order": lambda locale, n: locale.tn("{n} order", "{n} orders", n),
        "task": lambda locale, n: locale.tn("{n} task", "{n} tasks", n),
        "interaction": lambda locale, n: locale.tn("{n} interaction", "{n} interactions", n),
        "product": lambda locale, n: locale.tn("{n} product", "{n} products", n),
        "target": lambda locale, n: locale.tn("{n} target", "{n} targets", n),
    }
)
_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "create": N_("{who} added {what}"),
        "edit": N_("{who} changed {what}"),
        "delete": N_("{who} deleted {what}"),
        "restore": N_("{who} took {what} out of the bin"),
        "import": N_("{who} imported {what}"),
        "merge": N_("{who} merged {what}"),
        "hand_over": N_("{who} handed over {what}"),
        "undo": N_("{who} took back a change of {what}"),
        "moved": N_("{who} moved a deal to {stage}"),
        "won": N_("{who} won a deal"),
        "lost": N_("{who} lost a deal"),
        "reopened": N_("{who} opened a deal again"),
        "done": N_("{who} did a task"),
        **SENTENCES,
    }
)
_NAMELESS = frozenset({"relation", "address", "target", "deal_contact", "review", "review_deal", "submission"})
_FURTHER = 6
"""So many times as many deeds are read as are told: steps within a review and housekeeping are left out."""
_SAY_IT_ALL = frozenset({"moved", "won", "lost", "reopened", "done"})
"""Whose sentence needs no list of fields."""


@dataclass(frozen=True)
class News:
    """A deed and what it was about.

    `what` is how it is told (a key of the sentences); `entity` and `count` tell of which records there were most.
    Of a single record also its name, what opens when one follows it ("deal" or "customer" and its id), and the
    fields that changed.
    """

    deed: Deed
    what: str
    entity: str
    count: int
    name: str = ""
    opens: tuple[str, int] | None = None
    fields: tuple[FieldChange, ...] = ()
    stage: str = ""
    meeting: Meeting | None = None

    def say(self, locale: Locale) -> str:
        """Who did what, in one sentence without the record's name."""
        if self.count == 1 and self.entity in _ONE:
            what = locale.t(_ONE[self.entity])
        elif self.entity in _MANY:
            what = _MANY[self.entity](locale, self.count)
        else:
            what = locale.tn("{n} record", "{n} records", self.count)
        who = self.deed.actor or locale.t("Daftar")
        unit, person = (self.meeting.unit, self.meeting.person) if self.meeting else ("", "")
        return locale.t(
            _SENTENCES[self.what],
            who=who, what=what, stage=self.stage, unit=unit or locale.t("the whole company"),
            person=person or locale.t("somebody"),
        )  # fmt: skip


def news(w: Work, *, limit: int = 8) -> list[News]:
    """The newest deeds that the actor may see; setting up a company is none."""
    deeds = newest(w, limit=_FURTHER * limit)
    some = [one for one in deeds if one.kind not in _HOUSEKEEPING and set(one.records) - _WAYS_OF_LOOKING]
    met = meetings(w, some)
    deeds = [one for one in some if one.kind not in MEETINGS or one.id in met][:limit]
    alone = {deed.id: _single(deed) for deed in deeds}
    change, change_set = label_of(Change), label_of(ChangeSet)
    statement = (
        select(change, change_set.c.at, change_set.c.kind, change_set.c.undone_at, change_set.c.summary)
        .add_columns(null().label("person"))
        .join(change_set, change_set.c.id == change.c.change_set_id)
        .where(change.c.change_set_id.in_([number for number, entity in alone.items() if entity]))
        .order_by(change.c.id)
    )
    rows: dict[int, Any] = {}
    for row in w.rows(statement):
        before = rows.get(row.change_set_id)
        if row.entity == alone[row.change_set_id] and (before is None or before.action != "create"):
            rows[row.change_set_id] = row
    told = {one.change_set_id: one for one in said(w, [row for row in rows.values() if row.entity in CATALOGUE])}
    subjects, stages = _subjects(w, list(rows.values())), stage_names(w)
    return [
        _met(deed, met[deed.id])
        if deed.id in met
        else _news(deed, rows.get(deed.id), told.get(deed.id), subjects, stages)
        for deed in deeds
    ]


def _met(deed: Deed, meeting: Meeting) -> News:
    """A deed of a review."""
    entity = "review" if meeting.what.startswith("review") else "promise"
    return News(deed, meeting.what, entity, 1, meeting.name, meeting.opens, meeting=meeting)


def _single(deed: Deed) -> str:
    """Of which entity the one record is that a deed is about: alone, or a deal with what belongs to it."""
    if sum(deed.records.values()) == 1:
        return next(iter(deed.records))
    as_many = deed.kind in (MERGE, HAND_OVER, "import", "undo", "bulk_edit")
    return "deal" if deed.records.get("deal") == 1 and not as_many else ""


_Subjects = Mapping[tuple[str, int], tuple[str, tuple[str, int] | None]]


def _news(deed: Deed, row: Any, told: FileChange | None, subjects: _Subjects, stages: Mapping[int, StageName]) -> News:
    entity = max(deed.records, key=lambda one: (deed.kind in (MERGE, HAND_OVER) and one in KINDS, deed.records[one]))
    what = deed.kind if deed.kind in _SENTENCES else "edit"
    if row is None:
        return News(deed, what, entity, deed.records[entity])
    name, opens = subjects.get((row.entity, row.record_id), ("", None))
    if deed.kind not in ("undo", "import", MERGE, HAND_OVER):
        what = _what(row)
    fields = told.fields if told and what not in _SAY_IT_ALL else ()
    stage = stages.get((row.after or {}).get("stage_id", 0))
    return News(deed, what, row.entity, 1, name, opens, fields, stage.name if stage else "")


def _what(row: Any) -> str:
    """What was done to a single record: what happened to a deal or a task says more than that it was changed."""
    after: Mapping[str, Any] = row.after or {}
    if row.action in ("create", "delete", "restore"):
        return str(row.action)
    if row.entity == "deal" and "outcome" in after:
        return "reopened" if after["outcome"] == "open" else str(after["outcome"])
    if row.entity == "deal" and "stage_id" in after:
        return "moved"
    return "done" if row.entity == "task" and after.get("done_on") else "edit"


def _subjects(w: Work, rows: Sequence[Any]) -> dict[tuple[str, int], tuple[str, tuple[str, int] | None]]:
    """What the records are called, and what opens when one follows them."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row.entity in ENTITIES:
            ids.setdefault(row.entity, set()).add(row.record_id)
    found = {}
    for entity, some in ids.items():
        table = label_of(ENTITIES[entity])
        links = [table.c[name] if name in table.c else null().label(name) for name in ("deal_id", "customer_id")]
        label = table.c[label_column(ENTITIES[entity]).key].label("name")
        for one in w.rows(select(table.c.id, label, table.c.deleted_at, *links).where(table.c.id.in_(some))):
            own = (entity, one.id) if entity in ("deal", "customer") and one.deleted_at is None else None
            about = ("deal", one.deal_id) if one.deal_id else ("customer", one.customer_id) if one.customer_id else None
            found[entity, one.id] = (
                "" if entity in _NAMELESS else str(one.name or ""),
                own or (about if entity != "deal" else None),
            )
    return found
