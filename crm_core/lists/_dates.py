"""A column of dates read: the order of day and month, years of two digits, and Jalali dates that were turned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from crm_core.base.i18n import N_
from crm_core.fields import Field
from crm_core.lists import _days, _turned
from crm_core.lists._asking import Question
from crm_core.lists._reading import Changes, ListOrder, ParseRules, Reading, samples
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

DAY_FIRST = "day_first"
CALENDAR = "calendar"
NO_DATE = N_("“{value}” is not a date.")
ORDER_NOTES: Mapping[tuple[str, bool | None], str] = {
    ("mixed", None): N_("“{column}” mixes dates with the day first and with the month first."),
    ("day_first", None): N_("“{column}” was read with the day before the month."),
    ("month_first", None): N_("“{column}” was read with the month before the day."),
    ("as_list", True): N_("“{column}” was read with the day before the month, as the other dates of the list are."),
    ("as_list", False): N_("“{column}” was read with the month before the day, as the other dates of the list are."),
    ("open", True): N_("“{column}” was read with the day before the month; nothing in it decides."),
    ("open", False): N_("“{column}” was read with the month before the day; nothing in it decides."),
}
_ORDERS = (("day", N_("Day before month")), ("month", N_("Month before day")))
_CALENDARS = (
    ("jalali", N_("Jalali dates that the program turned")),
    ("gregorian", N_("Gregorian dates as they stand")),
)
_ORDER_ASKED = N_("Nothing in the column decides whether the day or the month comes first.")
_CALENDAR_ASKED = N_("These dates look like Jalali ones, such as 05/08/30, that a program took for Gregorian ones.")
TURNED = N_("“{column}”: dates like {before} are Jalali dates that a program took for Gregorian ones; turned back.")
LOOKS_TURNED = N_("“{column}”: dates like {before} may be Jalali dates that a program took for Gregorian ones.")
SHORT_JALALI = N_("“{column}”: years of two digits were taken as Jalali.")
YEARS = N_("“{column}” holds years; the first day of each was taken.")
_AS_READ = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T][\d:.+Z-]*)?", re.ASCII)
_NO_DAY = re.compile(r"\s*0+(?:[-/.]0+)+(?:[ T][0:.]*)?\s*", re.ASCII)
"""How programs write that there is no date: 0/0/00, 0000-00-00."""
_JALALI_TEXT = re.compile(r"1[2-5]\d\d", re.ASCII)


def dates(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Days, or instants for a field of instants."""
    usable = [cell for cell in usable if not (isinstance(cell, str) and _NO_DAY.fullmatch(cell))]
    decided = _days.rules_of(
        usable, day_first=rules.day_leads, jalali=rules.jalali, zone=rules.zone, answered=rules.day_first
    )
    guess = rules.jalali and to.key != "birthday"
    turned = _turned.find(usable, decided, rules.today, guess=guess) if to.kind == "date" else None
    read = _days.instant if to.kind == "datetime" else _days.day
    values: dict[Cell, Any] = {cell: read(cell, decided) for cell in usable}
    notes, questions = _order(usable, header, rules, decided)
    if turned is not None:
        back = {cell: turned.back(cell) for cell in usable if _turned.is_date(cell)}
        if _is_turned(turned, rules):
            values |= back
            notes.append(Saying(TURNED, {"column": header, "before": _shown(next(iter(back)))}))
        else:
            notes.append(Saying(LOOKS_TURNED, {"column": header, "before": _shown(next(iter(back)))}))
        if not turned.certain:
            questions.append(_calendar_question(back, header, rules, turned))
    changed = [cell for cell, value in values.items() if value is not None and _says_more(cell, value, rules.jalali)]
    return Reading(
        values,
        NO_DATE,
        notes=notes,
        questions=questions,
        changed=Changes(changed, lambda cell: _said(values[cell], rules)),
    )


def list_order(columns: Iterable[Sequence[Cell]], rules: ParseRules) -> ListOrder | None:
    """The order of day and month that some columns of a list prove, where others leave it open and none differs."""
    orders = {
        _days.rules_of(set(cells), day_first=rules.day_leads, jalali=rules.jalali, zone=rules.zone).order
        for cells in columns
    }
    if "open" not in orders or {"day_first", "month_first"} <= orders:
        return None
    return "day_first" if "day_first" in orders else "month_first" if "month_first" in orders else None


def _is_turned(turned: _turned.Turned, rules: ParseRules) -> bool:
    return turned.certain or (rules.jalali if rules.turned is None else rules.turned)


def _order(
    usable: list[Cell], header: str, rules: ParseRules, decided: _days.DateRules
) -> tuple[list[Saying], list[Question]]:
    how = "as_list" if decided.order == "open" and rules.day_first is None and rules.list_order else decided.order
    order = ORDER_NOTES.get((how, decided.day_first)) or ORDER_NOTES.get((how, None))
    notes = [Saying(order, {"column": header})] if order else []
    if decided.years:
        notes.append(Saying(YEARS, {"column": header}))
    if decided.short and decided.two_digit == "jalali":
        notes.append(Saying(SHORT_JALALI, {"column": header}))
    if decided.order != "open":
        return notes, []

    def as_read(day_first: bool) -> Any:
        one_way = replace(decided, day_first=day_first)
        return lambda cell: _said(_days.day(cell, one_way), rules)

    differing = [cell for cell in usable if isinstance(cell, str) and _days.is_open(cell)]
    shown = samples(differing, as_read(True), as_read(False))
    if not any(one != two for _, (one, two) in shown):  # 05/05/2026 is the same in either order
        return notes, []
    default = "day" if decided.day_first else "month"
    asked = Saying(_ORDER_ASKED)
    return notes, [Question(DAY_FIRST, (header,), _ORDERS, shown, default, asked, rules.day_first is not None)]


def _calendar_question(
    back: Mapping[Cell, date | None], header: str, rules: ParseRules, turned: _turned.Turned
) -> Question:
    shown = samples(back, lambda cell: _said(back[cell], rules), lambda cell: _said(cell, rules))
    default = "jalali" if _is_turned(turned, rules) else "gregorian"
    return Question(CALENDAR, (header,), _CALENDARS, shown, default, Saying(_CALENDAR_ASKED), rules.turned is not None)


def _says_more(cell: Cell, value: Any, jalali: bool) -> bool:
    """Whether a date is written in another way than the company reads it: its digits, order, calendar, or a number."""
    if isinstance(cell, str):
        return not _AS_READ.fullmatch(cell) or (not jalali and _JALALI_TEXT.match(cell) is not None)
    if isinstance(value, datetime):
        return not isinstance(cell, datetime)
    return bool(value != (cell.date() if isinstance(cell, datetime) else cell))


def _said(value: Any, rules: ParseRules) -> str:
    if isinstance(value, datetime):
        return rules.locale.date(value.date())
    return rules.locale.date(value) if isinstance(value, date) else "–"


def _shown(cell: Cell) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
