"""The stages of a pipeline, as an admin keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..fields.records import edit_many
from ..models import Deal, DealState, Pipeline, Stage
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

STAGE_FIELDS = frozenset({"name", "kind", "probability", "stuck_days"})
STAGE_KINDS = {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost")}


@dataclass(frozen=True)
class StageLine:
    """A stage in the list of its pipeline, with how many deals stand in it (the bin left out)."""

    id: int
    version: int
    pipeline_id: int
    name: str
    kind: str
    probability: int
    stuck_days: int | None
    deals: int


def pipelines(w: Work) -> dict[int, str]:
    """The pipelines by number, in their order."""
    rows = w.rows(select(Pipeline.id, Pipeline.name).order_by(Pipeline.position, Pipeline.id))
    return {row.id: row.name for row in rows}


def stages(w: Work, pipeline_id: int) -> list[StageLine]:
    """The stages of a pipeline in their order."""
    deal = label_of(Deal)
    counted = select(deal.c.stage_id, func.count()).where(deal.c.deleted_at.is_(None)).group_by(deal.c.stage_id)
    deals: dict[int, int] = {row[0]: row[1] for row in w.rows(counted)}
    found = w.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id))
    return [
        StageLine(
            one.id,
            one.version,
            one.pipeline_id,
            one.name,
            one.kind,
            one.probability,
            one.stuck_days,
            deals.get(one.id, 0),
        )
        for one in found
    ]


def save_stage(w: Work, pipeline_id: int, values: Mapping[str, Any], stage_id: int | None = None) -> int:
    """Add a stage (before won and lost) or change one (STAGE_FIELDS). Raises Invalid, in words."""
    require(w, "settings")
    stage = w.get(Stage, stage_id, lock=True) if stage_id else None
    wanted = {"kind": "open", "probability": 50, "stuck_days": None, **_now(stage), **values}
    _check(w, pipeline_id, wanted, stage)
    if wanted["kind"] != "open":
        wanted["probability"] = 100 if wanted["kind"] == "won" else 0
    with w.changing("edit", about="stages"):
        if stage is None:
            stage = Stage(pipeline_id=pipeline_id, position=_place(w, pipeline_id), **wanted)
            w.session.add(stage)
        else:
            for name, value in wanted.items():
                setattr(stage, name, value)
        w.session.flush()
        return stage.id


def _now(stage: Stage | None) -> dict[str, Any]:
    return {name: getattr(stage, name) for name in STAGE_FIELDS} if stage is not None else {}


def _check(w: Work, pipeline_id: int, wanted: Mapping[str, Any], stage: Stage | None) -> None:
    name = str(wanted.get("name") or "").strip()
    if not name:
        raise Invalid(N_("Give the stage a name."), field="name")
    twin = select(Stage.id).where(Stage.pipeline_id == pipeline_id, Stage.name_key == fold(name))
    if w.scalar(twin) not in (None, stage.id if stage else None):
        raise Invalid(N_("There is already a stage called {name}."), field="name", name=name)
    if wanted["kind"] not in STAGE_KINDS:
        raise Invalid(N_("A stage is open, won or lost."), field="kind")
    if not 0 <= wanted["probability"] <= 100:
        raise Invalid(
            N_("“{value}” is not between 0 and 100 percent."), field="probability", value=wanted["probability"]
        )
    if wanted["stuck_days"] is not None and not 1 <= wanted["stuck_days"] <= 3650:
        raise Invalid(N_("Days in a stage are counted from 1 to 3,650; leave it empty for none."), field="stuck_days")
    if stage is not None and stage.kind != wanted["kind"]:
        if _was_used(w, stage.id):
            raise Invalid(
                N_("{name} has had deals, so its kind stays as it is. Add another stage."),
                field="kind",
                name=stage.name,
            )
        _check_left(w, stage)


def _was_used(w: Work, stage_id: int) -> bool:
    """Whether a deal stands in the stage or ever stood there: the past would change with its kind."""
    deal, state = label_of(Deal), label_of(DealState)
    in_it = exists().where(deal.c.stage_id == stage_id)
    return bool(w.scalar(select(or_(in_it, exists().where(state.c.stage_id == stage_id)))))


def _deals_in(w: Work, stage_id: int) -> list[int]:
    return list(w.scalars(select(Deal.id).where(Deal.stage_id == stage_id)))


def _check_left(w: Work, stage: Stage) -> None:
    """A pipeline keeps at least one stage of each kind."""
    same = select(func.count()).select_from(Stage)
    if w.scalar(same.where(Stage.pipeline_id == stage.pipeline_id, Stage.kind == stage.kind)) < 2:
        raise Invalid(N_("A pipeline needs an open, a won and a lost stage; this is the last of its kind."))


def _place(w: Work, pipeline_id: int) -> int:
    """The position behind the open stages; those that stand there make room."""
    found = w.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id))
    place = 1 + max((at for at, stage in enumerate(found) if stage.kind == "open"), default=-1)
    for at, stage in enumerate(found):
        stage.position = at if at < place else at + 1
    return place


def order_stages(w: Work, stage_ids: Sequence[int]) -> None:
    """Put stages into this order."""
    require(w, "settings")
    with w.changing("edit", about="stages"):
        for position, number in enumerate(stage_ids):
            w.get(Stage, number).position = position


def remove_stage(w: Work, stage_id: int, into: int | None) -> int:
    """Put a stage into the bin and its deals into another of the same kind, as one change set; returns how many."""
    require(w, "settings")
    stage = w.get(Stage, stage_id, lock=True)
    _check_left(w, stage)
    deals = _deals_in(w, stage_id)
    if deals:
        target = w.get(Stage, into) if into is not None else None
        if target is None or target.id == stage.id or target.kind != stage.kind:
            raise Invalid(N_("Choose a stage of the same kind for the deals of {name}."), field="into", name=stage.name)
    with w.changing("edit", about="stages"):
        if deals:
            edit_many(w, "deal", deals, {"stage": into})
        stage.deleted_at = w.clock.now()
    return len(deals)
