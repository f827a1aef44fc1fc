"""The head of a deal's page: what it is, where it stands and what comes next, all of it changed in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

import _session
from _session import read, t, tn
from _ui import conflict, deal_moves, facts, form, record_facts
from crm_core.deals.care import REASONS
from crm_core.fields import CATALOGUE
from crm_core.file.deal import DealFile, StageStep, deal_file

HEAD, FACTS = "deal_head", "deal_facts"
_LINE = {
    "open": ("customer", "amount", "owner", "expected_close", "probability", "judgement"),
    "won": ("customer", "amount", "owner", "closed_on", "won_reason"),
    "lost": ("customer", "amount", "owner", "closed_on", "lost_reason"),
}
"""What stands under the title, by how the deal stands: also while it is empty, for whoever may change it."""
_NEXT = ("next_step", "next_step_on")
_DETAILS = ("source", "unit", "pipeline", "currency", "opened_on", "expected_close", "external_id")
_ELSEWHERE = frozenset({"title", "tags", "stage", "contact", "product", "competitors", "closed_on"})
_TOLD = frozenset({"long_in_stage", "pushed_often", "went_back"})
"""Reasons for care that its course tells with their figures."""


# What it is


def sections(file: DealFile) -> list[facts.Section]:
    """Title, line of facts, the next step, tags, and what is to be known of its course."""
    page, row = file.record, file.deal
    mine = record_facts.may_change(row)

    def line(keys: Sequence[str]) -> tuple[facts.Fact, ...]:
        return tuple(_in_line(record_facts.fact("deal", key, page, shown=mine), file) for key in keys)

    found = [
        facts.Section((record_facts.fact("deal", "title", page, shown=True),), "title"),
        facts.Section(line(_LINE[row["outcome"]]), "line"),
    ]
    if row["outcome"] == "open":
        found.append(facts.Section(line(_NEXT), "line"))
    found.append(facts.Section(line(("tags",)), "line"))
    found.append(facts.Section(tuple(_course(file)), "chips"))
    return found


def _in_line(one: facts.Fact, file: DealFile) -> facts.Fact:
    """The customer leads to their file; a day that has passed says so."""
    row, today = file.deal, _session.today()
    if one.key == "field:customer" and row["customer"]:
        return replace(one, href=f"customer?id={row['customer']}")
    key = one.key.partition(":")[2]
    if key in ("expected_close", "next_step_on") and row[key] is not None and row["outcome"] == "open":
        away = (row[key] - today).days
        locale = _session.locale()
        mark = "\u200f" if locale.rtl else ""  # both halves are isolated: nothing else says where the line begins
        said = mark + t("{day} · {away}", day=one.value, away=locale.relative_days(away))
        return replace(one, value=said if abs(away) <= 60 else one.value)
    return one


def _course(file: DealFile) -> list[facts.Fact]:
    """Its age, its days in the stage, how often it was pushed, and why it needs care."""
    standing, row = file.standing, file.deal
    days = tn("{n} day", "{n} days", standing.age)
    if row["outcome"] != "open":
        return [_chip("age", t("Took {days}", days=days))]
    inside = tn("{n} day in this stage", "{n} days in this stage", standing.stage_days)
    late = {"long_in_stage"} & set(standing.care)
    told = [_chip("age", t("{days} old", days=days)), _chip("stage", inside, risk=bool(late))]
    slipped = standing.slips
    if slipped.pushes:
        pushed = tn("pushed {n} time", "pushed {n} times", slipped.pushes)
        told.append(_chip("pushes", f"{pushed}, {tn('{n} day', '{n} days', slipped.days)}", risk=True))
    if slipped.reversals:
        told.append(_chip("back", tn("back {n} time", "back {n} times", slipped.reversals), risk=True))
    return told + [_chip(one, t(REASONS[one]), risk=True) for one in standing.care if one not in _TOLD]


def _chip(key: str, said: str, *, risk: bool = False) -> facts.Fact:
    return facts.Fact(f"course:{key}", "", said, tone="risk" if risk else "")


# Where it stands


def steps(file: DealFile) -> None:
    """The stages of its pipeline in a row; a click moves the deal."""
    mine = record_facts.may_change(file.deal)
    now = next(place for place, step in enumerate(file.standing.steps) if step.is_now)
    with st.container(key="deal_steps", horizontal=True, gap=None):
        for place, step in enumerate(file.standing.steps):
            is_past = step.stage.kind == "open" and (place < now) and step.days is not None
            look = f"now_{step.stage.kind}" if step.is_now else "past" if is_past else "ahead"
            st.button(
                step.stage.name,
                key=f"deal_step_{look}_{step.stage.id}",
                help=_spent(step),
                disabled=not mine,
                on_click=_step_on,
                args=(file, step),
            )


def _spent(step: StageStep) -> str | None:
    """How long it was there."""
    if step.days is None or step.stage.kind != "open":
        return None
    return tn("{n} day in this stage", "{n} days in this stage", step.days)


def _step_on(file: DealFile, step: StageStep) -> None:
    if not step.is_now:
        deal_moves.step_on(deal_moves.Step(file.deal["id"], file.deal["version"], step.stage))


# What else is known


def listed(file: DealFile) -> list[facts.Section]:
    """All other fields, also the company's own."""
    page, known = file.record, CATALOGUE["deal"]
    in_head = {*_LINE[file.deal["outcome"]], *_NEXT, *_ELSEWHERE}
    of_outcome = {"won_reason", "lost_reason", "probability", "judgement"}
    own = [key for key, field in known.items() if field.is_own]
    told = {*_DETAILS, *own, "note"} | in_head | of_outcome
    rest = [key for key, field in known.items() if field.editable and not field.computed and key not in told]
    details = [key for key in (*_DETAILS, *rest) if key not in in_head]
    found = [
        facts.Section(record_facts.listed("deal", details, page), "list", t("About the deal")),
        facts.Section(record_facts.listed("deal", own, page), "list", t("Further fields")),
        facts.Section(record_facts.listed("deal", ("note",), page), "list", t("Note")),
    ]
    return [section for section in found if section.facts]


# What happened


def followed(deal_id: int, on_the_way: Callable[[DealFile], None]) -> DealFile:
    """The deal as it is after what was changed just now was stored; a conflict asks first, then what waits."""
    file = read(deal_file, deal_id)
    for place in (HEAD, FACTS):
        event = facts.take(place)
        if event.edited:
            record_facts.store(place, "deal", deal_id, event, file.deal["currency"])
        elif event.asked:
            key = event.asked.partition(":")[2]
            form.edit(t(CATALOGUE["deal"][key].label), "deal", file.deal, (key,))
    on_the_way(file)
    conflict.ask_if_any()
    if not conflict.waits():
        deal_moves.ask()
    return read(deal_file, deal_id)
