"""A file for paper: everything plainly one below the other, and the button that prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

import _session
from _session import read, t
from _ui import browser, customer_file, customer_head, customer_timeline, entries, facts, url
from crm_core.fields.find import Page
from crm_core.file import timeline as core
from crm_core.file.overview import contact_file
from crm_core.file.overview import customer_file as file_of
from crm_core.file.whose import Whose
from crm_core.trust.parts import Points
from crm_core.work.tasks import TaskLine
from crm_core.work.tasks import task_list as tasks_of

MOST_EVENTS = 500


def show(whose: Whose) -> None:
    """The whole file, without anything to click; the browser prints what is seen."""
    bar(t("Back to the file"))
    record, points, found = _of_customer(whose) if whose.entity == "customer" else _of_contact(whose)
    sections = [*customer_head.sections(whose.party, record, points), *customer_head.listed(whose.entity, record)]
    top = head(record.rows[0]["name"], said(sections))
    st.html(f'<article class="paper">{top}{lists(found)}{timeline(whose)}</article>')


def bar(back: str) -> None:
    """What stands above the paper: the button that prints it, and the way back."""
    with st.container(key="print_bar", horizontal=True, gap="small"):
        if st.button(t("Print"), type="primary", icon=":material/print:", key="print_now"):
            browser.print_page()
        st.button(back, key="print_back", on_click=url.put, kwargs={"print": None})


def _of_customer(whose: Whose) -> tuple[Page, Points, list[entries.Section]]:
    file = read(file_of, whose.id)
    tasks = read(tasks_of, whose="all", customer_id=whose.id)
    return (
        file.record,
        file.points,
        [*customer_file.lists(file, tasks, customer_file.beside_of(whose)), *customer_file.trade(file)],
    )


def _of_contact(whose: Whose) -> tuple[Page, Points, list[entries.Section]]:
    file = read(contact_file, whose.id)
    tasks: Sequence[TaskLine] = read(tasks_of, whose="all", contact_id=whose.id)
    return file.record, file.points, customer_file.lists_of_contact(tasks, customer_file.beside_of(whose))


def said(sections: Iterable[facts.Section]) -> list[facts.Fact]:
    """Every fact that says something, once."""
    shown = [fact for section in sections if section.look not in ("title", "chips") for fact in section.facts]
    return list({fact.key: fact for fact in shown if fact.value}.values())


def head(name: str, known: Iterable[facts.Fact]) -> str:
    """The name, then the facts in two columns."""
    told = "".join(map(_fact, known))
    printed = _session.locale().digits_of(t("Printed on {day}", day=_session.today()))
    return f"<header><h1><bdi>{escape(name)}</bdi></h1><small>{escape(printed)}</small></header><dl>{told}</dl>"


def _fact(fact: facts.Fact) -> str:
    label = fact.label or fact.hint
    direction = ' dir="ltr"' if fact.ltr else ""
    return f"<div><dt>{escape(label)}</dt><dd><bdi{direction}>{escape(fact.value)}</bdi></dd></div>"


def lists(sections: Iterable[entries.Section]) -> str:
    """Lists under their headings."""
    return "".join(_section(section, "h2") for section in sections)


def timeline(whose: Whose) -> str:
    """What happened, newest first; of very much only the newest, which is said."""
    events = read(core.timeline, whose, limit=MOST_EVENTS + 1)
    told = "".join(_section(section, "h3") for section in customer_timeline.told(events[:MOST_EVENTS]))
    more = ""
    if len(events) > MOST_EVENTS:
        more = f"<p>{escape(t('The newest {n} entries are printed; there are more.', n=MOST_EVENTS))}</p>"
    return f"<h2>{escape(t('What happened'))}</h2>{more}{told}" if events else ""


def _section(section: entries.Section, level: str) -> str:
    rows = "".join(_entry(entry) for entry in section.entries)
    return f"<section><{level}>{escape(section.title)}</{level}><ul>{rows}</ul></section>"


def _entry(entry: entries.Entry) -> str:
    line = " · ".join(
        f"<bdi>{escape(text)}</bdi>" for text in (*(link.text for link in entry.links), *entry.detail) if text
    )
    body = f"<p>{escape(entry.body)}</p>" if entry.body else ""
    end = " · ".join(filter(None, (entry.end, entry.below)))
    title = f"<b><bdi>{escape(entry.title)}</bdi></b>" if entry.title else ""
    return f"<li><span>{title}{body}<small>{line}</small></span><i><bdi>{escape(end)}</bdi></i></li>"
