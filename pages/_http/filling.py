"""While the demo company is made: a page that shows how far it is, then leads in."""

from __future__ import annotations

import logging
import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http.passwords import person
from _http.render import go, locale_of, page
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_

_LOG = logging.getLogger("daftar.filling")
_FAILED = N_("The demo company could not be made; the log says why. Your company is set up and empty.")


class Filling:
    """The one filling of this process: how many of how many records are written, and what went wrong."""

    def __init__(self) -> None:
        self.written = 0
        self.of = 0
        self.failure: DaftarError | None = None
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin in the background; the page polls."""
        self._thread = threading.Thread(target=self._fill, name="demo company", daemon=True)
        self._thread.start()

    def _fill(self) -> None:
        from db.demo import fill

        try:
            fill(office(), progress=self._note)
        except DaftarError as refusal:
            self.failure = refusal
        except Exception:
            _LOG.exception("the demo company could not be made")
            self.failure = DaftarError(_FAILED)

    def _note(self, written: int, of: int) -> None:
        self.written, self.of = written, of


FILLING = Filling()


async def show(request: Request) -> Response:
    """GET /filling: looks again every second while it runs, then goes to the first screen."""
    who = await person(request)
    locale = locale_of(request)
    if FILLING.running:
        values: dict[str, Any] = {"written": FILLING.written, "of": FILLING.of, "language_switch": False}
        return page(request, "filling.html", values, locale=locale)
    if FILLING.failure is None or who is None:
        return go("/")
    values = {
        "title": locale.t("No demo company"),
        "sentence": FILLING.failure.say(locale),
        "language_switch": False,
    }
    return page(request, "notice.html", values, locale=locale)
