"""The one way to a PDF: a template of ours is set with values, which are data and never code.

A template lies beside the part of the core that prints it (`review.typ`) and begins with
`#import "/base/paper.typ": …`, where the page, the letters and the tables of the house are. Texts come said already:
numbers, days and amounts in the reader's words, calendar and digits. Letters are those of our packages alone and are
embedded; nothing is fetched from anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg_inter
import fontpkg_noto_sans_arabic

from .i18n import Locale

CORE = Path(__file__).resolve().parent.parent
FONTS = (fontpkg_inter.ROOT / "files", fontpkg_noto_sans_arabic.ROOT / "files")


def pdf(template: Path, values: Mapping[str, Any], locale: Locale) -> bytes:
    """The template, set with the values, as a PDF in A4 with page numbers; from the right where it is read so.

    `values` are texts, numbers, lists and mappings of them; the template finds them in `data`.
    """
    return _set(template, values, locale, {"format": "pdf"})[0]


def pictures(template: Path, values: Mapping[str, Any], locale: Locale, *, ppi: float = 96.0) -> list[bytes]:
    """The same as pictures (PNG), one a page: for looking at."""
    return _set(template, values, locale, {"format": "png", "ppi": ppi})


def _set(template: Path, values: Mapping[str, Any], locale: Locale, how: Mapping[str, Any]) -> list[bytes]:
    import typst  # here: few need it, and it is large

    words = {"language": locale.language, "rtl": locale.rtl, "persian": locale.digits == "persian"}
    made = typst.compile(
        str(template),
        root=str(CORE),
        font_paths=[str(folder) for folder in FONTS],
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False), "locale": json.dumps(words)},
        **how,
    )
    return [made] if isinstance(made, bytes) else list(made)
