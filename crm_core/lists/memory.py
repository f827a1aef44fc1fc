"""What people decided for lists with a header, remembered per kind and recalled for the next list that looks like it.

Only decisions are kept, never what was recognised: columns, the kind, answers to questions, and what names mean where
a person pointed at a record. They belong to the company; whoever may import uses them. What has become invalid since
(a field that is gone, a record that was deleted) is dropped when it is recalled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.i18n import N_
from ..fields import header_key
from ..models import ENTITIES, ListMemory
from ..trust.access import may, require
from ._kinds import KINDS
from ._reading import ANSWERS
from ._remembered import AS_YOU_CHOSE, Remembered
from ._saying import Saying
from .recognise import KEEP, RecognisedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from .importing import Choices

AS_CHOSEN = N_("Columns as {name} chose them last time.")
ALL = "*"
"""Stands for all names of a link that were not found; a decision about all of one list says nothing of another."""


def fingerprint(found: RecognisedList) -> str | None:
    """What stands for a header: its names, folded and in no order. None where the list names no column."""
    names = sorted(header_key(column.header) for column in found.columns if column.named)
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if any(names) else None


def remember(w: Work, found: RecognisedList, choices: Choices) -> None:
    """Keep what a person decided for this list; nothing where they decided nothing. Raises Refused."""
    require(w, "import")
    header = fingerprint(found)
    decisions = _decisions(found, choices)
    if header is None or found.kind is None or not decisions or w.actor.user_id is None:
        return
    known = w.scalar(select(ListMemory).where(ListMemory.header == header, ListMemory.kind == found.kind))
    if known is None:
        known = ListMemory(header=header, kind=found.kind)
        w.session.add(known)
    known.decisions = decisions
    known.actor_id, known.used_at = w.actor.user_id, w.clock.now()


def _decisions(found: RecognisedList, choices: Choices) -> dict[str, Any]:
    named = {column.header: header_key(column.header) for column in found.columns if column.named}
    by_letter = {column.letter: column.header for column in found.columns}
    mapping = {
        named[header]: key
        for given, key in choices.mapping.items()
        if (header := given if given in named else by_letter.get(given, "")) in named
    }
    links = {
        key: {text: meant for text, meant in texts.items() if text != ALL and meant != "new"}
        for key, texts in choices.options.links.items()
    }
    made = {
        "mapping": mapping,
        "kind": choices.kind is not None,
        "answers": dict(choices.answers),
        "links": {key: texts for key, texts in links.items() if texts},
        "same_products": dict(choices.options.same_products),
    }
    return made if any(made.values()) else {}


def recall(w: Work, found: RecognisedList, kind: str | None = None) -> Remembered | None:
    """What was decided for lists with this header: of the asked kind, else of the one that was chosen last, else of
    the one that was recognised. None where nothing was."""
    header = fingerprint(found)
    if header is None or not may(w.actor, "import"):
        return None
    rows = w.scalars(select(ListMemory).where(ListMemory.header == header).order_by(ListMemory.used_at.desc()))
    chosen = kind or next((row.kind for row in rows if (row.decisions or {}).get("kind")), None) or found.kind
    memory = next((row for row in rows if row.kind == chosen and row.decisions and row.kind in KINDS), None)
    return _valid(w, found, memory) if memory is not None else None


def _valid(w: Work, found: RecognisedList, memory: ListMemory) -> Remembered | None:
    """What still holds of a memory."""
    decisions, fields = memory.decisions or {}, KINDS[memory.kind].fields
    headers = {header_key(column.header): column.header for column in found.columns if column.named}
    mapping = {
        headers[name]: key
        for name, key in decisions.get("mapping", {}).items()
        if name in headers and (key is None or ("note" if key == KEEP else key) in fields)
    }
    answers = {
        key: answer for key, answer in decisions.get("answers", {}).items() if answer in ANSWERS.get(key, {answer})
    }
    links = {
        key: _there(w, fields[key].kind, texts) for key, texts in decisions.get("links", {}).items() if key in fields
    }
    made = Remembered(
        memory.kind if decisions.get("kind") else None,
        mapping,
        answers,
        {key: texts for key, texts in links.items() if texts},
        _there(w, "product", decisions.get("same_products", {})),
        _note(w, memory.actor_id),
    )
    return made if any((made.kind, mapping, answers, made.links, made.same_products)) else None


def _there(w: Work, entity: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """The meanings of texts, without records that are gone."""
    ids = {meant for meant in texts.values() if isinstance(meant, int)}
    known = _existing(w, entity, ids) if ids else set()
    return {text: meant for text, meant in texts.items() if not isinstance(meant, int) or meant in known}


def _existing(w: Work, entity: str, ids: Iterable[int]) -> set[int]:
    if entity not in ENTITIES:
        return set()
    table = label_of(ENTITIES[entity])
    return set(w.scalars(select(table.c.id).where(table.c.id.in_(sorted(ids)), table.c.deleted_at.is_(None))))


def _note(w: Work, actor_id: int | None) -> Saying:
    if actor_id is None or actor_id == w.actor.user_id:
        return Saying(AS_YOU_CHOSE)
    user = label_of(ENTITIES["user"])
    name = w.scalar(select(user.c.name).where(user.c.id == actor_id))
    return Saying(AS_CHOSEN, {"name": name}) if name else Saying(AS_YOU_CHOSE)
