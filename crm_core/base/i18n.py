"""How one person reads: language, calendar, digits, currency, time zone. Values become text only here."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crm_core.base.dates import parse_date
from crm_core.base.days import MONTHS, SEASONS, WEEKDAY_NAMES, CalendarName, fiscal_year_of, week_of, ymd
from crm_core.base.digits import latin_digits, persian_digits, plain
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.figures import (
    NOTHING,
    Number,
    absent,
    grouped,
    in_script,
    parse_leading,
    parse_number,
    shortened,
)
from crm_core.base.messages import N_, Filled, Message, catalogue
from crm_core.base.money import exponent, to_major, to_minor
from crm_core.base.periods import Period
from crm_core.base.text import fold

__all__ = ["NOTHING", "N_", "Locale", "Message"]

Language = Literal["en", "fa"]
Digits = Literal["latin", "persian"]
DateStyle = Literal["short", "medium", "long"]

_UTC = ZoneInfo("UTC")
_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# In a right-to-left sentence these come apart from what they belong to, unless the value is isolated.
_COMES_APART = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[()\[\]{}<>«»“”\"'@:+]|\d-|-\d")
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_UNITS = {
    "IRR": N_("Rial"), "IRT": N_("Toman"), "USD": N_("US dollar"), "EUR": N_("euro"), "GBP": N_("pound"),
    "AED": N_("dirham"), "TRY": N_("lira"), "JPY": N_("yen"), "CNY": N_("yuan"), "INR": N_("rupee"),
}  # fmt: skip
_TOMAN = frozenset({"toman", "tomans", "تومان", "تومن", "ت", "irt"})
_RIAL = frozenset({"rial", "rials", "ریال", "irr"})


@dataclass(frozen=True)
class Locale:
    """Language, calendar, digits, currency and time zone in which a person reads and types."""

    language: Language = "en"
    calendar: CalendarName = "gregorian"
    digits: Digits = "latin"
    currency: str = "USD"
    toman: bool = False
    zone: ZoneInfo = _UTC

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language == "fa"

    # -- messages --------------------------------------------------------------------------------------------

    def t(self, message: str, **params: Any) -> str:
        """The message in this language with its {placeholders} filled; English where it has no translation.

        Plain numbers are formatted (give years and numbers of records as text), dates too; texts are isolated
        where they would fall apart; messages and errors among the values are translated.
        """
        text = catalogue(self.language).single.get(message, message) if self.language != "en" else message
        if isinstance(message, Filled):
            params = {**message.params, **params}
        return self._filled(text, params) if params else text

    def tn(self, singular: str, plural: str, n: int, **params: Any) -> str:
        """As `t`, by number: `{n}` is filled with it."""
        forms = catalogue(self.language).plural.get(singular) if self.language != "en" else None
        text = (forms or (singular, plural))[0 if n == 1 else -1]
        return self._filled(text, {"n": n, **params})

    def _filled(self, text: str, params: dict[str, Any]) -> str:
        return text.format(**{name: self._value(value) for name, value in params.items()})

    def _value(self, value: Any) -> str:
        if isinstance(value, Message):
            return self.t(value)
        if isinstance(value, str):
            return self._isolated_if_needed(value)
        if isinstance(value, DaftarError):
            return value.say(self)
        if value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)):
            return self.number(value, 2)
        if isinstance(value, dt.datetime):
            return self.datetime(value)
        return self.date(value) if isinstance(value, dt.date) else self._isolated_if_needed(str(value))

    def isolate(self, text: str) -> str:
        """A text from people made safe to stand inside a sentence of either direction."""
        if not text or (not self.rtl and not _RIGHT_TO_LEFT.search(text)):
            return text
        return f"{_FSI}{text}{_PDI}"

    def _isolated_if_needed(self, text: str) -> str:
        apart = _COMES_APART if self.rtl else _RIGHT_TO_LEFT
        return f"{_FSI}{text}{_PDI}" if text[:1] != _FSI and apart.search(text) else text

    def digits_of(self, text: str) -> str:
        """A text with its digits in the person's script; all else stays (for codes, times, phones)."""
        return persian_digits(text) if self.digits == "persian" else latin_digits(text)

    # -- numbers ---------------------------------------------------------------------------------------------

    def number(self, x: Number | None, decimals: int = 0) -> str:
        """Thousands separated, at most so many decimals; "–" for nothing."""
        return NOTHING if x is None or absent(x) else in_script(grouped(x, decimals), self.digits)

    def short(self, x: Number | None) -> str:
        """A number for cards and axes: 830 k, 4.1 bn, ۴٫۱ میلیارد."""
        if x is None or absent(x):
            return NOTHING
        number, scale = shortened(x)
        return self.t(scale).format(number=in_script(number, self.digits))

    def percent(self, x: Number | None, decimals: int = 0, *, signed: bool = False) -> str:
        """A share (0 to 1) in percent; `signed` puts + before a rise."""
        if x is None or absent(x):
            return NOTHING
        text = grouped(Decimal(str(x)) * 100, decimals)
        return in_script(("+" if signed and x > 0 else "") + text + "%", self.digits)

    def money(
        self,
        minor: int | None,
        currency: str | None = None,
        short: bool = False,
        unit: bool = True,
        exact: bool = False,
    ) -> str:
        """An amount in minor units with its unit; Rial as Toman where wanted; "–" for nothing.

        Decimals that are zero are left out unless it is to be `exact`.
        """
        if minor is None or absent(minor):
            return NOTHING
        currency = currency or self.currency
        amount = to_major(minor, currency)
        if self._as_toman(currency):
            amount, currency = amount / 10, "IRT"
        if short:
            text = self.short(amount)
        else:
            whole = amount == amount.to_integral_value()
            places = 0 if whole and not exact else 1 if currency == "IRT" else exponent(currency)
            text = in_script(grouped(amount, places, fixed=True), self.digits)
        return self._with_unit(text, currency) if unit else text

    def with_sign(self, value: float, figure: str) -> str:
        """The figure (said without a sign) with that of the value. The sign stands left of the digits also where one
        reads from the right; what follows them stays where it is read."""
        sign = "+" if value > 0 else "-" if value < 0 else ""
        if not self.rtl:
            return sign + figure
        digits, blank, rest = figure.partition(" ")
        return f"{_RLI}{_LRI}{sign}{digits}{_PDI}{blank}{rest}{_PDI}"

    def unit(self, currency: str | None = None) -> str:
        """The name of the unit in which `money` shows the currency: $, Toman, تومان, AED."""
        currency = currency or self.currency
        return self._unit_of("IRT" if self._as_toman(currency) else currency)

    def _as_toman(self, currency: str) -> bool:
        return self.toman and currency == "IRR"

    def _unit_of(self, currency: str) -> str:
        if self.language == "en" and currency not in ("IRR", "IRT"):
            return _SIGNS.get(currency, currency)
        return self.t(_UNITS[currency]) if currency in _UNITS else currency

    def _with_unit(self, text: str, currency: str) -> str:
        name = self._unit_of(currency)
        if name not in _SIGNS.values():
            return f"{text} {name}"
        return f"-{name}{text[1:]}" if text.startswith("-") else name + text

    # -- days ------------------------------------------------------------------------------------------------

    def date(self, d: dt.date | None, style: DateStyle = "short") -> str:
        """A day: 2026-11-21, ۱۴۰۵/۰۸/۳۰; medium 30 Aban 1405; long «شنبه ۳۰ آبان ۱۴۰۵»; "–" for nothing."""
        if not isinstance(d, dt.date) or _differs(d):
            return NOTHING
        year, month, day = ymd(d, self.calendar)
        if style == "short":
            mark = "/" if self.calendar == "jalali" or self.rtl else "-"
            return self.digits_of(f"{year:04}{mark}{month:02}{mark}{day:02}")
        text = self.digits_of(f"{day} {self.month_name(month)} {year}")
        if style == "medium":
            return text
        return f"{self.weekday_name(d.weekday())}{' ' if self.rtl else ', '}{text}"

    def datetime(self, instant: dt.datetime | None) -> str:
        """An instant (naive: UTC) in the person's time zone: 2026-11-21 14:05; "–" for nothing."""
        if not isinstance(instant, dt.datetime) or _differs(instant):
            return NOTHING
        local = (instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)).astimezone(self.zone)
        return f"{self.date(local.date())} {self.digits_of(f'{local:%H:%M}')}"

    def month_name(self, month: int) -> str:
        """The name of a month (1 to 12) of the person's calendar."""
        return MONTHS[self.calendar, self.language][month - 1]

    def weekday_name(self, weekday: int) -> str:
        """The name of a weekday, 0 is Monday."""
        return WEEKDAY_NAMES[self.language][weekday]

    def period(self, period: Period) -> str:
        """A period's name: 30 Aban 1405, Week 35 of 1405, Aban 1405, تابستان ۱۴۰۵, 1405, or from – to."""
        year, month, _ = ymd(period.start, period.calendar)
        names = MONTHS[period.calendar, self.language]
        if period.step == "month":
            return self.digits_of(f"{names[month - 1]} {year}")
        if period.step == "quarter":
            return self._quarter(year, (month + 2) // 3, period.calendar)
        if period.step == "half_year":
            half = N_("H2 {year}") if month > 6 else N_("H1 {year}")
            return self.t(half, year=self.digits_of(str(year)))
        if period.step == "year":
            return self.digits_of(str(year))
        if period.step == "week":
            year, week = week_of(period.start, period.rules.week_start, period.calendar)
            return self.t("Week {week} of {year}", week=self.digits_of(str(week)), year=self.digits_of(str(year)))
        if period.step == "fiscal_year":
            year = fiscal_year_of(period.start, period.rules)[0]
            return self.t("Fiscal year {year}", year=self.digits_of(str(year)))
        if period.step == "day":
            return self.date(period.start)
        return f"{self.date(period.start)} – {self.date(period.last_day)}"

    def _quarter(self, year: int, quarter: int, calendar: CalendarName) -> str:
        if calendar == "jalali":
            return self.digits_of(f"{SEASONS[self.language][quarter - 1]} {year}")
        return self.t("Q{quarter} {year}", quarter=self.digits_of(str(quarter)), year=self.digits_of(str(year)))

    def relative_days(self, n: int) -> str:
        """How far a day is from today: today, tomorrow, in 3 days, 3 days ago."""
        if -1 <= n <= 1:
            return self.t((N_("yesterday"), N_("today"), N_("tomorrow"))[n + 1])
        if n > 0:
            return self.tn("in {n} day", "in {n} days", n)
        return self.tn("{n} day ago", "{n} days ago", -n)

    # -- what people type ------------------------------------------------------------------------------------

    def parse_number(self, text: str) -> Decimal:
        """The number typed into a form. Raises Invalid with one sentence."""
        return parse_number(text)

    def parse_money(self, text: str, currency: str | None = None) -> int:
        """Minor units of an amount typed into a form; words of scale and the unit's name may follow.

        Where Rial is shown as Toman a bare number is Toman. Raises Invalid.
        """
        currency = currency or self.currency
        number, unit = parse_leading(_without_signs(text))
        unit = fold(unit)
        if currency == "IRR":
            if unit in _TOMAN or (not unit and self.toman):
                return to_minor(number * 10, "IRR")
            if not unit or unit in _RIAL:
                return to_minor(number, "IRR")
        elif not unit or unit in {fold(self._unit_of(currency)), currency.lower()}:
            return to_minor(number, currency)
        raise Invalid(N_("“{value}” is not an amount in {unit}."), value=text, unit=self.unit(currency))

    def parse_date(self, text: str) -> dt.date:
        """The day typed into a form, in either calendar. Raises Invalid."""
        day = parse_date(text)
        if day is None:
            raise Invalid(N_("“{value}” is not a date; write it like {example}."), value=text, example=self._example())
        return day

    def _example(self) -> str:
        return self.date(dt.date(2026, 11, 21))


def _without_signs(text: str) -> str:
    """The text without currency signs, which say nothing that the field does not."""
    return "".join(c for c in plain(text) if unicodedata.category(c) != "Sc").strip()


def _differs(value: object) -> bool:
    """Whether it is what pandas writes for no time, which differs from itself."""
    return value != value
