"""Import: a list is chosen, recognised, looked at, brought in, and can be taken back."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t, tn
from _ui import import_columns, import_file, import_preview, import_receipt, import_work, page, url
from crm_core.base.errors import DaftarError
from crm_core.lists.recognise import KINDS, RecognisedList


def choose() -> None:
    """Nothing is chosen yet: where to put a list, and which were brought in before."""
    with page.head(t("Import"), t("Bring in customers, contacts, deals or products as you have them in Excel.")):
        pass
    import_file.upload()
    import_receipt.runs()


def said(at_hand: import_file.ListAtHand, found: RecognisedList) -> str:
    """Which list this is: file, sheet, how many rows of what."""
    locale = _session.locale()
    parts = [locale.isolate(at_hand.opened.name)]
    if len(at_hand.opened.workbook.sheets) > 1:
        parts.append(t("sheet {name}", name=found.sheet.name))
    if found.kind:
        parts.append(t(KINDS[found.kind].label))
    parts.append(tn("{n} row", "{n} rows", len(found.rows) + len(found.damaged)))
    return " · ".join(parts)


def look_at(at_hand: import_file.ListAtHand) -> None:
    """The list at hand: what it is, what would be done with it, and the button that does it."""
    found = at_hand.recognised()
    prepared = at_hand.planned()
    plan = prepared.plan if prepared else None
    writes = plan.count("created") + plan.count("updated") if plan else 0
    with page.head(t("Import"), said(at_hand, found)):
        if st.button(t("Another file"), key="import_other"):
            import_file.put_away()
            st.rerun()
        label = tn("Import {n} row", "Import {n} rows", writes) if writes else t("Import")
        if st.button(label, type="primary", icon=":material/upload_file:", disabled=not writes, key="import_begin"):
            import_work.begin(at_hand)
            st.rerun()
    if plan is not None:
        import_preview.counts({str(status): n for status, n in plan.counts.items()})
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_choices"):
        import_columns.choose_list(at_hand, found)
        if plan is not None:
            import_preview.choose_match(at_hand)
            import_preview.choose_unit(at_hand, plan)
    if prepared is None or plan is None:
        if at_hand.trouble is not None:
            st.warning(at_hand.trouble.say(_session.locale()), icon=":material/help:")
        import_columns.show(at_hand, found)
        return
    import_receipt.came_before(at_hand.opened.digest)
    import_preview.ask_about_products(at_hand, plan)
    import_preview.notes(prepared)
    import_preview.rows(at_hand, found, plan)


def main() -> None:
    import_file.style()
    running, at_hand = import_work.at_work(), import_file.at_hand()
    if running is not None:
        import_work.follow(running)
    elif run := url.number("run", 0):
        import_receipt.show(run)
    elif at_hand is None:
        choose()
    else:
        try:
            look_at(at_hand)
        except DaftarError as refusal:
            import_file.put_away()
            st.error(refusal.say(_session.locale()))
            choose()


main()
