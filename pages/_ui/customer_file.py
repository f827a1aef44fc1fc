"""The parts of a customer's file: how its figures, its people, its deals and what is kept beside it read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import _session
from _session import read, t, tn
from _ui import entries, kpi, task_list
from crm_core.base.i18n import NOTHING
from crm_core.deals.orders import LEFT_OUT
from crm_core.fields import Kind, choices
from crm_core.fields.values import Labels
from crm_core.file.beside import KeptAddress, KeptDate, addresses_of, dates_of
from crm_core.file.overview import CustomerFile, Reach
from crm_core.file.relations import Group, Related, related
from crm_core.file.whose import Whose
from crm_core.work.about import Subject
from crm_core.work.documents import DocumentLine, listed
from crm_core.work.tasks import TaskLine

_CLOSED = 5
"""So many closed deals and orders are shown until one asks for all."""
_PRODUCTS = 3
"""So many products of an order are named in its line."""
_OF_DEAL: tuple[tuple[Kind, str], ...] = (("stage", "stage"), ("user", "owner"))


@dataclass(frozen=True)
class Beside:
    """What is kept beside a customer or contact."""

    related: Sequence[Related] = ()
    addresses: Sequence[KeptAddress] = ()
    dates: Sequence[KeptDate] = ()
    documents: Sequence[DocumentLine] = ()


def beside_of(whose: Whose) -> Beside:
    """What is kept beside them, as this person sees it."""
    relations = read(related, whose.id) if whose.entity == "customer" else ()
    papers = read(listed, Subject(whose.entity, whose.id))
    return Beside(relations, read(addresses_of, whose.party, whose.id), read(dates_of, whose.party, whose.id), papers)


# The figures


def figures(file: CustomerFile, tasks: Sequence[TaskLine], group: Group | None) -> None:
    """What is open, what was won, when somebody last talked with them, what is to be done; for a group all of it."""
    locale = _session.locale()
    day = file.last_contact_on
    row = [
        _amount(t("Open deals"), file.open_amount, file.open_count),
        _amount(t("Won"), file.won_amount, file.won_count, year=file.won_this_year),
        _due([task for task in tasks if task.kind != "need"]),
        kpi.Figure(
            t("Last contact"), _ago(day), full=locale.date(day, "long"), note=locale.date(day) if day else ""
        ),
    ]  # fmt: skip
    if group is not None:
        said = tn("{n} company", "{n} companies", group.companies)
        label = t("Group, {companies}", companies=said)
        won = t("won {amount}", amount=locale.money(group.won_amount, short=True))
        opened = locale.money(group.open_amount, short=True) if group.open_count else NOTHING
        row.append(kpi.Figure(label, opened, note=won if group.won_count else "", full=locale.money(group.open_amount)))
    kpi.row(row)


def _due(tasks: Sequence[TaskLine]) -> kpi.Figure:
    """How many tasks wait, how many are late, and the next one."""
    late = sum(task.when == "overdue" for task in tasks)
    if late:
        note = tn("{n} overdue", "{n} overdue", late)
    else:
        note = ": ".join(filter(None, (tasks[0].title, task_list.due(tasks[0])))) if tasks else ""
    number = _session.locale().number(len(tasks)) if tasks else NOTHING
    return kpi.Figure(t("Open tasks"), number, note=note, tone="risk" if late else "")


def _amount(label: str, minor: int, count: int, *, year: int | None = None) -> kpi.Figure:
    locale = _session.locale()
    if not count:
        return kpi.Figure(label, NOTHING)
    note = tn("{n} deal", "{n} deals", count)
    if year is not None:
        note = f"{note} · {t('this year {amount}', amount=locale.money(year, short=True))}"
    return kpi.Figure(label, locale.money(minor, short=True), note=note, full=locale.money(minor))


def _ago(day: dt.date | None) -> str:
    return _session.locale().relative_days((day - _session.today()).days) if day else NOTHING


# What is to be done, people, deals


def lists(file: CustomerFile, tasks: Sequence[TaskLine], beside: Beside) -> list[entries.Section]:
    """What is to be done, whom to call, what is being sold; what there is none of is left out."""
    deals = [deal for deal in file.deals.rows if deal["outcome"] == "open"]
    return _sections(
        {
            t("Tasks"): _tasks(tasks),
            t("Future needs"): _needs(tasks),
            t("Open deals"): [_deal_now(one, file.deals.labels) for one in deals],
            t("Contacts"): [_contact(one, file.contact_reach.get(one["id"], ())) for one in file.contacts.rows],
            t("Related companies"): [_related(one) for one in beside.related],
            **_kept(beside),
        }
    )


def trade(file: CustomerFile) -> list[entries.Section]:
    """What was sold and what was not, and what was ordered."""
    deals = [deal for deal in file.deals.rows if deal["outcome"] != "open"]
    return _sections(
        {
            t("Closed deals"): [_deal_now(one, file.deals.labels) for one in deals],
            t("Orders"): [_order_now(one, file.orders.labels) for one in file.orders.rows],
        },
        first=_CLOSED,
    )


def lists_of_contact(tasks: Sequence[TaskLine], beside: Beside) -> list[entries.Section]:
    """What is to be done with a contact, and what is kept beside them."""
    return _sections({t("Tasks"): _tasks(tasks), t("Future needs"): _needs(tasks), **_kept(beside)})


def _sections(found: Mapping[str, Sequence[entries.Entry]], first: int = 0) -> list[entries.Section]:
    number = _session.locale().number
    return [
        entries.Section(tuple(some), title, number(len(some)), first=first) for title, some in found.items() if some
    ]


def _kept(beside: Beside) -> dict[str, Sequence[entries.Entry]]:
    return {
        t("Addresses"): [_address(one) for one in beside.addresses],
        t("Important dates"): [_date(one) for one in beside.dates],
        t("Documents"): [document(one) for one in beside.documents],
    }


def _tasks(tasks: Sequence[TaskLine]) -> list[entries.Entry]:
    return [task_list.entry(one, with_customer=False) for one in tasks if one.kind != "need"]


def _needs(tasks: Sequence[TaskLine]) -> list[entries.Entry]:
    return [task_list.entry(one, with_customer=False) for one in tasks if one.kind == "need"]


def _contact(contact: Mapping[str, Any], ways: Iterable[Reach]) -> entries.Entry:
    return entries.Entry(
        key=f"contact:{contact['id']}",
        title=contact["name"],
        detail=details(contact["role"], contact["job_title"], contact["department"]),
        links=tuple(entries.Link(read_way(way), way.link) for way in ways),
        after=(entries.Link(t("Edit"), key=f"edit_contact:{contact['id']}"),) if _session.can("change") else (),
        mark="person",
        opens=True,
    )


def read_way(way: Reach) -> str:
    """A phone in the person's digits, an address as it is."""
    return _session.locale().digits_of(way.text) if way.kind == "phone" else way.text


def _related(one: Related) -> entries.Entry:
    edit = entries.Link(t("Edit"), key=f"relation:{one.id}")
    return entries.Entry(
        key=f"customer:{one.customer_id}",
        title=one.name,
        detail=details(choices.label_of_choice("relation_kinds", one.kind, _session.locale()), one.city, one.note),
        after=(edit,) if one.may_change else (),
        mark="meeting",
        opens=True,
    )


def _address(one: KeptAddress) -> entries.Entry:
    locale = _session.locale()
    code = locale.digits_of(one.postal_code) if one.postal_code else None
    return entries.Entry(
        key=f"address:{one.id}",
        title=choices.label_of_choice("address_kinds", one.kind, locale),
        body=one.address or "",
        detail=details(one.city, one.province, code, one.country, one.note),
        mark="visit",
        opens=_session.can("change"),
    )


def _date(one: KeptDate) -> entries.Entry:
    locale, days = _session.locale(), one.days(_session.today())
    return entries.Entry(
        key=f"important_date:{one.id}",
        title=one.label,
        detail=details(t("Every year") if one.yearly else None),
        end=locale.date(one.day),
        below=locale.relative_days(days) if days is not None else "",
        hint=locale.date(one.next_on or one.day, "long"),
        tone="risk" if days is not None and days <= 7 else "",
        opens=_session.can("change"),
    )


def document(one: DocumentLine) -> entries.Entry:
    """A document in a list of the file; a customer's says to which contact or deal it belongs."""
    locale = _session.locale()
    return entries.Entry(
        key=f"document:{one.id}",
        title=one.name,
        body=one.note,
        detail=details(one.person, one.about if one.subject and one.subject.entity != "customer" else None),
        end=locale.date(one.at.astimezone(locale.zone).date()),
        mark="note",
        opens=True,
    )


def _deal_now(deal: Mapping[str, Any], labels: Labels) -> entries.Entry:
    locale = _session.locale()
    return entries.Entry(
        key=f"deal:{deal['id']}",
        title=deal["title"],
        detail=details(*(labels.get(kind, {}).get(deal[key]) for kind, key in _OF_DEAL)),
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
        detail=details(order_status(order["status"]), *products, locale.number(more) + "+" if more > 0 else ""),
        end=locale.money(order["amount"], order["currency"]),
        below=locale.date(order["ordered_on"]),
        tone="late" if order["status"] in LEFT_OUT else "",
        opens=True,
    )


def order_status(status: str) -> str:
    """How an order stands."""
    return choices.label_of_choice("order_statuses", status, _session.locale())


def details(*texts: str | None) -> tuple[str, ...]:
    """The words of a second line that there are."""
    return tuple(text for text in texts if text)
