"""The waterfall of a review; each bar opens the deals behind it."""

from __future__ import annotations

from _ui import moved, waterfall
from crm_core.deals.movements import Changes, Moved
from crm_core.work.review import ReviewHead, deals_of


def show(about: ReviewHead, found: Changes) -> None:
    """Draw it; of a closed review with the deals as they were kept."""
    clicked = waterfall.show(found)
    movement = next((one for one in found.movements if one.kind == clicked), None)
    if movement is None:
        return
    asked = moved.Asked(found.since, found.until, deals_of(about.unit_id))
    moved.show(movement, asked, Moved(found.deals, found.stages, found.people) if about.closed else None)
