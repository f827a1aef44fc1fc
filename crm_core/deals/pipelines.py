"""Pipelines and their stages, as an admin keeps them; what takes one away is in `removing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..models import Deal, DealState, Pipeline, Stage
from ..trust.access import require
from ..trust.set_up import add_pipeline
from .required import requirable

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

STAGE_FIELDS = frozenset({"name", "kind", "probability", "stuck_days", "folded", "required"})
STAGE_KINDS = {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost")}
LONGEST_NAME = 120
_COPIED = ("name", "kind", "position", "probability", "stuck_days", "folded", "required")


@dataclass(frozen=True)
class PipelineLine:
    """A pipeline in the list of them, with how many stages and deals it has, and how many of those are open."""

    id: int
    version: int
    name: str
    stages: int
    deals: int
    open: int


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
    folded: bool = False
    required: tuple[str, ...] = ()


def pipelines(w: Work) -> dict[int, str]:
    """The pipelines by number, in their order."""
    rows = w.rows(select(Pipeline.id, Pipeline.name).order_by(Pipeline.position, Pipeline.id))
    return {row.id: row.name for row in rows}


def pipeline_lines(w: Work) -> list[PipelineLine]:
    """The pipelines in their order, with everybody's deals counted."""
    deals, still_open = _deals_by_stage(w)
    stages: dict[int, list[int]] = {}
    for row in w.rows(select(Stage.id, Stage.pipeline_id)):
        stages.setdefault(row.pipeline_id, []).append(row.id)
    found = w.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id))
    return [
        PipelineLine(
            one.id,
            one.version,
            one.name,
            len(stages.get(one.id, ())),
            sum(deals.get(stage, 0) for stage in stages.get(one.id, ())),
            sum(still_open.get(stage, 0) for stage in stages.get(one.id, ())),
        )
        for one in found
    ]


def _deals_by_stage(w: Work) -> tuple[dict[int, int], dict[int, int]]:
    """How many deals stand in each stage, and how many of them are open; the bin left out."""
    deal = label_of(Deal)
    by = select(deal.c.outcome, deal.c.stage_id, func.count().label("count")).where(deal.c.deleted_at.is_(None))
    every: dict[int, int] = {}
    still_open: dict[int, int] = {}
    for row in w.rows(by.group_by(deal.c.outcome, deal.c.stage_id)):
        every[row.stage_id] = every.get(row.stage_id, 0) + row.count
        if row.outcome == "open":
            still_open[row.stage_id] = row.count
    return every, still_open


def save_pipeline(w: Work, name: str, pipeline_id: int | None = None, *, like: int | None = None) -> int:
    """Add a pipeline behind the others, with a copy of the stages of `like` or the usual ones, or rename one.

    Raises Invalid, in words, Refused for who may not, NotFound.
    """
    require(w, "settings")
    name = name.strip()
    _check_name(w, name, pipeline_id)
    with w.changing("edit", about="pipelines"):
        if pipeline_id is not None:
            w.get(Pipeline, pipeline_id, lock=True).name = name
            w.session.flush()
            return pipeline_id
        last = w.scalar(select(func.max(Pipeline.position)))
        number = add_pipeline(w, w.company.locale(), name) if like is None else _copy(w, w.get(Pipeline, like).id, name)
        w.get(Pipeline, number).position = 0 if last is None else last + 1
        w.session.flush()
        return number


def _check_name(w: Work, name: str, own: int | None) -> None:
    if not name:
        raise Invalid(N_("Give the pipeline a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("This name is too long."), field="name")
    if any(fold(other) == fold(name) for number, other in pipelines(w).items() if number != own):
        raise Invalid(N_("There is already a pipeline called {name}."), field="name", name=name)


def _copy(w: Work, like: int, name: str) -> int:
    """A pipeline with the stages that another one has now."""
    made = Pipeline(name=name, position=0)
    w.session.add(made)
    w.session.flush()
    for stage in w.scalars(select(Stage).where(Stage.pipeline_id == like).order_by(Stage.position, Stage.id)):
        w.session.add(Stage(pipeline_id=made.id, **{column: getattr(stage, column) for column in _COPIED}))
    w.session.flush()
    return made.id


def order_pipelines(w: Work, pipeline_ids: Sequence[int]) -> None:
    """Put the pipelines into this order; the first is the one that new deals and boards begin with."""
    require(w, "settings")
    with w.changing("edit", about="pipelines"):
        for position, number in enumerate(pipeline_ids):
            w.get(Pipeline, number).position = position


def stages(w: Work, pipeline_id: int) -> list[StageLine]:
    """The stages of a pipeline in their order."""
    deals, _open = _deals_by_stage(w)
    found = w.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id))
    return [
        StageLine(
            id=one.id,
            version=one.version,
            pipeline_id=one.pipeline_id,
            name=one.name,
            kind=one.kind,
            probability=one.probability,
            stuck_days=one.stuck_days,
            deals=deals.get(one.id, 0),
            folded=one.folded,
            required=tuple(one.required or ()),
        )
        for one in found
    ]


def save_stage(w: Work, pipeline_id: int, values: Mapping[str, Any], stage_id: int | None = None) -> int:
    """Add a stage (before won and lost) or change one (STAGE_FIELDS). Raises Invalid, in words."""
    require(w, "settings")
    stage = w.get(Stage, stage_id, lock=True) if stage_id else None
    wanted = {"kind": "open", "probability": 50, "stuck_days": None, **_now(stage), **values}
    _check(w, pipeline_id, wanted, stage)
    wanted["name"] = wanted["name"].strip()
    wanted["required"] = list(wanted.get("required") or ()) or None
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
    _check_required(wanted)
    if wanted["stuck_days"] is not None and not 1 <= wanted["stuck_days"] <= 3650:
        raise Invalid(N_("Days in a stage are counted from 1 to 3,650; leave it empty for none."), field="stuck_days")
    if stage is not None and stage.kind != wanted["kind"]:
        if _was_used(w, stage.id):
            raise Invalid(
                N_("{name} has had deals, so its kind stays as it is. Add another stage."),
                field="kind",
                name=stage.name,
            )
        check_left(w, stage)


def _check_required(wanted: Mapping[str, Any]) -> None:
    """A stage asks for fields that a person can fill in."""
    for key in wanted.get("required") or ():
        if key not in requirable(wanted["kind"]):
            raise Invalid(N_("A stage cannot ask for “{value}”."), field="required", value=key)


def _was_used(w: Work, stage_id: int) -> bool:
    """Whether a deal stands in the stage or ever stood there: the past would change with its kind."""
    deal, state = label_of(Deal), label_of(DealState)
    in_it = exists().where(deal.c.stage_id == stage_id)
    return bool(w.scalar(select(or_(in_it, exists().where(state.c.stage_id == stage_id)))))


def check_left(w: Work, stage: Stage) -> None:
    """Raise Invalid for the last stage of its kind: a pipeline keeps at least one of each."""
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
