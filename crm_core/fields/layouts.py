"""How a person keeps a grid: which columns, in which order, how wide, which pinned. Kept with the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.errors import Invalid
from ..base.i18n import N_
from ..models import GridLayout
from .catalogue import CATALOGUE
from .find import PAGE_SIZES

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NARROWEST, WIDEST = 40, 900
USUAL_SIZE = 100
_PAGE_SIZE = "page size"


@dataclass(frozen=True)
class Place:
    """A column of a grid: the field's key, its width in pixels (None: the usual one), whether it is pinned."""

    key: str
    width: int | None = None
    pinned: bool = False


Layout = tuple[Place, ...]
"""The columns in their order."""


def kept(w: Work, grid: str) -> Layout:
    """The actor's own layout of a grid (an entity's name); empty where none is kept. Fields that are gone are left
    out."""
    row = _row(w, grid)
    return () if row is None else of(grid, row.definition)


def keep(w: Work, grid: str, layout: Layout) -> None:
    """Keep a layout for the actor; an empty one brings back the usual columns."""
    row = _row(w, grid)
    if not layout:
        if row is not None:
            w.session.delete(row)
        return
    if w.actor.user_id is None:
        return
    if row is None:
        row = GridLayout(user_id=w.actor.user_id, grid=grid)
        w.session.add(row)
    row.definition = written(layout)


def written(layout: Layout) -> dict[str, Any]:
    """A layout as it is kept."""
    return {"columns": [{"key": one.key, "width": _width(one.width), "pinned": one.pinned} for one in layout]}


def of(grid: str, kept: Mapping[str, Any]) -> Layout:
    """A layout that was `written`; fields that are gone are left out."""
    known = CATALOGUE.get(grid, {})
    return tuple(
        Place(one["key"], _width(one.get("width")), bool(one.get("pinned")))
        for one in kept.get("columns", ())
        if one["key"] in known
    )


def page_size(w: Work) -> int:
    """How many rows the actor wants on a page."""
    row = _row(w, _PAGE_SIZE)
    size = row.definition.get("size") if row is not None else None
    return int(size) if size in PAGE_SIZES else USUAL_SIZE


def keep_page_size(w: Work, size: int) -> None:
    """Keep how many rows the actor wants on a page. Raises Invalid for a size that is not offered."""
    if size not in PAGE_SIZES:
        raise Invalid(N_("There is no such page."))
    row = _row(w, _PAGE_SIZE)
    if row is not None:
        row.definition = {"size": size}
    elif w.actor.user_id is not None:
        w.session.add(GridLayout(user_id=w.actor.user_id, grid=_PAGE_SIZE, definition={"size": size}))
    w.touch("grid_layout")


def _row(w: Work, grid: str) -> GridLayout | None:
    statement = select(GridLayout).where(GridLayout.user_id == w.actor.user_id, GridLayout.grid == grid)
    return w.session.execute(statement).scalar_one_or_none()


def _width(width: Any) -> int | None:
    return None if width is None else min(max(int(width), NARROWEST), WIDEST)
