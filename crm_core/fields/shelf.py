"""What people keep under names for themselves, their unit or all: views of grids, reports, dashboards.

Everybody keeps things of their own. Who is in a unit and may change records shares them with it, which means its
people, those of the units below and the leads above; with all, managers and admins share. What is shared is changed by
its owner or an admin. What is kept is a way of looking: it shows everybody no more than they may see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sqlalchemy import or_, select

from ..base.database import label_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.i18n import N_
from ..base.text import fold
from ..models import GridLayout, SavedView, User
from ..trust.access import Role, may

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Sharing = Literal["private", "unit", "all"]
SHARINGS: tuple[Sharing, ...] = get_args(Sharing)
LONGEST = 80
STANDARD, SAVED = "standard:", "view:"
_OPENS_WITH = "opens with:"
_HALF_SPACES = "\u200c\u200d"


@dataclass(frozen=True)
class Words:
    """How a shelf speaks of what lies on it; `taken` has a {value}, `too_long` an {n}."""

    missing: str
    not_yours: str
    changed: str
    sharings: str
    only_managers: str
    not_with_unit: str
    ownerless: str
    nameless: str
    too_long: str
    taken: str


@dataclass(frozen=True)
class Item:
    """Something kept, as the person at work may use it. `key` is "view:12"; `owner` names whose it is."""

    key: str
    name: str
    definition: Mapping[str, Any]
    sharing: Sharing
    mine: bool
    owner: str
    may_change: bool
    version: int


@dataclass(frozen=True)
class Kept:
    """What was done with something kept: its key, and the change set to offer for undo (None: nothing changed)."""

    key: str
    change_set_id: int | None


@dataclass(frozen=True)
class Shelf:
    """The things kept of one kind; `standard` gives the names, in the person's language, that are taken from the start.

    A definition is checked by whoever keeps it.
    """

    about: str
    words: Words
    standard: Callable[[Work], Iterable[str]]

    # Reading

    def items(self, w: Work) -> list[Item]:
        """All that the person may use, in order of name."""
        user = label_of(User)
        rows = [row.SavedView for row in w.rows(_seen(w).where(SavedView.about == self.about).order_by(SavedView.id))]
        owners = [one.owner_id for one in rows]
        names = {row.id: row.name for row in w.rows(select(user.c.id, user.c.name).where(user.c.id.in_(owners)))}
        found = [_item(w, one, names.get(one.owner_id, "")) for one in rows]
        return sorted(found, key=lambda one: (fold(one.name), one.key))

    def item(self, w: Work, key: str) -> Item:
        """What has this key. Raises NotFound for what is not there, or not for this person."""
        found = self._record(w, key)
        user = label_of(User)
        owner = w.scalar(select(user.c.name).where(user.c.id == found.owner_id))
        return _item(w, found, owner or "")

    def missing(self) -> NotFound:
        """Said of what is not there, or not for this person."""
        return NotFound(self.words.missing)

    def number(self, key: str) -> int:
        """The number in a key. Raises NotFound for a key that names nothing saved."""
        text = key.removeprefix(SAVED)
        if not key.startswith(SAVED) or not (text.isascii() and text.isdigit()) or len(text) > 18:
            raise self.missing()
        return int(text)

    def _record(self, w: Work, key: str, *, lock: bool = False) -> SavedView:
        statement = _seen(w).where(SavedView.id == self.number(key), SavedView.about == self.about)
        if lock:
            statement = statement.with_for_update()
        found: SavedView | None = w.scalar(statement)
        if found is None:
            raise self.missing()
        return found

    def to_change(self, w: Work, key: str, version: int | None) -> SavedView:
        """The record, locked. Raises NotFound, Refused, and Invalid when somebody changed it since this version."""
        record = self._record(w, key, lock=True)
        if not _may_change(w, record):
            raise Refused(self.words.not_yours)
        if version is not None and record.version != version:
            raise Invalid(self.words.changed)
        return record

    # Writing

    def add(self, w: Work, name: str, definition: Mapping[str, Any], sharing: str = "private") -> Kept:
        """Keep this under a name, as the person's own. Raises Invalid for a bad name, Refused for the sharing."""
        shared = self._share(w, sharing)
        record = SavedView(
            name=self._good_name(w, name, None),
            about=self.about,
            sharing=shared,
            owner_id=w.actor.user_id,
            unit_id=w.actor.unit_id if shared == "unit" else None,
            definition=dict(definition),
        )
        with w.changing("create") as change_set:
            w.session.add(record)
            w.session.flush()
            return Kept(f"{SAVED}{record.id}", change_set.id)

    def change(self, w: Work, key: str, definition: Mapping[str, Any], *, version: int | None = None) -> Kept:
        """Let it be something else from now on, for everybody who uses it."""
        record = self.to_change(w, key, version)
        with w.changing("edit") as change_set:
            if record.definition != dict(definition):
                record.definition = dict(definition)
            return _kept(w, record, change_set.id)

    def describe(
        self, w: Work, key: str, name: str, sharing: str, *, version: int | None = None,
        also: Mapping[str, Any] | None = None,
    ) -> Kept:  # fmt: skip
        """Change what it is called, with whom it is shared, and `also` these parts of its definition."""
        record = self.to_change(w, key, version)
        called = self._good_name(w, name, record)
        definition = {**record.definition, **(also or {})}
        with w.changing("edit") as change_set:
            record.name = called
            if sharing != record.sharing:
                record.sharing = self._share(w, sharing)
                record.unit_id = self._unit_of(w, record) if sharing == "unit" else None
            if record.definition != definition:
                record.definition = definition
            return _kept(w, record, change_set.id)

    def delete(self, w: Work, key: str) -> Kept:
        """Put it into the bin."""
        record = self.to_change(w, key, None)
        with w.changing("delete") as change_set:
            record.deleted_at = w.clock.now()
            w.session.flush()
            return Kept(key, change_set.id)

    def _share(self, w: Work, sharing: str) -> Sharing:
        if sharing not in SHARINGS:
            raise Invalid(self.words.sharings, field="sharing", value=sharing)
        if sharing not in sharings(w):
            raise Refused(self.words.only_managers if sharing == "all" else self.words.not_with_unit)
        return sharing

    def _unit_of(self, w: Work, record: SavedView) -> int:
        """The unit of the owner, whoever shares it."""
        user = label_of(User)
        unit = w.scalar(select(user.c.unit_id).where(user.c.id == record.owner_id))
        if unit is None:
            raise Invalid(self.words.ownerless)
        return int(unit)

    def _good_name(self, w: Work, name: str, record: SavedView | None) -> str:
        """The name as it is kept. Raises Invalid when it is empty, too long, or something that is seen bears it."""
        called = _tidy(name)
        if record is not None and record.name == called:
            return called
        if not fold(called):
            raise Invalid(self.words.nameless, field="name")
        if len(called) > LONGEST:
            raise Invalid(self.words.too_long, field="name", n=LONGEST)
        own = f"{SAVED}{record.id}" if record is not None else ""
        others = [one.name for one in self.items(w) if one.key != own]
        if fold(called) in {fold(one) for one in (*self.standard(w), *others)}:
            raise Invalid(self.words.taken, field="name", value=called)
        return called

    # What a screen opens with

    def opens_with(self, w: Work) -> str:
        """The key of what the person sees when they open the screen, "" for none."""
        statement = select(GridLayout.definition).where(
            GridLayout.user_id == w.actor.user_id, GridLayout.grid == f"{_OPENS_WITH}{self.about}"
        )
        kept = w.scalar(statement)
        return str(kept.get("view", "")) if kept else ""

    def open_with(self, w: Work, key: str) -> None:
        """Show this when the person opens the screen; "" takes that back. The caller knows that the key is there."""
        place = f"{_OPENS_WITH}{self.about}"
        statement = select(GridLayout).where(GridLayout.user_id == w.actor.user_id, GridLayout.grid == place)
        kept: GridLayout | None = w.scalar(statement)
        if kept is None and key:
            w.session.add(GridLayout(user_id=w.actor.user_id, grid=place, definition={"view": key}))
        elif kept is not None and key:
            kept.definition = {"view": key}
        elif kept is not None:
            w.session.delete(kept)
        w.touch("grid_layout")


def _tidy(name: str) -> str:
    """The name without needless spaces and invisible marks; the half-spaces of Persian stay."""
    seen = (char for char in " ".join(name.split()) if char in _HALF_SPACES or unicodedata.category(char) != "Cf")
    return "".join(seen).strip()


def sharings(w: Work) -> tuple[Sharing, ...]:
    """With whom this person may share."""
    found: list[Sharing] = ["private"]
    if w.actor.unit_id is not None and may(w.actor, "change"):
        found.append("unit")
    if w.actor.role in (Role.ADMIN, Role.MANAGER, Role.SYSTEM):
        found.append("all")
    return tuple(found)


def _seen(w: Work) -> Any:
    """What is the person's, or shared (the listener says with whom); what others keep for themselves is nobody's
    business."""
    seen = select(SavedView)
    if w.actor.is_system:
        return seen
    return seen.where(or_(SavedView.owner_id == w.actor.user_id, SavedView.sharing != "private"))


def _item(w: Work, record: SavedView, owner: str) -> Item:
    return Item(
        key=f"{SAVED}{record.id}",
        name=record.name,
        definition=record.definition,
        sharing=cast("Sharing", record.sharing),
        mine=record.owner_id is not None and record.owner_id == w.actor.user_id,
        owner=owner,
        may_change=_may_change(w, record),
        version=record.version,
    )


def _may_change(w: Work, record: SavedView) -> bool:
    """One's own; an admin those that others share."""
    if w.actor.is_system:
        return True
    own = record.owner_id == w.actor.user_id
    return own or (w.actor.role is Role.ADMIN and record.sharing != "private")


def _kept(w: Work, record: SavedView, change_set_id: int) -> Kept:
    before = record.version
    w.session.flush()
    return Kept(f"{SAVED}{record.id}", change_set_id if record.version != before else None)


VIEWS = Words(
    missing=N_("This view does not exist, or it is not shared with you."),
    not_yours=N_("This view belongs to somebody else; save it as a view of your own."),
    changed=N_("Somebody changed this view meanwhile. Open it again to see how it is now."),
    sharings=N_("A view is private, shared with a unit, or with all."),
    only_managers=N_("Only managers and admins share views with all."),
    not_with_unit=N_("You may not share views with a unit. Ask your team lead."),
    ownerless=N_("The owner of this view is in no unit, so it cannot be shared with one."),
    nameless=N_("Give the view a name."),
    too_long=N_("The name of a view has at most {n} characters."),
    taken=N_("There is a view “{value}” already; choose another name."),
)
