"""What tests of targets share: November 2026 with its 21 working days, and targets in one line."""

from __future__ import annotations

from crm_core.base.periods import Period, parse_code
from crm_core.deals.targets import Cell, Holder, put
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office, Work


def period(w: Work, code: str) -> Period:
    """A period by its code in the company's calendar: 2026-11, 2026-Q4, FY2027."""
    return parse_code(code, w.company.calendar, w.company.calendar_rules)


def user(actor: Actor) -> Holder:
    return Holder("user", actor.user_id)


def unit(units: dict[str, int], name: str) -> Holder:
    return Holder("unit", units[name])


def aim(
    office: Office, actor: Actor, code: str, *wanted: tuple[Holder, int | None], measure: str = "won_amount"
) -> int:
    """Set targets (amounts in whole dollars); returns how many changed."""
    factor = 100 if measure.endswith("amount") else 1
    with office.work(actor) as w:
        cells = [Cell(of, period(w, code), None if value is None else value * factor) for of, value in wanted]
        return put(w, measure, cells)
