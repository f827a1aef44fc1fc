"""What is supposed: deals that slip, fall or are won, rates of currencies, people who leave. All of it in the address.

`slip=12:14,15:7` are deals with the days they come later, `lost=3,4` and `won=8` deals, `rates=EUR:1.08` what a
currency is worth in the company's own, `leaves=5,9` users.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

import _session
from _session import t, tn
from _ui import url
from crm_core.base.errors import Invalid
from crm_core.base.money import to_major
from crm_core.deals.forecast import DealChance, Scenario

NAMES = ("slip", "lost", "won", "rates", "leaves")
WEEK = 7
_MOST = 200
"""So many deals a link carries."""
_MOST_DAYS = 730
_DIGITS = 18
_CARRIED = frozenset({"page", "sort", *NAMES})
"""What of an address belongs to one screen only."""


# The address


def chosen() -> Scenario:
    """What the address supposes; what cannot be read is left out."""
    slipped = {deal: int(days) for deal, days in _pairs("slip") if 0 < days <= _MOST_DAYS and days == int(days)}
    return Scenario(
        slipped=slipped,
        lost=_numbers("lost").difference(slipped),
        won=_numbers("won").difference(slipped, _numbers("lost")),
        rates=_rates(),
        leaving=_numbers("leaves"),
    )


def written(supposed: Scenario) -> dict[str, str]:
    """The words of the address for what is supposed, "" for nothing."""
    return {
        "slip": ",".join(f"{deal}:{days}" for deal, days in sorted(supposed.slipped.items())),
        "lost": _joined(supposed.lost),
        "won": _joined(supposed.won),
        "rates": ",".join(f"{code}:{rate!r}" for code, rate in sorted(supposed.rates.items())),
        "leaves": _joined(supposed.leaving),
    }


def _put(supposed: Scenario) -> None:
    url.put(**written(supposed))


def clear() -> None:
    """Suppose nothing."""
    _put(Scenario())


def carried() -> dict[str, str | list[str]]:
    """The period and the filter of this address, for a link to the other screen."""
    names = [name for name in st.query_params if name not in _CARRIED]
    return {name: st.query_params.get_all(name) for name in names}


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(str(one) for one in sorted(numbers))


def _numbers(name: str) -> frozenset[int]:
    parts = url.get(name).split(",")[:_MOST]
    return frozenset(int(one) for one in parts if one.isascii() and one.isdecimal() and len(one) <= _DIGITS)


def _pairs(name: str) -> list[tuple[int, float]]:
    found = []
    for one in url.get(name).split(",")[:_MOST]:
        number, _, value = one.partition(":")
        if number.isascii() and number.isdecimal() and len(number) <= _DIGITS and _figure(value) is not None:
            found.append((int(number), _figure(value) or 0.0))
    return found


def _rates() -> dict[str, float]:
    found = {}
    for one in url.get("rates").split(",")[:_MOST]:
        code, _, value = one.partition(":")
        rate = _figure(value)
        if len(code) == 3 and code.isascii() and code.isalpha() and code.isupper() and rate:
            found[code] = rate
    return found


def _figure(text: str) -> float | None:
    """A number that is not negative, as an address writes it."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


# From the deals of the forecast


def offer(deals: Sequence[int]) -> None:
    """What may be supposed of these deals; each choice leads to the screen that shows what then would be."""
    some = list(deals)[:_MOST]
    st.markdown(tn("**{n}** selected", "**{n}** selected", len(some)), width="content")
    choices = (
        ("slip", t("What if they slip by a week?"), Scenario(slipped=dict.fromkeys(some, WEEK))),
        ("lost", t("What if they fall through?"), Scenario(lost=frozenset(some))),
        ("won", t("What if they are won?"), Scenario(won=frozenset(some))),
    )
    for name, label, supposed in choices:
        if st.button(label, key=f"what_if_{name}"):
            more = {key: word for key, word in written(supposed).items() if word}
            st.switch_page("what_if.py", query_params={**carried(), **more})


# The choice itself


def draw(supposed: Scenario, deals: Sequence[DealChance], people: Mapping[int, str], others: Iterable[str]) -> None:
    """Draw what may be supposed of these open deals, people and other currencies; a change goes into the address."""
    with st.container(key="what_if_choice", border=True, gap="small"):
        slip, lost, won = st.columns(3, gap="medium")
        with slip:
            _slip(supposed, deals)
        with lost:
            _deals("lost", t("These fall through"), supposed, deals, supposed.lost)
        with won:
            _deals("won", t("These are won"), supposed, deals, supposed.won)
        leave, rates = st.columns([1, 2], gap="medium")
        with leave:
            _leave(supposed, people)
        with rates:
            _currencies(supposed, sorted({*others, *supposed.rates}))
    gone = supposed.lost.union(supposed.won, supposed.slipped).difference(one.deal_id for one in deals)
    if gone:
        n = len(gone)
        st.caption(
            tn("{n} deal of this link is no longer open here.", "{n} deals of this link are no longer open here.", n)
        )


def _slip(supposed: Scenario, deals: Sequence[DealChance]) -> None:
    """The deals that come later, and by how much."""
    days = max(supposed.slipped.values(), default=_days())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _deals("slip", t("These slip"), supposed, deals, supposed.slipped.keys())
        key = "what_if_days"
        _session.hold_widget(key, _session.locale().number(days))
        st.text_input(t("by days"), key=key, width=90, on_change=_another_delay, args=(supposed,))


def _another_delay(supposed: Scenario) -> None:
    _put(replace(supposed, slipped=dict.fromkeys(supposed.slipped, _days())))


def _days() -> int:
    """By how many days deals slip, as it was typed; a week where that is no such number."""
    try:
        days = int(_session.locale().parse_number(_session.component_value("what_if_days") or str(WEEK)))
    except Invalid:
        return WEEK
    return days if 0 < days <= _MOST_DAYS else WEEK


def _deals(name: str, label: str, supposed: Scenario, deals: Sequence[DealChance], now: Iterable[int]) -> None:
    """The deals of one fate; a deal has one fate only, so the other two do not offer it."""
    taken = supposed.lost.union(supposed.won, supposed.slipped).difference(now)
    known = {one.deal_id: one for one in deals if one.deal_id not in taken}
    _several(
        f"what_if_{name}",
        label,
        {one: _named(deal) for one, deal in known.items()},
        now,
        partial(_fate, name, supposed),
    )


def _named(one: DealChance) -> str:
    locale = _session.locale()
    return f"{one.title} · {locale.money(one.amount, one.currency, short=True)}"


def _several(
    key: str, label: str, options: Mapping[int, str], now: Iterable[int], changed: Callable[[list[int]], None]
) -> None:
    """Several of these, as the address has them; what is chosen is told at once."""
    _session.hold_widget(key, [one for one in now if one in options])
    st.multiselect(
        label,
        list(options),
        format_func=lambda one: options[one],
        key=key,
        select_all=False,  # it would be the first one, taken by Enter
        placeholder=t("Choose"),
        on_change=lambda: changed(_session.component_value(key) or []),
    )


def _fate(name: str, supposed: Scenario, ids: list[int]) -> None:
    if name == "slip":
        days = _days()
        _put(replace(supposed, slipped={one: supposed.slipped.get(one, days) for one in ids[:_MOST]}))
    elif name == "lost":
        _put(replace(supposed, lost=frozenset(ids[:_MOST])))
    else:
        _put(replace(supposed, won=frozenset(ids[:_MOST])))


def _leave(supposed: Scenario, people: Mapping[int, str]) -> None:
    def changed(ids: list[int]) -> None:
        _put(replace(supposed, leaving=frozenset(ids)))

    _several("what_if_leaves", t("These people leave"), people, supposed.leaving, changed)


def _currencies(supposed: Scenario, codes: Sequence[str]) -> None:
    """What a unit of each other currency is worth; deals in a currency without a rate do not count."""
    if not codes:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        for code in codes:
            _rate(supposed, code)


def _rate(supposed: Scenario, code: str) -> None:
    locale, key = _session.locale(), f"what_if_rate_{code}"
    now = supposed.rates.get(code)
    shown = locale.number(now / _unit(), 6) if now is not None else ""
    _session.hold_widget(key, shown)
    st.text_input(
        t("1 {currency} is worth ({unit})", currency=code, unit=locale.unit()),
        key=key,
        placeholder=t("not counted"),
        width=210,
        on_change=_another_rate,
        args=(supposed, code),
    )


def _unit() -> float:
    """How many major units of the company's currency the unit has in which amounts are read: Toman are ten Rial."""
    locale = _session.locale()
    return float(to_major(locale.parse_money("1"), locale.currency))


def _another_rate(supposed: Scenario, code: str) -> None:
    locale = _session.locale()
    typed = (_session.component_value(f"what_if_rate_{code}") or "").strip()
    rates = {one: rate for one, rate in supposed.rates.items() if one != code}
    try:
        if typed:
            rates[code] = float(locale.parse_number(typed)) * _unit()
    except Invalid:
        return
    _put(replace(supposed, rates={one: rate for one, rate in rates.items() if rate > 0}))
