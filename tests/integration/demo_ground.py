"""The demo company, small, at noon of a Wednesday: made once for each language and database."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from crm_core.base.clock import FixedClock
from crm_core.base.config import load_settings
from crm_core.trust.unit_of_work import Office
from db.demo import fill
from db.demo._words import Language
from tests.provision import databases

NOON = FixedClock(ZoneInfo("Asia/Tehran"), dt.datetime(2026, 7, 15, 12, tzinfo=ZoneInfo("Asia/Tehran")))
"""The 24th of Tir 1405, a Wednesday."""
SCALE = 0.04


def open_demo(address: str) -> Office:
    return Office(load_settings(database_url=address), NOON)


def filled(language: Language) -> databases.Fill:
    """Makes the demo company in an empty database."""

    def make(address: str) -> None:
        office = open_demo(address)
        fill(office, language=language, scale=SCALE)
        office.close()

    return make
