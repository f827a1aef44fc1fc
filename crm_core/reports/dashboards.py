"""Dashboards: reports side by side, over one period and narrowed alike; standard ones, one's own, and shared ones.

Who shares and changes them is decided as for views (see `fields.shelf`). A tile names its report: it shows what that
report asks now, as far as whoever looks may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..base.errors import Invalid, NotFound
from ..base.i18n import N_
from ..fields.filters import all_of, to_url
from ..fields.forgiving import Remains
from ..fields.shelf import Item, Kept, Shelf, Words
from ._applied import FILTERED, applied
from ._standard_dashboards import DASHBOARDS, Arrangement, Standard, Tile, Width
from .files import ReportFile, file_with
from .opened import asked
from .result import ReportResult
from .saved import Named, found, result_of
from .shown import PARTS, Part, Shown, presentation

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = [
    "CHOICES",
    "MOST",
    "PARTS",
    "WIDTHS",
    "Arrangement",
    "Dashboard",
    "Part",
    "Placed",
    "Tile",
    "Width",
    "add",
    "change",
    "dashboard_of",
    "delete",
    "describe",
    "file_of_dashboard",
    "first",
    "listed",
    "open_with",
    "opens_with",
    "placed",
    "put",
    "result_on",
    "under",
]

WIDTHS: tuple[Width, ...] = get_args(Width)
_HALF: Width = "half"
CHOICES = ("period", "calendar", "compare", "where")
"""What is chosen for all tiles together, as the parameters of a link name it."""
MOST = 24
"""So many tiles a dashboard has at most."""
_STANDARD = "standard_dashboard:"

_WORDS = Words(
    missing=N_("This dashboard does not exist, or it is not shared with you."),
    not_yours=N_("This dashboard belongs to somebody else; make a copy of your own."),
    changed=N_("Somebody changed this dashboard meanwhile. Open it again to see how it is now."),
    sharings=N_("A dashboard is private, shared with a unit, or with all."),
    only_managers=N_("Only managers and admins share dashboards with all."),
    not_with_unit=N_("You may not share dashboards with a unit. Ask your team lead."),
    ownerless=N_("The owner of this dashboard is in no unit, so it cannot be shared with one."),
    nameless=N_("Give the dashboard a name."),
    too_long=N_("The name of a dashboard has at most {n} characters."),
    taken=N_("There is a dashboard “{value}” already; choose another name."),
)
_SHELF = Shelf("dashboard", _WORDS, lambda w: (w.locale.t(one.name) for one in DASHBOARDS))


@dataclass(frozen=True)
class Dashboard(Arrangement):
    """A dashboard as a person may use it.

    `key` is "standard_dashboard:lead" or "view:12"; `owner` names whose it is; `left_out` are the fields, people and
    records by which it was narrowed and that are not there any more.
    """

    key: str = ""
    name: str = ""
    sharing: Literal["standard", "private", "unit", "all"] = "standard"
    mine: bool = False
    may_change: bool = False
    owner: str = ""
    version: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A tile as it is to be shown: its report, None for one that is gone or no longer shared, and what it asks here.

    `unfit`: by what the dashboard is narrowed and this report cannot be.
    """

    tile: Tile
    report: Named | None
    params: Mapping[str, str]
    unfit: tuple[str, ...] = ()


# Reading


def listed(w: Work) -> list[Dashboard]:
    """The dashboards that the person may use: the standard ones, then saved ones in order of name."""
    return [*(_standard(w, one) for one in DASHBOARDS), *(_saved(w, one) for one in _SHELF.items(w))]


def dashboard_of(w: Work, key: str) -> Dashboard:
    """The dashboard with this key. Raises NotFound for one that is not there, or not for this person."""
    if not key.startswith(_STANDARD):
        return _saved(w, _SHELF.item(w, key))
    for one in DASHBOARDS:
        if key == one.key:
            return _standard(w, one)
    raise _SHELF.missing()


def first(w: Work) -> Dashboard:
    """What the person sees first: the one chosen for that, else the standard one for their role."""
    if key := opens_with(w):
        try:
            return dashboard_of(w, key)
        except NotFound:
            pass
    return next((_standard(w, one) for one in DASHBOARDS if w.actor.role in one.roles), _standard(w, DASHBOARDS[0]))


def opens_with(w: Work) -> str:
    """The key of the dashboard that the person chose to see first, "" for none."""
    return _SHELF.opens_with(w)


def open_with(w: Work, key: str) -> None:
    """Show this one first from now on; "" takes that back. Raises NotFound."""
    if key:
        dashboard_of(w, key)
    _SHELF.open_with(w, key)


def under(dashboard: Dashboard, choices: Mapping[str, str]) -> Dashboard:
    """The dashboard with other choices than it keeps."""
    return replace(dashboard, choices=dict(choices))


def placed(w: Work, arrangement: Arrangement) -> list[Placed]:
    """What each tile is to show. Raises Invalid for a choice that cannot be read."""
    return [_placed(w, tile, arrangement.choices) for tile in arrangement.tiles]


def _placed(w: Work, tile: Tile, choices: Mapping[str, str]) -> Placed:
    report = found(w, tile.report)
    if report is None:
        return Placed(tile, None, {})
    params, unfit = applied(w, report.params, choices)
    return Placed(tile, report, params, unfit)


def result_on(w: Work, one: Placed) -> ReportResult:
    """What a tile shows to the person at work. Raises Invalid, in words, for what cannot be asked."""
    return result_of(w, one.params)


def _standard(w: Work, one: Standard) -> Dashboard:
    kept = one.arrangement
    return Dashboard(tiles=kept.tiles, choices=kept.choices, key=one.key, name=w.locale.t(one.name))


def _saved(w: Work, item: Item) -> Dashboard:
    kept = item.definition
    choices = _texts(kept.get("choices"))
    remains = Remains(w, FILTERED)
    if where := choices.pop("where", ""):
        left = to_url(all_of(remains.of_link(where)))
        choices |= {"where": left} if left else {}
    return Dashboard(
        tiles=_tiles(kept.get("tiles")),
        choices=choices,
        key=item.key,
        name=item.name,
        sharing=item.sharing,
        mine=item.mine,
        may_change=item.may_change,
        owner=item.owner,
        version=item.version,
        left_out=tuple(remains.left_out),
    )


def _texts(kept: Any) -> dict[str, str]:
    if not isinstance(kept, Mapping):
        return {}
    return {name: kept[name] for name in CHOICES if isinstance(kept.get(name), str) and kept[name]}


def _tiles(kept: Any) -> tuple[Tile, ...]:
    rows = [one for one in kept if isinstance(one, Mapping)] if isinstance(kept, list) else []
    return tuple(_tile(one) for one in rows[:MOST] if isinstance(one.get("report"), str))


def _tile(kept: Mapping[str, Any]) -> Tile:
    wanted = kept.get("shows")
    shows = tuple(part for part in PARTS if isinstance(wanted, list) and part in wanted)
    width = next((one for one in WIDTHS if one == kept.get("width")), _HALF)
    return Tile(kept["report"], width, shows or ("figures", "chart"))


# Writing


def add(w: Work, name: str, arrangement: Arrangement, sharing: str = "private") -> Kept:
    """Keep a dashboard under a name, as the person's own. Raises Invalid, and Refused for the sharing."""
    return _SHELF.add(w, name, _definition(w, arrangement), sharing)


def change(w: Work, key: str, arrangement: Arrangement, *, version: int | None = None) -> Kept:
    """Let a dashboard show something else from now on, for everybody who uses it. Raises NotFound, Refused, Invalid."""
    return _SHELF.change(w, key, _definition(w, arrangement), version=version)


def put(w: Work, key: str, report: str) -> Kept:
    """Add a report to a dashboard, after those that stand there. Raises NotFound, Refused, Invalid."""
    now = dashboard_of(w, key)
    return change(w, key, Arrangement((*now.tiles, Tile(report)), now.choices), version=now.version)


def describe(w: Work, key: str, name: str, sharing: str, *, version: int | None = None) -> Kept:
    """Change what a dashboard is called and with whom it is shared. Raises NotFound, Refused, Invalid."""
    return _SHELF.describe(w, key, name, sharing, version=version)


def delete(w: Work, key: str) -> Kept:
    """Put a dashboard into the bin. Raises NotFound, Refused."""
    return _SHELF.delete(w, key)


def _definition(w: Work, arrangement: Arrangement) -> dict[str, Any]:
    """What is kept; a tile whose report is gone stays, since it may come back."""
    if len(arrangement.tiles) > MOST:
        raise Invalid(N_("A dashboard has at most {n} reports."), field="tiles", n=MOST)
    for one in arrangement.tiles:
        if one.width not in WIDTHS or not one.shows or not set(one.shows) <= set(PARTS):
            raise Invalid(N_("Choose what is shown of each report: figures, chart or table."), field="shows")
    choices = _texts(arrangement.choices)
    asked(w, choices)
    tiles = [{"report": one.report, "width": one.width, "shows": list(one.shows)} for one in arrangement.tiles]
    return {"tiles": tiles, "choices": choices}


# Files


def file_of_dashboard(w: Work, dashboard: Dashboard, form: str) -> ReportFile:
    """The file of a dashboard ("pdf" or "xlsx"), a section or sheet for each report, as the person at work sees them.

    Reports that are gone are not in it. Raises Refused, and Invalid when nothing is left or the form is unknown.
    """
    there = [(one, one.report) for one in placed(w, dashboard) if one.report is not None]
    if not there:
        raise Invalid(N_("There is no report on this dashboard."))
    shown = [_shown(w, one, report) for one, report in there]
    return file_with(w, shown, form, title=dashboard.name)


def _shown(w: Work, one: Placed, report: Named) -> Shown:
    return Shown(result_on(w, one), report.name, parts=one.tile.shows, **presentation(one.params))
