"""A mail as it is written: subject, text and HTML, attachments, and headers that nobody can slip anything into."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..base.errors import Invalid
from ..base.i18n import N_
from .settings import MailSettings, mail_settings

if TYPE_CHECKING:
    from ..trust.company import Company

_NOT_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""Line ends, which would begin another header, other controls, and the marks of direction, which some show as boxes."""
_SUBJECT = 200
_NAME = 80


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; `mime` such as "application/pdf"."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Letter:
    """What is written to somebody; `html` is a whole document that fetches nothing from anywhere; answers go to
    `reply_to`, to the sender where it is empty."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = field(default_factory=tuple)
    language: str = "en"
    reply_to: str = ""


def one_line(text: str, most: int) -> str:
    """The text as it may stand in a header: one line without controls, of at most so many characters."""
    return " ".join(_NOT_IN_HEADERS.sub(" ", text).split())[:most].strip()


def new_message_id(company: Company) -> str:
    """A Message-ID that no other mail has."""
    domain = mail_settings(company).sender.rpartition("@")[2] or urlsplit(company.base_url).hostname or "daftar.invalid"
    return f"<{secrets.token_hex(16)}@{_ascii(domain)}>"


def written(
    letter: Letter, settings: MailSettings, *, to: str, message_id: str, at: dt.datetime, in_turn: bool = True
) -> bytes:
    """The mail as it goes over the wire, from the company's sender to one address. Raises Invalid for a bad address.

    `in_turn`: it was sent by itself, so that absence notes do not answer it.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(letter.subject, _SUBJECT)
    mail["From"] = _address(settings.sender, settings.sender_name)
    mail["To"] = _address(to)
    if letter.reply_to:
        mail["Reply-To"] = _address(letter.reply_to)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if in_turn:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(letter.html, subtype="html", cte="base64")
    for one in letter.attachments:
        kind, _, subkind = one.mime.partition("/")
        mail.add_attachment(one.content, maintype=kind, subtype=subkind, filename=one_line(one.name, _NAME + 10))
    mail["Content-Language"] = letter.language  # not before: it would go with the text into a part of the mail
    return mail.as_bytes()


def plain_address(address: str) -> str:
    """The address as servers take it: its domain in ASCII. Raises Invalid for one that cannot be written so."""
    local, _, domain = address.strip().rpartition("@")
    try:
        local.encode("ascii")
        found = f"{local}@{_ascii(domain)}"
        Address(addr_spec=found)
    except (ValueError, IndexError) as error:  # unicode errors, and what the parser of addresses stumbles over
        raise Invalid(N_("“{value}” is not an e-mail address."), field="address", value=address) from error
    if not local or not domain or _NOT_IN_HEADERS.search(address):
        raise Invalid(N_("“{value}” is not an e-mail address."), field="address", value=address)
    return found


def _address(address: str, name: str = "") -> Address:
    return Address(display_name=one_line(name, _NAME), addr_spec=plain_address(address))


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii") if domain else domain
