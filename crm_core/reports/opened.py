"""The report that a link asks for, as the person at work reads it today, in their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .asking import from_params, to_params
from .shown import PRESENTATION
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

PERIOD = ("period", "from", "to", "within")
"""The parameters that say which days a report is of."""


def asked(w: Work, params: Mapping[str, str], *, period: str | None = None) -> ReportSpec:
    """What these parameters of a link ask, over another `period` (its name, code or range) where one is given.

    Raises Invalid.
    """
    wanted = dict(params)
    if period:
        wanted = {name: text for name, text in params.items() if name not in PERIOD} | {"period": period}
    return from_params(wanted, today=w.clock.today(), calendar=w.locale.calendar, rules=w.company.calendar_rules)


def to_keep(w: Work, params: Mapping[str, str]) -> dict[str, str]:
    """The parameters as they are kept: checked, and always written alike.

    The calendar is left to whoever reads it, unless it is not the person's own or says what kind of period the days
    are. Raises Invalid for what cannot be asked.
    """
    spec = asked(w, params)
    found = to_params(spec)
    if spec.calendar == w.locale.calendar and "within" not in found:
        found.pop("calendar", None)
    return found | {name: params[name] for name in PRESENTATION if params.get(name)}
