"""The frame of every screen: who is here, the language, the navigation, search, the one error boundary."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import _session
from _nav import SCREENS, Screen
from _session import t
from _ui import messages, person_menu, search
from _ui.boundary import boundary
from crm_core.trust.access import may

HERE = Path(__file__).resolve().parent


def pages_of_this_person() -> dict[str, list[st.Page]]:
    """The screens this person may open, by group, named in their language."""
    who = _session.actor()
    groups: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        if screen.needs is None or may(who, screen.needs):
            groups.setdefault(t(screen.group), []).append(page_of(screen))
    return groups


def page_of(screen: Screen) -> st.Page:
    return st.Page(
        HERE / screen.file,
        title=t(screen.title),
        icon=screen.icon,
        url_path=screen.slug,
        default=screen is SCREENS[0],
        visibility="hidden" if screen.hidden else "visible",
    )


def main() -> None:
    """One run of the script: the frame, then the screen inside it."""
    with boundary():
        _session.begin()
        page = st.navigation(pages_of_this_person(), position="sidebar", expanded=True)
        st.set_page_config(
            page_title=f"{page.title} · {t('Daftar')}",
            page_icon=str(HERE / "_assets" / "mark.png"),
            layout="wide",
        )
        with st.sidebar:
            search.show()
            person_menu.show()
        try:
            page.run()
        finally:
            messages.show()


main()
