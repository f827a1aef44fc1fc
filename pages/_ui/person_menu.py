"""The person's menu at the foot of the side bar: language, calendar, digits, theme, password, sign out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import _session
from _http import csrf
from _session import t
from crm_core.base.i18n import N_
from crm_core.trust.access import ROLE_LABELS

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_MENU = st.components.v2.component(
    "daftar_person",
    html='<div class="place"></div>',
    css=(_ASSETS / "person.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "person.js").read_text(encoding="utf-8"),
)
_CHOICES = (
    ("language", N_("Language"), (("en", "English"), ("fa", "فارسی"))),
    ("calendar", N_("Calendar"), (("gregorian", N_("Gregorian")), ("jalali", N_("Jalali")))),
    ("digits", N_("Digits"), (("latin", "123"), ("persian", "۱۲۳"))),
    ("theme", N_("Theme"), (("", N_("Auto")), ("light", N_("Light")), ("dark", N_("Dark")))),
)


def show() -> None:
    """Plain HTML forms of ours, so that a choice loads the page anew in the new language and direction."""
    who, locale = _session.actor(), _session.locale()
    now = {
        "language": locale.language,
        "calendar": locale.calendar,
        "digits": locale.digits,
        "theme": who.theme or "",
    }
    choices = [
        {
            "name": name,
            "label": t(label),
            "now": now[name],
            "options": [{"value": value, "label": t(text)} for value, text in options],
        }
        for name, label, options in _CHOICES
    ]
    _MENU(
        key="person_menu",
        data={
            "name": who.name,
            "role": t(ROLE_LABELS[who.role]),
            "choices": choices,
            "csrf": csrf.token_for(_session.form_cookie()),
            "password": t("Change password"),
            "signOut": t("Sign out"),
        },
    )
