"""Names in a list that no record bears: made with the list, left empty, or meant for a record that is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

import _session
from _session import read, t, tn
from _ui.boundary import dialog
from _ui.import_file import ListAtHand, deciding
from _ui.markdown import plain
from crm_core.fields import Kind
from crm_core.fields.links import labels_of
from crm_core.fields.offered import offered
from crm_core.fields.search import search
from crm_core.lists.links import Near
from crm_core.lists.plan import Missing, Plan

_ALL = "*"
_NAMED, _SHOWN = 4, 50
_OFFERED: Mapping[str, Kind] = {
    "user": "user",
    "unit": "unit",
    "stage": "stage",
    "product": "product",
    "pipeline": "pipeline",
}
"""The kinds of which there are few enough to choose one from."""
_SEARCHED: Mapping[str, Kind] = {"customer": "customer", "contact": "contact", "deal": "deal"}
"""The kinds of which one is searched for."""
_HITS = 20


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """The missing links, one block a column, and products that are nearly another."""
    for missing in plan.missing:
        with st.container(border=True, key=f"import_missing_{missing.field}", gap="small"):
            _ask(at_hand, missing, dict(plan.options.links.get(missing.field, {})))
    _ask_about_products(at_hand, plan)


def _sentence(missing: Missing) -> str:
    """ "12 sales people without a user", by what they would be."""
    n = len(missing.names)
    said = {
        "user": tn("{n} person without a user", "{n} people without a user", n),
        "customer": tn("{n} customer that is not there yet", "{n} customers that are not there yet", n),
        "product": tn("{n} product that is not there yet", "{n} products that are not there yet", n),
        "stage": tn("{n} stage that is not there yet", "{n} stages that are not there yet", n),
    }
    return said.get(missing.kind) or tn("{n} name that was not found", "{n} names that were not found", n)


def _ask(at_hand: ListAtHand, missing: Missing, decided: dict[str, Any]) -> None:
    """One choice for all of them; behind a line, one by one."""
    everyone = _choices(missing)
    usual: Any = decided.get(_ALL, "new" if missing.can_make else "none")
    with st.container(horizontal=True, vertical_alignment="center"):
        named = (", " if not _session.locale().rtl else "، ").join(
            plain(_session.locale().isolate(text)) for text, _rows in missing.names[:_NAMED]
        )
        more = " …" if len(missing.names) > _NAMED else ""
        st.markdown(
            f"**{plain(missing.header)}**: {_sentence(missing)}  \n:gray[:small[{named}{more}]]", width="stretch"
        )
        if len(everyone) > 1:
            st.segmented_control(
                missing.header,
                list(everyone),
                required=True,
                format_func=everyone.__getitem__,
                label_visibility="collapsed",
                **deciding(f"import_links_{missing.field}", usual, partial(_note, at_hand, missing.field, _ALL)),
            )
        else:
            st.markdown(f":gray[{everyone[usual]}]", width="content")
    _one_by_one(at_hand, missing, decided, usual)


def _choices(missing: Missing) -> dict[str, str]:
    said = {"new": t("Make them with the list")} if missing.can_make else {}
    return said | {"none": t("Leave the cells empty")}


def _one_by_one(at_hand: ListAtHand, missing: Missing, decided: dict[str, Any], usual: Any) -> None:
    with st.expander(t("One by one"), type="compact", key=f"import_each_{missing.field}", on_change="rerun") as each:
        if not each.open:
            return
        ways: dict[Any, str] = {**_choices(missing), **_records(missing, decided)}
        with st.container(key=f"import_names_{missing.field}", gap=None):
            for at, (text, rows) in enumerate(missing.names[:_SHOWN]):
                _name(at_hand, missing, at, text, rows, ways, decided.get(text, usual))
        if (more := len(missing.names) - _SHOWN) > 0:
            st.caption(tn("and {n} more, as chosen for all", "and {n} more, as chosen for all", more))


def _records(missing: Missing, decided: Mapping[str, Any]) -> Mapping[int, str]:
    """The records to choose from: all of a small kind, else the ones that were found and chosen so far."""
    if missing.kind in _OFFERED:
        return read(offered, _OFFERED[missing.kind])
    kind = _SEARCHED.get(missing.kind)
    ids = sorted({meant for meant in decided.values() if isinstance(meant, int)})
    return read(labels_of, {kind: ids})[kind] if kind and ids else {}


def _name(
    at_hand: ListAtHand, missing: Missing, at: int, text: str, rows: int, ways: Mapping[Any, str], now: Any
) -> None:
    """One name and what it means; where there are too many records to choose from, one can be searched for."""
    key = f"{missing.field}_{at}"
    name, choice = st.columns([5, 4], vertical_alignment="center", gap="small")
    name.markdown(f"{plain(_session.locale().isolate(text))} :gray[{tn('{n} row', '{n} rows', rows)}]")
    with choice.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.selectbox(
            text,
            list(ways),
            format_func=ways.__getitem__,
            label_visibility="collapsed",
            **deciding(
                f"import_name_{key}",
                now if now in ways else next(iter(ways)),
                partial(_note, at_hand, missing.field, text),
            ),
        )
        if missing.kind in _SEARCHED and st.button(
            "", icon=":material/search:", help=t("Find the record that is meant"), key=f"import_find_{key}"
        ):
            dialog(t("Who or what is “{name}”?", name=text), partial(_find, at_hand, missing, text))


def _find(at_hand: ListAtHand, missing: Missing, text: str) -> None:
    """A record found by a few letters; a click makes the name of the list mean it."""
    words = st.text_input(
        t("Search"),
        text,
        key=f"import_find_words_{missing.field}_{text}",
        placeholder=t("Type a few letters"),
        label_visibility="collapsed",
        live="250ms",
    )
    found = read(search, words, limit=_HITS, kind=_SEARCHED[missing.kind])
    if words.strip() and not found:
        st.caption(t("Nothing found for “{text}”.", text=words))
    with st.container(key="quick_search_hits", gap=None):
        for hit in found:
            isolate = _session.locale().isolate
            detail = f"  :gray[{plain(isolate(hit.detail))}]" if hit.detail else ""
            label = f"{plain(isolate(hit.label))}{detail}"
            means = partial(_note, at_hand, missing.field, text, hit.id)
            if st.button(label, key=f"import_hit_{hit.id}", type="tertiary", width="stretch", on_click=means):
                st.rerun()


def _note(at_hand: ListAtHand, field: str, text: str, meant: Any) -> None:
    links = at_hand.choices.options.links
    at_hand.decide_options(links={**links, field: {**links.get(field, {}), text: meant}})


def _ask_about_products(at_hand: ListAtHand, plan: Plan) -> None:
    """Names that differ from a product's only in blanks and marks: the same, or two?"""
    same = dict(plan.options.same_products)
    near = {text: like for links in plan.links.values() for text, like in links.near.items()}
    for text, like in near.items():
        rows = sum(1 for row in plan.rows if _names(row.parts, text, same.get(text)))
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"import_near_{text}"):
            st.markdown(
                t("Is **{name}** the product **{like}**?", name=plain(text), like=plain(like.name))
                + (f" :gray[({tn('{n} row', '{n} rows', rows)})]" if rows else ""),
                width="stretch",
            )
            said = {False: t("No, keep both"), True: t("Yes, the same")}
            st.segmented_control(
                text,
                list(said),
                format_func=said.__getitem__,
                required=True,
                label_visibility="collapsed",
                **deciding(f"import_same_{text}", text in same, partial(_join, at_hand, text, like)),
            )


def _join(at_hand: ListAtHand, text: str, like: Near, one: bool) -> None:
    others = {name: to for name, to in at_hand.choices.options.same_products.items() if name != text}
    joined = {text: like.id if like.id is not None else like.name} if one else {}
    at_hand.decide_options(same_products={**others, **joined})


def _names(parts: dict[str, list[dict[str, object]]], text: str, joined: object) -> bool:
    """Whether a row names this product; one that is joined is counted no more."""
    return joined is None and any(getattr(line["product_id"], "name", None) == text for line in parts.get("lines", ()))
