"""The mail server: where mails are handed in, who they come from, where links lead; a trial that tells how it went."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import t
from _ui import messages, once
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.messages.settings import SECURITIES, MailSettings, has_password, mail_settings, store_mail
from crm_core.messages.trial import send_trial
from crm_core.trust.unit_of_work import Work

_SECURITY = {
    "none": N_("none (only within a network of one's own)"),
    "starttls": N_("STARTTLS (usually port 587)"),
    "tls": N_("TLS from the start (usually port 465)"),
}
_A_SERVER, _AN_ADDRESS, _A_SITE = "smtp.example.com", "reports@example.com", "https://crm.example.com"
_LEFT = "settings_mail_password"


def show() -> None:
    """The form; the password is never shown, an empty field leaves the one that is kept."""
    company = _data.office().company
    now, kept = mail_settings(company), has_password(company)
    st.caption(t("Scheduled reports are sent over the mail server of your company or your provider."))
    with st.form("settings_mail", width=760):
        left, right = st.columns([3, 1])
        host = left.text_input(t("Server"), now.host, placeholder=_A_SERVER, key="settings_mail_host")
        port = right.number_input(t("Port"), 1, 65_535, now.port, key="settings_mail_port", format="%d")
        security = st.selectbox(
            t("Security"), SECURITIES, SECURITIES.index(now.security), format_func=lambda one: t(_SECURITY[one]),
            key="settings_mail_security",
        )  # fmt: skip
        left, right = st.columns(2)
        user = left.text_input(t("User"), now.user, key="settings_mail_user", autocomplete="off")
        password = right.text_input(
            t("Password"), type="password", key=_LEFT, autocomplete="new-password",
            placeholder=t("kept; type to change it") if kept else "",
        )  # fmt: skip
        sender = left.text_input(t("Sender’s address"), now.sender, placeholder=_AN_ADDRESS,
                                 key="settings_mail_sender")  # fmt: skip
        name = right.text_input(t("Sender’s name"), now.sender_name or company.name, key="settings_mail_name")
        base = st.text_input(
            t("Address of Daftar, for links in mails"), company.base_url, placeholder=_A_SITE,
            key="settings_mail_base",
        )  # fmt: skip
        if st.form_submit_button(t("Save"), type="primary", key="settings_mail_save"):
            _store(MailSettings(host, int(port), security, user, sender, name), base, password or None)
    _trial(now)


def _store(wanted: MailSettings, base_url: str, password: str | None) -> None:
    def act(w: Work) -> int | None:
        with w.changing("edit", about="settings") as change_set:
            store_mail(w, wanted, base_url=base_url, password=password)
            return change_set.id if w.noted else None

    change_set = once.stored("settings_mail", (wanted, base_url, password), act)
    _session.drop_widget(_LEFT)
    _session.forget("mail_trial")
    messages.did(t("Settings saved."), undo=change_set)
    st.rerun()


def _trial(now: MailSettings) -> None:
    """A mail to oneself, and what the server said."""
    with st.container(horizontal=True, vertical_alignment="center"):
        tried = st.button(
            t("Send a trial mail to me"), icon=":material/outgoing_mail:", key="settings_mail_trial",
            disabled=not now.ready,
        )  # fmt: skip
        if not now.ready:
            st.caption(t("Save a server and a sender first."))
    if tried:
        with st.spinner(t("The server is asked …")):
            _session.keep("mail_trial", _tried())
    if (said := _session.kept("mail_trial")) is not None:
        well, sentence = said
        st.markdown(f":material/check: {plain(sentence)}") if well else st.error(plain(sentence), width=760)


def _tried() -> tuple[bool, str]:
    try:
        return True, send_trial(_data.office(), _session.actor()).say(_session.locale())
    except DaftarError as wrong:
        return False, wrong.say(_session.locale())
