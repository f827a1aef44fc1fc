"""The mail server as the company set it up (Settings → Mail), and its password, which is kept sealed.

The password lies apart from the other settings, so that it is in no history, and is sealed together with the server and
the user it belongs to: it is never shown again and never sent to another server than it was typed for.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.sealing import SealBroken, seal, unseal
from ..base.text import is_email
from ..trust.access import require
from ..trust.company import Company, store_company
from ..trust.set_up import change_settings

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Security = Literal["none", "starttls", "tls"]
SECURITIES: tuple[Security, ...] = get_args(Security)
_LONGEST = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class MailSettings:
    """Where mails are handed in, and who they come from. Without host and sender nothing can be sent."""

    host: str = ""
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    sender: str = ""
    sender_name: str = ""

    @property
    def ready(self) -> bool:
        return bool(self.host and self.sender)


@dataclass(frozen=True)
class MailServer:
    """The settings with the password, for as long as a mail is handed in."""

    settings: MailSettings
    password: str

    def __repr__(self) -> str:
        return f"MailServer({self.settings.host}:{self.settings.port})"


def mail_settings(company: Company) -> MailSettings:
    """What the company set up, or the environment proposes."""
    known = {one.name for one in fields(MailSettings)}
    return MailSettings(**{name: value for name, value in company.mail.items() if name in known})


def has_password(company: Company) -> bool:
    """Whether a password is kept for this server and user."""
    try:
        return bool(_password(company))
    except SealBroken:
        return False


def mail_server(company: Company) -> MailServer:
    """The server with its password. Raises Invalid, in words, where mails cannot be sent yet."""
    settings = mail_settings(company)
    if not settings.ready:
        raise Invalid(N_("No mail server is set up yet (Settings → Mail)."))
    try:
        password = _password(company)
    except SealBroken:
        password = ""
    if settings.user and not password:
        raise Invalid(N_("No password is kept for this mail server and user. Type it again under Settings → Mail."))
    return MailServer(settings, password)


def _password(company: Company) -> str:
    """The password for the server and user of now, "" for none. Raises SealBroken."""
    settings = mail_settings(company)
    kept: dict[str, Any] = company.proposed_password
    if company.mail_password:
        kept = json.loads(unseal(company.secret, company.mail_password))
    return str(kept["password"]) if kept.get("for") == [settings.host, settings.user] else ""


def store_mail(w: Work, settings: MailSettings, *, base_url: str, password: str | None = None) -> None:
    """Keep the settings as a change of the company's; a `password` of None leaves the one that is kept.

    Raises Refused, and Invalid for what cannot be.
    """
    require(w, "settings")
    good, address = checked(settings), checked_address(base_url)
    change_settings(w, {"mail": asdict(good), "base_url": address})
    if password is not None:
        store_company(w.session, {"mail_password": _sealed(w.company, good, password)})
        w.touch("setting")


def _sealed(company: Company, settings: MailSettings, password: str) -> str:
    if not password:
        return ""
    if len(password) > _LONGEST or _CONTROLS.search(password):
        raise Invalid(N_("This password cannot be used."), field="password")
    return seal(company.secret, json.dumps({"for": [settings.host, settings.user], "password": password}))


def checked(settings: MailSettings) -> MailSettings:
    """The settings without blanks around them. Raises Invalid for what cannot be."""
    good = MailSettings(
        host=settings.host.strip(),
        port=settings.port,
        security=settings.security,
        user=settings.user.strip(),
        sender=settings.sender.strip(),
        sender_name=" ".join(settings.sender_name.split()),
    )
    if good.host and not _HOST.fullmatch(good.host):
        raise Invalid(N_("“{value}” is not the name of a server."), field="host", value=good.host)
    if good.port not in range(1, 65_536):
        raise Invalid(N_("A port is a number from 1 to 65535."), field="port")
    if good.security not in SECURITIES:
        raise Invalid(N_("“{value}” is not one of: {known}."), field="security", value=good.security,
                      known=", ".join(SECURITIES))  # fmt: skip
    if good.host and not is_email(good.sender):
        raise Invalid(N_("“{value}” is not an e-mail address to send from."), field="sender", value=good.sender)
    for name in ("user", "sender", "sender_name"):
        text = getattr(good, name)
        if len(text) > _LONGEST or _CONTROLS.search(text):
            raise Invalid(N_("This cannot be used: “{value}”."), field=name, value=text[:40])
    return good


def checked_address(text: str) -> str:
    """The address of the app without the slash at its end, "" for none. Raises Invalid."""
    address = text.strip().rstrip("/")
    if address and not _ADDRESS.fullmatch(address):
        raise Invalid(
            N_("“{value}” is not the address of a site; write it like https://daftar.example.com."),
            field="base_url", value=address,
        )  # fmt: skip
    return address
