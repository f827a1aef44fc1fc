"""What a file is, by its content: its name may lie."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from crm_core.lists._encoding import wide

Format = Literal["xlsx", "xlsb", "ods", "xls", "html", "cards", "text"]

UNPACKED_LIMIT = 4 << 30
"""Bytes that the members of a workbook may unpack to."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
    (b"{\\rtf", "document"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta)[\s>]", re.IGNORECASE)
_CONTROL = bytes([1, 2, 3, 4, 5, *range(14, 26)])


class Unreadable(Exception):
    """The file cannot be read; `code` names the sentence in `read` that says why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def sniff(data: bytes) -> Format:
    """The format of a file's bytes; Unreadable when it is no list."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty")
    if data.startswith(b"PK"):
        return _in_zip(data)
    if data.startswith(_OLE):
        return _in_ole(data)
    if not data.startswith(_TEXT_BOMS) and wide(data) is None:
        _refuse_other_kinds(data)
    if data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:11].upper() == b"BEGIN:VCARD":
        return "cards"
    if _HTML.search(data[:4096].replace(b"\x00", b"")):
        return "html"
    return "text"


def _refuse_other_kinds(data: bytes) -> None:
    head = data[:4096]
    control = len(head) - len(head.translate(None, _CONTROL))
    binary = max(2 * control, head.count(0)) > len(head) // 20
    for magic, what in _OTHERS:
        printable = magic.isalnum() and not binary and 0 not in data[:32]
        if data.startswith(magic) and not printable:
            raise Unreadable(what)
    if b"Excel.Sheet" in data[:512] and b"<?xml" in data[:64]:
        raise Unreadable("xml_2003")
    if binary:
        raise Unreadable("binary")


def _in_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            mime = archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unreadable("damaged") from error
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise Unreadable("unpacks")
    names = {member.filename.lower().lstrip("/") for member in members}
    if not names:
        raise Unreadable("no_workbook")
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.endswith("/workbook.xml") for name in names):
        return "xlsx"
    if "[content_types].xml" in names and not any(name.startswith(("word/", "ppt/")) for name in names):
        return "xlsx"
    raise Unreadable("no_workbook")


def _in_ole(data: bytes) -> Format:
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        raise Unreadable("password")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    raise Unreadable("no_workbook")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
