"""What keeps tasks and interactions consistent: an interaction's day follows its instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.rules import Values, rule

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NOON = dt.time(12)


@rule("interaction")
def settle_interaction(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """`happened_on` is the day of `happened_at` in the company's zone; a day alone means its noon, nothing: now."""
    settled = dict(changes)
    if settled.get("happened_at") is not None:
        settled["happened_on"] = w.clock.day_of(settled["happened_at"])
    elif settled.get("happened_on") is not None:
        if before is None or before["happened_on"] != settled["happened_on"]:
            noon = dt.datetime.combine(settled["happened_on"], NOON, tzinfo=w.company.zone)
            settled["happened_at"] = noon.astimezone(dt.UTC)
    elif before is None:
        settled["happened_at"] = w.clock.now()
        settled["happened_on"] = w.clock.today()
    else:
        settled.pop("happened_at", None)
        settled.pop("happened_on", None)
    return settled


@rule("task")
def settle_task(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """A task cannot be done in the future."""
    if changes.get("done_on") is not None and changes["done_on"] > w.clock.today():
        raise Invalid(N_("A task cannot be done on a day to come."), field="done_on")
    return changes
