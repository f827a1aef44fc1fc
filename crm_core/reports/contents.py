"""What a schedule sends: the reports it names, as its owner may open them, answered for whoever receives them.

Definitions are the owner's (a private report may be sent to others), figures are the receiver's. Periods with names
stay relative to the day it is due. The calendar is the one that the report names; else, of a monthly schedule, the one
in which its day is meant, so that "last month" is the month that has just ended; else the receiver's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..base.errors import Invalid
from ..base.i18n import N_, Locale
from . import dashboards, saved
from .asking import from_params
from .dashboards import dashboard_of, placed, under
from .files import ReportFile, file_with
from .rhythm import Rhythm
from .saved import result_of
from .schedules import DASHBOARD, Plan
from .shown import PARTS, Part, Shown, presentation

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_STANDARD = "standard"
_MONTHLY = ("monthly", "month_work")


@dataclass(frozen=True)
class Contents:
    """The reports of a schedule by name, with the parameters of their links and what is shown of each; `title` is what
    it is called, `path` the address of the screen that shows it."""

    title: str
    reports: tuple[tuple[str, Mapping[str, str], tuple[Part, ...]], ...]
    path: str


def contents_of(reader: Work, owner: Work, plan: Plan) -> Contents:
    """What the plan sends to the reader. Raises NotFound, Invalid where there is nothing (any more)."""
    if not plan.what:
        return _one(plan.name, plan.params, plan.rhythm)
    if not plan.what.startswith(DASHBOARD):
        named = saved.named(owner, plan.what)
        own = saved.named(reader, plan.what).name if plan.what.startswith(_STANDARD) else named.name
        return _one(_title(plan, named.name, own), named.params, plan.rhythm)
    key = plan.what.removeprefix(DASHBOARD)
    dashboard = dashboard_of(owner, key)
    own = dashboard_of(reader, key).name if key.startswith(_STANDARD) else dashboard.name
    shown = under(dashboard, plan.params) if plan.params else dashboard
    tiles = [(one.report, one.params, one.tile.shows) for one in placed(owner, shown) if one.report is not None]
    if not tiles:
        raise Invalid(N_("There is no report on this dashboard."))
    reports = tuple(
        (saved.named(reader, report.key).name if report.key.startswith(_STANDARD) else report.name,
         _in_calendar(params, plan.rhythm), shows)
        for report, params, shows in tiles
    )  # fmt: skip
    return Contents(
        _title(plan, dashboard.name, own), reports, "/dashboard?" + urlencode({"dashboard": key, **plan.params})
    )


def _title(plan: Plan, said_by_owner: str, said_to_reader: str) -> str:
    """The name of the schedule; where its owner left it as the report is called, that in the reader's language."""
    return said_to_reader if plan.name in (said_by_owner, "") else plan.name


def _one(name: str, params: Mapping[str, str], rhythm: Rhythm) -> Contents:
    asked = _in_calendar(params, rhythm)
    return Contents(name, ((name, asked, PARTS),), "/reports?" + urlencode(asked))


def _in_calendar(params: Mapping[str, str], rhythm: Rhythm) -> dict[str, str]:
    asked = dict(params)
    if rhythm.kind in _MONTHLY:
        asked.setdefault("calendar", rhythm.calendar)
    return asked


def answered(reader: Work, contents: Contents) -> list[Shown]:
    """Each report, answered for the reader. Raises Invalid for what cannot be asked."""
    return [
        Shown(result_of(reader, params), name, parts=shows, **presentation(params))
        for name, params, shows in contents.reports
    ]


def file_of_contents(reader: Work, shown: list[Shown], title: str, form: str) -> ReportFile:
    """The file that goes with the mail. Raises Refused."""
    return file_with(reader, shown, form, title=title)


def check(w: Work, what: str, params: Mapping[str, str]) -> None:
    """Raise NotFound or Invalid, in words, for what this person cannot send."""
    if not what:
        from_params(params, today=w.clock.today(), calendar=w.locale.calendar, rules=w.company.calendar_rules)
    elif what.startswith(DASHBOARD):
        dashboard_of(w, what.removeprefix(DASHBOARD))
    else:
        saved.named(w, what)


def choices(w: Work) -> dict[str, str]:
    """What the person may schedule, reports and then dashboards: as `Plan.what` names it → what it is called."""
    reports = {one.key: one.name for one in saved.listed(w)}
    return reports | {f"{DASHBOARD}{one.key}": one.name for one in dashboards.listed(w)}


def said_choice(what: str, name: str, locale: Locale) -> str:
    """What may be scheduled, as it is told from the others in a list: dashboards say that they are some."""
    return locale.t(N_("Dashboard: {name}"), name=name) if what.startswith(DASHBOARD) else name
