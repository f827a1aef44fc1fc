"""Import: a list is chosen, recognised, looked at, brought in, and can be taken back."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import _session
from _session import t, tn
from _ui import (
    import_columns,
    import_conflicts,
    import_file,
    import_history,
    import_links,
    import_policy,
    import_preview,
    import_questions,
    import_receipt,
    import_start,
    import_twins,
    import_values,
    import_work,
    page,
    url,
)
from crm_core.base.errors import DaftarError
from crm_core.lists.recognise import KINDS, RecognisedList


def choose() -> None:
    """Nothing is chosen yet: where to put a list, and which were brought in before."""
    with page.head(t("Import"), t("Bring in customers, contacts, deals, orders and more, as you have them in Excel.")):
        pass
    import_start.upload()
    import_history.show()


def said(at_hand: import_file.ListAtHand, found: RecognisedList) -> str:
    """Which list this is: file, sheet, how many rows of what."""
    locale = _session.locale()
    parts = [locale.isolate(at_hand.opened.name)]
    if len(at_hand.sheets) > 1:
        place = {"name": found.sheet.name, "n": at_hand.turn + 1, "of": len(at_hand.sheets)}
        parts.append(t("sheet {n} of {of}: {name}", **place))
    elif len(at_hand.opened.workbook.sheets) > 1:
        parts.append(t("sheet {name}", name=found.sheet.name))
    if found.kind:
        parts.append(t(KINDS[found.kind].label))
    parts.append(tn("{n} row", "{n} rows", len(found.rows) + len(found.damaged)))
    return " · ".join(parts)


def look_at(at_hand: import_file.ListAtHand, checking: DeltaGenerator) -> None:
    """The list at hand: what it is, what would be done with it, and the button that does it."""
    with checking:
        checked = at_hand.checked()
    found, prepared = checked.found, checked.prepared
    assert found is not None  # else `checked` said why
    with page.head(t("Import"), said(at_hand, found)):
        import_file.other_button()
        import_work.begin_button(at_hand)
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_choices"):
        import_columns.choose_kind(at_hand, found)
        if prepared is not None:
            import_policy.choose_match(at_hand)
            import_policy.choose_unit(at_hand, prepared.plan)
            import_policy.choose_fields(at_hand, prepared.plan)
        import_values.choose(at_hand, found)
        import_columns.choose_place(at_hand, found)
    import_values.chips(at_hand, found)
    import_history.came_before(at_hand.opened.digest)
    if checked.trouble is not None:
        st.warning(checked.trouble.say(_session.locale()), icon=":material/help:")
    import_columns.show(at_hand, found)
    if prepared is not None:
        import_questions.show(at_hand, prepared.plan)
        import_links.show(at_hand, prepared.plan)
        import_conflicts.show(at_hand, prepared.plan)
        import_twins.show(at_hand, prepared.plan)
        import_preview.show(at_hand, prepared.plan)
        import_preview.notes(prepared.plan.notes)
        import_questions.cleaned(prepared.plan)
    else:
        import_preview.notes([*at_hand.opened.workbook.notes, *found.notes])


def main() -> None:
    import_file.style()
    checking = st.container(key="import_checking")  # what stands below keeps its place while a list is checked
    running, at_hand = import_work.at_work(), import_file.at_hand()
    if running is not None:
        import_work.follow(running)
    elif run := url.number("run", 0):
        import_receipt.show(run)
    elif at_hand is None:
        choose()
    elif not at_hand.sheets:
        import_start.choose_sheets(at_hand)
    else:
        try:
            look_at(at_hand, checking)
        except DaftarError as refusal:
            import_file.put_away()
            st.error(refusal.say(_session.locale()))
            choose()


main()
