"""Amounts of a list held against those that are known: ten times as much is Rial for Toman, or the reverse."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import ENTITIES
from ._kinds import KINDS
from ._parsed import ParsedList
from ._saying import Saying
from .recognise import RecognisedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

TEN_TIMES = N_("“{column}”: the amounts are about ten times those that are here. Are they Rial rather than Toman?")
A_TENTH = N_("“{column}”: the amounts are about a tenth of those that are here. Are they Toman rather than Rial?")
TEN_TIMES_ELSEWHERE = N_("“{column}”: the amounts are about ten times those that are here. Is the unit right?")
A_TENTH_ELSEWHERE = N_("“{column}”: the amounts are about a tenth of those that are here. Is the unit right?")
_ENOUGH = 20
_LATEST = 1_000
"""So many of the newest records stand for what is known."""
_ABOUT = (7.0, 14.0)
_SAID = {
    (True, True): TEN_TIMES,
    (False, True): A_TENTH,
    (True, False): TEN_TIMES_ELSEWHERE,
    (False, False): A_TENTH_ELSEWHERE,
}


def jumps(w: Work, found: RecognisedList, parsed: ParsedList) -> list[Saying]:
    """A warning for each column of amounts whose median is about ten times, or a tenth of, that of the field here.

    Asked of twenty amounts and more on either side; zeros, and amounts in other currencies than the company's, say
    nothing.
    """
    kind = KINDS[parsed.kind]
    if kind.entity not in ENTITIES:
        return []
    foreign = parsed.values.get("currency")
    warnings = []
    for key, field in kind.fields.items():
        if field.kind != "money" or key not in parsed.values or field.column is None or not found.mapped(key):
            continue
        own = [
            amount
            for place, amount in enumerate(parsed.values[key])
            if amount and (foreign is None or foreign[place] in (None, w.company.currency))
        ]
        known = _known(w, kind.entity, field.column) if len(own) >= _ENOUGH else []
        if len(known) < _ENOUGH:
            continue
        ratio = median(own) / median(known)
        more = ratio > 1
        if _ABOUT[0] <= (ratio if more else 1 / ratio) <= _ABOUT[1]:
            message = _SAID[more, w.company.currency == "IRR"]
            warnings.append(Saying(message, {"column": found.mapped(key)[0].header}))
    return warnings


def _known(w: Work, entity: str, column: str) -> list[int]:
    """The newest amounts of a field in the company's currency."""
    table = label_of(ENTITIES[entity])
    if column not in table.c:
        return []
    amount = table.c[column]
    statement = select(amount).where(amount > 0, table.c.deleted_at.is_(None)).order_by(table.c.id.desc())
    if "currency" in table.c:
        statement = statement.where(table.c.currency == w.company.currency)
    return [int(one) for one in w.scalars(statement.limit(_LATEST))]
