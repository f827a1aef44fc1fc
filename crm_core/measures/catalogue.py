"""The measures of reports, in the order in which they are offered; each is declared once, beside its facts.

A fact is something that happens to records on a day, or that holds at a moment (a stock). Its parts are the sums that
the database computes; they add up over periods and groups. A measure is made of parts, so that it totals by its own
rule: a sum as a sum, a rate as the sum of what counts over the sum of all, a mean as sum over count, a distinct count
and a median over the values of all, a stock as its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.messages import Filled
from . import _customers, _data, _deals, _orders, _pipeline, _work
from .fact import FOREIGN, Fact, Part
from .figure import Derived, Kind, Measure, Sums, Value

__all__ = [
    "DERIVED",
    "FACTS",
    "FOREIGN",
    "MEASURES",
    "Derived",
    "Fact",
    "Kind",
    "Measure",
    "Part",
    "Sums",
    "Value",
    "measure",
]

_ENTITIES = (_deals, _pipeline, _orders, _customers, _work, _data)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.key: fact for entity in _ENTITIES for fact in entity.FACTS})
"""Every fact by its key."""

MEASURES: Mapping[str, Measure] = MappingProxyType({one.key: one for entity in _ENTITIES for one in entity.MEASURES})
"""Every measure by its key, in the order in which they are offered."""


DERIVED: Mapping[Derived, tuple[str, str]] = MappingProxyType(
    {
        "share": (
            N_("{measure} (share)"),
            N_("{meaning} As a share of the total of the same period, of a period as a share of all periods."),
        ),
        "running": (N_("{measure} (running total)"), N_("{meaning} Added up from the first period that is shown.")),
        "average": (
            N_("{measure} (moving average)"),
            N_("{meaning} The mean over the last 7 days, 4 weeks, 3 months, 4 quarters or 2 years."),
        ),
    }
)
"""Name and meaning of what a report reckons from the figures of a measure: `won_amount~share` and so on."""


@cache
def measure(key: str) -> Measure:
    """The measure with this key, also a derived one. Raises Invalid, naming the one that is spelt most like it."""
    name, mark, how = key.partition("~")
    found = MEASURES.get(name)
    if found is None or (mark and how not in DERIVED):
        near = get_close_matches(name, MEASURES, n=1)
        if near and not found:
            raise Invalid(N_("There is no measure “{value}”; the nearest is “{near}”."), value=key, near=near[0])
        raise Invalid(N_("There is no measure “{value}”."), value=key)
    return _derived(found, how) if mark else found  # type: ignore[arg-type]


def _derived(base: Measure, how: Derived) -> Measure:
    label, meaning = DERIVED[how]
    return replace(
        base,
        key=f"{base.key}~{how}",
        label=Filled(label, measure=base.label),
        meaning=Filled(meaning, meaning=base.meaning),
        kind="ratio" if how == "share" else base.kind,
        derived=how,
        base=base,
    )
