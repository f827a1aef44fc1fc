"""Views: a filter, columns and an order under a name; the standard ones, one's own, and those that others share.

A view is a way of looking: what is found by it is still only what the person may see. Everybody makes views of their
own. Who is in a unit and may change records shares them with it, which means its people, those of the units below and
the leads above; with all, managers and admins share. A shared view is changed by its owner or an admin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sqlalchemy import or_, select

from ..base.database import label_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.i18n import N_
from ..base.text import fold, plain
from ..models import GridLayout, SavedView, User
from ..trust.access import Role, may
from ._conditions import EVERYTHING, Filter
from ._forgiving import Remains
from ._standard import STANDARD, Standard
from ._written import from_json, to_json
from .catalogue import CATALOGUE

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Sharing = Literal["private", "unit", "all"]
SHARINGS: tuple[Sharing, ...] = get_args(Sharing)
LONGEST = 80
MOST = 10_000
"""As many rows a view of the first ones may show."""

_STANDARD, _SAVED = "standard:", "view:"
_OPENS_WITH = "opens with:"
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

    @property
    def number(self) -> int:
        """The number of a view that somebody saved. Raises NotFound for a standard one."""
        return _number(self.key)


@dataclass(frozen=True)
class Kept:
    """What was done with a view: its key, and the change set to offer for undo (None when nothing changed)."""

    key: str
    change_set_id: int | None


# Reading


def views_of(w: Work, entity: str) -> list[View]:
    """The views of an entity that the person may use: the standard ones, then saved ones in order of name."""
    standard = [_standard_view(w, entity, one) for one in STANDARD.get(entity, ())]
    user = label_of(User)
    rows = w.rows(_seen(w).where(SavedView.about == entity).order_by(SavedView.id))
    owners = [row.SavedView.owner_id for row in rows]
    names = {row.id: row.name for row in w.rows(select(user.c.id, user.c.name).where(user.c.id.in_(owners)))}
    saved = [_saved_view(w, row.SavedView, names.get(row.SavedView.owner_id, "")) for row in rows]
    return [*standard, *sorted(saved, key=lambda one: (fold(one.name), one.key))]


def view_of(w: Work, entity: str, key: str) -> View:
    """The view with this key. Raises NotFound for one that is not there, or not for this person."""
    if key.startswith(_STANDARD):
        for one in STANDARD.get(entity, ()):
            if key == f"{_STANDARD}{one.key}":
                return _standard_view(w, entity, one)
        raise _missing()
    found = _record(w, entity, _number(key))
    user = label_of(User)
    owner = w.scalar(select(user.c.name).where(user.c.id == found.owner_id))
    return _saved_view(w, found, owner or "")


def view_named(w: Work, entity: str, name: str) -> View:
    """The view that bears this name, or this key. Raises NotFound."""
    for one in views_of(w, entity):
        if name == one.key or fold(name) == fold(one.name):
            return one
    raise _missing()


def _seen(w: Work) -> Any:
    """The saved views that are the person's, or shared (the listener says with whom); the private ones of others are
    nobody's business."""
    seen = select(SavedView)
    if w.actor.is_system:
        return seen
    return seen.where(or_(SavedView.owner_id == w.actor.user_id, SavedView.sharing != "private"))


def _missing() -> NotFound:
    return NotFound(N_("This view does not exist, or it is not shared with you."))


def _number(key: str) -> int:
    text = key.removeprefix(_SAVED)
    if not key.startswith(_SAVED) or not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise _missing()
    return int(text)


def _record(w: Work, entity: str, number: int, *, lock: bool = False) -> SavedView:
    statement = _seen(w).where(SavedView.id == number, SavedView.about == entity)
    if lock:
        statement = statement.with_for_update()
    found: SavedView | None = w.scalar(statement)
    if found is None:
        raise _missing()
    return found


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


def _saved_view(w: Work, record: SavedView, owner: str) -> View:
    kept = record.definition
    remains = Remains(w, record.about)
    top, layout = kept.get("top"), kept.get("layout")
    return View(
        filter=remains.filter(kept.get("filter", {"all": []})),
        columns=remains.columns(kept.get("columns")),
        sort=remains.sort(kept.get("sort")),
        descending=kept.get("descending") is True,
        top=top if isinstance(top, int) and 0 < top <= MOST else None,
        layout=layout if isinstance(layout, Mapping) else _NOTHING_KEPT,
        key=f"{_SAVED}{record.id}",
        name=record.name,
        sharing=cast("Sharing", record.sharing),
        mine=record.owner_id is not None and record.owner_id == w.actor.user_id,
        owner=owner,
        may_change=_may_change(w, record),
        version=record.version,
        left_out=tuple(remains.left_out),
    )


# Rights


def sharings(w: Work) -> tuple[Sharing, ...]:
    """With whom this person may share a view."""
    found: list[Sharing] = ["private"]
    if w.actor.unit_id is not None and may(w.actor, "change"):
        found.append("unit")
    if w.actor.role in (Role.ADMIN, Role.MANAGER, Role.SYSTEM):
        found.append("all")
    return tuple(found)


def _may_change(w: Work, record: SavedView) -> bool:
    """One's own; an admin those that others share."""
    if w.actor.is_system:
        return True
    own = record.owner_id == w.actor.user_id
    return own or (w.actor.role is Role.ADMIN and record.sharing != "private")


def _to_change(w: Work, entity: str, key: str, version: int | None) -> SavedView:
    """The view, locked. Raises NotFound, Refused, and Invalid when somebody changed it since this version."""
    record = _record(w, entity, _number(key), lock=True)
    if not _may_change(w, record):
        raise Refused(N_("This view belongs to somebody else; save it as a view of your own."))
    if version is not None and record.version != version:
        raise Invalid(N_("Somebody changed this view meanwhile. Open it again to see how it is now."))
    return record


def _share(w: Work, sharing: str) -> Sharing:
    if sharing not in SHARINGS:
        raise Invalid(N_("A view is private, shared with a unit, or with all."), field="sharing", value=sharing)
    if sharing not in sharings(w):
        if sharing == "all":
            raise Refused(N_("Only managers and admins share views with all."))
        raise Refused(N_("You may not share views with a unit. Ask your team lead."))
    return sharing


# Writing


def add(w: Work, entity: str, name: str, look: Look, sharing: str = "private") -> Kept:
    """Keep a view under a name, as the person's own. Raises Invalid for a bad name, Refused for the sharing."""
    shared = _share(w, sharing)
    unit = w.actor.unit_id if shared == "unit" else None
    record = SavedView(
        name=_good_name(w, entity, name, None),
        about=_known(entity),
        sharing=shared,
        owner_id=w.actor.user_id,
        unit_id=unit,
        definition=_definition(entity, look),
    )
    with w.changing("create") as change_set:
        w.session.add(record)
        w.session.flush()
        return Kept(f"{_SAVED}{record.id}", change_set.id)


def change(w: Work, entity: str, key: str, look: Look, *, version: int | None = None) -> Kept:
    """Let a view show something else from now on, for everybody who uses it."""
    record = _to_change(w, entity, key, version)
    definition = _definition(entity, look)
    with w.changing("edit") as change_set:
        if record.definition != definition:
            record.definition = definition
        return _kept(w, record, change_set.id)


def describe(
    w: Work, entity: str, key: str, name: str, sharing: str, *, top: int | None = None, version: int | None = None
) -> Kept:
    """Change what a view is called, with whom it is shared, and how many rows it shows at most."""
    record = _to_change(w, entity, key, version)
    called = _good_name(w, entity, name, record)
    with w.changing("edit") as change_set:
        record.name = called
        if sharing != record.sharing:
            record.sharing = _share(w, sharing)
            record.unit_id = _unit_of(w, record) if sharing == "unit" else None
        if record.definition.get("top") != top:
            record.definition = {**record.definition, "top": _good_top(top)}
        return _kept(w, record, change_set.id)


def delete(w: Work, entity: str, key: str) -> Kept:
    """Put a view into the bin."""
    record = _to_change(w, entity, key, None)
    with w.changing("delete") as change_set:
        record.deleted_at = w.clock.now()
        w.session.flush()
        return Kept(key, change_set.id)


def _kept(w: Work, record: SavedView, change_set_id: int) -> Kept:
    before = record.version
    w.session.flush()
    return Kept(f"{_SAVED}{record.id}", change_set_id if record.version != before else None)


def _unit_of(w: Work, record: SavedView) -> int:
    """The unit of the view's owner, whoever shares it."""
    user = label_of(User)
    unit = w.scalar(select(user.c.unit_id).where(user.c.id == record.owner_id))
    if unit is None:
        raise Invalid(N_("The owner of this view is in no unit, so it cannot be shared with one."))
    return int(unit)


def _known(entity: str) -> str:
    if entity not in STANDARD:
        raise Invalid(N_("There are no views of {value}."), value=entity)
    return entity


def _good_name(w: Work, entity: str, name: str, record: SavedView | None) -> str:
    """The name as it is kept. Raises Invalid when it is empty, too long, or another view that is seen bears it."""
    called = " ".join(plain(name).split())
    if record is not None and record.name == called:
        return called
    if not fold(called):
        raise Invalid(N_("Give the view a name."), field="name")
    if len(called) > LONGEST:
        raise Invalid(N_("The name of a view has at most {n} characters."), field="name", n=LONGEST)
    own = f"{_SAVED}{record.id}" if record is not None else ""
    if any(fold(one.name) == fold(called) and one.key != own for one in views_of(w, entity)):
        raise Invalid(N_("There is a view “{value}” already; choose another name."), field="name", value=called)
    return called


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
    statement = select(GridLayout.definition).where(
        GridLayout.user_id == w.actor.user_id, GridLayout.grid == f"{_OPENS_WITH}{entity}"
    )
    kept = w.scalar(statement)
    return str(kept.get("view", "")) if kept else ""


def open_with(w: Work, entity: str, key: str) -> None:
    """Show this view when the person opens the list; "" takes that back. Raises NotFound."""
    if key:
        view_of(w, entity, key)
    place = f"{_OPENS_WITH}{_known(entity)}"
    statement = select(GridLayout).where(GridLayout.user_id == w.actor.user_id, GridLayout.grid == place)
    kept: GridLayout | None = w.scalar(statement)
    if kept is None and key:
        w.session.add(GridLayout(user_id=w.actor.user_id, grid=place, definition={"view": key}))
    elif kept is not None and key:
        kept.definition = {"view": key}
    elif kept is not None:
        w.session.delete(kept)
    w.touch("grid_layout")
