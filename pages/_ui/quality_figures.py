"""How records stand: the row of figures, the table of owners whose numbers open their records, the course of days."""

from __future__ import annotations

import datetime as dt
from html import escape
from urllib.parse import urlencode

import streamlit as st

import _nav
import _session
from _session import read, t
from _ui import charts, kpi
from crm_core.customers.quality import What, filter_of
from crm_core.customers.quality_figures import NOBODY, Figures, Standing, before, trend
from crm_core.fields.filters import to_url

COURSE_DAYS = 90
_SLUGS = {"customer": "customers", "contact": "contacts"}
_COUNTED: tuple[tuple[str, What], ...] = (
    ("incomplete", "incomplete"),
    ("faulty", "faulty"),
    ("stale", "stale"),
    ("unreachable", "unreachable"),
)


def labels() -> dict[str, str]:
    return {
        "incomplete": t("Incomplete"),
        "faulty": t("Faulty values"),
        "stale": t("Stale"),
        "unreachable": t("Unreachable"),
    }


def row(entity: str, now: Figures) -> None:
    """The average and what is to be mended, each with what became of it in thirty days."""
    locale, old = _session.locale(), read(before, entity)
    base = Figures() if old is None else old[1]
    day = "" if old is None else locale.date(old[0])

    def moved(new: int | None, was: int | None) -> str:
        if old is None or new is None or was is None:
            return ""
        sign = "+" if new > was else "−" if new < was else "±"
        return locale.isolate(f"{sign}{locale.number(abs(new - was))}")

    def since(change: str) -> str:
        return t("{change} since {day}", change=change, day=day) if change else ""

    average = now.average
    figures = [
        kpi.Figure(
            t("Average score"),
            "–" if average is None else locale.percent(average / 100),
            since(moved(average, base.average)),
            share=None if average is None else average / 100,
        )
    ]
    for name, _what in _COUNTED:
        many, change = getattr(now, name), moved(getattr(now, name), getattr(base, name))
        share = t("{share} of all", share=locale.percent(many / now.records)) if now.records else ""
        note = " · ".join(filter(None, (share, change)))
        figures.append(kpi.Figure(labels()[name], locale.number(many), note, full=since(change)))
    kpi.row(figures)


def owners(entity: str, found: Standing) -> None:
    """Owner by owner; a number opens those records in their grid, a name the owner's work list."""
    locale, heads = _session.locale(), labels()
    head = "".join(f"<th>{escape(text)}</th>" for text in (t("Owner"), t("Records"), t("Score"), *heads.values()))
    lines = []
    for line in found.lines:
        whose = escape(line.name if line.owner != NOBODY else t("Nobody"))
        name = f'<a href="?{urlencode({"of": entity, "owner": line.owner})}" target="_self"><bdi>{whose}</bdi></a>'
        average = line.figures.average
        cells = [
            _opens(entity, line.figures.records, None, line.owner),
            "–" if average is None else escape(locale.percent(average / 100)),
            *(_opens(entity, getattr(line.figures, figure), what, line.owner) for figure, what in _COUNTED),
        ]
        lines.append(f"<tr><th scope='row'>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    st.html(f'<div class="owners"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>')
    if found.kept is not None:
        st.caption(t("As counted on {day}; the chosen owner’s list is as it is now.", day=locale.date(found.kept)))


def _opens(entity: str, many: int, what: What | None, owner: int) -> str:
    """A number that leads to its records, where there are any and a screen shows them."""
    said = escape(_session.locale().number(many))
    if not many or _SLUGS[entity] not in _nav.BY_SLUG:
        return said
    where = to_url(read(filter_of, entity, what, owner))
    return f'<a href="{_SLUGS[entity]}?{escape(urlencode({"where": where}))}" target="_self">{said}</a>'


def course(entity: str, owner: int | None) -> None:
    """The average score day by day, as far as days were kept."""
    locale = _session.locale()
    since = _session.today() - dt.timedelta(days=COURSE_DAYS)
    kept = [(day, one.average) for day, one in read(trend, entity, since=since, owner=owner) if one.average is not None]
    if len(kept) < 2:
        st.caption(t("How the score goes day by day is drawn from tomorrow on."))
        return
    points = [
        charts.Point(locale.date(day), float(average), locale.percent(average / 100), short=locale.date(day)[5:])
        for day, average in kept
    ]
    charts.chart(
        points,
        title=t("Average score day by day"),
        say=lambda figure: locale.percent(figure / 100),
        shape="line",
        whole=True,
    )
