"""The records of a plan, written in bulk: what the list names first, then its new rows, then its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.text import email_key, fold
from ..deals.rules import book_of, settled
from ..fields.find import competitors_of
from ..models import ENTITIES, Competitor, Deal, Stage
from ..trust.access import may
from ..trust.bulk import BulkEdit, bulk_create, bulk_update, creating_many
from ..trust.parts import lines_of, put_points
from ._planned import Plan, RowPlan, new_records
from ._rows import names_new
from ._standing import stored, units_by_user
from .links import New

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MADE_FIRST = ("unit", "user", "customer", "product", "stage")
BATCH = 5_000

Made = dict[tuple[str, str], int]


def ids_made(made: Made) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for (entity, _key), number in made.items():
        found.setdefault(entity, []).append(number)
    return found


def make_new(w: Work, plan: Plan) -> Made:
    """Make the users, customers, products and stages that rows to be written name."""
    wanted = new_records(plan.rows, plan.links)
    made: Made = {}
    for entity in MADE_FIRST:
        news = wanted.get(entity, {})
        rows = [_new_row(w, one, plan) for one in news.values()]
        if entity == "stage":
            _place_stages(w, rows)
        with creating_many(w, ENTITIES[entity], len(rows)):
            ids = bulk_create(w, ENTITIES[entity], rows)
        made |= {(entity, one.key): number for one, number in zip(news.values(), ids, strict=True)}
    return made


def _new_row(w: Work, one: New, plan: Plan) -> dict[str, Any]:
    """The column values of a record that a list names: a sales person cannot sign in until an admin says so."""
    row: dict[str, Any] = {"name": one.name, **dict(one.extra)}
    if one.entity == "user":
        row |= {"active": False, "role": "rep"}
        if may(w.actor, "users"):
            row["unit_id"] = plan.options.unit_id
        if email_key(one.name):
            row |= {"email": one.name, "name": one.name.partition("@")[0]}
    if one.entity == "customer" and not w.actor.sees_all:
        row |= {"owner_id": w.actor.user_id, "unit_id": w.actor.unit_id}
    return row


def _place_stages(w: Work, rows: list[dict[str, Any]]) -> None:
    """New stages stand behind those of their kind: open ones before won and lost; half the chance of winning."""
    stage = label_of(Stage)
    last: dict[int, int] = {}
    for known in w.rows(select(stage.c.pipeline_id, stage.c.kind, stage.c.position)):
        if known.kind == "open":
            last[known.pipeline_id] = max(last.get(known.pipeline_id, -1), known.position)
    for row in rows:
        open_stage = row["kind"] == "open"
        row["probability"] = {"won": 100, "lost": 0}.get(row["kind"], 50)
        row["position"] = last.get(row["pipeline_id"], 0) if open_stage else 100


def linked(values: Mapping[str, Any], made: Made) -> dict[str, Any]:
    if not made:
        return dict(values)
    return {name: made[value.entity, value.key] if isinstance(value, New) else value for name, value in values.items()}


def _lines(row: RowPlan, made: Made) -> list[dict[str, Any]]:
    return [linked(line, made) for line in row.parts.get("lines", ())]


# Rows


def write_rows(w: Work, plan: Plan, made: Made, progress: Callable[[int], None]) -> None:
    """Write what the rows of a plan become: new records, then changed ones."""
    creates = [row for row in plan.rows if row.is_new]
    with creating_many(w, ENTITIES[plan.entity], len(creates)):
        new_ids = create_records(w, plan, creates, made, progress)
    add_points(w, plan, creates, new_ids)
    updates = [row for row in plan.rows if row.is_edit]
    update_records(w, plan, updates, made, lambda done: progress(len(creates) + done))


def create_records(
    w: Work, plan: Plan, rows: Sequence[RowPlan], made: Made, progress: Callable[[int], None]
) -> list[int]:
    model = ENTITIES[plan.entity]
    units, columns, book = units_by_user(w), label_of(model).c, book_of(w)
    ids: list[int] = []
    for place in range(0, len(rows), BATCH):
        some = rows[place : place + BATCH]
        values, lines, tags = [], {}, {}
        for at, row in enumerate(some):
            new = linked(row.values, made)
            if "owner_id" in new and "unit_id" in columns:
                new.setdefault("unit_id", units.get(new["owner_id"]))
            wanted = _lines(row, made)
            if model is Deal:
                given = {"lines": wanted} if wanted else {}
                new = settled(None, {**new, **given}, book, strict=False)
                wanted = new.pop("lines", wanted)
            if wanted:
                lines[at] = wanted
            if row.parts.get("tags"):
                tags[at] = row.parts["tags"]
            values.append(new)
        made_now = bulk_create(w, model, values, tags=tags, lines=lines, derived=_derived(some))
        _add_rivals(w, zip(made_now, some, strict=True))
        ids += made_now
        progress(len(ids))
    return ids


def _derived(rows: Sequence[RowPlan]) -> dict[str, list[Any]] | None:
    """The keys of new records in columns; None where those of any row do not hold any more."""
    known = [row.derived for row in rows if row.derived is not None]
    columns = known[0][0] if known else {}
    places = [at for one, at in known if one is columns]
    if len(places) < len(rows):
        return None
    return {name: [column[at] for at in places] for name, column in columns.items()}


def update_records(w: Work, plan: Plan, rows: Sequence[RowPlan], made: Made, progress: Callable[[int], None]) -> None:
    """Change the records that are there. A deal that names what was only just made is settled now."""
    model = ENTITIES[plan.entity]
    units, columns, book = units_by_user(w), label_of(model).c, book_of(w)
    for place in range(0, len(rows), BATCH):
        some = rows[place : place + BATCH]
        late = {row.id or 0 for row in some if plan.entity == Deal.entity and names_new({**row.values, **row.parts})}
        deals, lines = stored(w, model, list(late)), lines_of(w, Deal.entity, list(late))
        edits = []
        for row in some:
            number = row.id or 0
            new = linked(row.values, made)
            wanted = {**row.parts, "lines": _lines(row, made)} if "lines" in row.parts else dict(row.parts)
            if number in late:
                given = {"lines": wanted["lines"]} if "lines" in wanted else {}
                deal = {**deals[number], "lines": lines.get(number, [])}
                new = settled(deal, {**new, **given}, book, strict=False)
                if "lines" in new:
                    wanted["lines"] = new.pop("lines")
            if "owner_id" in new and "unit_id" in columns:
                new.setdefault("unit_id", units.get(new["owner_id"]))
            wanted.pop("competitors", None)
            edits.append(BulkEdit(number, row.version or 0, new, wanted))
        bulk_update(w, model, edits)
        _add_rivals(w, ((row.id or 0, row) for row in some))
        progress(place + len(some))


def _add_rivals(w: Work, rows: Iterable[tuple[int, RowPlan]]) -> None:
    """Write down who competes for these deals and stands there not yet."""
    named = {number: row.parts["competitors"] for number, row in rows if row.parts.get("competitors")}
    if not named:
        return
    there = {number: set(map(fold, names)) for number, names in competitors_of(w, list(named)).items()}
    new = [
        {"deal_id": number, "name": name}
        for number, names in named.items()
        for name in names
        if fold(name) not in there.get(number, ())
    ]
    bulk_create(w, Competitor, new)


def add_points(w: Work, plan: Plan, rows: Sequence[RowPlan], ids: Sequence[int]) -> None:
    """Keep the further phones, e-mails and addresses of new customers and contacts."""
    points = {number: row.parts["points"] for row, number in zip(rows, ids, strict=True) if row.parts.get("points")}
    if points:
        put_points(w, plan.entity, points, fresh=True)
