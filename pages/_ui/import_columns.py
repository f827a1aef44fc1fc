"""What was recognised of a list: sheet, header, what it holds, which column is which field; all can be corrected."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import _session
from _session import t, tn
from _ui.import_file import ListAtHand
from _ui.search import plain
from crm_core.lists.recognise import KINDS, ListColumn, RecognisedList

_SURE = 0.75
"""Below this a proposal is worth a second look."""


def choose_list(at_hand: ListAtHand, found: RecognisedList | None) -> None:
    """One line: what the list holds, and where in the file it lies."""
    generation = at_hand.generation
    offered = [key for key, kind in KINDS.items() if kind.entity is not None]
    kind = found.kind if found else at_hand.choices.kind
    if kind is not None and kind not in offered:
        offered.append(kind)
    chosen = st.selectbox(
        t("The list holds"),
        offered,
        index=offered.index(kind) if kind in offered else None,
        format_func=lambda key: t(KINDS[key].label),
        placeholder=t("Choose"),
        key=f"import_kind_{generation}",
        width=170,
    )
    if chosen != kind:
        at_hand.decide(kind=chosen, mapping={})
        st.rerun()
    with st.popover(t("How it is read"), icon=":material/tune:", key="import_reading"):
        _choose_sheet(at_hand, found)
        _choose_reading(at_hand)


def _choose_sheet(at_hand: ListAtHand, found: RecognisedList | None) -> None:
    sheets = {sheet.name: sheet.hidden for sheet in at_hand.opened.workbook.sheets}
    now = found.sheet.name if found else at_hand.choices.sheet
    if len(sheets) > 1:
        sheet = st.selectbox(
            t("Sheet"),
            list(sheets),
            index=list(sheets).index(now) if now in sheets else 0,
            format_func=lambda name: t("{name} (hidden)", name=name) if sheets[name] else name,
            key=f"import_sheet_{at_hand.generation}",
        )
        if sheet != now:
            at_hand.decide(sheet=sheet, header_row=None, kind=None, mapping={})
            st.rerun()
    header = (found.header_row or 0) if found else 0
    row = st.number_input(
        t("Row of the header (0: there is none)"),
        min_value=0,
        value=header,
        step=1,
        key=f"import_header_{at_hand.generation}",
    )
    if row != header:
        at_hand.decide(header_row=int(row), mapping={})
        st.rerun()


def _choose_reading(at_hand: ListAtHand) -> None:
    """Where a list leaves it open: the order of day and month, and Toman or Rial."""
    days = (t("As the list shows"), t("Day before month"), t("Month before day"))
    order = _one_of(at_hand, "days", t("Dates like 5/3/2026"), days, at_hand.choices.day_first)
    toman = at_hand.choices.toman
    if _session.locale().currency == "IRR":
        units = (t("As the company does"), t("Toman"), t("Rial"))
        toman = _one_of(at_hand, "toman", t("Amounts without a unit"), units, toman)
    if (order, toman) != (at_hand.choices.day_first, at_hand.choices.toman):
        at_hand.decide(day_first=order, toman=toman)
        st.rerun()


def _one_of(at_hand: ListAtHand, name: str, label: str, said: Sequence[str], now: bool | None) -> bool | None:
    """One of three answers: left open, yes, no."""
    answers = (None, True, False)
    key = f"import_{name}_{at_hand.generation}"
    chosen = st.selectbox(label, range(3), index=answers.index(now), format_func=lambda at: said[at], key=key)
    return answers[chosen]


def show(at_hand: ListAtHand, found: RecognisedList) -> None:
    """Each column with samples and the field proposed for it; columns with nothing in them stand at the end."""
    filled = [column for column in found.columns if column.samples]
    with st.container(key="import_columns", gap=None):
        for column in filled:
            _column(at_hand, found, column)
    if empty := [column for column in found.columns if not column.samples]:
        names = ", ".join(column.header for column in empty)
        said = tn("{n} column has nothing in it: {names}", "{n} columns have nothing in them: {names}", len(empty),
                  names=plain(names))  # fmt: skip
        st.caption(said)


def _column(at_hand: ListAtHand, found: RecognisedList, column: ListColumn) -> None:
    fields = KINDS[found.kind].fields if found.kind else {}
    offered = ["", *fields]
    key = f"import_field_{at_hand.generation}_{column.index}"

    def decide() -> None:
        chosen = _session.component_value(key) or None
        at_hand.decide(mapping={**at_hand.choices.mapping, column.header: chosen})

    name, field, why = st.columns([5, 4, 3], vertical_alignment="center", gap="small")
    samples = " · ".join(plain(_session.locale().isolate(sample[:60])) for sample in column.samples)
    name.markdown(f"**{plain(column.header)}**  \n:small[:gray[{samples}]]")
    field.selectbox(
        column.header,
        offered,
        index=offered.index(column.field) if column.field in offered else 0,
        format_func=lambda key: t(fields[key].label) if key else t("– leave out –"),
        key=key,
        on_change=decide,
        disabled=not fields,
        label_visibility="collapsed",
    )
    why.caption(_how_sure(column))


def _how_sure(column: ListColumn) -> str:
    """Why a field is proposed; said louder where it may be wrong."""
    if column.field is None or column.why is None:
        return t("not brought in")
    why = column.why.say(_session.locale())
    if column.confidence >= _SURE:
        return why
    return f":orange[{t('{why}; please check', why=why)}]"
