"""The newest deeds as a list: who did what to which record, with Undo where this person may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import _session
from _session import t
from _ui import entries
from crm_core.file.news import News
from crm_core.trust.merged import MERGE

_MOST_UNDONE = 20
"""More records than this are taken back where they were changed, not in passing."""
_MARKS = {"won": "deal", "lost": "deal", "moved": "deal", "reopened": "deal", "done": "task", "edit": "change"}
_ENTITIES = {"customer": "person", "contact": "person", "deal": "deal", "task": "task", "note": "note"}
_TONES: dict[str, entries.Tone] = {"won": "won", "lost": "lost"}


def section(found: Sequence[News]) -> entries.Section:
    """The deeds under their heading."""
    return entries.Section(tuple(_entry(one) for one in found), t("Newest changes"))


def _entry(one: News) -> entries.Entry:
    locale = _session.locale()
    changed = [
        t("{field}: {before} → {after}", field=t(moved.label), before=moved.before, after=moved.after)
        for moved in one.fields[:2]
    ]
    kind, number = one.opens or ("", 0)
    name = one.name if len(one.name) <= 80 else one.name[:79] + "…"
    return entries.Entry(
        key=f"news:{one.deed.id}",
        title=one.say(locale),
        links=(entries.Link(name, key=f"{kind}:{number}"),) if name and kind else (),
        detail=(*((name,) if name and not kind else ()), *changed),
        after=(entries.Link(t("Undo"), key=f"undo:{one.deed.id}"),) if _offers_undo(one) else (),
        end=_when(one.deed.at),
        hint=locale.datetime(one.deed.at),
        flag=t("Undone") if one.deed.undone else "",
        mark=_MARKS.get(one.what) or _ENTITIES.get(one.entity, "change"),
        tone=_TONES.get(one.what, ""),
    )


def _offers_undo(one: News) -> bool:
    return one.deed.may_undo and (one.what == MERGE or sum(one.deed.records.values()) <= _MOST_UNDONE)


def _when(at: dt.datetime) -> str:
    """The time of a deed of today, the day of an older one."""
    locale = _session.locale()
    local = at.astimezone(locale.zone)
    days = (local.date() - _session.today()).days
    if days == 0:
        return locale.digits_of(f"{local:%H:%M}")
    return locale.relative_days(days) if days > -7 else locale.date(local.date())
