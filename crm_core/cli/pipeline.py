"""pipeline: the deals by stage, as of any day."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from crm_core.base.i18n import N_
from crm_core.base.money import to_major
from crm_core.deals.asof import open_total, pipeline_as_of
from crm_core.deals.totals import Totals
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_where, where
from ._days import day_of
from ._show import table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="D", help="the end of this day (default: now)")
    add_where(parser)


def _pipeline(desk: Desk, given: Namespace) -> Answer:
    with desk.office.read(desk.actor) as w:
        day = day_of(given.as_of) if given.as_of else w.clock.today()
        stages = pipeline_as_of(w, day, where(w, "deal", given.where))
        total = open_total(stages)
        t = w.locale.t
        headers = [t(N_("Pipeline")), t(N_("Stage")), t(N_("Deals")), t(N_("Amount")), t(N_("Weighted"))]
        rows = [[one.stage.pipeline, one.stage.name, *_said(w, one.total)] for one in stages]
        rows.append([t(N_("Open")), "", *_said(w, total)])
        data = {
            "as_of": day,
            "currency": w.company.currency,
            "stages": [
                {
                    "pipeline": one.stage.pipeline,
                    "stage": one.stage.name,
                    "kind": one.stage.kind,
                    **_figures(w, one.total),
                }
                for one in stages
            ],
            "totals": _figures(w, total),
        }
        return Answer(data, table(headers, rows, {2, 3, 4}))


def _figures(w: Work, total: Totals) -> dict[str, Any]:
    """Counts and amounts in major units; deals in other currencies are counted, their amounts stand apart."""
    found: dict[str, Any] = {
        "count": total.count,
        "amount": to_major(total.amount, w.company.currency),
        "weighted": to_major(total.weighted, w.company.currency),
    }
    if total.others:
        found["other_currencies"] = {code: to_major(minor, code) for code, minor in sorted(total.others.items())}
    return found


def _said(w: Work, total: Totals) -> list[str]:
    return [w.locale.number(total.count), w.locale.money(total.amount), w.locale.money(total.weighted)]


COMMANDS = (Command("pipeline", "the deals by stage, today or as of any day", _arguments, _pipeline),)
