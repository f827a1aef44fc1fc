"""Records side by side: which one stays, whose value each field takes, what moves along."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

import _session
from _session import t, tn
from _ui.markdown import plain
from crm_core.base.i18n import NOTHING
from crm_core.customers.compare import Comparison
from crm_core.fields import CATALOGUE, Field
from crm_core.fields.values import format_value

_COUNTS: Mapping[str, Callable[[int], str]] = {
    "contact": lambda n: tn("{n} contact", "{n} contacts", n),
    "deal": lambda n: tn("{n} deal", "{n} deals", n),
    "order": lambda n: tn("{n} order", "{n} orders", n),
    "task": lambda n: tn("{n} task", "{n} tasks", n),
    "interaction": lambda n: tn("{n} interaction", "{n} interactions", n),
    "note": lambda n: tn("{n} note", "{n} notes", n),
}
_ADDRESS = re.compile(r"@|://|\bwww")
_SHEET = {"customer": "customer?id={}", "contact": "customer?contact={}"}


def counted(counts: Mapping[str, int]) -> str:
    """How many records of which kind, in words; "" for none."""
    comma = "، " if _session.locale().rtl else ", "
    return comma.join(said(counts[entity]) for entity, said in _COUNTS.items() if counts.get(entity))


def choose(found: Comparison) -> tuple[int, dict[str, Any]]:
    """Draw the comparison; gives the record that stays and the values chosen of the fields that differ."""
    ids = [row["id"] for row in found.rows]
    group = "-".join(map(str, ids))
    with st.container(key=f"twins_{len(ids)}", gap="xsmall"):
        keep = _stays(found, ids, group)
        values = {}
        for field in found.differing:
            number = _value(found, field, ids, keep, group)
            values[field.key] = next(row for row in found.rows if row["id"] == number)[field.key]
    moving = counted(found.moving(keep))
    st.caption(
        " ".join(
            [
                t("{what} move along.", what=moving) if moving else t("Nothing hangs on the others."),
                t("Tags, notes and further phones and e-mails are all kept."),
            ]
        )
    )
    return keep, values


def _stays(found: Comparison, ids: list[int], group: str) -> int:
    names = {row["id"]: row["name"] for row in found.rows}
    details = [
        " · ".join(filter(None, (_text(found, "owner", row), _text(found, "city", row), counted(_of(found, row)))))
        for row in found.rows
    ]
    number: int = st.radio(
        t("Stays"),
        ids,
        key=f"twin_keep_{group}",
        format_func=lambda one: _option(names[one], ids.index(one)),
        captions=[plain(detail) or NOTHING for detail in details],
        horizontal=True,
        width="stretch",
    )
    links = "".join(
        f'<a href="{_SHEET[found.entity].format(row["id"])}" target="_blank" rel="noopener">'
        f"{escape(t('Open {name}', name=row['name']))}</a>"
        for row in found.rows
    )
    st.html(f'<div class="reach twin_links">{links}</div>')
    return number


def _of(found: Comparison, row: Mapping[str, Any]) -> Mapping[str, int]:
    return found.hanging.get(row["id"], {})


def _value(found: Comparison, field: Field, ids: list[int], keep: int, group: str) -> int:
    """Whose value a field takes: the survivor's where it has one, else the first that says something."""
    by_id = {row["id"]: row for row in found.rows}
    filled = [number for number in (keep, *ids) if by_id[number].get(field.key) not in (None, "", [])]
    number: int = st.radio(
        t(field.label),
        ids,
        ids.index(filled[0]),
        key=f"twin_{field.key}_{keep}_{group}",
        format_func=lambda one: _option(_text(found, field.key, by_id[one]), ids.index(one)),
        horizontal=True,
        width="stretch",
    )
    return number


def agreed(found: Comparison) -> None:
    """What they agree in, or only one says."""
    rows = []
    for field in found.alike:
        said = next(text for row in found.rows if (text := _text(found, field.key, row)))
        rows.append(f"<dt>{escape(t(field.label))}</dt><dd><bdi>{escape(said)}</bdi></dd>")
    if rows:
        st.html(f'<dl class="facts twin_facts">{"".join(rows)}</dl>')


def _text(found: Comparison, key: str, row: Mapping[str, Any]) -> str:
    field = CATALOGUE[found.entity].get(key)
    value = row.get(key)
    if field is None or value in (None, "", []):
        return ""
    return format_value(field, value, _session.locale(), found.labels)


def _option(text: str, place: int) -> str:
    """A value as an option: equal ones are told apart by blanks that nobody sees, addresses are not made links."""
    unlinked = _ADDRESS.sub("\\g<0>\u2060", text or NOTHING)
    return _session.locale().isolate(plain(unlinked)) + "\u200b" * place
