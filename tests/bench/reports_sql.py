"""The plain statements that somebody would write by hand for a report: what the database needs at the least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_core.fields.filters import EVERYTHING
from crm_core.reports import ReportSpec


@dataclass(frozen=True)
class _Rows:
    """Where a fact lies: its table, its day, and what holds of its rows."""

    table: str
    day: str
    where: str = "TRUE"


_FACTS: Mapping[str, _Rows] = {
    "won": _Rows("deals", "closed_on", "outcome = 'won'"),
    "lost": _Rows("deals", "closed_on", "outcome = 'lost'"),
    "created": _Rows("deals", "opened_on"),
    "interactions": _Rows("interactions", "happened_on"),
    "tasks_done": _Rows("tasks", "done_on"),
}
_FIELDS: Mapping[str, tuple[str, str]] = {
    "owner": ("r.owner_id", ""),
    "unit": ("r.unit_id", ""),
    "source": ("r.source", ""),
    "stage": ("r.stage_id", ""),
    "lost_reason": ("r.lost_reason", ""),
    "city": ("c.city", "LEFT JOIN customers c ON c.id = r.customer_id"),
    "tier": ("c.tier", "LEFT JOIN customers c ON c.id = r.customer_id"),
    "product": ("l.product_id", "LEFT JOIN deal_lines l ON l.deal_id = r.id"),
}
_STEPS = {"day": 10, "week": 10, "month": 7, "quarter": 7, "year": 4, "total": 0}
"""How many letters of the day tell the step; weeks are made of days, quarters of months."""


def bare_sql(spec: ReportSpec, *, sqlite: bool) -> list[str]:
    """One statement a fact; none where a measure, field or step is not among those known here."""
    facts: dict[str, list[str]] = {}
    for part in dict.fromkeys(part for one in spec.asked for part in one.parts):
        fact, _, name = part.partition(".")
        facts.setdefault(fact, []).append(name)
    known = spec.by in _STEPS and spec.compare == "none" and spec.filter == EVERYTHING and facts.keys() <= _FACTS.keys()
    if not known or not set(spec.breakdown) <= _FIELDS.keys():
        return []
    found = [_statement(_FACTS[fact], names, spec, sqlite=sqlite) for fact, names in facts.items()]
    return [one for one in found if one] if all(found) else []


def _statement(rows: _Rows, names: list[str], spec: ReportSpec, *, sqlite: bool) -> str:
    joins = list(dict.fromkeys(_FIELDS[key][1] for key in spec.breakdown))
    amount = "l.amount" if "product" in spec.breakdown else "r.amount"
    days = "julianday(r.closed_on) - julianday(r.opened_on)" if sqlite else "r.closed_on - r.opened_on"
    sums = {"count": "count(*)", "amount": f"sum({amount})", "priced": "count(*)", "days": f"sum({days})"}
    if not set(names) <= sums.keys():
        return ""
    day = f"r.{rows.day}"
    letters = _STEPS[spec.by]
    step = [f"substr({day}, 1, {letters})" if sqlite else f"left(to_char({day}, 'YYYY-MM-DD'), {letters})"]
    keys = [*(step if letters else []), *(_FIELDS[key][0] for key in spec.breakdown)]
    if spec.calendar == "jalali" and letters == 7:
        joins.append(f"JOIN calendar_days d ON d.day = {day}")
        keys[:1] = ["d.j_year", "d.j_month"]
    wanted = ", ".join([*keys, *(sums[name] for name in dict.fromkeys(names))])
    groups = f" GROUP BY {', '.join(map(str, range(1, len(keys) + 1)))}" if keys else ""
    return (
        f"SELECT {wanted} FROM {rows.table} r {' '.join(joins)} WHERE r.deleted_at IS NULL AND {rows.where} "
        f"AND {day} >= :a AND {day} < :b{groups}"
    )
