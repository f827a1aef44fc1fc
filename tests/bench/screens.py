"""What a screen's script costs, warm, above an empty page's: run by run in this process, as AppTest runs them."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from tests.bench.company import opened
from tests.bench.measure import Result, Sizes, median

ROOT = Path(__file__).resolve().parents[2]
EMPTY = "import streamlit as st\nst.title('Empty')\n"


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """The mean over all screens of their script's run less an empty page's, and the slowest, in milliseconds."""
    office = opened(folder, sizes.customers, sizes.deals)
    os.environ["CRM_DATABASE_URL"] = office.settings.database_url

    from sqlalchemy import select

    sys.path.insert(0, str(ROOT / "pages"))  # as Streamlit does for the screens
    from streamlit.logger import set_log_level
    from streamlit.testing.v1 import AppTest

    import _data
    import _session
    from _nav import SCREENS
    from crm_core.models import Customer, User
    from crm_core.trust.access import SYSTEM
    from crm_core.trust.accounts import open_session

    set_log_level("ERROR")  # it warns of every widget that no browser looks at
    with office.work(SYSTEM) as w:
        token = open_session(w, w.scalar(select(User.id).where(User.role == "admin"))).token
        customer = w.scalar(select(Customer.id).limit(1))
    _data.office.cache_clear()
    _session.token = lambda: token  # type: ignore[assignment]
    _session.form_cookie = lambda: "bench"  # type: ignore[assignment]
    empty = AppTest.from_string(EMPTY, default_timeout=60)
    base = median(empty.run, 15)
    times = {}
    for screen in SCREENS:
        test = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=120)
        test.query_params["id"] = str(customer)
        test.run()
        if screen is not SCREENS[0]:
            test.switch_page(str(ROOT / "pages" / screen.file))
        if screen.slug == "reports":
            test.query_params["report"] = "standard:by_person"  # a report, not the list of them
        times[screen.slug] = median(test.run, 9) - base
        assert not test.exception, (screen.slug, test.exception)
    slowest = max(times, key=lambda slug: times[slug])
    said = ", ".join(f"{slug} {1000 * seconds:.0f} ms" for slug, seconds in times.items())
    office.close()
    return [
        Result("screen_overhead_ms", 1000 * statistics.mean(times.values()), 50, "ms", said),
        Result(
            "screen_slowest_ms",
            1000 * times[slowest],
            100,
            "ms",
            f"{slowest}; an empty page takes {1000 * base:.0f} ms",
        ),
    ]
