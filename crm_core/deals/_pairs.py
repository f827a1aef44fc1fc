"""Each deal at two moments, and how it moved from one to the other: said in SQL, so that sums need no rows.

A deal that was among the open deals asked for at the first moment stays, is decided or leaves; one that was not comes,
and may be decided since. So the states are read in three parts: those that were open at the first moment, those that
are open at the second and began since, and those that were closed in between. Each is paired with the state that the
deal had at the other moment, whoever saw that. The rules of splitting are those that `movements` tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, null, or_, select
from sqlalchemy.orm import aliased

from ..base.database import along_indexes, label_of
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ..trust.access import sees
from ._standing import Watched, held, let_through, was_open, worth

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_A_YEAR = dt.timedelta(days=400)

Kind = Literal[
    "created",
    "restored",
    "reopened",
    "handed_in",
    "entered",
    "increased",
    "decreased",
    "revalued",
    "pulled_in",
    "pushed_out",
    "won",
    "lost",
    "handed_out",
    "left",
    "removed",
]


class Standing(NamedTuple):
    """A deal at a moment. `worth`: its amount as it counts in sums, nothing where that is in a foreign currency."""

    stage_id: int
    outcome: str
    amount: int | None
    currency: str
    worth: int
    probability: int
    expected_close: dt.date | None
    owner_id: int | None
    unit_id: int | None


@dataclass(frozen=True)
class Question:
    """Two moments, and which deals."""

    since: dt.datetime
    until: dt.datetime
    filter: Filter = EVERYTHING


class Ways(NamedTuple):
    """How a deal moved, in up to three of these ways: it came, its amount or its date changed, it was decided or left.

    Each is the kind of a movement (see `movements.KINDS`) or None.
    """

    came: Kind | None
    amount: Kind | None
    date: Kind | None
    went: Kind | None


class Paired(NamedTuple):
    """A deal that moved: how, and its standings; None where it had none, or the actor did not see it then."""

    deal_id: int
    ways: Ways
    worth_before: int
    worth_after: int
    before: Standing | None
    after: Standing | None


class Alike(NamedTuple):
    """All deals that moved alike: how many, and what they were and are worth. `was_in`: open and asked for before."""

    ways: Ways
    was_in: bool
    deals: int
    before: int
    after: int


def sums(w: Work, question: Question) -> list[Alike]:
    """The deals that were or came among those asked for, by how they moved (nothing moved: by no way at all)."""
    with _quickly(w, question):
        return [alike for part in _parts(w, question) for alike in _summed(w, part)]


def _summed(w: Work, part: _Part) -> Iterator[Alike]:
    named = [way.label(f"way_{place}") for place, way in enumerate(part.ways)]
    by = [label.name for label, way in zip(named, part.ways, strict=True) if way is not _NOTHING]
    worths = (func.sum(worth(w, side)) for side in (part.before, part.after))
    for row in w.rows(part.select(*named, func.count(), *worths).group_by(*by)):
        yield Alike(Ways(*row[:4]), part.was_in, row[4], int(row[5] or 0), int(row[6] or 0))


def rows(
    w: Work, question: Question, kind: Kind | None = None, *, passing: bool = True, limit: int | None = None
) -> list[Paired]:
    """The deals that moved (in this way), those that count for most first, each by its number where they are alike.

    Without `passing` those are left out that came and were decided in between.
    """
    found: list[Paired] = []
    with _quickly(w, question):
        for part in _parts(w, question):
            wanted = part.listed(kind, passing=passing)
            if wanted is not None:
                order = func.abs(part.effect(w, kind)).desc() if kind else part.state.deal_id
                found += map(_paired, w.rows(wanted.order_by(order, part.state.deal_id).limit(limit)))
    return found


def _quickly(w: Work, question: Question) -> AbstractContextManager[None]:
    """What moves in a year or less is little beside all states, and is looked up."""
    return along_indexes(w.session) if question.until - question.since < _A_YEAR else nullcontext()


def _paired(row: Any) -> Paired:
    first, second = 7, 7 + len(Standing._fields)
    before, after = Standing._make(row[first:second]), Standing._make(row[second:])
    shown = before if row[5] else None, after if row[6] else None
    return Paired(row[0], Ways(*row[1:5]), before.worth, after.worth, *shown)


# The three parts

_CAME: tuple[Kind, ...] = ("created", "restored", "reopened", "handed_in", "entered", "pulled_in")
_DECIDED: tuple[Kind, ...] = ("won", "lost")
_AMOUNT: tuple[Kind, ...] = ("increased", "decreased", "revalued")
_STAYED: tuple[Kind, ...] = (*_AMOUNT, "pulled_in", "pushed_out", *_DECIDED, "handed_out", "left", "removed")
_NOTHING: ColumnElement[Any] = null()


def _parts(w: Work, question: Question) -> Iterator[_Part]:
    yield _Stayed(w, question)
    yield _Came(w, question)
    yield _Decided(w, question)


class _Part:
    """States that the actor saw and asked for, each with the deal's `other` state at the other moment, if any.

    `same_owner`, `same_date`: it would be asked for with the owner and unit (or the expected close) of the other, too.
    """

    kinds: tuple[Kind, ...] = ()
    was_in = False
    ways: tuple[ColumnElement[Any], ...]
    """As in `Ways`."""

    def __init__(self, w: Work, question: Question, other_at: dt.datetime) -> None:
        self.question = question
        self.state: Any = aliased(DealState)
        self._table, self._deal = label_of(DealState), label_of(Deal)
        self.other: Any = self._table.c
        self._held = and_(self.other.deal_id == self.state.deal_id, held(self.other, other_at))
        watched = Watched(self._deal)
        asked = question.filter
        self._fits = let_through(w, asked, self.state, watched)
        self.other_fits = let_through(w, asked, self.other, watched)
        owner = {name: getattr(self.other, name) for name in ("owner_id", "unit_id")}
        self.same_owner = let_through(w, asked, self.state, watched, owner)
        self.same_date = let_through(w, asked, self.state, watched, {"expected_close": self.other.expected_close})
        self._with_deal = watched.used
        self.missing = self.other.deal_id.is_(None)
        self.other_seen = sees(w.actor, DealState, self.other)
        self._columns = {side: _columns(w, one) for side, one in (("state", self.state), ("other", self.other))}

    @property
    def before(self) -> Any:
        return self.state if self.was_in else self.other

    @property
    def after(self) -> Any:
        return self.other if self.was_in else self.state

    def those(self) -> ColumnElement[bool]:
        """Which states belong to the part."""
        raise NotImplementedError

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        statement = select(*columns).select_from(self.state).outerjoin(self._table, self._held)
        if self._with_deal:
            statement = statement.join(self._deal, self._deal.c.id == self.state.deal_id)
        return statement.where(self.those(), self._fits)

    def listed(self, kind: Kind | None, *, passing: bool) -> Select[Any] | None:
        """The deals that moved in this way (in any), as `_paired` reads them; None where no deal of the part does."""
        if kind is not None and kind not in self.kinds:
            return None
        moved = [way == kind if kind else way.is_not(None) for way in self.ways if way is not _NOTHING]
        shown = case((and_(not_(self.missing), self.other_seen), 1), else_=0)
        flags = (literal(1), shown) if self.was_in else (shown, literal(1))
        sides = ("state", "other") if self.was_in else ("other", "state")
        columns = [column for side in sides for column in self._columns[side]]
        statement = self.select(self.state.deal_id, *self.ways, *flags, *columns).where(or_(*moved))
        return statement if passing else statement.where(self.lasting())

    def lasting(self) -> ColumnElement[bool]:
        """Whether the deal did not only pass: it was there at the first moment, or is open at the second."""
        return literal(True)

    def effect(self, w: Work, kind: Kind) -> ColumnElement[int]:
        """What a movement of this kind comes to; of one that changes no amount, what the deal is worth."""
        before, after = worth(w, self.before), worth(w, self.after)
        if kind in _AMOUNT:
            return after - before
        return after if kind in _DECIDED or not self.was_in else before


def _columns(w: Work, state: Any) -> list[ColumnElement[Any]]:
    return [worth(w, state) if name == "worth" else getattr(state, name) for name in Standing._fields]


class _Stayed(_Part):
    """Deals that were open and asked for at the first moment: they stay, are won or lost, or leave."""

    kinds = _STAYED
    was_in = True

    def __init__(self, w: Work, question: Question) -> None:
        super().__init__(w, question, question.until)
        now, then = self.other, self.state
        stays = and_(now.outcome == "open", self.other_seen, self.other_fits)
        here = or_(self.other_fits, self.same_owner)
        decided = and_(now.outcome != "open", self.other_seen, here)
        later, sooner = now.expected_close > then.expected_close, now.expected_close < then.expected_close
        changed = case(
            (now.currency != then.currency, "revalued"),
            (func.coalesce(now.amount, 0) > func.coalesce(then.amount, 0), "increased"),
            (func.coalesce(now.amount, 0) < func.coalesce(then.amount, 0), "decreased"),
        )
        out = case((self.same_date, "left"), (later, "pushed_out"), else_="left")
        self.ways = (
            _NOTHING,
            case((or_(stays, decided), changed)),
            case((and_(stays, later), "pushed_out"), (and_(stays, sooner), "pulled_in")),
            case(
                (self.missing, "removed"),
                (stays, None),
                (decided, now.outcome),
                (and_(self.other_seen, self.same_owner), out),
                else_="handed_out",
            ),
        )

    def those(self) -> ColumnElement[bool]:
        return was_open(self.state, self.question.since)

    def listed(self, kind: Kind | None, *, passing: bool) -> Select[Any] | None:
        statement = super().listed(kind, passing=passing)
        # A state that still holds is that of a deal which did not move: to say so spares looking at the other one.
        return None if statement is None else statement.where(self.state.valid_to <= self.question.until)


class _Came(_Part):
    """Deals that are open and asked for at the second moment by a state that began since, and were not before."""

    kinds = _CAME

    def __init__(self, w: Work, question: Question) -> None:
        super().__init__(w, question, question.since)
        now, then = self.state, self.other
        earlier = label_of(DealState).c
        self.existed = exists(select(1).where(earlier.deal_id == now.deal_id, earlier.valid_from <= question.since))
        into = case(
            (self.same_date, "entered"), (now.expected_close < then.expected_close, "pulled_in"), else_="entered"
        )
        came = case(
            (self.missing, case((self.existed, "restored"), else_="created")),
            (then.outcome != "open", "reopened"),
            (and_(self.other_seen, self.same_owner), into),
            else_="handed_in",
        )
        self.ways = (came, _NOTHING, _NOTHING, _NOTHING)

    def those(self) -> ColumnElement[bool]:
        since, until = self.question.since, self.question.until
        return and_(was_open(self.state, until), self.state.valid_from > since, self.was_not_in())

    def was_not_in(self) -> ColumnElement[bool]:
        """Whether the deal was not among those asked for at the first moment, be it missing then."""
        was = and_(self.other.outcome == "open", self.other_seen, self.other_fits)
        return case((was, 0), else_=1) == 1


class _Decided(_Came):
    """Deals that were closed in between and were not among those asked for at the first moment: they came first."""

    kinds = (*_CAME, *_DECIDED)

    def __init__(self, w: Work, question: Question) -> None:
        super().__init__(w, question)
        self.ways = (*self.ways[:3], self.state.outcome)

    def those(self) -> ColumnElement[bool]:
        state, since, until = self.state, self.question.since, self.question.until
        began = and_(state.valid_from > since, state.valid_from <= until, state.valid_to > until)
        elsewhere = or_(self.missing, self.other.outcome != state.outcome)
        return and_(state.outcome.in_(_DECIDED), began, elsewhere, self.was_not_in())

    def lasting(self) -> ColumnElement[bool]:
        return or_(not_(self.missing), self.existed)
