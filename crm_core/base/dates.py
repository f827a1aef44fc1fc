"""One date out of one cell or input, however it is written, in either calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from crm_core.base.days import MONTHS, CalendarName, day_of
from crm_core.base.digits import plain

TwoDigitYear = Literal["gregorian", "jalali"]

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = re.compile(r"(\d{1,4})\s*([-/.\s])\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(
    r"(?:[\sT,]|ساعت)+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_FILLERS = frozenset(["st", "nd", "rd", "th", "of", "the", "ام", "م", "ماه", "روز", "سال", "مورخ", "ه", "ش", "هش", "خ"])
_GREGORIAN_OTHER = {
    "sept": 9, "ژانويه": 1, "فوريه": 2, "می": 5, "جون": 6, "ژوئیهٔ": 7, "جولای": 7, "ژولای": 7,
    "آگوست": 8, "اگوست": 8, "آگست": 8, "اپریل": 4, "اوریل": 4, "اکتوبر": 10, "سپتامر": 9,
}  # fmt: skip
_JALALI_OTHER = {
    "امرداد": 5, "ابان": 8, "اذر": 9, "ordibehest": 2, "ordibehesht": 2, "amordad": 5, "shahrivar": 6,
    "day": 10, "esphand": 12, "فرودین": 1,
}  # fmt: skip


def _month_names() -> dict[str, tuple[CalendarName, int]]:
    names: dict[str, tuple[CalendarName, int]] = {}
    for (calendar, language), months in MONTHS.items():
        for number, name in enumerate(months, 1):
            names[name.lower()] = (calendar, number)
            if (calendar, language) == ("gregorian", "en"):
                names[name[:3].lower()] = (calendar, number)
    names |= {name: ("gregorian", number) for name, number in _GREGORIAN_OTHER.items()}
    return names | {name: ("jalali", number) for name, number in _JALALI_OTHER.items()}


_MONTH_NAMES = _month_names()
_WEEKDAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "شنبه",
        "یکشنبه",
        "یک",
        "دوشنبه",
        "دو",
        "سهشنبه",
        "سه",
        "چهارشنبه",
        "چهار",
        "پنجشنبه",
        "پنج",
        "جمعه",
        "ادینه",
        "آدینه",
    ]
)


def parse_date(
    text: str,
    *,
    day_first: bool | None = None,
    two_digit: TwoDigitYear | None = None,
    year_last: bool = False,
    zone: ZoneInfo | None = None,
) -> date | None:
    """The date that one text names, None when it names none (a day that the calendar lacks included).

    A year before 1700 is Jalali. `day_first` decides 5/3/2017 (None: month first, but day first with dots);
    two-digit years are taken only when `two_digit` names their calendar; Jalali ones stand first unless `year_last`.
    A time of day is left out; where it carries an offset and `zone` is given, the day is the one in that zone.
    """
    written = plain(text)
    if zone and (instant := _instant(written)):
        return instant.astimezone(zone).date()
    written = _CLOCK.sub("", written).strip(" ,،")
    if _ISO.fullmatch(written):
        return _in_its_calendar(int(written[:4]), int(written[5:7]), int(written[8:]))
    if found := _NUMBERS.fullmatch(written):
        return _from_numbers(
            found[1],
            found[3],
            found[4],
            found[2] == "." if day_first is None else day_first,
            two_digit,
            year_last,
        )
    if found := _COMPACT.fullmatch(written):
        return _in_its_calendar(int(found[1]), int(found[2]), int(found[3]))
    return _from_words(written)


def _instant(written: str) -> datetime | None:
    """An ISO time stamp that says its offset."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _in_its_calendar(year: int, month: int, day: int) -> date | None:
    if year < 1000:
        return None
    return day_of(year, month, day, "jalali" if year < 1700 else "gregorian")


def _from_numbers(
    first: str,
    middle: str,
    last: str,
    day_leads: bool,
    two_digit: TwoDigitYear | None,
    year_last: bool,
) -> date | None:
    if len(first) == 4:
        return _in_its_calendar(int(first), int(middle), int(last)) if len(last) <= 2 else None
    if len(first) > 2 or len(last) not in (2, 4):
        return None
    if len(last) == 2 and two_digit == "jalali" and year_last:
        first, last = last, first
    if len(last) <= 2:
        return _with_short_year(int(first), int(middle), int(last), day_leads, two_digit)
    year = int(last)
    if year < 1700:
        day_leads = True  # Jalali dates are never written with the month first
    return _ordered(year, int(first), int(middle), day_leads)


def _ordered(year: int, first: int, second: int, day_leads: bool) -> date | None:
    """Day and month in the asked order; in the other one where that alone is possible."""
    day, month = (first, second) if day_leads else (second, first)
    if month > 12:
        day, month = month, day
    return _in_its_calendar(year, month, day)


def _with_short_year(
    first: int, middle: int, last: int, day_leads: bool, two_digit: TwoDigitYear | None
) -> date | None:
    if two_digit == "jalali":
        return _in_its_calendar(first + (1400 if first < 30 else 1300), middle, last)
    if two_digit == "gregorian":
        return _ordered(last + (2000 if last < 69 else 1900), first, middle, day_leads)
    return None


def _from_words(written: str) -> date | None:
    """`5 March 2017`, `April 1st 2013`, `شنبه ۳۰ آبان ۱۴۰۵`: a month's name, a year and a day."""
    numbers = [int(n) for n in _NUMBER.findall(written)]
    words = [w.lower().replace("ي", "ی").removesuffix("ماه") for w in _WORD.findall(written)]
    months = [_MONTH_NAMES[w] for w in words if w in _MONTH_NAMES]
    if len(numbers) != 2 or len(months) != 1:
        return None
    if any(w and w not in _MONTH_NAMES and w not in _FILLERS and w not in _WEEKDAYS for w in words):
        return None
    calendar, month = months[0]
    day, year = sorted(numbers)
    if year < 1000 or (year < 1700) != (calendar == "jalali"):
        return None
    return day_of(year, month, day, calendar)
