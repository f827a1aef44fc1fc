"""Pictures as files: SVG and PNG, made without a browser, with the letters of our packages; nothing is fetched."""

from __future__ import annotations

import copy
import re
from pathlib import Path

from ...base import paper, vectors
from ._material import Picture
from ._parts import PLACE, Spec

TEMPLATE = Path(__file__).with_name("picture.typ")
PAPER = 680
"""Pixels: a width that suits the text column of an upright A4 page (176 mm); 1000 suits one that lies across."""

_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_POINTS = 72
_TITLE, _BELOW = 54, 18
"""Pixels that a title takes above the drawing, and what is said below it."""


def svg(picture: Picture, width: int = PAPER, *, titled: bool = False) -> str:
    """The picture so many pixels wide, as text of an SVG whose words stay words.

    A PDF embeds it without its title, which paper sets itself: `svg(picture, PAPER)` upright, 1000 across; there the
    letters are as large as the text about them when it is shown as wide as the column. `titled` writes title and what
    is said below it above the drawing, as a picture that stands alone needs. Nothing in it refers to anything outside.
    """
    return vectors.svg(_whole(picture, width, titled))


def png(picture: Picture, scale: float = 2, width: int = 960) -> bytes:
    """The picture with its title on its ground, `scale` pixels for each of its width."""
    drawn = svg(picture, width, titled=True)
    size = _SIZE.search(drawn)
    wide, high = (float(one) for one in size.groups()) if size else (width, width)
    values = {"svg": drawn, "width": wide, "height": high, "ground": picture.look.paint.ground}
    return paper.pictures(TEMPLATE, values, picture.locale, ppi=_POINTS * scale)[0]


def _whole(picture: Picture, width: int, titled: bool) -> Spec:
    """The specification with its data, size and, when asked for, its title."""
    spec = copy.deepcopy(picture.spec)
    spec |= {
        "data": {"values": picture.rows},
        "width": width,
        "params": [{"name": PLACE, "value": width}],
    }
    if titled:
        spec["padding"] = {"left": 16, "top": 14, "bottom": 14, "right": spec["padding"]["right"] + 10}
        spec["title"] = _title(picture)
        spec["height"] += _TITLE + (_BELOW if picture.below else 0)
    return spec


def _title(picture: Picture) -> Spec:
    paint, rtl = picture.look.paint, picture.locale.rtl
    found: Spec = {
        "text": _as_read(picture.title, rtl), "anchor": "end" if rtl else "start", "frame": "bounds", "offset": 14,
        "color": paint.ink, "fontSize": 15, "fontWeight": 600,
    }  # fmt: skip
    if picture.below:
        found |= {
            "subtitle": _as_read(picture.below, rtl), "subtitleColor": paint.grey, "subtitleFontSize": 12,
            "subtitlePadding": 5,
        }  # fmt: skip
    return found


def _as_read(text: str, rtl: bool) -> str:
    """A whole line that is read from the right, in a drawing that reads from the left."""
    return f"\u2067{text}\u2069" if rtl else text
