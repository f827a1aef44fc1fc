"""Lists of the stages that deals went through: each row is a step of one deal, and becomes one of its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..deals.retold import Past, Step, Teller, edits_of, matched, news, pasts_of
from ..deals.rules import Book, book_of
from ..models import Deal
from ..trust.access import may
from ..trust.bulk import bulk_update
from ._planned import Plan, RowPlan
from ._rows import NOT_YOURS, SAME_AS
from ._saying import Saying
from ._standing import Owned, stored, user_names
from ._writing import BATCH, Made, linked
from .links import New

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from ._listed import Listed

NO_DEAL = N_("The row names no deal that is here.")
NO_STAGE = N_("The row names no stage.")
NO_MOMENT = N_("The row does not say when.")
TO_COME = N_("The row speaks of a day to come.")
FOLLOWS = N_("Deals whose last step is another stage than they are in now; their present stage follows it: {count}.")
OPENED_EARLIER = N_("Deals that were opened earlier than was known: {count}.")

_COLUMNS = {"stage_id": "stage", "amount": "amount", "probability": "probability", "expected_close": "expected_close"}


def planned(listed: Listed) -> list[RowPlan]:
    """The rows of a list of steps: new, known already, known otherwise, or of no deal that may be changed."""
    _titles(listed)
    deals = stored(listed.w, Deal, [one for one in listed.peek("deal") if isinstance(one, int)])
    book = book_of(listed.w)
    rows = [_row(listed, place, deals, book) for place in listed.places]
    pasts = pasts_of(listed.w, list(deals))
    of_deal = _by_deal(rows)
    for number, some in of_deal.items():
        _compare(some, pasts[number], book, skip=listed.options.on_match == "skip")
    _say(listed, of_deal, deals, pasts)
    return rows


def _titles(listed: Listed) -> None:
    """Where a number names no deal, the title beside it may; a deal that is found needs no title."""
    if not listed.has("deal_title"):
        return
    deals = listed.column("deal")
    for place, titled in enumerate(listed.peek("deal_title")):
        deals[place] = deals[place] or titled
    listed.ready.problems = [
        one for one in listed.ready.problems if one.field != "deal_title" or deals[one.position] is None
    ]


def _row(listed: Listed, place: int, deals: Mapping[int, Mapping[str, Any]], book: Book) -> RowPlan:
    deal = deals.get(listed.peek("deal")[place])
    values = {name: listed.peek(key)[place] for name, key in _COLUMNS.items()}
    values = {name: value for name, value in values.items() if value is not None}
    moment = listed.peek("changed_at")[place]
    row = RowPlan(place, listed.parsed.rows[place], "created", deal["title"] if deal else "", values=values)
    if deal is None:
        return _failed(row, NO_DEAL)
    row.id, row.version = deal["id"], deal["version"]
    if not may(listed.w.actor, "change", Owned(deal)):
        return _failed(row, NOT_YOURS, owner=user_names(listed.w).get(deal["owner_id"], "–"))
    if "stage_id" not in values:
        return _failed(row, NO_STAGE)
    if moment is None:
        return _failed(row, NO_MOMENT)
    if moment > listed.w.clock.now():
        return _failed(row, TO_COME)
    values["stage_id"] = _in_pipeline(values["stage_id"], deal["pipeline_id"], book)
    values["valid_from"] = moment
    return row


def _failed(row: RowPlan, reason: str, **params: Any) -> RowPlan:
    row.status, row.reason = "failed", Saying(reason, params)
    return row


def _in_pipeline(stage: Any, pipeline: int, book: Book) -> Any:
    """The stage of that name in the deal's own pipeline, where it has one."""
    if isinstance(stage, New):
        extra = {**dict(stage.extra), "pipeline_id": pipeline}
        key = stage.key if extra == dict(stage.extra) else f"{pipeline} {stage.key}"
        return New(stage.entity, key, stage.name, tuple(extra.items()))
    named = book.stages[stage]
    own = (one.id for one in book.stages.values() if one.pipeline_id == pipeline and one.name_key == named.name_key)
    return stage if named.pipeline_id == pipeline else next(own, stage)


def _by_deal(rows: Sequence[RowPlan]) -> dict[int, list[RowPlan]]:
    """The rows that count, by the deal they belong to."""
    found: dict[int, list[RowPlan]] = {}
    for row in rows:
        if row.status != "failed":
            found.setdefault(row.id or 0, []).append(row)
    return found


def _step(row: RowPlan, made: Made | None = None) -> Step:
    values = linked(row.values, made) if made is not None else dict(row.values)
    return Step(values.pop("valid_from"), **values)


def _compare(rows: list[RowPlan], past: Past, book: Book, *, skip: bool) -> None:
    """Tell the steps that are known from the new ones; a step that comes twice counts once."""
    first: dict[tuple[Any, Any], RowPlan] = {}
    for row in list(rows):
        again = first.setdefault((row.values["valid_from"], row.values["stage_id"]), row)
        if again is not row:
            row.status, row.into = "unchanged", again.place
            row.reason = Saying(SAME_AS, {"row": str(again.row)})
            rows.remove(row)
    steps = [_step(row) for row in rows]
    for row, step, state in zip(rows, steps, matched(steps, past), strict=True):
        row.status = news(step, state, past, book.stages)
        if state is not None and row.status != "created":
            row.before = {name: state[name] for name in row.values}
            row.status = "skipped" if skip else row.status


def _say(
    listed: Listed,
    of_deal: Mapping[int, Sequence[RowPlan]],
    deals: Mapping[int, Mapping[str, Any]],
    pasts: Mapping[int, Past],
) -> None:
    follows = earlier = 0
    for number, rows in of_deal.items():
        told = [row for row in rows if row.status in ("created", "updated")]
        if not told:
            continue
        deal, past = deals[number], pasts[number]
        steps = [(row.values["valid_from"].isoformat(), row.values["stage_id"]) for row in rows]
        steps += [(state["valid_from"], state["stage_id"]) for state in (*past.told, *past.lived)]
        follows += max(steps, key=lambda step: step[0])[1] != deal["stage_id"]
        earlier += listed.w.clock.day_of(min(row.values["valid_from"] for row in told)) < deal["opened_on"]
    if follows:
        listed.note(FOLLOWS, count=follows)
    if earlier:
        listed.note(OPENED_EARLIER, count=earlier)


# Writing


def write(w: Work, plan: Plan, made: Made, progress: Callable[[int], None]) -> None:
    """Write the steps of a plan, deal by deal."""
    usable = [row for row in plan.rows if row.status in ("created", "updated", "unchanged") and row.into is None]
    of_deal = _by_deal(usable)
    changing = {number: rows for number, rows in of_deal.items() if any(row.status != "unchanged" for row in rows)}
    numbers, done = list(changing), 0
    for place in range(0, len(numbers), BATCH):
        some = numbers[place : place + BATCH]
        deals, pasts = stored(w, Deal, some), pasts_of(w, some)
        teller = Teller(w, book_of(w).stages)
        told = [
            ({**deals[number], "version": changing[number][0].version},
             teller.retold(deals[number], pasts[number], [_step(row, made) for row in changing[number]]))
            for number in some
        ]  # fmt: skip
        bulk_update(w, Deal, edits_of(w, told))
        done += sum(1 for number in some for row in changing[number] if row.status != "unchanged")
        progress(done)
