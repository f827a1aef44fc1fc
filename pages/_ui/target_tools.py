"""What fills a sheet of targets: carrying on last year's, spreading over periods, giving on to those below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

import _session
from _session import read, t, tn
from _ui import messages, once, target_sheet
from _ui.boundary import dialog
from _ui.target_choice import Chosen
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.deals.targets import OVER_PEOPLE, OVER_PERIODS, By, Cell, Holder, Sheet, copied, down, over_periods, put
from crm_core.deals.targets.choosing import segments_of
from crm_core.deals.targets.holders import has_customers, segment_fields
from crm_core.deals.targets.spreading import parts_below
from crm_core.fields.search import search
from crm_core.trust.unit_of_work import Work

_NEW = Callable[[Work], list[Cell]]
_CUSTOMER = "customer"
_FILL = "target_fill"


def actions(chosen: Chosen, one: Sheet) -> None:
    """The buttons at the head of the sheet."""
    filling = st.popover(t("Fill in"), icon=":material/auto_fix_high:", key=_FILL, on_change="rerun")
    with filling, st.container(key="selection_lines", gap=None):
        for key, label, draw in (
            ("copy", N_("Carry on last year’s …"), _copy),
            ("spread", N_("Spread over the periods …"), _spread),
            ("down", N_("Give on to units and people …"), _down),
        ):
            if st.button(
                t(label), key=f"target_{key}", type="tertiary", width="stretch",
                on_click=_session.hold_widget, args=(_FILL, False),
            ):  # fmt: skip
                dialog(t(label).removesuffix(" …"), partial(draw, chosen, one), width="large")
    if st.button(t("Add segment or customer"), icon=":material/add:", key="target_add"):
        dialog(t("Add segment or customer"), partial(_add, chosen))


# Carry on


def _copy(chosen: Chosen, one: Sheet) -> None:
    locale = _session.locale()
    st.caption(
        t(
            "The targets of {before} become those of {year}.",
            before=locale.period(one.year.last_year()),
            year=locale.period(one.year),
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = st.number_input(t("Change in percent"), -100, 10_000, 10, key="target_percent", width=180)
        over = st.checkbox(t("Also replace what is set already"), key="target_over")
    _offer(chosen, one, ("copy", percent, over), lambda w: copied(w, one, int(percent), over=over))


# Spread


def _spread(chosen: Chosen, one: Sheet) -> None:
    if len(one.periods) == 1:
        st.caption(t("Choose months or quarters first; a year is spread over them."))
        return
    lines = {line.holder: line for line in one.lines if line.may_set}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        holder = _holder(list(lines), {key: line.name for key, line in lines.items()})
        whole = lines[holder].whole
        text = st.text_input(
            t("For {year} in all", year=_session.locale().period(one.year)),
            "" if whole is None else chosen.figure(whole),
            key=f"target_whole_{hash(holder)}",
            width=220,
        )
        by, hand = _by(OVER_PERIODS)
    if not text.strip():
        st.caption(t("Type what is to be reached in all."))
        return
    try:
        amount = chosen.parse(text)
    except DaftarError as wrong:
        st.error(wrong.say(_session.locale()))
        return
    given = ("spread", holder, amount, by, tuple(hand))
    _offer(chosen, one, given, lambda w: over_periods(w, one, holder, amount, by, hand))


def _down(chosen: Chosen, one: Sheet) -> None:
    below = {line.holder: line.name for line in one.lines if read(parts_below, one, line.holder)}
    if not below:
        st.caption(t("There is nobody below to whom it could be given."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        holder = _holder(list(below), below)
        by, hand = _by(OVER_PEOPLE)
    st.caption(t("Each target is divided to the last unit; the parts sum to it exactly."))
    _offer(chosen, one, ("down", holder, by, tuple(hand)), lambda w: down(w, one, holder, by, hand))


def _holder(holders: Sequence[Holder], names: dict[Holder, str]) -> Holder:
    """Whose target is divided."""
    chosen: Holder = st.selectbox(t("Of"), holders, format_func=names.__getitem__, key="target_holder", width=220)
    return chosen


def _by(ways: Mapping[By, str]) -> tuple[By, list[int]]:
    """By which weights; those by hand are whole numbers, one for each part."""
    by: By = st.selectbox(t("How"), list(ways), format_func=lambda one: t(ways[one]), key="target_by", width=220)
    if by != "hand":
        return by, []
    text = st.text_input(t("Weights, in their order"), key="target_weights", placeholder="10 8 8 …", width=260)
    try:
        words = text.replace("،", " ").replace(",", " ").split()
        return by, [int(_session.locale().parse_number(word)) for word in words]
    except Invalid:
        return by, []


# What it comes to


def _offer(chosen: Chosen, one: Sheet, given: object, make: _NEW) -> None:
    """Show what the cells would be, and store them."""
    try:
        with _session.work() as w:
            cells = make(w)
    except DaftarError as wrong:
        st.caption(wrong.say(_session.locale()))
        return
    _preview(chosen, one, cells)
    if st.button(tn("Store {n} target", "Store {n} targets", len(cells)), type="primary", key="target_store"):
        place = ("target_fill", chosen.measure.key, one.year, one.periods[0].step, given)
        _stored(chosen, place, cells)
        st.rerun()


def _stored(chosen: Chosen, given: object, cells: Sequence[Cell]) -> None:
    def act(w: Work) -> tuple[int, int]:
        with w.changing("bulk_edit", about="targets") as made:
            return made.id, put(w, chosen.measure.key, cells)

    try:
        change_set, changed = once.stored("target_fill", given, act)
    except DaftarError as wrong:
        messages.refuse(wrong.say(_session.locale()))
        return
    if changed:
        messages.did(tn("{n} target saved.", "{n} targets saved.", changed), undo=change_set)
    else:
        messages.did(t("Nothing differs from what is stored."))


def _preview(chosen: Chosen, one: Sheet, cells: Sequence[Cell]) -> None:
    locale = _session.locale()
    values = {(cell.holder, cell.period): cell.value for cell in cells}
    lines = [line for line in one.lines if any(holder == line.holder for holder, _ in values)]
    heads = [t("Name"), *target_sheet.period_names(chosen, one), t("Sum")]
    body = []
    for line in lines:
        some = [values.get((line.holder, period)) for period in one.periods]
        total = sum(value for value in some if value is not None)
        body.append(
            [line.name, *("" if value is None else chosen.figure(value) for value in some), chosen.figure(total)]
        )
    if len(lines) > 1:
        column = [[values.get((line.holder, period)) or 0 for line in lines] for period in one.periods]
        sums = [sum(some) for some in column]
        body.append([t("Sum"), *(chosen.figure(value) for value in sums), chosen.figure(sum(sums))])
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    rows = "".join("<tr>" + "".join(f"<td><bdi>{escape(text)}</bdi></td>" for text in row) + "</tr>" for row in body)
    unit = f" ({locale.unit()})" if chosen.money else ""
    st.caption(t(chosen.measure.label) + unit)
    st.html(
        f'<div class="pasted target-preview"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


# Segments and customers


def _add(chosen: Chosen) -> None:
    fields = segment_fields(chosen.measure.key)
    labels = {key: t(field.label) for key, field in fields.items()}
    if has_customers(chosen.measure.key):
        labels = {_CUSTOMER: t("A single customer"), **labels}
    kind = st.selectbox(t("What"), list(labels), format_func=labels.__getitem__, key="target_kind")
    unit = None if _session.actor().sees_all else _session.actor().unit_id
    found = _customer(unit) if kind == _CUSTOMER else _segment(chosen, kind, unit)
    if not _session.actor().sees_all:
        st.caption(t("It is counted within your unit and those below."))
    if st.button(t("Add"), type="primary", disabled=found is None, key="target_add_store") and found is not None:
        target_sheet.add(chosen, found)
        st.rerun()


def _segment(chosen: Chosen, field: str, unit: int | None) -> Holder | None:
    values = read(segments_of, chosen.measure.key, field)
    value = st.selectbox(
        t("Which"), list(values), index=None, format_func=values.__getitem__, key=f"target_value_{field}",
        placeholder=t("Choose …"),
    )  # fmt: skip
    return Holder("segment", None, field, value, unit) if value is not None else None


def _customer(unit: int | None) -> Holder | None:
    text = st.text_input(t("Name, phone or e-mail"), key="target_customer_text")
    hits = read(search, text, limit=12, kind="customer") if text.strip() else []
    names = {hit.id: hit.label for hit in hits}
    if text.strip() and not names:
        st.caption(t("No customer is found by this."))
    number = (
        st.selectbox(t("Which"), list(names), format_func=names.__getitem__, key="target_customer") if names else None
    )
    return Holder("customer", number, unit=unit) if number is not None else None
