"""Back-tests that are under way or done, kept by the process: each is made once a day, in a process of its own."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ...base.apart import Apart
from ...base.periods import Step
from ._knowledge import decided_before
from .honesty import Honesty, Looking, honesty

if TYPE_CHECKING:
    from ...trust.access import Actor
    from ...trust.unit_of_work import Office

HERE = 300
"""With fewer decided deals than these it is done at once, which takes less time than to begin a process."""
_MOST = 24
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""The other processors are for whoever waits for a screen."""

_kept: OrderedDict[Hashable, Honesty | Apart] = OrderedDict()
_lock = threading.Lock()


def look(office: Office, actor: Actor, step: Step) -> Honesty | Apart:
    """The back-test as this person sees it, or the process that makes it: ask again when that is over.

    It is made anew each day, and when wins or losses of the past or submitted figures come or go. Who sees all deals
    shares one.
    """
    with office.read(actor) as w:
        decided = decided_before(w, w.clock.start_of_day(w.clock.today() + dt.timedelta(days=1)))
        whose = None if actor.sees_all else actor.user_id
        data = (w.clock.today(), decided, w.versions.get("submission", 0), w.company.currency)
        key = (office.settings.database_url, whose, actor.visibility, step, *data)
        with _lock:
            known = _kept.get(key)
            if known is None and decided >= HERE:
                known = _kept[key] = Apart(Looking(office.settings, whose, step), environment=_ONE_THREAD)
        if known is None:
            known = honesty(w, step)
    return _settled(key, known)


def _settled(key: Hashable, known: Honesty | Apart) -> Honesty | Apart:
    """What is kept under the key: the result as soon as there is one. Raises what went wrong, and forgets it."""
    with _lock:
        if isinstance(known, Apart) and known.over:
            if known.error is not None:
                _kept.pop(key, None)
                raise known.error
            known = known.result
        _kept[key] = known
        _kept.move_to_end(key)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
        return known
