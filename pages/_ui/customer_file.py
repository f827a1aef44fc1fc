"""The parts of a customer's file: how its head, its figures, its people, its deals and its time line read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

import _session
from _session import t, tn
from _ui import entries, kpi, task_list
from crm_core.base.days import ymd
from crm_core.base.i18n import N_, NOTHING
from crm_core.customers.signs import KINDS as MERGED_KINDS
from crm_core.deals.orders import LEFT_OUT
from crm_core.fields import CATALOGUE, Kind, choices
from crm_core.fields.values import Labels, format_value
from crm_core.file.changes import FileChange
from crm_core.file.overview import CustomerFile, Reach
from crm_core.file.timeline import KINDS, Event, EventKind
from crm_core.trust.merged import MERGE
from crm_core.work.tasks import TaskLine

_FIELDS = CATALOGUE["customer"]
IN_SENTENCE = ("kind", "tier", "status", "city")
WHOSE = ("owner", "unit")
IN_FACTS = (
    "party", "external_id", "national_id", "registration_number", "economic_code", "industry", "size", "source",
    "life_cycle", "channel", "birthday", "customer_since", "annual_revenue", "purchases_to_date", "province",
    "country", "postal_code", "address", "note",
)  # fmt: skip
PARTS: Mapping[str, tuple[str, Sequence[EventKind]]] = {
    "all": (N_("Everything"), KINDS),
    "interactions": (N_("Interactions"), ("interaction",)),
    "notes": (N_("Notes"), ("note",)),
    "tasks": (N_("Tasks"), ("task",)),
    "deals": (N_("Deals"), ("deal",)),
    "orders": (N_("Orders"), ("order",)),
    "changes": (N_("Changes"), ("change",)),
}
"""What can be looked at of the time line, by the word in the address."""

_PRODUCTS = 3
"""So many products of an order are named in its line."""
_OF_DEAL: tuple[tuple[Kind, str], ...] = (("stage", "stage"), ("user", "owner"))
_MADE = {
    "customer": N_("Customer added"),
    "contact": N_("Contact added"),
    "deal": N_("Deal added"),
    "order": N_("Order added"),
}
_ACTIONS = {"delete": N_("Deleted"), "restore": N_("Brought back")}
_WAYS = {
    "import": N_("by import"),
    "bulk_edit": N_("together with others"),
    "undo": N_("by undoing"),
    MERGE: N_("by merging"),
}


# The head


def sentence(file: CustomerFile) -> str:
    """Who this is, in one line: kind, tier, status, city, and whose they are."""
    said = [_value(file, key) for key in IN_SENTENCE if file.customer.get(key)]
    whose = [f"{t(_FIELDS[key].label)}: {_value(file, key)}" for key in WHOSE if file.customer.get(key)]
    return " · ".join([*said, *whose])


def _value(file: CustomerFile, key: str) -> str:
    return format_value(_FIELDS[key], file.customer.get(key), _session.locale(), file.labels)


def reach(ways: Iterable[Reach], tags: Sequence[str] = ()) -> None:
    """Phones that dial, addresses that write, and the tags, in one line."""
    links = [_link(way) for way in ways]
    chips = [f'<span class="chip"><bdi>{escape(tag)}</bdi></span>' for tag in tags]
    if links or chips:
        st.html(f'<div class="reach">{"".join(links + chips)}</div>')


def _link(way: Reach) -> str:
    label = f"<small>{escape(way.label)}</small> " if way.label else ""
    shown = f'{label}<bdi dir="ltr">{escape(_read(way))}</bdi>'
    if not way.link:
        return f"<span>{shown}</span>"
    elsewhere = ' target="_blank" rel="noopener noreferrer"' if way.kind == "url" else ""
    return f'<a class="{way.kind}" href="{escape(way.link, quote=True)}"{elsewhere}>{shown}</a>'


def figures(file: CustomerFile, tasks: Sequence[TaskLine]) -> None:
    """What is open, what was won, when somebody last talked with them, what is to be done."""
    locale = _session.locale()
    late = sum(task.when == "overdue" for task in tasks)
    kpi.row(
        [
            _amount(t("Open deals"), file.open_amount, file.open_count),
            _amount(t("Won"), file.won_amount, file.won_count),
            kpi.Figure(
                t("Last contact"),
                _ago(file.last_contact_on),
                full=locale.date(file.last_contact_on, "long"),
                note=locale.date(file.last_contact_on) if file.last_contact_on else "",
            ),
            kpi.Figure(
                t("Open tasks"),
                locale.number(len(tasks)) if tasks else NOTHING,
                note=tn("{n} overdue", "{n} overdue", late) if late else "",
                tone="risk" if late else "",
            ),
        ]
    )


def _amount(label: str, minor: int, count: int) -> kpi.Figure:
    locale = _session.locale()
    if not count:
        return kpi.Figure(label, NOTHING)
    note = tn("{n} deal", "{n} deals", count)
    return kpi.Figure(label, locale.money(minor, short=True), note=note, full=locale.money(minor))


def _ago(day: dt.date | None) -> str:
    return _session.locale().relative_days((day - _session.today()).days) if day else NOTHING


def facts(file: CustomerFile) -> None:
    """What else is known, field by field."""
    known = [key for key in IN_FACTS if file.customer.get(key) not in (None, "", [])]
    rows = [(t(_FIELDS[key].label), _value(file, key)) for key in known]
    told = "".join(f"<dt>{escape(label)}</dt><dd><bdi>{escape(value)}</bdi></dd>" for label, value in rows)
    st.html(f'<dl class="facts">{told}</dl>')


# What is to be done, people, deals


def lists(file: CustomerFile, tasks: Sequence[TaskLine]) -> list[entries.Section]:
    """What is to be done, whom to call, what is being sold, what was ordered; what there is none of is left out."""
    number = _session.locale().number
    found = {
        t("Tasks"): [task_list.entry(one, with_customer=False) for one in tasks],
        t("Contacts"): [_contact(one, file.contact_reach.get(one["id"], ())) for one in file.contacts.rows],
        t("Deals"): [_deal_now(one, file.deals.labels) for one in file.deals.rows],
        t("Orders"): [_order_now(one, file.orders.labels) for one in file.orders.rows],
    }
    return [entries.Section(tuple(some), title, number(len(some))) for title, some in found.items() if some]


def _contact(contact: Mapping[str, Any], ways: Iterable[Reach]) -> entries.Entry:
    return entries.Entry(
        key=f"contact:{contact['id']}",
        title=contact["name"],
        detail=_details(contact["job_title"], contact["department"]),
        links=tuple(entries.Link(_read(way), way.link) for way in ways),
        mark="person",
        opens=True,
    )


def _read(way: Reach) -> str:
    return _session.locale().digits_of(way.text) if way.kind == "phone" else way.text


def _deal_now(deal: Mapping[str, Any], labels: Labels) -> entries.Entry:
    locale = _session.locale()
    return entries.Entry(
        key=f"deal:{deal['id']}",
        title=deal["title"],
        detail=_details(*(labels.get(kind, {}).get(deal[key]) for kind, key in _OF_DEAL)),
        end=locale.money(deal["amount"], deal["currency"]),
        below=locale.date(deal["closed_on"] or deal["expected_close"]),
        tone=deal["outcome"] if deal["outcome"] != "open" else "",
        opens=True,
    )


def _order_now(order: Mapping[str, Any], labels: Labels) -> entries.Entry:
    locale = _session.locale()
    products = [labels.get("product", {}).get(one, "") for one in order["product"][:_PRODUCTS]]
    more = len(order["product"]) - len(products)
    return entries.Entry(
        key=f"order:{order['id']}",
        title=order["number"],
        detail=_details(_status(order["status"]), *products, locale.number(more) + "+" if more > 0 else ""),
        end=locale.money(order["amount"], order["currency"]),
        below=locale.date(order["ordered_on"]),
        tone="late" if order["status"] in LEFT_OUT else "",
        opens=True,
    )


def _status(status: str) -> str:
    return choices.label_of_choice("order_statuses", status, _session.locale())


# The time line


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


def _details(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _interaction(event: Event) -> entries.Entry:
    kind = choices.label_of_choice("interaction_kinds", event.what, _session.locale())
    return _entry(
        event,
        f"interaction:{event.record_id}",
        title=event.title,
        body=event.body,
        detail=_details(kind if kind != event.title else "", event.facts["outcome"], event.person),
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
    }
    money = _session.locale().money(amount, event.facts["currency"]) if amount else ""
    tone = event.what if event.what in ("won", "lost") else ""
    return _entry(
        event,
        f"deal:{event.record_id}",
        title=event.title,
        detail=_details(words[event.what], money, event.person),
        mark="deal",
        tone=tone,
        opens=True,
    )


def _order(event: Event) -> entries.Entry:
    amount = event.facts["amount"]
    money = _session.locale().money(amount, event.facts["currency"]) if amount else ""
    return _entry(
        event,
        f"order:{event.record_id}",
        title=t("Order {number}", number=event.title),
        detail=_details(_status(event.what), money, event.person),
        mark="deal",
        opens=True,
    )


def _task(event: Event) -> entries.Entry:
    due = event.facts["due_on"]
    said = t("Task done") if event.what == "done" else t("Task, due {day}", day=due) if due else t("Task")
    return _entry(
        event,
        f"task:{event.record_id}",
        title=event.title,
        body=event.body,
        detail=_details(said, event.person),
        mark="task",
        opens=True,
    )


def _note(event: Event) -> entries.Entry:
    return _entry(
        event,
        f"note:{event.record_id}",
        title=t("Note"),
        body=event.body,
        detail=_details(event.person),
        mark="note",
        opens=True,
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
        detail=_details(event.person, t(_WAYS[change.kind]) if change.kind in _WAYS else ""),
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
    what = t(_MADE[change.entity]) if change.action == "create" else t(_ACTIONS.get(change.action, N_("Changed")))
    return f"{what}: {name}" if name else what


_SAID: Mapping[EventKind, Callable[[Event], entries.Entry]] = {
    "interaction": _interaction,
    "deal": _deal,
    "order": _order,
    "task": _task,
    "note": _note,
    "change": _change,
}
