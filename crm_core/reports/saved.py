"""Reports under a name: the standard ones, one's own, and those that others share.

A saved report is the parameters of its link. Who shares and changes it is decided as for views (see `fields.shelf`);
whoever opens it sees the figures of what they may see themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..base.errors import Invalid, NotFound
from ..base.i18n import N_
from ..fields.filters import all_of, linked, to_url
from ..fields.forgiving import Remains
from ..fields.links import labels_of
from ..fields.shelf import STANDARD as _STANDARD
from ..fields.shelf import Item, Kept, Shelf, Words, sharings
from ..measures.breakdowns import common_field
from ..measures.catalogue import Measure, measure
from .opened import asked, to_keep
from .result import ReportResult
from .run import run
from .standard import STANDARD, Standard, standard
from .wording import sentence

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = [
    "Named",
    "add",
    "change",
    "delete",
    "describe",
    "found",
    "kept_by_people",
    "listed",
    "named",
    "remaining",
    "result_of",
    "said",
    "sharings",
]

_WORDS = Words(
    missing=N_("This report does not exist, or it is not shared with you."),
    not_yours=N_("This report belongs to somebody else; save it as a report of your own."),
    changed=N_("Somebody changed this report meanwhile. Open it again to see how it is now."),
    sharings=N_("A report is private, shared with a unit, or with all."),
    only_managers=N_("Only managers and admins share reports with all."),
    not_with_unit=N_("You may not share reports with a unit. Ask your team lead."),
    ownerless=N_("The owner of this report is in no unit, so it cannot be shared with one."),
    nameless=N_("Give the report a name."),
    too_long=N_("The name of a report has at most {n} characters."),
    taken=N_("There is a report “{value}” already; choose another name."),
)
_SHELF = Shelf("report", _WORDS, lambda w: (w.locale.t(one.name) for one in STANDARD))


@dataclass(frozen=True)
class Named:
    """A report as a person may use it.

    `key` is "standard:monthly" or "view:12"; `params` are those of its link; `owner` names whose it is; `left_out` are
    the fields, people and measures that it speaks of and that are not there any more.
    """

    key: str
    name: str
    params: Mapping[str, str]
    sharing: Literal["standard", "private", "unit", "all"] = "standard"
    mine: bool = False
    may_change: bool = False
    owner: str = ""
    version: int = 0
    left_out: tuple[str, ...] = ()


def listed(w: Work) -> list[Named]:
    """The reports that the person may use: the standard ones, then saved ones in order of name."""
    return [*(_standard(w, one) for one in STANDARD), *(_saved(w, one) for one in _SHELF.items(w))]


def named(w: Work, key: str) -> Named:
    """The report with this key. Raises NotFound for one that is not there, or not for this person."""
    if key.startswith(_STANDARD):
        return _standard(w, standard(key))
    return _saved(w, _SHELF.item(w, key))


def found(w: Work, key: str) -> Named | None:
    """The same; None where there is none for this person."""
    try:
        return named(w, key)
    except NotFound:
        return None


def result_of(w: Work, params: Mapping[str, str], *, period: str | None = None) -> ReportResult:
    """The answer for the person at work, in their calendar; over another `period` where one is given.

    Raises Invalid, in words, for what cannot be asked.
    """
    return run(w, asked(w, params, period=period))


def kept_by_people(w: Work) -> list[tuple[Named, str]]:
    """The saved reports that the person may use, each with the sentence that says what it shows."""
    return [(one, said(w, one.params)) for one in (_saved(w, item) for item in _SHELF.items(w))]


def said(w: Work, params: Mapping[str, str]) -> str:
    """What a report shows, in one sentence; why not, of one that cannot be asked any more."""
    try:
        spec = asked(w, params)
    except Invalid as wrong:
        return wrong.say(w.locale)
    labels = labels_of(w, linked(spec.asked[0].entity, spec.filter))
    return sentence(spec, w.locale, w.company.calendar_rules, labels)


def add(w: Work, name: str, params: Mapping[str, str], sharing: str = "private") -> Kept:
    """Keep a report under a name, as the person's own. Raises Invalid for a bad name, Refused for the sharing."""
    return _SHELF.add(w, name, {"params": to_keep(w, params)}, sharing)


def change(w: Work, key: str, params: Mapping[str, str], *, version: int | None = None) -> Kept:
    """Let a report ask something else from now on, for everybody who uses it. Raises NotFound, Refused, Invalid."""
    return _SHELF.change(w, key, {"params": to_keep(w, params)}, version=version)


def describe(w: Work, key: str, name: str, sharing: str, *, version: int | None = None) -> Kept:
    """Change what a report is called and with whom it is shared. Raises NotFound, Refused, Invalid."""
    return _SHELF.describe(w, key, name, sharing, version=version)


def delete(w: Work, key: str) -> Kept:
    """Put a report into the bin. Raises NotFound, Refused."""
    return _SHELF.delete(w, key)


def _standard(w: Work, one: Standard) -> Named:
    return Named(one.key, w.locale.t(one.name), one.params)


def _saved(w: Work, item: Item) -> Named:
    kept = item.definition.get("params")
    params, left_out = remaining(w, kept if isinstance(kept, Mapping) else {})
    return Named(
        key=item.key,
        name=item.name,
        params=params,
        sharing=item.sharing,
        mine=item.mine,
        may_change=item.may_change,
        owner=item.owner,
        version=item.version,
        left_out=left_out,
    )


# What is gone since it was kept


def remaining(w: Work, params: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parameters without the measures, fields, people and records that are gone, and the names of these."""
    measures, gone = _measures(params.get("measures", ""))
    remains = Remains(w, measures[0].entity)
    remains.left_out |= dict.fromkeys(gone)
    fields = [key for key in _words(params.get("breakdown", "")) if _breaks_down(measures, key, remains)]
    found = {**params, "measures": ",".join(one.key for one in measures), "breakdown": ",".join(fields)}
    if params.get("across") not in ("period", *fields):
        found.pop("across", None)
    if not fields:
        found.pop("top", None)
    if params.get("where"):
        found["where"] = to_url(all_of(remains.of_link(params["where"])))
    if params.get("show") not in {one.key for one in measures}:
        found.pop("show", None)
    return {name: text for name, text in found.items() if text}, tuple(remains.left_out)


def _measures(text: str) -> tuple[list[Measure], list[str]]:
    known: list[Measure] = []
    gone: list[str] = []
    for key in _words(text):
        try:
            known.append(measure(key))
        except Invalid:
            gone.append(key)
    return known or [measure("won_amount")], gone


def _breaks_down(measures: list[Measure], key: str, remains: Remains) -> bool:
    try:
        common_field(measures, key)
    except Invalid:
        remains.leave_out(key)
        return False
    return True


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
