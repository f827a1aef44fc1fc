"""The fields that the company made for itself: make, rename, order, retire and bring back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

import _session
from _session import read, t, tn
from _ui import messages, page, switch
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.fields import custom
from crm_core.fields.custom import ABOUT, KINDS, TARGETS, FieldLine
from crm_core.trust.own_fields import LINK
from crm_core.trust.unit_of_work import Work

_SHOWN_CHOICES = 6
_WIDTH = 760


def show() -> None:
    """The fields of one kind of record at a time, in the order in which they are shown everywhere."""
    with st.container(key="own_fields_bar", horizontal=True, vertical_alignment="center", gap="small"):
        about = switch.one_of("of", t("Fields of"), {one: t(label) for one, label in ABOUT.items()})
        if st.button(t("New field"), icon=":material/add:", type="primary", key="own_field_new"):
            _ask_new(about)
    lines = read(custom.listed, about)
    live = [one for one in lines if not one.retired]
    if not live:
        page.empty(
            t("No fields of your own here yet."),
            t("Make one for what you want to know of every record: lists, forms, filters and reports have it at once."),
        )
    for line in live:
        _line(line, live)
    retired = [one for one in lines if one.retired]
    if retired:
        st.subheader(t("Retired"), anchor=False)
        st.caption(t("Shown nowhere; what was entered is kept."))
    for line in retired:
        _retired(line)


def _line(line: FieldLine, live: Sequence[FieldLine]) -> None:
    """A field: its name, what it holds, its place among the others."""
    at, order = live.index(line), [one.id for one in live]
    with st.container(
        key=f"own_field_{line.id}", horizontal=True, vertical_alignment="center", gap="small", width=_WIDTH
    ):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(line.label)}**")
            st.caption(plain(" · ".join(_told(line))))
        for icon, word, to in (("arrow_upward", t("Earlier"), at - 1), ("arrow_downward", t("Later"), at + 1)):
            if st.button(
                "", icon=f":material/{icon}:", key=f"own_field_{icon}_{line.id}", help=word, type="tertiary",
                disabled=not 0 <= to < len(order),
            ):  # fmt: skip
                moved = [one for one in order if one != line.id]
                moved.insert(to, line.id)
                with _changing(t("{name} moved.", name=line.label)) as w:
                    custom.order(w, line.about, moved)
        if st.button(t("Edit"), key=f"own_field_edit_{line.id}", type="tertiary"):
            _open(line)


def _retired(line: FieldLine) -> None:
    with st.container(
        key=f"own_field_{line.id}", horizontal=True, vertical_alignment="center", gap="small", width=_WIDTH
    ):
        with st.container(gap=None, width="stretch"):
            st.markdown(plain(line.label))
            st.caption(plain(" · ".join(_told(line))))
        if st.button(t("Edit"), key=f"own_field_edit_{line.id}", type="tertiary"):
            _open(line)
        if st.button(t("Bring back"), key=f"own_field_back_{line.id}"):
            with _changing(t("{name} is back.", name=line.label)) as w:
                custom.bring_back(w, line.id)


def _told(line: FieldLine) -> Iterator[str]:
    """What a field holds, in words."""
    if line.kind == LINK:
        yield t("Link to: {target}", target=t(TARGETS[line.target or ""]))
    elif line.choices:
        more = len(line.choices) - _SHOWN_CHOICES
        comma = "، " if _session.locale().rtl else ", "
        yield comma.join([*line.choices[:_SHOWN_CHOICES], *(["…"] if more > 0 else [])])
    else:
        yield t(KINDS[line.kind])
    if line.required:
        yield t("must be filled in")
    if line.in_grid:
        yield t("shown in the list")


@contextmanager
def _changing(said: str) -> Iterator[Work]:
    """One change of the fields, said with an Undo."""
    with _session.work() as w, w.changing(custom.CHANGED) as change_set:
        yield w
        changed = w.noted > 0
    if changed:
        messages.did(said, undo=change_set.id)
    st.rerun()


def _ask_new(about: str) -> None:
    room = read(custom.free, about)

    def draw() -> None:
        label = st.text_input(t("Name") + " *", key="own_field_label", max_chars=custom.LONGEST_LABEL)
        kind = st.selectbox(t("Kind"), list(KINDS), format_func=lambda one: t(KINDS[one]), key="own_field_kind")
        target = choices = None
        if kind == LINK:
            target = st.selectbox(
                t("Leads to"), list(TARGETS), format_func=lambda one: t(TARGETS[one]), key="own_field_target"
            )
        if kind == "choice":
            choices = _ask_choices("own_field", ())
        required, in_grid = _ask_flags("own_field", required=False, in_grid=True)
        st.caption(
            tn(
                "There is room for {n} more field of this kind. A field’s kind stays as it is.",
                "There is room for {n} more fields of this kind. A field’s kind stays as it is.",
                room[kind],
            )
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(t("Add"), type="primary", key="own_field_add"):
                with _changing(t("{name} added.", name=label)) as w:
                    custom.make(
                        w, about, label, kind, target=target, choices=choices or (), required=required, in_grid=in_grid
                    )

    dialog(t("New field for {records}", records=t(ABOUT[about])), draw)


def _open(line: FieldLine) -> None:
    """Rename a field, change what it offers and where it is shown; retire it."""
    filled = read(custom.values_in, line.id)

    def draw() -> None:
        key = f"own_field_{line.id}_{line.version}"
        label = st.text_input(t("Name") + " *", line.label, key=f"{key}_label", max_chars=custom.LONGEST_LABEL)
        changed: dict[str, object] = {"label": label}
        if line.kind == "choice":
            changed["choices"] = _ask_choices(key, line.choices)
            st.caption(t("Records keep a word that is taken out of its list."))
        changed["required"], changed["in_grid"] = _ask_flags(key, required=line.required, in_grid=line.in_grid)
        st.caption(
            tn("Filled in {n} record.", "Filled in {n} records.", filled)
            + " "
            + t("Links and the command line call it {key}.", key=f"`{line.key}`")
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if not line.retired and st.button(t("Retire"), key=f"{key}_retire"):
                with _changing(t("{name} retired. What was entered is kept.", name=line.label)) as w:
                    custom.retire(w, line.id)
            if st.button(t("Save"), type="primary", key=f"{key}_save"):
                with _changing(t("Saved.")) as w:
                    custom.change(w, line.id, changed)

    dialog(line.label, draw)


def _ask_choices(key: str, choices: Sequence[str]) -> list[str]:
    text = st.text_area(
        t("One choice a line, in the order in which they are offered"),
        "\n".join(choices),
        height=150,
        key=f"{key}_choices",
    )
    return text.splitlines()


def _ask_flags(key: str, *, required: bool, in_grid: bool) -> tuple[bool, bool]:
    return (
        st.checkbox(t("Must be filled in"), required, key=f"{key}_required"),
        st.checkbox(t("Shown in the list before anybody chose columns"), in_grid, key=f"{key}_in_grid"),
    )
