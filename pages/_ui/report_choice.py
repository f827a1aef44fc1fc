"""Which report is shown: the address says, by its parameters or by the name of one that is kept; a link opens the same.

`report=standard:monthly` alone opens that report; its parameters are put into the address, where they can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import as_of, url
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import Locale
from crm_core.base.periods import CalendarName, code, range_text
from crm_core.fields.filters import EVERYTHING, Filter, from_url
from crm_core.reports import MEASURES, Measure, ReportSpec, from_params, measure, to_params
from crm_core.reports.saved import Named, named

NAME = "report"
"""The word of the address that names the report from which one began: "standard:monthly", "view:12"."""
PARAMS = (
    "measures", "by", "period", "from", "to", "within", "calendar", "breakdown", "across", "where", "compare",
    "against", "top", "until",
)  # fmt: skip
"""The words of the address that say what is asked; `as_of` is that of all screens."""
SHOWN = ("show", "chart", "sort")
"""Those that say how it is shown."""
NEW: Mapping[str, str] = {"measures": "won_amount", "by": "month", "period": "this_year"}
"""What a new report begins with."""
_CALENDARS = ("gregorian", "jalali")


def begin() -> bool:
    """Make the address whole; False where it asks for no report at all. Raises NotFound for a name without a report."""
    if not any(name in st.query_params for name in PARAMS):
        if not url.get(NAME):
            return False
        url.put(**read(named, url.get(NAME)).params)
    if url.get("calendar") not in _CALENDARS:
        url.put(calendar=_session.locale().calendar)
    if url.get("from") and url.get("to"):
        _name_the_range()
    return True


def _name_the_range() -> None:
    """First and last day as the period picker writes them."""
    span = spec_of_address().span(_data.office().company.calendar_rules)
    whole = span.step != "total" and span.whole == span
    url.put(period=code(span) if whole else range_text(span), **dict.fromkeys(("from", "to", "within")))


def spec_of_address() -> ReportSpec:
    """What the address asks. Raises Invalid, in words, for what cannot be."""
    return _spec(asked())


def _spec(given: Mapping[str, str]) -> ReportSpec:
    rules = _data.office().company.calendar_rules
    return from_params(given, today=_session.today(), calendar=_session.locale().calendar, rules=rules)


def asked() -> dict[str, str]:
    """The words of the address that say what is asked."""
    past = as_of.chosen()
    return {name: url.get(name) for name in PARAMS if url.get(name)} | ({"as_of": past.isoformat()} if past else {})


def params() -> dict[str, str]:
    """The report as it is kept, shared and sent: what is asked and how it is shown."""
    return asked() | {name: url.get(name) for name in SHOWN if url.get(name)}


def measures() -> tuple[Measure, ...]:
    """The measures of the address that there are."""
    found = []
    for key in dict.fromkeys(url.get("measures").split(",")):
        try:
            found.append(measure(key))
        except Invalid:
            continue
    return tuple(found) or (MEASURES["won_amount"],)


def fits(**words: str) -> bool:
    """Whether the report can be asked with these words of the address in place of its own."""
    try:
        _spec(asked() | words)
    except DaftarError:
        return False
    return True


def filter_of(measures: Sequence[Measure]) -> Filter:
    """The filter of the address; everything where it cannot be read."""
    try:
        return from_url(measures[0].entity, url.get("where"))
    except DaftarError:
        return EVERYTHING


def locale() -> Locale:
    """The person's words in the calendar of the report."""
    calendar = url.get("calendar")
    known: CalendarName = "jalali" if calendar == "jalali" else "gregorian"
    return replace(_session.locale(), calendar=known) if calendar else _session.locale()


# The report from which one began


def origin() -> Named | None:
    """The report that the address names; None for none, or one that is not there for this person."""
    if not url.get(NAME):
        return None
    try:
        return read(named, url.get(NAME))
    except DaftarError:
        return None


def differs(from_report: Named) -> bool:
    """Whether something else is asked or shown than the report says."""
    return _alike(params()) != _alike(from_report.params)


def _alike(given: Mapping[str, str]) -> dict[str, str]:
    """Parameters as two of them are compared: the person's own calendar and what is usual go without saying."""
    try:
        spec = _spec({name: text for name, text in given.items() if name not in SHOWN})
    except DaftarError:
        return dict(given)
    first = spec.measures[0]
    shown = {name: given[name] for name in SHOWN if given.get(name) and given[name] != first}
    return to_params(spec) | shown


def title() -> str:
    """What the report is called: the name of the one from which one began."""
    report = origin()
    return report.name if report else t("Report")


# Beginning


def start_over(params: Mapping[str, str] = NEW) -> None:
    """Show the report with these parameters, in the calendar chosen."""
    kept = {name: url.get(name) for name in ("calendar", "as_of")}
    st.query_params.clear()
    url.put(**{**kept, **params})


def open_named(key: str) -> None:
    """Show the report with this name."""
    kept = url.get("as_of")
    st.query_params.clear()
    url.put(**{NAME: key, "as_of": kept})


def to_library() -> None:
    """Leave the report, back to where reports are chosen."""
    st.query_params.clear()
