"""Secrets that must be kept to be used (the password of a mail server): sealed with the secret of the installation.

Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` package; the key is derived from the secret, so that the
same secret opens it again and another one does not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from .errors import DaftarError
from .i18n import N_

_PURPOSE = b"daftar: sealed settings"


class SealBroken(DaftarError):
    """What was sealed cannot be opened with this secret."""


def _box(secret: str) -> Fernet:
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str, text: str) -> str:
    """The text in a form that says nothing to whoever has not the secret."""
    return _box(secret).encrypt(text.encode()).decode("ascii")


def unseal(secret: str, sealed: str) -> str:
    """The text again. Raises SealBroken where the secret is another one or the seal was changed."""
    try:
        return _box(secret).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError) as error:
        raise SealBroken(N_("What was kept under another secret cannot be read. Enter it again.")) from error
