"""changes: what moved in the open pipeline between two days, so that opening and movements make the closing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from crm_core.base.i18n import N_
from crm_core.base.money import to_major
from crm_core.deals.movements import KINDS, Changes, DealMovement, Standing, Sum, changes
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_where, where
from ._days import day_of
from ._show import table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--since", required=True, metavar="D", help="from the end of this day")
    parser.add_argument("--until", metavar="D", help="to the end of this day (default: now)")
    add_where(parser)


def _changes(desk: Desk, given: Namespace) -> Answer:
    with desk.office.read(desk.actor) as w:
        since, until = day_of(given.since), day_of(given.until) if given.until else w.clock.today()
        found = changes(w, since, until, where(w, "deal", given.where))
        data = {
            "since": since,
            "until": until,
            "currency": w.company.currency,
            "opening": _sum(w, found.opening),
            "closing": _sum(w, found.closing),
            "movements": [
                {"kind": one.kind, "count": one.count, "amount": _major(w, one.amount), "deals": one.deals}
                for one in found.movements
            ],
            "deals": [_deal(w, one, found) for one in found.deals],
        }
        return Answer(data, _lines(w, found))


def _major(w: Work, minor: int) -> Any:
    return to_major(minor, w.company.currency)


def _sum(w: Work, total: Sum) -> dict[str, Any]:
    return {"count": total.count, "amount": _major(w, total.amount)}


def _deal(w: Work, one: DealMovement, found: Changes) -> dict[str, Any]:
    """One movement of a deal: its amount before and after in its own currency, and its effect on the pipeline."""
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "before": _amount(one.before),
        "after": _amount(one.after),
        "amount": _major(w, one.amount),
        "was": _standing(one.before, found),
        "is": _standing(one.after, found),
    }


def _amount(standing: Standing | None) -> Any:
    if standing is None or standing.amount is None:
        return None
    return to_major(standing.amount, standing.currency)


def _standing(standing: Standing | None, found: Changes) -> dict[str, Any] | None:
    """How a deal stood; null where it was not there or not seen."""
    if standing is None:
        return None
    stage = found.stages.get(standing.stage_id)
    return {
        "stage": stage.name if stage else None,
        "outcome": standing.outcome,
        "amount": _amount(standing),
        "currency": standing.currency,
        "probability": standing.probability,
        "expected_close": standing.expected_close,
        "owner": found.people.get(standing.owner_id or 0),
    }


def _lines(w: Work, found: Changes) -> list[str]:
    t, locale = w.locale.t, w.locale

    def row(label: str, count: int, amount: int) -> list[str]:
        return [label, locale.number(count), locale.money(amount)]

    summary = [
        row(t(N_("At the beginning")), found.opening.count, found.opening.amount),
        *(row(t(KINDS[one.kind]), one.count, one.amount) for one in found.movements),
        row(t(N_("At the end")), found.closing.count, found.closing.amount),
    ]
    deals = [[t(KINDS[one.kind]), str(one.id), one.title, locale.money(one.amount)] for one in found.deals]
    return [
        *table([t(N_("Movement")), t(N_("Deals")), t(N_("Amount"))], summary, {1, 2}),
        "",
        *table([t(N_("Movement")), t(N_("Number")), t(N_("Deal")), t(N_("Amount"))], deals, {1, 3}),
    ]


COMMANDS = (Command("changes", "what moved in the open pipeline between two days", _arguments, _changes),)
