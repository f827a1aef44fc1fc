"""Making and arranging a dashboard in a dialog: its name, who sees it, its reports in their order; and deleting it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count

import streamlit as st

import _session
from _session import read, t
from _ui import arrange as arranging
from _ui import dashboard_choice, naming
from _ui.arrange import Piece
from _ui.boundary import dialog
from crm_core.reports import dashboards as core
from crm_core.reports.dashboards import Arrangement, Dashboard, Tile
from crm_core.reports.saved import Named, listed

_DEED = "dashboard:deed"
_DRAFT = "dashboard:draft"
_KEY = "dashboard_arranged"
_ADD = "dashboard_add"


def wish(deed: str) -> None:
    """Remember what was chosen, to be done when the screen is drawn."""
    _session.keep(_DEED, deed)


def do_what_was_chosen(dashboard: Dashboard | None) -> None:
    """Open the dialog that was wished for, or delete."""
    deed = _session.kept(_DEED)
    _session.forget(_DEED)
    if deed == "new":
        _make("", Arrangement())
    elif dashboard is None:
        return
    elif deed == "copy":
        copy(dashboard)
    elif deed == "edit":
        _describe(dashboard)
    elif deed == "delete":
        _delete(dashboard)


def copy(dashboard: Dashboard) -> None:
    """Make a dashboard of one's own from this one, as it is shown now."""
    _make(t("{name}, my own", name=dashboard.name), dashboard_choice.shown(dashboard))


def arrange(dashboard: Dashboard) -> None:
    """Arrange the reports of a dashboard that the person may change."""
    _begin(dashboard.tiles)

    def draw() -> None:
        tiles = _tiles()
        changed = Arrangement(tiles, dashboard_choice.choices())
        act = partial(core.change, key=dashboard.key, arrangement=changed, version=dashboard.version)
        if naming.save("dashboard_arrange", (dashboard.key, dashboard.version, changed), act, t("Dashboard saved.")):
            st.rerun()

    dialog(t("Arrange the dashboard"), draw, width="large")


def _make(name: str, arrangement: Arrangement) -> None:
    _begin(arrangement.tiles)

    def draw() -> None:
        called, sharing = naming.fields("dashboard_new", name, "private")
        made = Arrangement(_tiles(), arrangement.choices)
        act = partial(core.add, name=called, arrangement=made, sharing=sharing)
        done = naming.save("dashboard_new", (called, sharing, made), act, t("Dashboard saved."))
        if done is not None:
            dashboard_choice.open_named(done.key)
            st.rerun()

    dialog(t("New dashboard"), draw, width="large")


def _describe(dashboard: Dashboard) -> None:
    def draw() -> None:
        name, sharing = naming.fields("dashboard_edit", dashboard.name, dashboard.sharing)
        act = partial(core.describe, key=dashboard.key, name=name, sharing=sharing, version=dashboard.version)
        if naming.save("dashboard_edit", (dashboard.key, dashboard.version, name, sharing), act, t("Dashboard saved.")):
            st.rerun()

    dialog(t("Name and sharing"), draw, width="small")


def _delete(dashboard: Dashboard) -> None:
    act = partial(core.delete, key=dashboard.key)
    if naming.store("dashboard_delete", dashboard.key, act, t("Dashboard deleted.")) is not None:
        st.query_params.clear()
    st.rerun()


def take_away(dashboard: Dashboard, at: int) -> None:
    """Take the tile at this place off a dashboard that the person may change; a callback."""
    tiles = (*dashboard.tiles[:at], *dashboard.tiles[at + 1 :])
    changed = Arrangement(tiles, dashboard.choices)
    act = partial(core.change, key=dashboard.key, arrangement=changed, version=dashboard.version)
    naming.store("dashboard_take_away", (dashboard.key, dashboard.version, at), act, t("Taken off the dashboard."))


# The reports in a dialog


def _begin(tiles: Sequence[Tile]) -> None:
    """Arrange from these tiles on. Numbers are never given twice, so that nothing said of others is taken for them."""
    known, numbers = _session.kept(_DRAFT, ((), None))
    del known
    numbers = numbers or count()
    _session.keep(_DRAFT, (tuple(Piece(str(next(numbers)), tile) for tile in tiles), numbers))


def _pieces() -> tuple[Piece, ...]:
    pieces: tuple[Piece, ...] = _session.kept(_DRAFT)[0]
    return pieces


def _tiles() -> tuple[Tile, ...]:
    """Draw the reports being arranged and the choice of another one; gives them as they are now."""
    names = {one.key: one.name for one in read(listed)}
    pieces = _pieces()
    if pieces:
        arranging.show(_KEY, pieces, names, _take)
    else:
        st.caption(t("No report is on it yet. Choose the first one."))
    if len(pieces) < core.MOST:
        _session.hold_widget(_ADD, None)
        st.selectbox(
            t("Add a report"), list(names), format_func=names.__getitem__, key=_ADD, index=None, on_change=_add,
            placeholder=t("Choose a report to add…"), label_visibility="collapsed",
        )  # fmt: skip
    return tuple(one.tile for one in pieces)


def _take() -> None:
    """Keep what was arranged. Of what is told of another dialog, nothing is there any more."""
    numbers = _session.kept(_DRAFT)[1]
    known = {one.id for one in _pieces()}
    told = [one for one in arranging.arranged(_KEY) if one.id in known]
    _session.keep(_DRAFT, (tuple(told), numbers))


def _add() -> None:
    report = _session.component_value(_ADD)
    if report:
        pieces, numbers = _session.kept(_DRAFT)
        _session.keep(_DRAFT, ((*pieces, Piece(str(next(numbers)), _tile_of(report))), numbers))


def _tile_of(report: str) -> Tile:
    """A report as it first stands on a dashboard: as wide as what it shows needs."""
    found = next((one for one in read(listed) if one.key == report), None)
    return Tile(report, "whole" if found is not None and _is_long(found) else "half")


def _is_long(report: Named) -> bool:
    return len(report.params.get("measures", "").split(",")) > 4
