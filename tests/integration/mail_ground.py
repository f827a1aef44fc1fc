"""A real mail server for tests, which can defer, refuse, ask who one is, and encrypt; and what it took."""

from __future__ import annotations

import datetime as dt
import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import openpyxl
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crm_core.messages.settings import MailSettings, store_mail
from crm_core.trust.unit_of_work import Office

USER, PASSWORD = "daftar", "a very secret word"
SENDER = "reports@daftar.example"
BASE = "https://crm.daftar.example"


class Server:
    """What arrived, by address, and what the server says to whom: `answers` maps an address, or "DATA", to a reply."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802  (the library's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken += [(address, mail) for address in envelope.rcpt_tos]
        return "250 taken as 42"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for to, mail in self.taken if to == address]

    @property
    def addresses(self) -> list[str]:
        return sorted(to for to, _mail in self.taken)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(**options: Any) -> Iterator[Server]:
    """The server on a free port; `options` as aiosmtpd's Controller takes them."""
    server = Server()
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def guarded(folder: Path, monkeypatch: Any) -> Iterator[Server]:
    """A server that takes mails only over STARTTLS and from whoever says user and password."""
    certificate = _certificate(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.login == USER.encode()
        return AuthResult(success=right and given.password == PASSWORD.encode(), handled=False)

    with serving(tls_context=context, require_starttls=True, auth_required=True, authenticator=known) as server:
        yield server


def _certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def set_up_mail(office: Office, port: int, *, password: str | None = None, **settings: Any) -> None:
    """Let the company send over a server on this port."""
    from crm_core.trust.access import SYSTEM

    wanted = MailSettings(**{"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER,
                             "sender_name": "Daftar Trading", **settings})  # fmt: skip
    with office.work(SYSTEM) as w:
        store_mail(w, wanted, base_url=BASE, password=password)


def workbook_of(mail: EmailMessage) -> Any:
    """The workbook that goes with a mail."""
    attached = [one for one in mail.iter_attachments() if (one.get_filename() or "").endswith(".xlsx")]
    assert len(attached) == 1
    return openpyxl.load_workbook(io.BytesIO(attached[0].get_content()))


def numbers_in(mail: EmailMessage) -> set[float]:
    """All numbers of the first sheet of the workbook that goes with a mail."""
    sheet = workbook_of(mail).worksheets[0]
    return {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}


def part(mail: EmailMessage, kind: str) -> str:
    """The plain or html text of a mail."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())
