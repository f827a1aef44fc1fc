"""What every reader of a column goes by, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_, Locale
from crm_core.fields import Field
from crm_core.lists._asking import SHOWN, Question
from crm_core.lists._cells import written
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

ListOrder = Literal["day_first", "month_first"]
_UTC = ZoneInfo("UTC")
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW", "PR", "GU"})


@dataclass(frozen=True)
class ParseRules:
    """The company's habits, and what a person decided for this list, for where a column leaves it open.

    `toman` says that amounts without a unit are Toman (in a company whose currency is IRR); `day_first` that
    5/3/2017 is the fifth of March (None: as `list_order`, which other columns of the list prove, else as the country
    does); `unit` and `turned` are what a person answered about amounts without a unit and about dates that a program
    took for Gregorian ones (None: not asked). `own_currency`: each record may have its own; `named`: the unit that the
    rows themselves name. `today` lets dates be judged; `locale` is the reader's, for samples.
    """

    currency: str = "USD"
    country: str = "US"
    area_code: str | None = None
    zone: ZoneInfo = _UTC
    jalali: bool = False
    persian: bool = False
    toman: bool = False
    day_first: bool | None = None
    unit: Literal["IRR", "IRT"] | None = None
    turned: bool | None = None
    list_order: ListOrder | None = None
    own_currency: bool = False
    named: str | None = None
    today: date | None = None
    locale: Locale = field(default_factory=Locale)

    @property
    def day_leads(self) -> bool:
        if self.day_first is None and self.list_order is not None:
            return self.list_order == "day_first"
        return self.country not in _MONTH_FIRST_COUNTRIES if self.day_first is None else self.day_first

    @property
    def iranian(self) -> bool:
        """Whether identity numbers, postal codes and places are Iranian ones."""
        return self.country == "IR"


@dataclass
class Reading:
    """What the distinct cells of a column mean; None: the cell cannot be taken, for `reason` (if any).

    `reasons` has the reason of single cells where it is another one. `changed` has, for cells that say
    something else now, what they say.
    """

    values: Mapping[Cell, Any]
    reason: str = ""
    more: Mapping[Cell, list[Any]] = field(default_factory=dict)
    units: Mapping[Cell, str | None] = field(default_factory=dict)
    notes: Sequence[Saying] = ()
    questions: Sequence[Question] = ()
    reasons: Mapping[Cell, str] = field(default_factory=dict)
    changed: Changes | None = None


@dataclass(frozen=True)
class Changes:
    """The cells that were changed, and how to say what one became; said only of those that are shown."""

    cells: Iterable[Cell]
    say: Callable[[Any], str] = str


Reader = Callable[[list[Cell], Field, str, ParseRules], Reading]


def samples(cells: Iterable[Cell], *ways: Callable[[Cell], str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Some cells as they are written, each with what it becomes in every way."""
    shown: dict[str, tuple[str, ...]] = {}
    for cell in cells:
        shown.setdefault(written(cell).strip(), tuple(way(cell) for way in ways))
        if len(shown) == SHOWN:
            break
    return tuple(shown.items())


ANSWERS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "day_first": {"day": {"day_first": True}, "month": {"day_first": False}},
    "unit": {"IRR": {"unit": "IRR"}, "IRT": {"unit": "IRT"}},
    "calendar": {"jalali": {"turned": True}, "gregorian": {"turned": False}},
}
"""What the answers to a list's questions mean for its rules."""


def answered(rules: ParseRules, answers: Mapping[str, str]) -> ParseRules:
    """The rules with a person's answers to questions. Raises Invalid for an answer that is none of the choices."""
    meant: dict[str, Any] = {}
    for key, answer in answers.items():
        if key in ANSWERS and answer not in ANSWERS[key]:
            raise Invalid(N_("“{value}” is not one of the choices."), field=key, value=answer)
        meant |= ANSWERS.get(key, {}).get(answer, {})
    return replace(rules, **meant)
