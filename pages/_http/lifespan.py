"""What happens at start: the database is brought up to date and, until it is set up, the code shown."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

from _data import office, runner_here
from _http.set_up import CODE
from crm_core.reports.warm import warm_behind
from crm_core.trust.accounts import needs_set_up
from crm_core.trust.set_up import prepare


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Migrate, say how to set up, tune the garbage collector; do what is due until the end."""
    await run_in_threadpool(prepare, office())
    if await run_in_threadpool(needs_set_up, office()):
        print(
            f"Daftar has no company yet. Open it in a browser; from another machine the code is {CODE}",
            file=sys.stderr,
            flush=True,
        )
    # Streamlit's own collection after each run is off (see config.toml); what lives since the start is never
    # garbage, so the collector need not walk over it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    warm_behind(office())
    runner = runner_here()
    if runner is None:
        yield {}
        return
    runner.start()
    yield {}
    await run_in_threadpool(runner.stop)
