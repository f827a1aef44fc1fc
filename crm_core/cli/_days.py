"""Days as the command line takes them."""

from __future__ import annotations

import datetime as dt
import re

from crm_core.base.dates import parse_date
from crm_core.base.digits import plain
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_

_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")


def day_of(text: str) -> dt.date:
    """The day that is written year first, in the Jalali calendar where the year says so. Raises Invalid."""
    day = parse_date(text) if _DAY.fullmatch(plain(text)) else None
    if day is None:
        raise Invalid(N_("“{value}” is not a day; write it like 2026-11-21 or 1405-08-30."), value=text)
    return day
