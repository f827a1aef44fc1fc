"""Lists of targets: whose, of what, for which period, how much; each row is one target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..base.days import ymd
from ..base.digits import latin_digits
from ..base.i18n import N_
from ..base.messages import in_every_language
from ..base.money import exponent
from ..base.periods import Period
from ..base.text import fold
from ..deals.targets import COMPANY, Cell, Holder, may_set, measures_with_targets, names_of, put
from ..deals.targets.choosing import segment_named
from ..deals.targets.setting import known_targets
from ..fields.links import id_named
from ..models import Customer
from ._periods import period_said
from ._planned import Plan, RowPlan
from ._rows import SAME_AS
from ._saying import Saying

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from ._listed import Listed
    from ._writing import Made

NO_HOLDER = N_("“{value}” is neither a person nor a unit here, nor a segment like “Tier: Gold”, nor a customer.")
NO_PERIOD = N_("“{value}” is not a month, quarter or year.")
NO_MEASURE = N_("There are no targets for {value}.")
NO_VALUE = N_("The row has no value.")
NOT_YOURS = N_("You may not set these targets. Ask your manager.")
NEGATIVE = N_("A target cannot be negative.")
NO_PIECES = N_("“{value}” is not a whole number.")
AS_AMOUNT = N_("The list names no measure, so these are targets of the amount won.")
_COMPANY_WORDS = frozenset(map(fold, ("company", "all", "total", "whole company", "شرکت", "کل شرکت", "کل")))
_PARTED = " · "


def planned(listed: Listed) -> list[RowPlan]:
    """The rows of a list of targets: new, changed, as they are, or in trouble."""
    reader = _Reader(listed)
    found = [reader.row(place) for place in listed.places]
    names = {
        measure: names_of(listed.w, measure, list({cell.holder for m, cell, _ in found if cell and m == measure}))
        for measure in {measure for measure, cell, _ in found if cell is not None}
    }
    stands = {
        measure: known_targets(listed.w, measure, [cell for m, cell, _ in found if cell is not None and m == measure])
        for measure in names
    }
    if not listed.has("measure") and found:
        listed.note(AS_AMOUNT)
    rows: list[RowPlan] = []
    seen: dict[Any, RowPlan] = {}
    for place, (measure, cell, why) in enumerate(found):
        row = RowPlan(place, listed.parsed.rows[place], "created", str(listed.peek("holder")[place] or ""), reason=why)
        rows.append(row)
        if cell is None:
            row.status = "failed"
            continue
        row.label = f"{names[measure][cell.holder]}{_PARTED}{listed.w.locale.period(cell.period)}"
        row.values = {"value": cell.value, "target": (measure, cell)}
        _compare(row, measure, cell, stands[measure], seen, skip=listed.options.on_match == "skip")
    return rows


def _compare(
    row: RowPlan, measure: str, cell: Cell, stands: Mapping[Any, Any], seen: dict[Any, RowPlan], *, skip: bool
) -> None:
    """What the row does to the target that is there; of two rows for one target the first counts."""
    key = (measure, cell.holder, cell.period.start, cell.period.end)
    first = seen.setdefault(key, row)
    there = stands.get(key[1:])
    if first is not row:
        row.status, row.into, row.reason = "unchanged", first.place, Saying(SAME_AS, {"row": str(first.row)})
    elif there is not None:
        row.id, row.version, row.before = there.id, there.version, {"value": there.value}
        row.status = "unchanged" if there.value == cell.value else "skipped" if skip else "updated"


def write(w: Work, plan: Plan, _made: Made, progress: Callable[[int], None]) -> None:
    """Set the targets of a plan, measure by measure."""
    cells: dict[str, list[Cell]] = {}
    for row in plan.rows:
        if row.is_new or row.is_edit:
            measure, cell = row.values["target"]
            cells.setdefault(measure, []).append(cell)
    done = 0
    for measure, some in cells.items():
        put(w, measure, some)
        done += len(some)
        progress(done)


_Found = tuple[str, Cell | None, Saying | None]


class _Reader:
    """Reads rows: each name, period and measure is looked up once."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        self.w = listed.w
        self._holders: dict[tuple[str, str, str], Holder | None] = {}
        self._may: dict[Holder, bool] = {}

    def row(self, place: int) -> _Found:
        """Measure, target and, where there is none, why."""
        measure = self._measure(place)
        if measure is None:
            return "", None, Saying(NO_MEASURE, {"value": str(self.listed.peek("measure")[place])})
        text = str(self.listed.peek("holder")[place] or "").strip()
        holder = self._holder(measure, text, str(self.listed.peek("holder_kind")[place] or ""))
        if holder is None:
            return measure, None, Saying(NO_HOLDER, {"value": text})
        period = self._period(place)
        if period is None:
            return measure, None, Saying(NO_PERIOD, {"value": str(self.listed.peek("period")[place] or "")})
        value, why = self._value(place, measure)
        if why is not None:
            return measure, None, why
        if not self._may.setdefault(holder, may_set(self.w, holder)):
            return measure, None, Saying(NOT_YOURS)
        return measure, Cell(holder, period, value), None

    def _measure(self, place: int) -> str | None:
        text = self.listed.peek("measure")[place]
        return self._measures.get(fold(str(text))) if text else "won_amount"

    @cached_property
    def _measures(self) -> Mapping[str, str]:
        known = measures_with_targets()
        return {fold(said): key for key, one in known.items() for said in (key, *in_every_language(one.label))}

    def _value(self, place: int, measure: str) -> tuple[int | None, Saying | None]:
        """In minor units for amounts; numbers come as amounts and are taken back to pieces."""
        value = self.listed.peek("value")[place]
        if value is None:
            return None, Saying(NO_VALUE)
        if value < 0:
            return None, Saying(NEGATIVE)
        if measures_with_targets()[measure].kind == "money":
            return value, None
        company = self.w.company
        unit = 10 ** exponent(company.currency) * (10 if company.currency == "IRR" and company.toman else 1)
        if value % unit:
            return None, Saying(NO_PIECES, {"value": str(value / unit)})
        return value // unit, None

    def _period(self, place: int) -> Period | None:
        company, year = self.w.company, self.listed.peek("year")[place]
        digits = latin_digits(str(year)).strip() if year is not None else ""
        given = int(digits) if digits.isdigit() else None
        text = str(self.listed.peek("period")[place] or "")
        today = self.w.clock.today()
        years = [given] if given else [None, *(ymd(today, one)[0] for one in ("gregorian", "jalali"))]
        tried = (period_said(text or str(given or ""), company.calendar, company.calendar_rules, one) for one in years)
        return next((one for one in tried if one is not None), None)

    def _holder(self, measure: str, text: str, kind: str) -> Holder | None:
        key = (measure, text, kind)
        if key not in self._holders:
            self._holders[key] = self._found(measure, text, fold(kind))
        return self._holders[key]

    def _found(self, measure: str, text: str, kind: str) -> Holder | None:
        if fold(text) in {fold(self.w.company.name), *_COMPANY_WORDS} and kind in ("", *map(fold, _said(0))):
            return COMPANY
        base, _, within = text.partition(_PARTED)
        unit = id_named(self.w, "unit", within) if within else self._own_unit
        ways: Sequence[tuple[int, Callable[[], Holder | None]]] = (
            (1, lambda: _linked("unit", id_named(self.w, "unit", text))),
            (2, lambda: _linked("user", id_named(self.w, "user", text))),
            (3, lambda: self._segment(measure, base, unit)),
            (4, lambda: self._customer(base, unit)),
        )
        for at, way in ways:
            if (not kind or kind in map(fold, _said(at))) and (found := way()) is not None:
                return found
        return None

    @property
    def _own_unit(self) -> int | None:
        """Within which unit a lead's segments and customers are counted."""
        return None if self.w.actor.sees_all else self.w.actor.unit_id

    def _segment(self, measure: str, text: str, unit: int | None) -> Holder | None:
        named = segment_named(self.w, measure, text)
        return Holder("segment", None, *named, unit) if named else None

    def _customer(self, text: str, unit: int | None) -> Holder | None:
        number = id_named(self.w, "customer", text)
        if number is None or self.w.session.get(Customer, number) is None:
            return None
        return Holder("customer", number, unit=unit)


HOLDER_KINDS = (N_("company"), N_("unit"), N_("person"), N_("segment"), N_("customer"))
"""What a holder is called in lists, in the order of `SCOPES`."""
_ALSO = ((), ("team", "تیم"), ("user", "seller", "rep", "کاربر", "فروشنده", "کارشناس"), ("tier",), ())


def _said(at: int) -> tuple[str, ...]:
    return (*in_every_language(HOLDER_KINDS[at]), *_ALSO[at])


def _linked(scope: Any, number: int | None) -> Holder | None:
    return Holder(scope, number) if number is not None else None
