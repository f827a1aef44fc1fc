"""Views: a filter, columns and an order under a name; the standard ones, one's own, and those that others share.

A view is a way of looking: what is found by it is still only what the person may see. Who shares and changes views is
decided for everything that is kept under a name (see `shelf`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ..base.errors import Invalid, NotFound
from ..base.i18n import N_
from ..base.text import fold
from ._conditions import EVERYTHING, Filter
from ._standard import STANDARD, Standard
from ._written import from_json, to_json
from .catalogue import CATALOGUE
from .forgiving import Remains
from .shelf import LONGEST, SHARINGS, VIEWS, Item, Kept, Sharing, Shelf, sharings
from .shelf import STANDARD as _STANDARD

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = [
    "LONGEST",
    "MOST",
    "SHARINGS",
    "Kept",
    "Look",
    "Sharing",
    "View",
    "add",
    "change",
    "delete",
    "describe",
    "open_with",
    "opens_with",
    "sharings",
    "view_named",
    "view_of",
    "views_of",
]

MOST = 10_000
"""As many rows a view of the first ones may show."""

_NOTHING_KEPT: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Look:
    """What a view keeps. No `columns`: the person's usual ones; `layout` is what the grid keeps of widths and pins."""

    filter: Filter = EVERYTHING
    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    top: int | None = None
    layout: Mapping[str, Any] = field(default_factory=lambda: _NOTHING_KEPT)


@dataclass(frozen=True)
class View(Look):
    """A view as a person may use it.

    `key` is "standard:mine" or "view:12"; `owner` names whose it is; `left_out` are the fields that it speaks of and
    that are not there any more.
    """

    key: str = ""
    name: str = ""
    sharing: Literal["standard", "private", "unit", "all"] = "standard"
    mine: bool = False
    owner: str = ""
    may_change: bool = False
    version: int = 0
    left_out: tuple[str, ...] = ()


def _shelf(entity: str) -> Shelf:
    """Where the views of an entity are kept."""
    return Shelf(entity, VIEWS, lambda w: (w.locale.t(one.name) for one in STANDARD.get(entity, ())))


# Reading


def views_of(w: Work, entity: str) -> list[View]:
    """The views of an entity that the person may use: the standard ones, then saved ones in order of name."""
    standard = [_standard_view(w, entity, one) for one in STANDARD.get(entity, ())]
    return [*standard, *(_saved_view(w, entity, one) for one in _shelf(entity).items(w))]


def view_of(w: Work, entity: str, key: str) -> View:
    """The view with this key. Raises NotFound for one that is not there, or not for this person."""
    if not key.startswith(_STANDARD):
        return _saved_view(w, entity, _shelf(entity).item(w, key))
    for one in STANDARD.get(entity, ()):
        if key == f"{_STANDARD}{one.key}":
            return _standard_view(w, entity, one)
    raise _missing(entity)


def view_named(w: Work, entity: str, name: str) -> View:
    """The view that bears this name, or this key. Raises NotFound."""
    for one in views_of(w, entity):
        if name == one.key or fold(name) == fold(one.name):
            return one
    raise _missing(entity)


def _missing(entity: str) -> NotFound:
    return _shelf(entity).missing()


def _standard_view(w: Work, entity: str, one: Standard) -> View:
    return View(
        filter=one.filter(entity),
        columns=one.columns(entity),
        sort=one.sort,
        descending=one.descending,
        top=one.top,
        key=f"{_STANDARD}{one.key}",
        name=w.locale.t(one.name),
    )


def _saved_view(w: Work, entity: str, item: Item) -> View:
    kept = item.definition
    remains = Remains(w, entity)
    top, layout = kept.get("top"), kept.get("layout")
    return View(
        filter=remains.filter(kept.get("filter", {"all": []})),
        columns=remains.columns(kept.get("columns")),
        sort=remains.sort(kept.get("sort")),
        descending=kept.get("descending") is True,
        top=top if isinstance(top, int) and 0 < top <= MOST else None,
        layout=layout if isinstance(layout, Mapping) else _NOTHING_KEPT,
        key=item.key,
        name=item.name,
        sharing=item.sharing,
        mine=item.mine,
        owner=item.owner,
        may_change=item.may_change,
        version=item.version,
        left_out=tuple(remains.left_out),
    )


# Writing


def add(w: Work, entity: str, name: str, look: Look, sharing: str = "private") -> Kept:
    """Keep a view under a name, as the person's own. Raises Invalid for a bad name, Refused for the sharing."""
    return _shelf(_known(entity)).add(w, name, _definition(entity, look), sharing)


def change(w: Work, entity: str, key: str, look: Look, *, version: int | None = None) -> Kept:
    """Let a view show something else from now on, for everybody who uses it."""
    return _shelf(entity).change(w, key, _definition(entity, look), version=version)


def describe(
    w: Work, entity: str, key: str, name: str, sharing: str, *, top: int | None = None, version: int | None = None
) -> Kept:
    """Change what a view is called, with whom it is shared, and how many rows it shows at most."""
    return _shelf(entity).describe(w, key, name, sharing, version=version, also={"top": _good_top(top)})


def delete(w: Work, entity: str, key: str) -> Kept:
    """Put a view into the bin."""
    return _shelf(entity).delete(w, key)


def _known(entity: str) -> str:
    if entity not in STANDARD:
        raise Invalid(N_("There are no views of {value}."), value=entity)
    return entity


def _good_top(top: int | None) -> int | None:
    if top is not None and not 1 <= top <= MOST:
        raise Invalid(N_("A view shows from 1 to {n} rows at most, or all."), field="top", n=MOST)
    return top


def _definition(entity: str, look: Look) -> dict[str, Any]:
    """What is kept of a view; the filter is read once more, so that nothing is kept that cannot be opened."""
    for key in (*look.columns, look.sort):
        if key and key not in CATALOGUE[_known(entity)]:
            raise Invalid(N_("There is no field “{value}” to show."), value=key)
    written = to_json(look.filter)
    from_json(entity, written)
    return {
        "filter": written,
        "columns": list(look.columns),
        "sort": look.sort,
        "descending": look.descending,
        "top": _good_top(look.top),
        "layout": dict(look.layout),
    }


# What a list opens with


def opens_with(w: Work, entity: str) -> str:
    """The key of the view that the person sees when they open the list, "" for none."""
    return _shelf(entity).opens_with(w)


def open_with(w: Work, entity: str, key: str) -> None:
    """Show this view when the person opens the list; "" takes that back. Raises NotFound."""
    if key:
        view_of(w, entity, key)
    _shelf(_known(entity)).open_with(w, key)
