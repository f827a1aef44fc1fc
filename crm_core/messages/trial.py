"""A mail to oneself, to see whether the mail server's settings are right; what the server said, in one sentence."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.errors import Invalid
from ..base.i18n import N_
from ..models import User
from ..trust.access import Actor, require
from .letter import Letter, new_message_id, written
from .settings import mail_server
from .smtp import deliver

if TYPE_CHECKING:
    from ..base.i18n import Locale
    from ..trust.unit_of_work import Office


class Taken:
    """The server took the mail: for which address, and what it answered."""

    def __init__(self, host: str, address: str, answer: str) -> None:
        self.host, self.address, self.answer = host, address, answer

    def say(self, locale: Locale) -> str:
        message = N_("{host} took the mail for {address}: {answer}")
        return locale.t(message, host=self.host, address=self.address, answer=self.answer)


def send_trial(office: Office, actor: Actor) -> Taken:
    """Send a mail to the person at work. Raises Refused, Invalid, and NotSent with what the server said."""
    with office.read(actor) as w:
        require(w, "settings")
        server = mail_server(w.company)
        address = w.scalar(select(User.email).where(User.id == actor.user_id))
        if not address:
            raise Invalid(N_("Give yourself an e-mail address first (Users and teams)."))
        t = w.locale.t
        text = t(N_("If you read this, Daftar can send mails: scheduled reports will arrive."))
        way = "rtl" if w.locale.rtl else "ltr"
        letter = Letter(
            subject=t(N_("A trial of the mail settings")),
            text=text + "\n",
            html=f'<!doctype html><html lang="{w.locale.language}" dir="{way}"><body>{escape(text)}</body></html>',
            language=w.locale.language,
        )
        mail = written(
            letter, server.settings, to=address, message_id=new_message_id(w.company), at=w.clock.now(), in_turn=False
        )
    return Taken(server.settings.host, address, deliver(server, address, mail))
