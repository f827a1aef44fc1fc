"""The time line of a file: what is shown of it, and how each kind of entry reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

import _session
from _session import read, t
from _ui import entries, page, switch, url
from _ui.customer_file import details, order_status
from crm_core.base.days import ymd
from crm_core.base.i18n import N_
from crm_core.customers.signs import KINDS as MERGED_KINDS
from crm_core.fields import CATALOGUE, choices
from crm_core.file.changes import FileChange
from crm_core.file.events import KINDS, Event, EventKind, Place
from crm_core.file.timeline import people_of, timeline
from crm_core.file.whose import Whose
from crm_core.trust.merged import MERGE

PARTS: Mapping[str, tuple[str, Sequence[EventKind]]] = {
    "all": (N_("Everything"), KINDS),
    "interactions": (N_("Interactions"), ("interaction",)),
    "notes": (N_("Notes"), ("note",)),
    "tasks": (N_("Tasks"), ("task",)),
    "deals": (N_("Deals"), ("deal",)),
    "orders": (N_("Orders"), ("order",)),
    "documents": (N_("Documents"), ("document",)),
    "changes": (N_("Changes"), ("change", "handover")),
}
"""What can be looked at of the time line, by the word in the address."""
_OF_DEAL: Mapping[str, tuple[str, Sequence[EventKind]]] = {
    **{word: part for word, part in PARTS.items() if word not in ("deals", "orders", "changes")},
    "deals": (N_("Stages"), ("deal",)),
    "changes": PARTS["changes"],
}
"""The same of a deal's own."""
_MADE = {
    "customer": N_("Customer added"),
    "contact": N_("Contact added"),
    "deal": N_("Deal added"),
    "order": N_("Order added"),
    "relation": N_("Relation added"),
    "address": N_("Address added"),
    "important_date": N_("Date added"),
    "deal_contact": N_("Has a part in it"),
    "competitor": N_("Competitor added"),
}
_ACTIONS = {"delete": N_("Deleted"), "restore": N_("Brought back")}
_WAYS = {
    "import": N_("by import"),
    "bulk_edit": N_("together with others"),
    "undo": N_("by undoing"),
    MERGE: N_("by merging"),
}


STEP = 30


def show(key: str, whose: Whose) -> None:
    """The time line, a page more with each click; kind and person stand in the address."""
    with st.container(key="timeline_bar", horizontal=True, vertical_alignment="center", gap="small"):
        parts = _OF_DEAL if whose.entity == "deal" else PARTS
        shown = switch.one_of("show", t("Show"), {one: t(label) for one, (label, _) in parts.items()})
        person = _person(whose)
    pages = [_page(whose, shown, person, None)]
    for _ in range(url.number("more", 1) - 1):
        if len(pages[-1]) <= STEP:
            break
        pages.append(_page(whose, shown, person, pages[-1][STEP - 1].place))
    events = [event for some in pages for event in some[:STEP]]
    if not events:
        page.empty(t("Nothing yet."), t("Notes, calls, tasks, deals and changes stand here."))
        return
    entries.show(key, told(events))
    if len(pages[-1]) > STEP:
        st.button(t("Show more"), key="more_events", on_click=url.put, kwargs={"more": len(pages) + 1})


def _page(whose: Whose, shown: str, person: int | None, before: Place | None) -> list[Event]:
    kinds = (_OF_DEAL if whose.entity == "deal" else PARTS)[shown][1]
    if whose.entity == "deal" and shown == "all":
        kinds = [kind for kind in KINDS if kind != "order"]
    return read(timeline, whose, kinds=kinds, person=person, before=before, limit=STEP + 1)


def _person(whose: Whose) -> int | None:
    """Of whom: everybody, or one of the people whom the time line names."""
    people = read(people_of, whose)
    asked = url.number("by", 0)
    if len(people) < 2 and not asked:
        return None
    known = [0, *people]
    key = "timeline_by"
    chosen = st.selectbox(
        t("By whom"),
        known,
        index=known.index(asked) if asked in known else 0,
        format_func=lambda one: people.get(one, t("All colleagues")),
        key=key,
        label_visibility="collapsed",
        width=170,
        on_change=lambda: url.put(by=_session.component_value(key) or None, more=None),
    )
    return chosen or None


def told(events: Sequence[Event]) -> list[entries.Section]:
    """The events month by month, in the person's calendar."""
    locale = _session.locale()
    found = []
    for (year, month), some in groupby(events, lambda event: _month(event.at)):
        title = f"{locale.month_name(month)} {locale.digits_of(str(year))}"
        found.append(entries.Section(tuple(_SAID[event.kind](event) for event in some), title))
    return found


def _month(at: dt.datetime) -> tuple[int, int]:
    locale = _session.locale()
    year, month, _ = ymd(at.astimezone(locale.zone).date(), locale.calendar)
    return year, month


def _entry(event: Event, key: str, **more: Any) -> entries.Entry:
    locale = _session.locale()
    day = event.at.astimezone(locale.zone).date()
    return entries.Entry(key=key, end=locale.date(day), hint=locale.datetime(event.at), **more)


def _interaction(event: Event) -> entries.Entry:
    kind = choices.label_of_choice("interaction_kinds", event.what, _session.locale())
    return _entry(
        event,
        f"interaction:{event.record_id}",
        title=event.title,
        body=event.body,
        detail=details(kind if kind != event.title else "", event.facts["outcome"], event.person, *_with(event)),
        mark=event.what,
        opens=True,
    )


def _deal(event: Event) -> entries.Entry:
    stage, amount = event.facts["stage"], event.facts["amount"]
    words = {
        "won": t("Won"),
        "lost": t("Lost"),
        "opened": t("Opened in {stage}", stage=stage),
        "moved": t("Moved to {stage}", stage=stage),
        "reopened": t("Opened again, in {stage}", stage=stage),
    }
    money = _session.locale().money(amount, event.facts["currency"]) if amount else ""
    said = words[event.what]
    return _entry(
        event,
        f"deal:{event.record_id}",
        title=event.title or said,
        body=event.body,
        detail=details(said if event.title else None, money, event.person),
        mark="deal",
        tone=event.what if event.what in ("won", "lost") else "",
        opens=bool(event.title),
    )


def _order(event: Event) -> entries.Entry:
    amount = event.facts["amount"]
    money = _session.locale().money(amount, event.facts["currency"]) if amount else ""
    return _entry(
        event,
        f"order:{event.record_id}",
        title=t("Order {number}", number=event.title),
        detail=details(order_status(event.what), money, event.person),
        mark="deal",
        opens=True,
    )


def _task(event: Event) -> entries.Entry:
    due = event.facts["due_on"]
    need = event.facts["kind"] == "need"
    said = t("Task done") if event.what == "done" else t("Task, due {day}", day=due) if due else t("Task")
    if need and event.what != "done":
        said = t("Future need, {day}", day=due) if due else t("Future need")
    return _entry(
        event,
        f"task:{event.record_id}",
        title=event.title,
        body=event.body,
        detail=details(said, event.person, *_with(event)),
        mark="task",
        opens=True,
    )


def _note(event: Event) -> entries.Entry:
    return _entry(
        event,
        f"note:{event.record_id}",
        title=t("Note"),
        body=event.body,
        detail=details(event.person, *_with(event)),
        mark="note",
        opens=True,
    )


def _with(event: Event) -> tuple[str | None, ...]:
    """Which contact and which deal it is about."""
    return event.facts.get("contact"), event.facts.get("deal")


def _document(event: Event) -> entries.Entry:
    return _entry(
        event,
        f"document:{event.record_id}",
        title=event.title,
        body=event.body,
        detail=details(t("Document"), event.person, *_with(event)),
        mark="note",
        opens=True,
    )


def _handover(event: Event) -> entries.Entry:
    change = event.change
    assert change is not None, "an event of this kind carries its change"
    named = CATALOGUE["customer"]["owner"].label
    owners = next(((one.before, one.after) for one in change.fields if one.label == named), ("", ""))
    before, after = owners
    return _entry(
        event,
        f"change:{change.change_set_id}:{change.entity}:{change.record_id}",
        title=t("Handed over: {before} → {after}", before=before, after=after),
        body=event.body,
        detail=details(event.title, event.person),
        flag=t("undone") if change.undone else "",
        mark="person",
    )


def _change(event: Event) -> entries.Entry:
    change = event.change
    assert change is not None, "an event of this kind carries its change"
    lines = [
        t("{field}: {before} → {after}", field=t(one.label), before=one.before, after=one.after)
        for one in change.fields
    ]
    return _entry(
        event,
        f"change:{change.change_set_id}:{change.entity}:{change.record_id}",
        title=_changed(change, t("Order {number}", number=event.title) if change.entity == "order" else event.title),
        body="\n".join(lines),
        detail=details(event.person, t(_WAYS[change.kind]) if change.kind in _WAYS else ""),
        after=(entries.Link(t("Undo the merge"), key=f"undo:{change.change_set_id}"),) if _was_merged(change) else (),
        flag=t("undone") if change.undone else "",
        mark="change",
    )


def _was_merged(change: FileChange) -> bool:
    """Whether others were merged into this record (and it was not only moved by that), and that still holds."""
    moved = change.entity == "contact" and CATALOGUE["contact"]["customer"].label in {
        one.label for one in change.fields
    }
    holds = change.kind == MERGE and change.action == "update" and not change.undone
    return holds and change.entity in MERGED_KINDS and not moved


def _changed(change: FileChange, name: str) -> str:
    what = (
        t(_MADE.get(change.entity, N_("Added")))
        if change.action == "create"
        else t(_ACTIONS.get(change.action, N_("Details changed")))
    )
    return f"{what}: {name}" if name else what


_SAID: Mapping[EventKind, Callable[[Event], entries.Entry]] = {
    "interaction": _interaction,
    "deal": _deal,
    "order": _order,
    "task": _task,
    "note": _note,
    "document": _document,
    "change": _change,
    "handover": _handover,
}
