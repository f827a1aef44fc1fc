"""From a click to a drawn chart: the Reports screen of a large company in a browser, the server's work included."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from crm_core.models import User
from crm_core.reports.standard import standard
from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import open_session
from tests.bench.measure import Result, Sizes
from tests.bench.years_company import opened
from tests.provision.app import served

CLICKED = ("by_person", "by_source", "this_year", "win_rate", "lost_reasons")
CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
READY_S = 240
"""How long the columns of a million deals may take to be read after a start."""


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    office = opened(folder, "sqlite", sizes.deals)
    with office.work(SYSTEM) as w:
        token = open_session(w, w.scalars(select(User.id).order_by(User.id))[0]).token
    url = office.settings.database_url
    office.close()
    with tempfile.TemporaryDirectory() as logs, served(url, Path(logs) / "app.log") as address, sync_playwright() as p:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.context.add_cookies([{"name": "daftar_session", "value": token, "url": address}])
        first = _until_drawn(page, address, CLICKED[0])
        deadline = time.monotonic() + (READY_S if sizes.deals >= 50_000 else 0)
        while time.monotonic() < deadline and _until_drawn(page, address, CLICKED[0]) > 1:
            time.sleep(5)
        waits = [_until_drawn(page, address, key) for key in CLICKED for _ in range(2)]
        browser.close()
    detail = (
        f"{sizes.deals:,} deals, {len(waits)} reports of the library, the first after a start {1000 * first:.0f} ms"
    )
    return [Result("report_click_to_chart_ms", 1000 * statistics.median(waits), None, "ms", detail)]


def _until_drawn(page: Page, address: str, key: str) -> float:
    """Seconds from the click on a report of the library until its chart stands there."""
    page.goto(f"{address}/reports")
    line = page.locator(".library li:visible", has_text=standard(f"standard:{key}").name).first
    line.wait_for(timeout=120_000)
    begun = time.perf_counter()
    line.click()
    page.locator(CHART).first.wait_for(timeout=120_000)
    return time.perf_counter() - begun
