"""Pictures as files: SVG and PNG, made without a browser, with the letters of our packages; nothing is fetched."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from ...base.paper import FONTS
from ._material import Picture
from ._parts import Spec

VEGA_LITE = "6.1"
PAPER = 680
"""Pixels: a width that suits the text column of an upright A4 page (176 mm); 1000 suits one that lies across."""


@cache
def _converter() -> Any:
    import vl_convert  # here: few need it, and it is large

    for folder in FONTS:
        vl_convert.register_font_directory(str(folder))
    return vl_convert


def svg(picture: Picture, width: int = PAPER, *, titled: bool = False) -> str:
    """The picture so many pixels wide, as text of an SVG whose words stay words.

    A PDF embeds it without its title, which paper sets itself: `svg(picture, PAPER)` upright, 1000 across; there the
    letters are as large as the text about them when it is shown as wide as the column. `titled` writes title and what
    is said below it above the drawing, as a picture that stands alone needs. Nothing in it refers to anything outside.
    """
    found: str = _converter().vegalite_to_svg(
        _whole(picture, width, titled), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return found


def png(picture: Picture, scale: float = 2, width: int = 960) -> bytes:
    """The picture with its title on its ground, `scale` pixels for each of its width."""
    spec = _whole(picture, width, titled=True)
    spec["background"] = picture.look.paint.ground
    found: bytes = _converter().vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])
    return found


def _whole(picture: Picture, width: int, titled: bool) -> Spec:
    """The specification with its data, size and, when asked for, its title."""
    spec = copy.deepcopy(picture.spec)
    spec |= {
        "data": {"values": picture.rows},
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    if titled:
        spec["padding"] = {"left": 16, "top": 14, "bottom": 14, "right": spec["padding"]["right"] + 10}
        spec["title"] = _title(picture)
    return spec


def _title(picture: Picture) -> Spec:
    paint = picture.look.paint
    found: Spec = {
        "text": picture.title, "anchor": "end" if picture.rtl else "start", "frame": "bounds", "offset": 14,
        "color": paint.ink, "fontSize": 15, "fontWeight": 600,
    }  # fmt: skip
    if picture.below:
        found |= {"subtitle": picture.below, "subtitleColor": paint.grey, "subtitleFontSize": 12, "subtitlePadding": 5}
    return found
