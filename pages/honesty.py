"""How right forecasts were: past periods forecast again from what was known then, held against what came."""

from __future__ import annotations

import _session
from _session import t
from _ui import honesty_calibration, honesty_figures, honesty_periods, honesty_run, honesty_words, page, switch
from crm_core.base.periods import Step
from crm_core.deals.forecast.honesty import Honesty


def said(found: Honesty) -> str:
    """What was looked at, in one sentence."""
    locale = _session.locale()
    if not found.periods:
        return ""
    return t(
        "{n} past periods forecast again, each from what was known then; from {first} to {last}",
        n=len(found.periods),
        first=locale.period(found.periods[0].period),
        last=locale.period(found.periods[-1].period),
    )


def main() -> None:
    with page.head(t("How right forecasts were"), t("Past periods, forecast again from what was known then")):
        steps: dict[Step, str] = {"month": t("Months"), "quarter": t("Quarters")}
        step = switch.one_of("step", t("Periods"), steps)
    found = honesty_run.found(step)
    if found is None:
        return
    if not found.periods:
        honesty_words.too_thin(found)
        return
    honesty_figures.row(found)
    honesty_words.verdict(found, said(found))
    honesty_calibration.show(found)
    honesty_periods.show(found)
    honesty_figures.people(found)
    honesty_words.explain(found)


main()
