"""What an import would do, before it does it: the counts to choose from, and the rows, old → new, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Literal

import streamlit as st

import _data
import _session
from _session import t, tn
from _ui import import_mend, pager, url
from _ui.import_file import ListAtHand, deciding
from _ui.import_table import items, table, text
from crm_core.base.i18n import N_, NOTHING
from crm_core.lists import preview
from crm_core.lists.choosing import Saying
from crm_core.lists.mending import troubles
from crm_core.lists.plan import ALL_HERE, DOUBTFUL, NEARLY, Plan, Status
from crm_core.lists.preview import PreviewRow
from crm_core.lists.recognise import KINDS, ListKind

_Choice = Status | Literal["mend"]

_SIZE = 50
_PAGE = "rows"
_SHOWN: Mapping[Status, str] = {
    "created": N_("New"),
    "updated": N_("Updated"),
    "unchanged": N_("Unchanged"),
    "skipped": N_("Left as they are"),
    "failed": N_("Cannot be used"),
}
"""The five that add up to the rows of the list."""
_NOTES = 6
_ASKED = frozenset({ALL_HERE, DOUBTFUL, NEARLY})
"""Notes that the screen says in a place of their own."""
_FIGURES = frozenset({"money", "number", "percent"})


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """The rows of one sort, whichever is chosen; or that there is nothing to do."""
    if _nothing_to_do(plan):
        return
    chosen, search = _choose(at_hand, plan)
    if chosen == "mend":
        import_mend.show(at_hand, plan)
        return
    with _data.office().read(_session.actor()) as w:
        found = preview.page(w, plan, chosen, pager.page(_PAGE), _SIZE, search)
    if not found.total:
        st.caption(t("No row with “{text}”.", text=search) if search else t("No rows."))
        return
    _rows(found.rows, KINDS[plan.kind], with_status=chosen is None)
    pager.show(found.total, size=_SIZE, name=_PAGE)


def _nothing_to_do(plan: Plan) -> bool:
    """Say so where every row is there already, in the same words."""
    if plan.count("unchanged") != plan.total or plan.problems:
        return False
    with st.container(key="import_nothing", border=True, horizontal_alignment="center", gap=None):
        said = tn("The {n} row is already here, nothing to do.", "All {n} rows are already here, nothing to do.",
                  plan.total)  # fmt: skip
        st.markdown(f"**{said}**", text_alignment="center")
        st.caption(t("Every one of them says what its record says."), text_alignment="center")
    return True


def _choose(at_hand: ListAtHand, plan: Plan) -> tuple[_Choice | None, str]:
    """Which rows, and what they hold."""
    locale, counts = _session.locale(), plan.counts
    said: dict[_Choice | Literal[""], str] = {}
    if max(counts.values()) < plan.total:
        said[""] = f"{t('All rows')} **{locale.number(plan.total)}**"
    for status, label in _SHOWN.items():
        if n := counts[status]:
            said[status] = f"{t(label)} **{locale.number(n)}**"
    if cells := sum(len(one.rows) for one in troubles(plan)):
        said["mend"] = f":orange[{t('Cells in trouble')}] **{locale.number(cells)}**"
    first = "mend" if cells else "failed" if counts["failed"] else next(iter(said))
    if at_hand.seen.setdefault("rows", first) not in said:
        at_hand.seen["rows"] = first
    chosen, search = at_hand.seen["rows"], at_hand.seen.get("search", "")
    with st.container(horizontal=True, vertical_alignment="center", key="import_rows_bar"):
        st.pills(
            t("Rows"),
            list(said),
            required=True,
            format_func=said.__getitem__,
            label_visibility="collapsed",
            **deciding("import_rows", chosen, partial(_see, at_hand, "rows")),
        )
        st.text_input(
            t("Search"), icon=":material/search:", placeholder=t("Search in the rows"), label_visibility="collapsed",
            width=240, **deciding("import_search", search, partial(_see, at_hand, "search")),
        )  # fmt: skip
    return chosen or None, search.strip()


def _see(at_hand: ListAtHand, what: str, value: str) -> None:
    at_hand.seen[what] = value
    url.put(**{_PAGE: None})


def _rows(rows: Sequence[PreviewRow], kind: ListKind, *, with_status: bool) -> None:
    """A line a row: what it is, what becomes of it, and every value it writes, the old one struck out."""
    number = _session.locale().number
    labels = [label for label in dict.fromkeys(cell[0] for row in rows for cell in row.cells) if _tells(label, rows)]
    reasons = any(row.reasons for row in rows)
    told = []
    for row in rows:
        cells = {label: (before, after) for label, before, after in row.cells}
        line = [escape(number(row.row)), f"<b>{text(row.label)}</b>"]
        line += [f"<i class='{row.status}'>{escape(t(_SHOWN[row.status]))}</i>"] if with_status else []
        line += [_items_of(row)] if reasons else []
        line += [_change(*cells[label]) if label in cells else "" for label in labels]
        told.append(line)
    head = [t("Row"), t("Record"), *([t("Becomes")] if with_status else []), *([t("Why")] if reasons else []), *labels]
    figures = {t(field.label) for field in kind.fields.values() if field.kind in _FIGURES}
    table(head, told, named=True, figures=[at for at, label in enumerate(head) if label in figures])


def _items_of(row: PreviewRow) -> str:
    return f"<span class='why'>{'<br>'.join(text(reason) for reason in row.reasons)}</span>" if row.reasons else ""


def _tells(label: str, rows: Sequence[PreviewRow]) -> bool:
    """Whether a field says more than the name of the record does."""
    return any(cell[0] == label and (cell[2] != row.label or cell[1]) for row in rows for cell in row.cells)


def _change(before: str, after: str) -> str:
    """What a cell becomes; what it replaces is struck out before it."""
    if before in ("", NOTHING) or before == after:
        return text(after)
    return f"<del>{text(before)}</del> <ins>{text(after)}</ins>"


def notes(found: Sequence[Saying]) -> None:
    """What was decided on the way, and what is made with the list; what is asked need not be said."""
    said = list(dict.fromkeys(note.say(_session.locale()) for note in found if note.message not in _ASKED))
    if not said:
        return
    st.subheader(t("How the list was read"), anchor=False)
    items(said[:_NOTES])
    if more := said[_NOTES:]:
        with st.expander(tn("{n} more", "{n} more", len(more)), type="compact", key="import_more_notes"):
            items(more)
