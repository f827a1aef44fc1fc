"""What keeps a deal consistent when its values change, whoever changes them: form, grid, board, bulk edit, import.

The stage decides: pipeline and outcome follow it, a won or lost deal has the day it was closed and an open one has
none, and the days in a stage are counted anew. A deal that enters a stage (or is made in it) must have what the stage
asks for (`required`), whoever puts it there; only lists are let through. The unit follows the owner (fields.rules).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.rules import Values, rule
from ..models import Pipeline, Stage
from ..trust.parts import part_of
from .lines import agreed, valued
from .required import MissingFields, missing, part_named

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Before = Mapping[str, Any] | None


@dataclass(frozen=True)
class StageFacts:
    """What the rules need to know of a stage; `gone`: it lies in the bin; `required`: what it asks for, by field."""

    id: int
    pipeline_id: int
    name_key: str
    kind: str
    gone: bool = False
    name: str = ""
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """What the rules of deals depend on besides the deal; stages in the order of pipelines and positions."""

    today: dt.date
    currency: str
    stages: Mapping[int, StageFacts]

    def first(self, kind: str, pipeline_id: int | None = None) -> StageFacts | None:
        """The first stage of a kind in a pipeline, or in any."""
        return next((one for one in self._of(pipeline_id) if one.kind == kind), None)

    def like(self, stage: StageFacts | None, pipeline_id: int) -> StageFacts | None:
        """The stage of another pipeline that is called the same, else the first of its kind."""
        if stage is not None:
            same = (one for one in self._of(pipeline_id) if one.name_key == stage.name_key and one.kind == stage.kind)
            return next(same, None) or self.first(stage.kind, pipeline_id)
        return self.first("open", pipeline_id)

    @cached_property
    def parts_asked_for(self) -> frozenset[str]:
        """The parts of deals (tags, lines) that some stage asks for."""
        found = {part_named(key) for stage in self.stages.values() for key in stage.required}
        return frozenset(name for name in found if name is not None)

    def _of(self, pipeline_id: int | None) -> list[StageFacts]:
        return [one for one in self.stages.values() if not one.gone and pipeline_id in (None, one.pipeline_id)]


_BOOKS: WeakKeyDictionary[Work, Book] = WeakKeyDictionary()


def book_of(w: Work) -> Book:
    """The book of a piece of work; read again while that work changes stages."""
    book = None if {"stage", "pipeline"} & w.touched else _BOOKS.get(w)
    if book is None:
        book = _BOOKS[w] = Book(w.clock.today(), w.company.currency, _stages(w))
    return book


def _stages(w: Work) -> dict[int, StageFacts]:
    stage, pipeline = label_of(Stage), label_of(Pipeline)
    statement = (
        select(stage, pipeline.c.deleted_at.label("pipeline_gone"))
        .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
        .order_by(pipeline.c.position, pipeline.c.id, stage.c.position, stage.c.id)
    )
    return {
        row.id: StageFacts(
            row.id,
            row.pipeline_id,
            row.name_key,
            row.kind,
            gone=row.deleted_at is not None or row.pipeline_gone is not None,
            name=row.name,
            required=tuple(row.required or ()),
        )
        for row in w.rows(statement)
    }


@rule("deal")
def settle(w: Work, before: Before, changes: Values) -> Values:
    """All columns (and lines) to set so that a deal stays consistent. Raises Invalid, in words, where it cannot."""
    return settler(w)(before, changes)


def settler(w: Work, *, strict: bool = True) -> Callable[[Before, Values], Values]:
    """`settled` for many deals of one piece of work, by the stages as they are now; not `strict` for lists."""
    book = book_of(w)
    return lambda before, changes: settled(_with_parts(w, before, changes, book), changes, book, strict=strict)


_MOVES = frozenset({"stage_id", "pipeline_id", "outcome"})


def _with_parts(w: Work, before: Before, changes: Values, book: Book) -> Before:
    """The deal with its lines where its amount changes and they have to follow, and with what a stage may ask for."""
    if before is None:
        return None
    wanted = book.parts_asked_for if _MOVES & changes.keys() else frozenset()
    if changes.get("amount", before["amount"]) != before["amount"]:
        wanted |= {"lines"}
    absent = [name for name in wanted if name not in before and name not in changes]
    return {**before, **{name: part_of(w, "deal", name, [before["id"]]).get(before["id"], []) for name in absent}}


def settled(before: Before, changes: Values, book: Book, *, strict: bool = True) -> Values:
    """All values to set when these change; `before` holds the deal's columns (and `lines` where they must follow).

    A list may bring deals that nobody would enter by hand: not `strict`, closing days to come or before the opening
    are taken as they are, and the closing day of an open deal is its expected one.
    """
    new = dict(changes)
    old = before or {}
    for step in (_stage, _pipeline_and_outcome, partial(_days, strict=strict), _probability, _money):
        step(old, new, book)
    if strict:
        _check(old, new, book)
        _check_required(old, new, book)
    return new


def _check_required(old: Mapping[str, Any], new: Values, book: Book) -> None:
    """Raise MissingFields for a deal that enters a stage without what the stage asks for."""
    stage = book.stages[new["stage_id"]]
    if stage.required and stage.id != old.get("stage_id"):
        empty = missing(stage.required, old, new)
        if empty:
            raise MissingFields(stage.id, stage.name, empty)


def _value(old: Mapping[str, Any], new: Values, name: str) -> Any:
    return new[name] if name in new else old.get(name)


def _stage(old: Mapping[str, Any], new: Values, book: Book) -> None:
    """Choose the stage: the one named, else what a named pipeline or outcome means."""
    if old and "stage_id" in new and new["stage_id"] is None:
        raise Invalid(N_("A deal needs a stage."), field="stage")
    stage = book.stages.get(_value(old, new, "stage_id") or 0)
    named = new.get("stage_id") is not None
    pipeline = new.get("pipeline_id")
    if not named and pipeline is not None and (stage is None or stage.pipeline_id != pipeline):
        stage = book.like(stage, pipeline)
    stage = stage or book.first("open", pipeline)
    outcome = new.get("outcome")
    if stage is not None and outcome not in (None, stage.kind) and not (outcome == "open" and (named or not old)):
        stage = book.first(outcome, stage.pipeline_id)
    if stage is None:
        raise Invalid(N_("This pipeline has no such stage. Add one in the settings."), field="stage")
    new["stage_id"] = stage.id


def _pipeline_and_outcome(old: Mapping[str, Any], new: Values, book: Book) -> None:
    stage = book.stages[new["stage_id"]]
    new["pipeline_id"] = stage.pipeline_id
    new["outcome"] = stage.kind


def _days(old: Mapping[str, Any], new: Values, book: Book, *, strict: bool) -> None:
    """Opening, closing, and since when in the stage; a reopened deal has no reason why it was won or lost either."""
    if new["outcome"] == "open":
        _open_days(old, new, strict)
    elif new.get("closed_on") is None:
        same = old.get("outcome") == new["outcome"]
        if same and strict and "closed_on" in new:
            raise Invalid(N_("A deal that is won or lost needs the day it was closed."), field="closed_on")
        new["closed_on"] = old.get("closed_on") if same else book.today
    if new.get("opened_on") is None and not old:
        new["opened_on"] = min(filter(None, (book.today, new["closed_on"])))
    elif new.get("opened_on", old) is None and not strict:
        del new["opened_on"]
    for kind in ("won", "lost"):
        if old.get("outcome") == kind != new["outcome"]:
            new.setdefault(f"{kind}_reason", None)
    if new["stage_id"] != old.get("stage_id") or new["closed_on"] != old.get("closed_on"):
        opened = min(book.today, new["opened_on"]) if not old else book.today
        new.setdefault("stage_since", new["closed_on"] or opened)


def _open_days(old: Mapping[str, Any], new: Values, strict: bool) -> None:
    given = new.get("closed_on")
    if given is not None and strict:
        raise Invalid(
            N_("An open deal has no closing day. Mark it as won or lost, or set when you expect it to close."),
            field="closed_on",
        )
    if given is not None and new.get("expected_close") is None:
        new["expected_close"] = given
    new["closed_on"] = None


def _probability(old: Mapping[str, Any], new: Values, book: Book) -> None:
    """A deal's own probability lasts until it leaves the stage."""
    given = new.get("probability")
    if given is not None and not 0 <= given <= 100:
        raise Invalid(N_("“{value}” is not between 0 and 100 percent."), field="probability", value=given)
    if new["outcome"] != "open":
        new["probability"] = None
    elif old and new["stage_id"] != old["stage_id"]:
        new.setdefault("probability", None)


def _money(old: Mapping[str, Any], new: Values, book: Book) -> None:
    """Currency, and the amount and the lines that agree with each other."""
    if not old or "currency" in new:
        new["currency"] = new.get("currency") or book.currency
    if "lines" in new:
        lines, amount = valued(new["lines"])
        if "amount" not in new and amount is not None:
            new["amount"] = amount
        new["lines"] = agreed(lines, _value(old, new, "amount"))
    elif "amount" in new and old.get("lines"):
        new["lines"] = agreed(old["lines"], new["amount"])


def _check(old: Mapping[str, Any], new: Values, book: Book) -> None:
    """What nobody means to enter by hand."""
    opened, closed = _value(old, new, "opened_on"), _value(old, new, "closed_on")
    if opened is None:
        raise Invalid(N_("A deal needs the day it was opened."), field="opened_on")
    if closed is None or (closed, opened) == (old.get("closed_on"), old.get("opened_on")):
        return
    if closed > book.today:
        raise Invalid(N_("A deal cannot be closed on a day to come."), field="closed_on", value=closed)
    if closed < opened:
        raise Invalid(
            N_("The deal was opened on {day}; it cannot be closed before that."),
            field="closed_on",
            value=closed,
            day=opened,
        )
