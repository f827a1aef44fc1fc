"""What the standard reports need, read into memory before anybody asks for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..base.errors import DaftarError
from ..measures import columns
from ..measures.query import Question, call_for
from ..trust.access import SYSTEM
from .opened import asked
from .standard import STANDARD

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office

_ROUNDS = 3
"""What a question needs may show only when what it needs first is there."""


def warm(office: Office) -> None:
    """Have the columns of the standard reports read into memory, where there are many deals; waits until they are."""
    copy = columns.keep(office)
    for _ in range(_ROUNDS):
        with office.read(SYSTEM) as w:
            if not copy.worth_it(w):
                return
            for one in STANDARD:
                try:
                    spec = asked(w, one.params)
                except DaftarError:
                    continue
                parts = tuple(part for measure in spec.asked for part in measure.parts)
                question = Question(parts, spec.breakdown, spec.filter)
                call_for(w, question, spec.periods(w.company.calendar_rules))
        if not copy.settle():
            return


def warm_behind(office: Office) -> None:
    """`warm`, while the app is in use already."""
    threading.Thread(target=warm, args=(office,), name="warm", daemon=True).start()
