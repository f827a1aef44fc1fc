"""Handing a mail to a server, and what its answer means.

What a server says in numbers becomes one of three: it may go later (4xx, no connection), it never will (5xx about the
recipient or the mail), or nobody knows whether it was taken, because the connection broke after the last byte.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ..base.errors import DaftarError
from ..base.i18n import N_
from .letter import plain_address
from .settings import MailServer

PATIENCE = 30
"""Seconds to wait for an answer."""
_LAST_PATIENCE = 300
"""Seconds to wait for the answer to the whole mail, which the server may look through first (RFC 5321, 4.5.3.2.6)."""
_ANSWER = 300
_END = b".\r\n"


class NotSent(DaftarError):
    """The mail was not taken; the sentence says why."""


class NotNow(NotSent):
    """It may be taken later."""


class Never(NotSent):
    """It will not be taken, however often it is tried."""


class Unsure(NotSent):
    """The connection broke when the server had the whole mail and had not answered."""


def deliver(server: MailServer, to: str, mail: bytes, *, before_last: Callable[[], None] = lambda: None) -> str:
    """Hand a mail in for one address; the server's answer. Raises NotNow, Never or Unsure.

    `before_last` is called when all but the last line was sent: until then the server cannot have taken it.
    """
    with _connected(server) as smtp:
        code, answer = smtp.mail(plain_address(server.settings.sender))
        _check(code, answer, N_("The server does not take mails from {sender}: {answer}"), smtp, server, never=False)
        code, answer = smtp.rcpt(plain_address(to))
        _check(code, answer, N_("The server does not take mails to this address: {answer}"), smtp, server)
        code, answer = smtp.docmd("DATA")
        if code != 354:
            _check(code, answer, N_("The server does not take the mail: {answer}"), smtp, server)
        smtp.send(_dotted(mail))
        before_last()
        return _end(smtp, server)


def _end(smtp: smtplib.SMTP, server: MailServer) -> str:
    """Send the last line, with which the mail becomes the server's, and read what it says."""
    smtp.send(_END)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(_LAST_PATIENCE)
        code, answer = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unsure(
            N_("The connection broke before {host} said whether it took the mail."), host=server.settings.host
        ) from error
    _check(code, answer, N_("The server does not take the mail: {answer}"), smtp, server)
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    return f"{code} {_said(answer)}"


def _dotted(mail: bytes) -> bytes:
    """The mail with the ends of lines that servers want and lines of a single dot told from the last one."""
    lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _check(
    code: int, answer: bytes | str, message: str, smtp: smtplib.SMTP, server: MailServer, *, never: bool = True
) -> None:
    """Raise where the answer is no consent: 5xx is for good (not where an admin can set it right), else for now."""
    if 200 <= code < 300:
        return
    with suppress(OSError, smtplib.SMTPException):
        smtp.close()
    kind = Never if never and 500 <= code < 600 else NotNow
    raise kind(message, answer=f"{code} {_said(answer)}", sender=server.settings.sender)


def _said(answer: bytes | str) -> str:
    """What a server said, in one line that may be shown."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_ANSWER]


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection over which mails may be handed in. Raises NotNow, with what is the matter in words."""
    host, port = server.settings.host, server.settings.port
    smtp: smtplib.SMTP | None = None
    try:
        try:
            smtp = _open(server)
            yield smtp
        except smtplib.SMTPAuthenticationError as error:
            raise NotNow(
                N_("The server does not accept user and password: {answer}"),
                answer=f"{error.smtp_code} {_said(error.smtp_error)}",
            ) from None  # its traceback would carry what was sent
        except smtplib.SMTPNotSupportedError as error:
            raise NotNow(N_("{host} does not offer what is set under “Security” or signing in."), host=host) from error
        except ssl.SSLCertVerificationError as error:
            raise NotNow(
                N_("The certificate of {host} is not to be trusted: {reason}."),
                host=host, reason=_said(error.verify_message),
            ) from error  # fmt: skip
        except ssl.SSLError as error:
            raise NotNow(
                N_("No secure connection to {host}: {reason}. Check host, port and security."),
                host=host, reason=_said(str(error.reason or error)),
            ) from error  # fmt: skip
        except socket.gaierror as error:
            raise NotNow(N_("There is no server named {host}."), host=host) from error
        except TimeoutError as error:
            raise NotNow(N_("{host} does not answer at port {port}."), host=host, port=str(port)) from error
        except smtplib.SMTPResponseException as error:
            raise NotNow(
                N_("The server refuses the connection: {answer}"), answer=f"{error.smtp_code} {_said(error.smtp_error)}"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(N_("There is no connection to {host} at port {port}."), host=host, port=str(port)) from error
    finally:
        if smtp is not None:
            smtp.close()


def _open(server: MailServer) -> smtplib.SMTP:
    settings = server.settings
    if settings.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        smtp = smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)
    smtp.ehlo_or_helo_if_needed()
    if settings.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    if settings.user:
        smtp.login(settings.user, server.password)
    return smtp
