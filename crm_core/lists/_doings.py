"""Lists of tasks and interactions: what they are about, when it was, and what is assumed where a row does not say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..base.digits import plain
from ..base.i18n import N_
from ..base.text import compact
from ..fields.choices import label_of_choice, mentioned
from ..models import Contact, Deal
from ._listed import Listed, looked_up
from ._planned import RowPlan
from .links import NOT_FOUND, resolve

DONE_WITHOUT_DAY = N_("Tasks that are done without a day were taken as done on their due day, or today ({count}).")
NOT_YET_DONE = N_("“{value}” is a day to come; a task cannot be done on it.")
STATUS_KEPT = N_("What “{column}” says besides open and done was kept in the note: {names}")
NO_TIME = N_("“{value}” is not a time of day.")
TAKEN_AS_CALLS = N_("Interactions that do not say what they were are taken as calls ({count}).")
SUBJECTS_MADE = N_("Interactions without a subject got one from their kind and note ({count}).")

NOON = dt.time(12)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(am|pm|ق\.?ظ\.?|ب\.?ظ\.?)?", re.IGNORECASE)
_SUBJECT = 80
_DONE = frozenset(
    map(
        compact,
        (
            "done", "completed", "complete", "closed", "finished", "yes", "true", "1", "x", "✓", "✔", "resolved",
            "انجام شد", "انجام شده", "انجام‌شده", "تکمیل", "تکمیل شده", "پایان یافته",
            "بسته", "بسته شده", "بله", "خاتمه یافته",
        ),
    )
)  # fmt: skip
_OPEN = frozenset(
    map(
        compact,
        (
            "open", "not started", "in progress", "to do", "todo", "new", "pending", "planned", "active", "started",
            "no", "false", "0", "overdue",
            "باز", "انجام نشده", "شروع نشده", "در حال انجام", "در دست اقدام", "جدید",
            "در انتظار", "خیر", "معوق", "جاری",
        ),
    )
)  # fmt: skip
_DROPPED = frozenset(
    map(compact, ("cancelled", "canceled", "dropped", "void", "لغو", "لغو شده", "لغو شد", "منتفی", "منتفی شده"))
)
"""Compact words that a column of statuses uses: what is dropped is no longer to be done either."""

_KINDS_ABOUT: Mapping[str, frozenset[str]] = {
    "deal": frozenset(map(compact, ("opportunity", "deal", "معامله", "فرصت", "فرصت فروش"))),
    "customer": frozenset(map(compact, ("account", "customer", "company", "organization", "مشتری", "شرکت", "سازمان"))),
    "contact": frozenset(map(compact, ("contact", "person", "مخاطب", "رابط", "شخص"))),
}


# What it is about


def _about(listed: Listed) -> None:
    """A column that links to records of several kinds is spread over those of each kind."""
    if not listed.has("about"):
        return
    texts, kinds, header = listed.peek("about"), listed.peek("about_kind"), listed.header("about")
    open_places = {place for place in listed.places if texts[place]}
    for target, words in _KINDS_ABOUT.items():
        asked = [place for place in open_places if not kinds[place] or compact(str(kinds[place])) in words]
        meaning = resolve(listed.w, target, [texts[place] for place in asked], header).meaning
        column = listed.column(target)
        for place in asked:
            found = meaning[texts[place]]
            if isinstance(found, int):
                column[place] = column[place] or found
                open_places.discard(place)
    for place in sorted(open_places):
        listed.trouble("about", place, texts[place], NOT_FOUND)


def _customer_of_links(listed: Listed) -> None:
    """What is about a deal or a contact is about its customer, unless the list names another."""
    assumed: list[Any] = [None] * len(listed.places)
    for key, model in (("contact", Contact), ("deal", Deal)):
        column = listed.peek(key)
        customers = looked_up(listed.w, model, set(column) - {None}, "customer_id")
        for place, one in enumerate(column):
            assumed[place] = customers.get(one) or assumed[place]
    listed.assumed["customer_id"] = assumed


# Tasks


def planned_tasks(listed: Listed) -> list[RowPlan]:
    """The rows of a list of tasks."""
    _about(listed)
    _customer_of_links(listed)
    _done(listed)
    return listed.rows()


def _done(listed: Listed) -> None:
    """When tasks were done: by their day, or by a word of status, which then is on the due day or today."""
    today = listed.w.clock.today()
    if listed.has("done_on"):
        days = listed.column("done_on")
        for place, day in enumerate(days):
            if day is not None and day > today:
                listed.trouble("done_on", place, day, NOT_YET_DONE)
                days[place] = None
    if not listed.has("status"):
        return
    days, due, words = listed.peek("done_on"), listed.peek("due_on"), listed.peek("status")
    over = [word is not None and compact(str(word)) in _DONE | _DROPPED for word in words]
    without = [over[place] and days[place] is None for place in listed.places]
    listed.assumed["done_on"] = [min(due[place] or today, today) if without[place] else None for place in listed.places]
    if any(without):
        listed.note(DONE_WITHOUT_DAY, count=sum(without))
    _keep_statuses(listed, words)


def _keep_statuses(listed: Listed, words: Sequence[Any]) -> None:
    """Words that say more than open or done become a line of the note."""
    known = _DONE | _OPEN
    strange = {str(word) for word in words if word is not None and compact(str(word)) not in known}
    if not strange:
        return
    header, notes = listed.header("status"), listed.column("note")
    for place, word in enumerate(words):
        if word is not None and str(word) in strange:
            notes[place] = "\n".join(filter(None, (notes[place], f"{header}: {word}")))
    listed.note(STATUS_KEPT, column=header, names=", ".join(sorted(strange)[:8]))


# Interactions


def planned_interactions(listed: Listed) -> list[RowPlan]:
    """The rows of a list of interactions."""
    _about(listed)
    _customer_of_links(listed)
    _times(listed)
    _subjects(listed, _kinds(listed))
    return listed.rows()


def _times(listed: Listed) -> None:
    """The moment and the day of each row: a day alone means its noon, a time of day beside it that time."""
    moments, days = listed.column("happened_at"), listed.column("happened_on")
    hours, zone = listed.peek("time_of_day"), listed.w.company.zone
    for place in listed.places:
        if moments[place] is None and days[place] is not None:
            hour = NOON
            if hours[place] is not None:
                hour = _time_of_day(str(hours[place])) or NOON
                if _time_of_day(str(hours[place])) is None:
                    listed.trouble("time_of_day", place, hours[place], NO_TIME)
            moments[place] = dt.datetime.combine(days[place], hour, tzinfo=zone).astimezone(dt.UTC)
        if moments[place] is not None:
            days[place] = listed.w.clock.day_of(moments[place])


def _time_of_day(text: str) -> dt.time | None:
    found = _CLOCK.search(plain(text))
    if found is None or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    hour, half = int(found[1]) % 24, (found[3] or "").lower()
    if half.startswith(("p", "ب")) and hour < 12:
        hour += 12
    if half.startswith(("a", "ق")) and hour == 12:
        hour = 0
    return dt.time(hour, int(found[2]))


def _kinds(listed: Listed) -> list[str]:
    """The kind of each row: as given, else as the header of its day or its subject speaks of one, else a call."""
    headers = " ".join(column.header for key in ("happened_at", "happened_on") for column in listed.found.mapped(key))
    usual, given, subjects = mentioned("interaction_kinds", headers), listed.peek("kind"), listed.peek("subject")
    guessed = [
        None if kind else usual or mentioned("interaction_kinds", str(subject or ""))
        for kind, subject in zip(given, subjects, strict=True)
    ]
    unknown = sum(1 for kind, guess in zip(given, guessed, strict=True) if not kind and not guess)
    if unknown:
        listed.note(TAKEN_AS_CALLS, count=unknown)
    found = [kind or guess or "call" for kind, guess in zip(given, guessed, strict=True)]
    listed.assumed["kind"] = [None if kind else one for kind, one in zip(given, found, strict=True)]
    return found


def _subjects(listed: Listed, kinds: Sequence[str]) -> None:
    """A row without a subject gets one: its kind, and how its note begins."""
    given, notes = listed.peek("subject"), listed.peek("note")
    made: list[str | None] = [None] * len(listed.places)
    for place, subject in enumerate(given):
        if subject is None:
            label = label_of_choice("interaction_kinds", kinds[place], listed.w.locale)
            first = str(notes[place] or "").strip().partition("\n")[0]
            made[place] = f"{label}: {_shortened(first)}" if first else label
    if any(made):
        listed.note(SUBJECTS_MADE, count=sum(1 for one in made if one))
    listed.assumed["subject"] = made


def _shortened(text: str) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= _SUBJECT:
        return text
    return text[:_SUBJECT].rpartition(" ")[0] + " …" if " " in text[:_SUBJECT] else text[:_SUBJECT] + "…"
