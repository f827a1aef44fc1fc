"""Which segments and customers may be given a target, and by what name they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.days import add_months
from ...base.periods import Period
from ...base.text import fold
from ...fields import choices
from ...fields.filters import EVERYTHING
from ...fields.offered import offered
from ...measures import MEASURES, Question, gather
from ...measures.breakdowns import keys_of
from .holders import segment_fields

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

_MONTHS_BACK = 24


def segments_of(w: Work, measure: str, field_key: str) -> dict[str, str]:
    """The values of a field that make segments: the label by the value as targets keep it, in order of the label.

    They are those that records of the last two years have, and those that the field offers.
    """
    field = segment_fields(measure)[field_key]
    today = w.clock.today()
    span = Period(add_months(today, -_MONTHS_BACK, "gregorian"), today, "total")
    cells = gather(w, Question(MEASURES[measure].parts, (field_key,), EVERYTHING), [span])
    used = dict.fromkeys((group[0] for _, group in cells if group[0] not in (None, "")), 1)
    if field.kind == "choice":
        used |= dict.fromkeys(choices.options(field.choices or "", w.company, w.locale), 1)
    if field.is_link:
        used |= dict.fromkeys(offered(w, field.kind), 1)
    keys = dict.fromkeys(keys_of(w, field, used).values())
    found = {str(key.values[0]): key.label or "" for key in keys}
    return dict(sorted(found.items(), key=lambda one: fold(one[1])))


def segment_named(w: Work, measure: str, label: str) -> tuple[str, str] | None:
    """The field and value that "Tier: Gold" names; None where nothing bears that name."""
    head, colon, tail = label.partition(":")
    if not colon:
        return None
    for key, field in segment_fields(measure).items():
        if fold(head) in {fold(key), fold(field.label), fold(w.locale.t(field.label))}:
            values = segments_of(w, measure, key)
            wanted = fold(tail)
            return next(((key, value) for value, text in values.items() if wanted in (fold(text), fold(value))), None)
    return None
