"""Workbooks behind a password, opened in memory."""

from __future__ import annotations

import io

from crm_core.lists._formats import Unreadable

_READ_ONLY = "VelvetSweatshop"
"""Excel's own password: what is only protected against changes is locked with it, and opens unasked."""


def unlocked(data: bytes, password: str | None) -> bytes:
    """The workbook that `data` protects. Unreadable: "password" when one is needed, "wrong_password", "locked"."""
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    for key in (password, _READ_ONLY):
        if not key:
            continue
        out = io.BytesIO()
        try:
            locked = msoffcrypto.OfficeFile(io.BytesIO(data))
            _load(locked, key)
            locked.decrypt(out)
        except InvalidKeyError:
            continue
        except MemoryError:
            raise
        except Exception as error:  # the library passes on whatever breaks while it takes the file apart
            raise Unreadable("locked") from error
        return out.getvalue()
    raise Unreadable("wrong_password" if password else "password")


def _load(locked: object, key: str) -> None:
    """Give the key; workbooks of Excel 2007 and later verify it on request, older ones always."""
    if getattr(locked, "format", "") == "ooxml":
        locked.load_key(password=key, verify_password=True)  # type: ignore[attr-defined]
    else:
        locked.load_key(password=key)  # type: ignore[attr-defined]
