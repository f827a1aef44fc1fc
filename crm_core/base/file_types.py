"""What kind of file something is: by the ending of its name and, where that can be told, by its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from .errors import Invalid
from .i18n import N_

Sight = Literal["picture", "pdf", ""]
"""What a browser shows by itself, without danger: a picture, a PDF, or neither."""

HEAD = 2_048
"""So many bytes of the beginning tell what a file is."""
MOST_NAME = 200

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "heic": "image/heic",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "doc": "application/msword",
        "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "rtf": "application/rtf",
        "txt": "text/plain",
        "csv": "text/csv",
        "vcf": "text/vcard",
        "eml": "message/rfc822",
        "msg": "application/vnd.ms-outlook",
        "zip": "application/zip",
        "rar": "application/vnd.rar",
        "7z": "application/x-7z-compressed",
        "mp3": "audio/mpeg",
        "m4a": "audio/mp4",
        "ogg": "audio/ogg",
        "wav": "audio/wav",
        "mp4": "video/mp4",
    }
)
"""What a company may keep unless it says otherwise, with what each is called in the header of an answer."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PDF = "application/pdf"
_SHOWN = PICTURES | {PDF}

NEVER = frozenset(
    {
        "exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "dll", "sys", "cpl", "lnk", "js", "jse", "vbs", "vbe",
        "wsf", "wsh", "hta", "ps1", "psm1", "reg", "jar", "apk", "app", "deb", "rpm", "dmg", "sh", "bash", "html",
        "htm", "xhtml", "svg", "svgz", "php", "jsp", "asp", "aspx"
    }
)  # fmt: skip
"""Endings that no company can allow: what runs by itself when it is opened."""

_ENDING = re.compile(r"[a-z0-9]{1,10}")
_PROGRAMS = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
             b"\xca\xfe\xba\xbe", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00")  # fmt: skip
_ZWNJ = "\u200c"


def clean_name(name: str) -> str:
    """A file's name as it is kept and shown: no folders, nothing that cannot be seen, not endless.

    Raises Invalid where nothing is left of it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if char == _ZWNJ or unicodedata.category(char)[0] != "C")
    kept = " ".join(seen.split()).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > MOST_NAME:
        kept = stem[: MOST_NAME - len(ending) - 1] + dot + ending if dot and len(ending) <= 10 else kept[:MOST_NAME]
    if not kept:
        raise Invalid(N_("The file has no name."), field="name")
    return kept


def ending_of(name: str) -> str:
    """What stands after the last dot, in small letters; "" for none."""
    stem, _dot, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def is_ending(text: str) -> bool:
    """Whether a company may allow this ending."""
    return bool(_ENDING.fullmatch(text)) and text not in NEVER


def content_type(name: str, head: bytes) -> str:
    """What a file is, by its name and its first HEAD bytes.

    Raises Invalid, in words, for programs under whatever name, and for pictures and PDFs that are none.
    """
    if head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head[:64]):
        raise Invalid(N_("“{name}” is a program, whatever its name says. Programs are not kept."), name=name)
    claimed = CONTENT_TYPES.get(ending_of(name), "application/octet-stream")
    if claimed not in _SHOWN:
        return claimed
    found = _shown_by_content(head)
    if found is None or (found == PDF) != (claimed == PDF):
        raise Invalid(N_("“{name}” is named like a picture or PDF, but it is none. It may be damaged."), name=name)
    return found


def _shown_by_content(head: bytes) -> str | None:
    """The picture or PDF that begins like this."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return PDF if b"%PDF-" in head[:1024] else None


def sight(kind: str) -> Sight:
    """How a browser may show content of this type by itself."""
    return "picture" if kind in PICTURES else "pdf" if kind == PDF else ""
