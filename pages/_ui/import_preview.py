"""What an import would do, before it does it: the counts, what is made with it, what is asked, the rows."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import _data
import _session
from _session import can, read, t, tn
from _ui import import_columns, kpi
from _ui.import_file import ListAtHand
from _ui.import_table import table
from _ui.search import plain
from crm_core.fields.offered import offered
from crm_core.lists import preview
from crm_core.lists.importing import PreparedList
from crm_core.lists.plan import NEARLY, OnMatch, Options, Plan, new_records
from crm_core.lists.recognise import RecognisedList
from crm_core.trust.unit_of_work import Work

SHOWN = 200
"""So many rows are shown of each sort; the Excel file of problem rows has them all."""


def counts(found: dict[str, int]) -> None:
    """The five figures that add up to the rows of the list."""
    locale = _session.locale()
    figures = {
        "created": t("New"),
        "updated": t("Updated"),
        "unchanged": t("Unchanged"),
        "skipped": t("Left as they are"),
        "failed": t("Cannot be used"),
    }
    kpi.row(
        [
            kpi.Figure(label, locale.number(found[name]), tone="lost" if name == "failed" and found[name] else "")
            for name, label in figures.items()
            if name != "skipped" or found[name]
        ]
    )


def choose_match(at_hand: ListAtHand) -> None:
    """What to do with records that are there already."""
    said: dict[OnMatch, str] = {
        "update": t("Update them"),
        "skip": t("Leave them as they are"),
        "create": t("Add again"),
    }
    options = at_hand.choices.options
    chosen = st.selectbox(
        t("Records already there"),
        list(said),
        index=list(said).index(options.on_match),
        format_func=said.__getitem__,
        key=f"import_match_{at_hand.generation}",
        width=190,
    )
    _decide(at_hand, replace(options, on_match=chosen))


def choose_unit(at_hand: ListAtHand, plan: Plan) -> None:
    """Where the sales people go that the list makes."""
    people = new_records(plan.rows, plan.links).get("user", {})
    if not people or not can("users"):
        return
    units, options = read(offered, "unit"), at_hand.choices.options
    choices = [0, *units]
    chosen = st.selectbox(
        t("Unit of the new sales people"),
        choices,
        index=choices.index(options.unit_id or 0),
        format_func=lambda unit: units[unit] if unit else t("No unit yet"),
        key=f"import_unit_{at_hand.generation}",
        width=210,
    )
    _decide(at_hand, replace(options, unit_id=chosen or None))


def _decide(at_hand: ListAtHand, options: Options) -> None:
    if options != at_hand.choices.options:
        at_hand.decide(options=options)
        st.rerun()


def notes(prepared: PreparedList) -> None:
    """What was decided on the way, and what is made with the list; what is asked need not be said."""
    asked = [note for note in prepared.plan.notes if note.message != NEARLY]
    said = dict.fromkeys(note.say(_session.locale()) for note in asked)
    if said:
        st.caption("\n".join(f"- {plain(note)}" for note in said))


def ask_about_products(at_hand: ListAtHand, plan: Plan) -> None:
    """Names that differ from a product's only in blanks and marks: the same, or two?"""
    same = dict(at_hand.choices.options.same_products)
    near = {text: like for links in plan.links.values() for text, like in links.near.items()}
    for text, like in near.items():
        rows = sum(1 for row in plan.rows if _names(row.parts, text, same.get(text)))
        with st.container(horizontal=True, vertical_alignment="center", key=f"import_near_{text}"):
            st.markdown(
                t("Is **{name}** the product **{like}**?", name=plain(text), like=plain(like.name))
                + (f" :gray[({tn('{n} row', '{n} rows', rows)})]" if rows else ""),
                width="content",
            )
            said = {False: t("No, keep both"), True: t("Yes, the same")}
            chosen = st.segmented_control(
                text,
                list(said),
                default=text in same,
                format_func=said.__getitem__,
                required=True,
                label_visibility="collapsed",
                key=f"import_same_{at_hand.generation}_{text}",
            )
        if bool(chosen) != (text in same):
            if chosen:
                same[text] = like.id if like.id is not None else like.name
            else:
                del same[text]
            _decide(at_hand, replace(at_hand.choices.options, same_products=same))


def _names(parts: dict[str, list[dict[str, object]]], text: str, joined: object) -> bool:
    """Whether a row names this product; one that is joined is counted no more."""
    return joined is None and any(getattr(line["product_id"], "name", None) == text for line in parts.get("lines", ()))


def rows(at_hand: ListAtHand, found: RecognisedList, plan: Plan) -> None:
    """The columns, or the rows of one sort, whichever is chosen."""
    number = _session.locale().number
    wrong = len(plan.problems) + plan.count("failed")
    views = {"columns": f"{t('Columns')} {number(len(found.columns))}"}
    if wrong:
        views["trouble"] = f"{t('In trouble')} {number(wrong)}"
    if plan.count("updated"):
        views["changes"] = f"{t('Changes')} {number(plan.count('updated'))}"
    if plan.count("created"):
        views["new"] = f"{t('New')} {number(plan.count('created'))}"
    chosen = st.segmented_control(
        t("Show"),
        list(views),
        default="trouble" if wrong else "columns",
        format_func=views.__getitem__,
        required=True,
        label_visibility="collapsed",
        key=f"import_view_{at_hand.generation}",
    )
    if chosen == "columns" or chosen is None:
        import_columns.show(at_hand, found)
        return
    with _data.office().read(_session.actor()) as w:
        _VIEWS[chosen](w, plan)


def _troubles(w: Work, plan: Plan) -> None:
    st.caption(
        t("A cell that cannot be used stays empty; its row goes in all the same, unless the whole row is in trouble.")
    )
    found = preview.troubles(w, plan, SHOWN)
    told = [(w.locale.number(one.row), one.column or t("Whole row"), one.value, one.reason) for one in found]
    table(
        (t("Row"), t("Column"), t("Holds"), t("What is wrong")), told, whole=len(plan.problems) + plan.count("failed")
    )


def _changes(w: Work, plan: Plan) -> None:
    found = preview.changes(w, plan, SHOWN)
    told = [(w.locale.number(one.row), one.label, one.field, one.before, one.after) for one in found]
    table((t("Row"), t("Record"), t("Field"), t("Now"), t("After")), told)


def _additions(w: Work, plan: Plan) -> None:
    found = preview.additions(w, plan, SHOWN // 2)
    labels = list(dict.fromkeys(label for one in found for label in one.values))
    told = [(w.locale.number(one.row), *(one.values.get(label, "") for label in labels)) for one in found]
    table((t("Row"), *labels), told, whole=plan.count("created"))


_VIEWS = {"trouble": _troubles, "changes": _changes, "new": _additions}
