"""Today as it stood on a past day: what can be told of it, to read only."""

from __future__ import annotations

import datetime as dt

import streamlit as st

import _session
from _session import read, t, tn
from _ui import as_of, deal, entries, kpi, page
from _ui.waterfall import signed
from crm_core.base.days import ymd
from crm_core.deals.care import REASONS
from crm_core.deals.movements import Balance, Kind, Movement
from crm_core.deals.past_care import PastDeal
from crm_core.work.past_day import PastDay, past_day

KEY = "past_day"
SHOWN = 8


def show(day: dt.date) -> None:
    """Draw the day: its figures, the deals that needed care, and the person's own tasks that were open."""
    event = entries.take(KEY)
    kind, _, rest = event.opened.partition(":")
    if kind == "deal":
        deal.open_page(int(rest))
    if kind == "go":
        _go_to_changes(day)
    found = read(past_day, day, care=SHOWN)
    with page.head(t("Today"), _session.locale().date(day, "long")):
        as_of.control()
    as_of.bar()
    kpi.row(_figures(found))
    sections = [*_care(found), *_tasks(found), _more(found)]
    entries.show(KEY, sections)
    st.caption(t("Targets, next steps and news of past days are not kept, so they are left out here."))


def _go_to_changes(day: dt.date) -> None:
    month = read(past_day, day, care=SHOWN).month
    since = month.start - dt.timedelta(days=1)
    st.switch_page("changes.py", query_params={"since": since.isoformat(), "until": day.isoformat()})


def _figures(found: PastDay) -> list[kpi.Figure]:
    locale = _session.locale()
    money = locale.money
    deals = tn("{n} open deal", "{n} open deals", found.open.count)
    note = t("{deals}, weighted {weighted}", deals=deals, weighted=money(found.open.weighted, short=True))
    month = locale.month_name(ymd(found.month.start, found.month.calendar)[1])
    counted = {name: number for name, number in found.care.by_reason.items() if number}
    care = " · ".join(f"{t(REASONS[name])}: {locale.number(number)}" for name, number in counted.items())
    needing = tn("{n} deal", "{n} deals", found.care.count)
    return [
        _moved(found.moved, "won", t("Won in {month} until then", month=month)),
        _moved(found.moved, "lost", t("Lost in {month} until then", month=month)),
        _moved(found.moved, "created", t("New in {month} until then", month=month)),
        kpi.Figure(t("Open pipeline"), money(found.open.amount, short=True), note, money(found.open.amount)),
        kpi.Figure(t("Needed care"), needing, care, tone="risk" if counted else ""),
    ]


def _moved(moved: Balance, kind: Kind, label: str) -> kpi.Figure:
    """So much was won, lost or new, with the amounts as they were then."""
    one = next((one for one in moved.movements if one.kind == kind), Movement(kind, 0, 0, 0))
    money = _session.locale().money
    return kpi.Figure(
        label, money(abs(one.amount), short=True), tn("{n} deal", "{n} deals", one.deals), money(abs(one.amount))
    )


def _care(found: PastDay) -> list[entries.Section]:
    if not found.care.count:
        return []
    total = _session.locale().number(found.care.count)
    return [entries.Section(tuple(map(_deal, found.care.deals)), t("Needed care"), total)]


def _deal(one: PastDeal) -> entries.Entry:
    money = _session.locale().money
    return entries.Entry(
        key=f"deal:{one.id}",
        title=one.title,
        detail=(one.owner or t("Nobody"), one.stage, *(t(REASONS[reason]) for reason in one.reasons)),
        end=money(one.amount, one.currency, short=True),
        hint=money(one.amount, one.currency),
        mark="deal",
        tone="risk",
        opens=True,
    )


def _tasks(found: PastDay) -> list[entries.Section]:
    if not found.tasks:
        return []
    listed = tuple(
        entries.Entry(
            key=f"task:{one.id}",
            title=one.title,
            detail=(tn("{n} day overdue then", "{n} days overdue then", one.late),) if one.late else (),
        )
        for one in found.first_tasks
    )
    return [entries.Section(listed, t("My tasks that were open"), _session.locale().number(found.tasks))]


def _more(found: PastDay) -> entries.Section:
    change = found.moved.closing.amount - found.moved.opening.amount
    said = t("What changed in the month until then: {change}", change=signed(change, short=True))
    return entries.Section((entries.Entry(key="changes", links=(entries.Link(said, key="go:changes"),)),))
