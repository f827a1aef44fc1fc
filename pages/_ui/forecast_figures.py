"""A forecast in a row of figures: won, expected with its range, the target and how likely it is, what people say."""

from __future__ import annotations

from collections.abc import Sequence

import _session
from _session import t, tn
from _ui import kpi
from crm_core.base.money import exponent
from crm_core.deals.outlook import Outlook

EVEN = 0.5
"""A target that is less likely than this is at risk."""
_DIGITS = 3
"""So many digits of what is foreseen carry something."""


def show(found: Outlook) -> None:
    """Draw the figures of a period that runs or is to come, or what was foreseen of one that is over and what came."""
    kpi.row(_after(found) if found.is_over else _before(found))


def span(low: int, high: int) -> str:
    """The range in which eight of ten courses end."""
    locale = _session.locale()
    lowest = locale.money(
        low, short=True, unit=not locale.rtl
    )  # read from the right, the unit follows and is said once
    return t("{low} to {high}", low=lowest, high=locale.money(high, short=True))


def about(amount: int | None) -> str:
    """What is only foreseen, to as many digits as it is worth, without its unit; or the mark for nothing."""
    money = _session.locale().money
    if not amount:
        return money(None)
    carried = max(len(str(abs(amount))) - _DIGITS, exponent(_session.locale().currency))
    return money(round(amount, -carried), unit=False)


def _before(found: Outlook) -> Sequence[kpi.Figure]:
    return [_won(found), _expected(found), _target(found), _committed(found), *_submitted(found)]


def _won(found: Outlook) -> kpi.Figure:
    money = _session.locale().money
    label = t("Won") if found.is_over else t("Won so far")
    if not found.target:
        return kpi.Figure(label, money(found.won, short=True), t("No target is set"), money(found.won))
    share = found.won / found.target
    note = t("{share} of {target}", share=_session.locale().percent(share), target=money(found.target, short=True))
    due = None if found.is_over or found.due is None else found.due / found.target
    return kpi.Figure(label, money(found.won, short=True), note, money(found.won), share=share, due=due)


def _expected(found: Outlook) -> kpi.Figure:
    one, locale = found.foreseen, _session.locale()
    open_deals = t("{amount} from open deals", amount=locale.money(one.from_open))
    new = t("{amount} from deals still to come", amount=locale.money(one.from_new))
    middle = t("as likely more as less than {amount}", amount=locale.money(one.middle))
    return kpi.Figure(
        t("Expected by the end"),
        locale.money(one.expected, short=True),
        span(one.low, one.high),
        f"{locale.money(one.expected)} · {open_deals} · {new} · {middle}",
    )


def _target(found: Outlook) -> kpi.Figure:
    """How likely the target is reached, and what the middle lacks of it."""
    locale = _session.locale()
    if not found.target or found.reach is None:
        hint = t("Set one to see how likely it is") if _session.can("targets") else ""
        return kpi.Figure(t("Reaching the target"), locale.number(None), hint)
    gap = found.target - found.foreseen.expected
    amount = locale.money(abs(gap), short=True)
    note = t("{amount} short of it", amount=amount) if gap > 0 else t("{amount} beyond it", amount=amount)
    full = t("Target {amount}", amount=locale.money(found.target))
    tone: kpi.Tone = "risk" if found.reach < EVEN else ""
    return kpi.Figure(t("Reaching the target"), chance(found.reach), note, full, tone=tone)


def chance(share: float) -> str:
    """A chance in percent, which is never said to be certain."""
    percent = _session.locale().percent
    if share > 0.99:
        return t("over {percent}", percent=percent(0.99))
    return t("under {percent}", percent=percent(0.01)) if share < 0.01 else percent(share)


def _committed(found: Outlook) -> kpi.Figure:
    money = _session.locale().money
    commit, likely = found.judged.commit, found.judged.likely
    note = t("and {amount} likely", amount=money(likely.amount, short=True))
    full = t("{amount} with what is won", amount=money(found.won + commit.amount))
    return kpi.Figure(t("Committed"), money(commit.amount, short=True), note, full)


def _submitted(found: Outlook) -> Sequence[kpi.Figure]:
    if not found.takes_figures:
        return ()
    money, said = _session.locale().money, found.submitted
    if not said.people:
        return (kpi.Figure(t("Submitted"), money(None), t("by nobody yet")),)
    note = tn("by {n} person", "by {n} people", said.people)
    full = t("{amount} of it committed", amount=money(said.commit))
    return (kpi.Figure(t("Submitted"), money(said.amount, short=True), note, full),)


# A period that is over


def _after(found: Outlook) -> Sequence[kpi.Figure]:
    """What was foreseen at the start of the period, and how far it lay from what came."""
    one, money = found.foreseen, _session.locale().money
    if not one.deals and not one.expected:
        foreseen = kpi.Figure(t("Foreseen at its start"), money(None), t("no deals were open then"))
    else:
        inside = one.low <= found.won <= one.high
        note = t("it came inside {span}" if inside else "it came outside {span}", span=span(one.low, one.high))
        tone: kpi.Tone = "" if inside else "risk"
        value = money(one.expected, short=True)
        foreseen = kpi.Figure(t("Foreseen at its start"), value, note, money(one.expected), tone=tone)
    stages = kpi.Figure(
        t("By the weights of stages"), money(one.by_stages, short=True), _off(one.by_stages, found.won),
        money(one.by_stages),
    )  # fmt: skip
    figures = [_won(found), foreseen, stages]
    if found.submitted.people:
        said = found.submitted.amount
        figures.append(kpi.Figure(t("Last submitted"), money(said, short=True), _off(said, found.won), money(said)))
    return figures


def _off(foreseen: int, came: int) -> str:
    """How far a figure lay from what came."""
    if not came:
        return ""
    return t("{percent} off", percent=_session.locale().percent(foreseen / came - 1, signed=True))
