"""What the figures say, in plain words, and how the model works: the one page."""

from __future__ import annotations

import streamlit as st

from _session import locale, t
from _ui import page
from crm_core.base.i18n import N_
from crm_core.deals.forecast.honesty import Honesty

SIGNS = {
    "owner": N_("an owner who wins more often than usual"),
    "source": N_("a source from which more is won than usual"),
    "pushes": N_("more pushes of the expected close than usual"),
    "age": N_("more days since the opening than usual"),
    "in_stage": N_("more days in the stage than usual"),
    "size": N_("a larger amount than usual"),
    "said": N_("an own probability above the stage’s"),
}
_NO_MATTER = 0.05


def too_thin(found: Honesty) -> None:
    """Said in place of the figures where history tells too little."""
    won, lost = found.decided
    hint = t(
        "There are {won} won and {lost} lost deals of the last two years; it takes {n} of each before a period. Until "
        "then the forecast goes by the probabilities of the stages.",
        won=won,
        lost=lost,
        n=found.enough,
    )
    page.empty(t("History is too thin to judge forecasts."), hint)


def verdict(found: Honesty, said: str) -> None:
    """Which was better, and how much of it was looked at."""
    errors, quality = found.errors["start"], found.quality["in_period"]
    better = (errors.model or 0) < (errors.stages or 0) and quality["model"].brier < quality["stages"].brier
    words = (
        t("The model was nearer to what came than plain stage weights.")
        if better
        else t("The model was no better than plain stage weights here; take it with care.")
    )
    st.markdown(f"**{words}** {said}.")
    notes = []
    if found.left_out:
        notes.append(t("{n} earlier periods are left out: too little was known before them.", n=found.left_out))
    if found.every > 1:
        notes.append(t("Of the long history one deal in {n} was looked at, by its number.", n=found.every))
    if notes:
        st.caption(" ".join(notes))


def explain(found: Honesty) -> None:
    """How the forecast comes about, for whoever wants to know."""
    with st.expander(t("How the forecast comes about")):
        for words in _page(found):
            st.markdown(words)


def _page(found: Honesty) -> list[str]:
    won, lost = found.decided
    strong = sorted(found.learnt.items(), key=lambda one: -abs(one[1] - 1))
    signs = [
        "- " + t("{sign}: {share}", sign=t(SIGNS[name]), share=locale().percent(round(factor - 1, 2), signed=True))
        for name, factor in strong
        if name in SIGNS and abs(factor - 1) >= _NO_MATTER
    ]
    return [
        t(
            "**What it learns from.** The open deals of past days, four weeks apart, over two years: what was known of "
            "each then, and how it went on. Now these are {won} won and {lost} lost deals. With fewer than {n} of each "
            "it does not learn and goes by the stages.",
            won=won,
            lost=lost,
            n=found.enough,
        ),
        t(
            "**What it says of a deal.** How likely it is won, and lost, in each of the weeks to come: first by its "
            "stage, then by what speaks for and against it. Where few deals speak, a person or source counts as usual."
        ),
        t("**What counts today**, for the odds that a deal is won soon:"),
        "\n".join(signs),
        t(
            "**What it says of a period.** What is won, what open deals are likely to bring, and what past stretches "
            "of the same length brought from deals that did not exist when they began. 4,000 courses are drawn, with "
            "good and bad times for all deals together; one of ten stays below the low figure, nine of ten below the "
            "high one."
        ),
        t(
            "**How it is tested here.** For each past period the model is learnt only from what was known at its "
            "start. Stage weights are what was won until then and the open deals due in the period by the probability "
            "of their stage. Only the source is as it is today: it is not kept through time."
        ),
        t(
            "**Who sees what.** Rates are learnt from all deals of the company, which shows no record. The figures are "
            "of the deals that you see."
        ),
    ]
