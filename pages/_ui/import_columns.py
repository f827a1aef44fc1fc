"""What was recognised of a list: what it holds, where it lies, which column is which field; all can be corrected."""

from __future__ import annotations

from functools import partial

import streamlit as st

import _session
from _session import t, tn
from _ui.import_file import ListAtHand, deciding
from _ui.import_table import text
from _ui.markdown import plain
from crm_core.lists.recognise import KEEP, KINDS, ListColumn, RecognisedList

_SURE = 0.75
"""Below this a proposal is worth a second look."""
_LONGEST = 60
_FEW = 8
"""So many columns without a place are shown at once; more are folded away."""


def choose_kind(at_hand: ListAtHand, found: RecognisedList) -> None:
    """What the list holds, and why it is thought so."""
    st.selectbox(
        t("The list holds"),
        list(KINDS),
        index=0 if found.kind else None,
        format_func=lambda key: t(KINDS[key].label),
        placeholder=t("Choose"),
        help=_reason(found),
        width=190,
        **deciding("import_kind", found.kind, lambda kind: at_hand.decide_anew(kind=kind)),
    )


def _reason(found: RecognisedList) -> str | None:
    """What speaks for the kind, and for the next best."""
    locale, guesses = _session.locale(), {guess.kind: guess for guess in found.kinds}
    if found.kind not in guesses:
        return None
    said = [f"{t(KINDS[found.kind].label)}: {plain(guesses[found.kind].reason.say(locale))}"]
    others = [guess for guess in found.kinds if guess.kind != found.kind and guess.score > 0]
    said += [f"{t(KINDS[guess.kind].label)}: {plain(guess.reason.say(locale))}" for guess in others[:1]]
    return "  \n".join(said)


def choose_place(at_hand: ListAtHand, found: RecognisedList) -> None:
    """Where in the file the list lies, behind a button: it is seldom to be corrected."""
    with st.popover(t("Sheet and header"), icon=":material/tune:", key="import_reading"):
        sheets = {sheet.name: sheet.hidden for sheet in at_hand.opened.workbook.sheets}
        if len(sheets) > 1:
            st.selectbox(
                t("Sheet"),
                list(sheets),
                format_func=lambda name: t("{name} (hidden)", name=name) if sheets[name] else name,
                **deciding(
                    "import_sheet",
                    found.sheet.name,
                    lambda sheet: at_hand.decide_anew(sheet=sheet, header_row=None, kind=None),
                ),
            )
        st.number_input(
            t("Row of the header (0: there is none)"),
            min_value=0,
            step=1,
            **deciding("import_header", found.header_row or 0, lambda row: at_hand.decide_anew(header_row=int(row))),
        )


def show(at_hand: ListAtHand, found: RecognisedList) -> None:
    """The columns that are worth a look, and behind one line those that are clear."""
    filled = [column for column in found.columns if column.samples]
    unsure, without = _worth_a_look(at_hand, found, filled)
    clear = [column for column in filled if column.header not in unsure | without]
    placeless = [column for column in filled if column.header in without]
    asked = [column for column in filled if column.header in unsure]
    if len(placeless) <= _FEW:
        asked, placeless = [*asked, *placeless], []
    if asked:
        st.subheader(t("Columns to look at"), anchor=False)
        _columns(at_hand, found, "asked", asked)
    if placeless:
        said = t("{n} columns have no place here and are left out", n=len(placeless))
        _folded(at_hand, found, "placeless", said, placeless)
    if clear:
        said = tn("{n} column recognised", "{n} columns recognised", len(clear))
        _folded(at_hand, found, "clear", said, clear)
    if empty := [plain(column.header) for column in found.columns if not column.samples]:
        names = ("، " if _session.locale().rtl else ", ").join(empty[:_FEW]) + (" …" if len(empty) > _FEW else "")
        st.caption(tn("{n} empty column: {names}", "{n} empty columns: {names}", len(empty), names=names))


def _worth_a_look(
    at_hand: ListAtHand, found: RecognisedList, filled: list[ListColumn]
) -> tuple[frozenset[str], frozenset[str]]:
    """The headers of columns whose field is unsure, and of those without one.

    Settled when the list is first seen, so that a column stays in its place when it is corrected.
    """
    key = ("columns", found.kind, found.header_row)
    if key not in at_hand.seen:
        unsure = frozenset(one.header for one in filled if one.field is not None and one.confidence < _SURE)
        at_hand.seen[key] = unsure, frozenset(one.header for one in filled if one.field is None)
    return at_hand.seen[key]  # type: ignore[no-any-return]


def _folded(at_hand: ListAtHand, found: RecognisedList, name: str, said: str, columns: list[ListColumn]) -> None:
    with st.expander(said, key=f"import_fold_{name}", type="compact", on_change="rerun") as folded:
        if folded.open:
            _columns(at_hand, found, name, columns)


def _columns(at_hand: ListAtHand, found: RecognisedList, name: str, columns: list[ListColumn]) -> None:
    with st.container(key=f"import_columns_{name}", gap=None):
        for column in columns:
            _column(at_hand, found, column)


def _column(at_hand: ListAtHand, found: RecognisedList, column: ListColumn) -> None:
    fields = KINDS[found.kind].fields if found.kind else {}
    offered = ["", *([KEEP] if "note" in fields else []), *fields]
    now = column.field if column.field in offered else ""
    name, field, why = st.columns([5, 4, 3], vertical_alignment="center", gap="small")
    samples = "".join(f"<span>{text(sample[:_LONGEST])}</span>" for sample in column.samples)
    name.html(f"<div class='column'><b>{text(column.header)}</b><small>{samples}</small></div>")
    field.selectbox(
        column.header,
        offered,
        format_func=lambda key: _ways().get(key) or t(fields[key].label),
        disabled=not fields,
        label_visibility="collapsed",
        **deciding(f"import_field_{column.index}", now, partial(_fill, at_hand, column.header)),
    )
    why.caption(_how_sure(column))


def _fill(at_hand: ListAtHand, header: str, key: str) -> None:
    at_hand.decide(mapping={**at_hand.choices.mapping, header: key or None})


def _ways() -> dict[str, str]:
    """What else can become of a column than to fill a field."""
    return {"": t("– leave out –"), KEEP: t("– keep in the note –")}


def _how_sure(column: ListColumn) -> str:
    """Why a field is proposed; said louder where it may be wrong."""
    if column.field is None or column.why is None:
        return t("not brought in")
    why = plain(column.why.say(_session.locale()))
    if column.confidence >= _SURE:
        return why
    return f":orange[{t('{why}; please check', why=why)}]"
