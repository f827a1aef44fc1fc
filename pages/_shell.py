"""The frame of every screen: who is here, the language, the navigation, search, the one error boundary."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import _session
from _nav import SCREENS, Screen
from _session import read, t
from _ui import at_work, attached, bell, messages, person_menu, review_shared, search
from _ui.boundary import boundary
from crm_core.trust.access import Action, may, require

HERE = Path(__file__).resolve().parent


def pages_of_this_person() -> dict[str, list[st.Page]]:
    """The screens this person may open, by group, named in their language; the others say why not."""
    who = _session.actor()
    groups: dict[str, list[st.Page]] = {}
    closed = []
    for screen in SCREENS:
        if screen.needs is None or may(who, screen.needs):
            groups.setdefault(t(screen.group), []).append(page_of(screen))
        else:
            closed.append(closed_page_of(screen, screen.needs))
    groups[t(SCREENS[0].group)] += closed
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


def closed_page_of(screen: Screen, right: Action) -> st.Page:
    """What stands at the address of a screen for people without its right: the reason, and no menu entry."""
    return st.Page(lambda: read(require, right), title=t(screen.title), url_path=screen.slug, visibility="hidden")


def _around() -> None:
    """What stands around every screen: search and the person at the side, the bell, what goes on behind the screens."""
    with st.sidebar:
        search.show()
        person_menu.show()
    bell.show()
    at_work.show()


def main() -> None:
    """One run of the script: the frame, then the screen inside it."""
    with boundary():
        _session.begin()
        alone = review_shared.on()  # a screen that others look at, too
        page = st.navigation(pages_of_this_person(), position="hidden" if alone else "sidebar", expanded=True)
        st.set_page_config(
            page_title=f"{page.title} · {t('Daftar')}",
            page_icon=str(HERE / "_assets" / "mark.png"),
            layout="wide",
        )
        if not alone:
            _around()
        attached.open_if_any()
        try:
            page.run()
        finally:
            messages.show()


main()
