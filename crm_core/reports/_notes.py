"""What a reader of a report should know besides its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..base.i18n import N_
from ..base.periods import Period
from ..fields import Field
from ..fields.filters import conditions
from ..measures.breakdowns import breakdown_field, common_field, splits
from ..measures.catalogue import FACTS, FOREIGN
from ..measures.ground import STATE_COLUMNS
from ._tables import Tables
from ._target_side import has_targets
from .result import Note
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

SPREAD = N_("Targets of longer periods are spread by working days.")


def notes_of(w: Work, spec: ReportSpec, periods: Sequence[Period], tables: Tables) -> tuple[Note, ...]:
    """The notes for a report with these tables, all of whose rows are made."""
    added: Counter[str] = Counter()
    for sums in tables.group_sums:
        added.update(sums)
    total = tables.total_sums
    several = bool(spec.breakdown) and any(added[part] != number for part, number in total.items())
    notes = tuple(_notes(w, spec, periods, total, several))
    return (*notes, Note(SPREAD, {})) if tables.targets is not None and tables.targets.spread else notes


def _notes(
    w: Work, spec: ReportSpec, periods: Sequence[Period], total: Mapping[str, int], several: bool
) -> Iterator[Note]:
    today = w.clock.today()
    foreign = max((number for part, number in total.items() if part.endswith(f".{FOREIGN}")), default=0)
    if foreign:
        message = N_("Deals in another currency than {currency}, whose amounts are not in the sums: {n}.")
        if _of_orders(spec):
            message = N_("Orders in another currency than {currency}, whose amounts are not in the sums: {n}.")
        yield Note(message, {"n": foreign, "currency": w.company.currency})
    yield from _split(spec, several)
    if any(one.stock for one in spec.asked):
        if any(period.end <= today for period in periods) and _untracked(spec):
            message = N_(
                "As they are today, also for past days: {fields}. Stage, owner, unit and amount are as of then."
            )
            names = [w.locale.t(field.label) for field in _untracked(spec)]
            yield Note(message, {"fields": ("، " if w.locale.rtl else ", ").join(names)})
        if any(period.start > today for period in periods):
            yield Note(N_("The open pipeline of days to come is not known."), {})
    if spec.by == "hour" and any(one.entity == "interaction" for one in spec.asked):
        yield Note(
            N_("Hours as in the time zone {zone}; what has a day only counts at noon."), {"zone": w.company.time_zone}
        )
    if any(one.derived == "average" for one in spec.asked):
        yield Note(
            N_("A moving average is there for whole periods that are over; its total is where it has come to."), {}
        )
    if spec.compare == "last_year_workdays":
        message = N_("Each day stands beside the day a year before that is the same working day of its month.")
        yield Note(message, {})
    if spec.compare == "target" and not has_targets(w, spec):
        yield Note(N_("Targets are set for other groups than these, so none fit this report."), {})


def _split(spec: ReportSpec, several: bool) -> Iterator[Note]:
    """What counts in several lines at once."""
    split = [one for key in spec.breakdown if splits(one := common_field(spec.asked, key))] if several else []
    kinds = {"competitors" if one.key == "competitors" else one.kind for one in split}
    if "product" in kinds:
        message = N_("A deal with several products counts in each, its amount shared by line; totals count it once.")
        if _of_orders(spec):
            message = N_("An order with several products counts in each with its lines; totals count it once.")
        yield Note(message, {})
    if "tags" in kinds:
        yield Note(N_("A record with several tags counts in each of them; totals count it once."), {})
    if "competitors" in kinds:
        yield Note(N_("A deal with several competitors counts in each of them; totals count it once."), {})


def _of_orders(spec: ReportSpec) -> bool:
    return all(one.entity == "order" for one in spec.asked)


def _untracked(spec: ReportSpec) -> list[Field]:
    """The fields in breakdown and filter that the states of deals do not keep."""
    names = dict.fromkeys([*spec.breakdown, *(one.field for one in conditions(spec.filter))])
    found = [breakdown_field(FACTS["open"], name) for name in names]
    return [field for field in found if field is not None and field.column not in STATE_COLUMNS]
