"""What is known of a record, each value changed where it stands. A screen takes what happened, acts, then shows.

Works by keyboard: Tab goes from value to value, Enter opens the editor and stores, Escape leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

import _data
import _session
from _session import t
from _ui.date_input import calendar_words

Editor = Literal["", "text", "long", "choice", "date", "tags", "ask"]
Look = Literal["title", "line", "reach", "chips", "list"]
Choices = tuple[tuple[str, str], ...]

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


_FACTS = st.components.v2.component(
    "daftar_facts",
    html='<div class="place"></div>',
    css=f"{_read('facts.css')}\n.day {{ {_read('date.css')} }}",
    js=_read("date.js").partition("export default")[0] + _read("facts.js"),
)


@dataclass(frozen=True)
class Fact:
    """A value as the person reads it, and how it is changed.

    `key` names it to the screen; `text` is what stands in its editor, `iso` the day of a date; `options` are what can
    be chosen: what is told to the screen → what is read. "ask" lets the screen ask in a dialog of its own. `shown`:
    also while it is empty. A `list` shows empty facts when one asks for them.
    """

    key: str
    label: str
    value: str = ""
    text: str = ""
    editor: Editor = ""
    options: Choices = ()
    required: bool = False
    shown: bool = False
    href: str = ""
    ltr: bool = False
    iso: str = ""
    hint: str = ""
    tone: Literal["", "risk"] = ""


@dataclass(frozen=True)
class Section:
    """Facts that are read together; `adds` are the kinds of further ones that can be added: word → what is read."""

    facts: tuple[Fact, ...]
    look: Look = "list"
    title: str = ""
    adds: Choices = ()


@dataclass(frozen=True)
class FactEvent:
    """What happened since the last run. `edited`: the key of the fact; `value` is what was chosen, else `text` typed.

    `asked`: the key of the fact that wants a dialog; `added`: the kind of the fact to add, with its `text`, `label`.
    """

    edited: str = ""
    text: str = ""
    value: str | None = None
    version: int = 0
    asked: str = ""
    added: str = ""
    label: str = ""


def take(key: str) -> FactEvent:
    """What happened in these facts since the last run; told once."""
    value = _session.component_value(key) or {}
    edited, asked, added = (_new(key, kind, value.get(kind)) for kind in ("edited", "asked", "added"))
    if edited:
        _session.forget(_refused(key))
        _session.keep(_done(key), (edited["key"], edited["n"]))
        return FactEvent(edited["key"], str(edited["text"]), edited["value"], int(edited["version"]))
    if added:
        _session.forget(_refused(key))
        _session.keep(_done(key), ("add", added["n"]))
        return FactEvent(added=str(added["kind"]), text=str(added["value"]), label=str(added["label"]))
    return FactEvent(asked=str(asked["key"])) if asked else FactEvent()


def _new(key: str, kind: str, told: dict[str, Any] | None) -> dict[str, Any]:
    return told if told and _session.first_time(f"{key}:{kind}", told["n"]) else {}


def _refused(key: str) -> str:
    return f"{key}:refused"


def _done(key: str) -> str:
    return f"{key}:done"


def refuse(key: str, event: FactEvent, sentence: str) -> None:
    """Leave what was typed in its editor, with the reason beside it."""
    _session.keep(_refused(key), (event, sentence))


def forget(key: str) -> None:
    """Another record is shown: nothing of the last one's editors stays."""
    _session.forget(_refused(key))
    _session.forget(_done(key))


def show(key: str, sections: Sequence[Section], *, version: int) -> None:
    """Draw the facts; `version` is that of the record they were read from."""
    event, why = _session.kept(_refused(key), (None, ""))
    done, n = _session.kept(_done(key), ("", 0))
    _FACTS(
        key=key,
        data={
            "sections": [{**vars(one), "facts": [vars(fact) for fact in one.facts]} for one in sections],
            "version": version,
            "rtl": _session.locale().rtl,
            "refused": {event.edited: {"text": event.text, "why": why}} if event and event.edited else {},
            "added": {"kind": event.added, "value": event.text, "label": event.label, "why": why}
            if event and event.added
            else None,
            "done": done,
            "n": n,
            "words": _words(),
            "dates": calendar_words(_data.office().company.week_start),
        },
        on_edited_change=lambda: None,
        on_asked_change=lambda: None,
        on_added_change=lambda: None,
    )


def _words() -> Mapping[str, str]:
    return {
        "edit": t("Edit"),
        "save": t("Save"),
        "leave": t("Leave it as it is"),
        "add": t("+ Phone or e-mail"),
        "kind": t("Kind"),
        "value": t("Number or address"),
        "label": t("Label"),
        "empty": "–",
        "tag": t("Type a tag, then Enter"),
        "remove": t("Remove"),
        "all": t("Show empty fields"),
        "fewer": t("Hide empty fields"),
    }
