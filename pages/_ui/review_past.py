"""A closed review as it was: the kept document, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

import _session
from _session import read, t
from _ui import page, review_export, review_moves, url
from _ui.review_meeting import name_of
from crm_core.work.review import ReviewHead, kept
from crm_core.work.review_document import changes_in
from crm_core.work.review_paper import values_of


def show(about: ReviewHead) -> None:
    """Figures, promises, people and deals of that day; nothing of it changes any more."""
    document = read(kept, about.id)
    said = values_of(document, _session.locale())
    with page.head(name_of(about), _session.locale().date(about.held_on, "long")):
        st.button(t("All reviews"), key="review_all", on_click=url.put, kwargs={"review": None})
        review_export.offer(about)
    st.html(f'<div class="review_paper">{_about(said["about"])}{_cards(said["cards"])}{_table(said["earlier"])}</div>')
    review_moves.show(about, changes_in(document))
    body = "".join(map(_table, (said["people"], said["targets"])))
    st.html(f'<div class="review_paper">{body}{_deals(said, document)}{_table(said["promises"])}{_note(said)}</div>')


def _about(lines: Sequence[str]) -> str:
    return "".join(f"<p><small>{escape(line)}</small></p>" for line in lines)


def _cards(cards: Sequence[Mapping[str, str]]) -> str:
    shown = "".join(
        f'<div class="kpi"><dt>{escape(one["label"])}</dt><dd><bdi>{escape(one["value"])}</bdi>'
        f'<div class="note">{escape(one["note"])}</div></dd></div>'
        for one in cards
    )
    return f'<dl class="kpis">{shown}</dl>'


def _table(table: Mapping[str, Any]) -> str:
    if not table["rows"]:
        return ""
    figures = set(table["figures"])
    head = "".join(_cell("th", label, at in figures) for at, label in enumerate(table["heads"]))
    rows = "".join(
        f"<tr>{''.join(_cell('td', value or '–', at in figures) for at, value in enumerate(row))}</tr>"
        for row in table["rows"]
    )
    return (
        f'<h2>{escape(table["title"])}</h2><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(tag: str, value: str, figure: bool) -> str:
    look = ' class="figure"' if figure else ""
    return f"<{tag}{look}><bdi>{escape(value)}</bdi></{tag}>"


def _deals(said: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """The deals that were discussed, each with the way to its page."""
    if not said["deals"]:
        return ""
    shown = "".join(
        f'<li><div><a href="deal?id={kept["id"]}" target="_self"><bdi>{escape(one["title"])}</bdi></a>'
        f"<b><bdi>{escape(one['amount'])}</bdi></b></div>"
        f"<small>{_joined(one['about'])}</small>{_shifts(one['shifts'])}{_said(one['note'])}</li>"
        for one, kept in zip(said["deals"], document["deals"], strict=True)
    )
    return f"<h2>{escape(said['words']['deals'])}</h2><ul>{shown}</ul>"


def _joined(texts: Sequence[str]) -> str:
    return " · ".join(f"<bdi>{escape(text)}</bdi>" for text in texts)


def _shifts(texts: Sequence[str]) -> str:
    return f"<p>{_joined(texts)}</p>" if texts else ""


def _said(note: str) -> str:
    return f"<blockquote>{escape(note)}</blockquote>" if note else ""


def _note(said: Mapping[str, Any]) -> str:
    return (
        f"<h2>{escape(said['words']['note'])}</h2><blockquote>{escape(said['note'])}</blockquote>"
        if said["note"]
        else ""
    )
