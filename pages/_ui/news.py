"""The newest deeds as a list: who did what to which record, with Undo where this person may."""

from __future__ import annotations

from collections.abc import Sequence

import _session
from _session import t
from _ui import entries
from crm_core.fields.many import BULK_EDIT, DELETE
from crm_core.file.news import News
from crm_core.trust.merged import MERGE
from crm_core.work.handover import HAND_OVER

_MOST_UNDONE = 20
"""More records than this are taken back where they were changed, not in passing."""
_LONGEST = 160
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
        detail=(*((name,) if name and not kind else ()), *changed, *_of_many(one)),
        after=(entries.Link(t("Undo"), key=f"undo:{one.deed.id}"),) if _offers_undo(one) else (),
        end=entries.when(one.deed.at),
        hint=locale.datetime(one.deed.at),
        flag=t("Undone") if one.deed.undone else "",
        mark=_MARKS.get(one.what) or _ENTITIES.get(one.entity, "change"),
        tone=_TONES.get(one.what, ""),
    )


def _of_many(one: News) -> tuple[str, ...]:
    """What was done to many at once, as the history keeps it: what was set to what, by which filter, or why."""
    summary = one.deed.summary if one.deed.kind in (BULK_EDIT, DELETE, HAND_OVER) else ""
    return (summary if len(summary) <= _LONGEST else summary[: _LONGEST - 1] + "…",) if summary else ()


def _offers_undo(one: News) -> bool:
    as_one = one.deed.kind in (MERGE, BULK_EDIT, DELETE, HAND_OVER)
    return one.deed.may_undo and (as_one or sum(one.deed.records.values()) <= _MOST_UNDONE)
