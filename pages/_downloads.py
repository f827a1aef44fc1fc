"""Files on offer: what a link on a screen gives to the person for whom it was drawn, made when it is followed.

Streamlit's own downloads that are made on a click are lost when the screen happens to be drawn anew just then. Ours
have an address that is the person's alone (see `_http.downloads`), and they stay good for a day after their screen
was last drawn.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from crm_core.trust.access import Actor

Make = Callable[[Actor], bytes | IO[bytes]]
"""Makes the file for the person as they are now; raises DaftarError, in words. An open file is closed by who gets it"""

_MOST = 20_000
_GOOD_FOR = 24 * 3600.0
"""Seconds."""


@dataclass(frozen=True)
class Offer:
    """A file that one person may fetch."""

    user_id: int | None
    name: str
    make: Make
    ends: float


_OFFERS: OrderedDict[str, Offer] = OrderedDict()
_LOCK = threading.Lock()


def offer(actor: Actor, name: str, make: Make, token: str | None = None) -> str:
    """Put a file on offer, in the place of what the token stood for; gives the token."""
    token, now = token or secrets.token_urlsafe(24), time.monotonic()
    with _LOCK:
        _OFFERS[token] = Offer(actor.user_id, name, make, now + _GOOD_FOR)
        _OFFERS.move_to_end(token)
        while len(_OFFERS) > _MOST or next(iter(_OFFERS.values())).ends <= now:
            _OFFERS.popitem(last=False)
    return token


def find(token: str, actor: Actor) -> Offer | None:
    """What the token stands for, if it was drawn for this person and not too long ago."""
    found = _OFFERS.get(token)
    mine = found is not None and found.user_id == actor.user_id and found.ends > time.monotonic()
    return found if mine else None


def address(token: str) -> str:
    return f"/download/{token}"
