"""The colours of both themes, and those that tell categories apart: one place for screens, charts, sheets and paper.

`.streamlit/config.toml`, which Streamlit reads itself, names the same ones; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

FONT = "Inter, 'Noto Sans Arabic', sans-serif"
"""The letters of the house, which come as packages."""

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C7A00", "#7A7A7A")
"""Okabe–Ito, in the order in which neighbours differ most; yellow darkened so that it stands on white."""

OTHERS = "#9AA3A5"
"""What is not told apart any more."""

WHITE, BLACK = "#FFFFFF", "#000000"

_HUES = len(CATEGORIES) - 1  # without the grey


@dataclass(frozen=True)
class Palette:
    """What things are painted with; `dark` says for which theme. `past` and `soft_past` are what was before."""

    dark: bool
    accent: str
    ground: str
    soft_ground: str
    ink: str
    line: str
    grey: str
    past: str
    soft_past: str
    won: str
    lost: str
    risk: str


LIGHT = Palette(
    dark=False,
    accent="#0F7E86",
    ground="#FFFFFF",
    soft_ground="#F5F6F6",
    ink="#1D2324",
    line="#DFE3E4",
    grey="#667073",
    past="#B9C2C4",
    soft_past="#DCE1E2",
    won="#1B7F4B",
    lost="#BF3B34",
    risk="#A86400",
)
DARK = Palette(
    dark=True,
    accent="#3FB8BF",
    ground="#15191A",
    soft_ground="#1E2425",
    ink="#E4E8E8",
    line="#333B3D",
    grey="#97A1A3",
    past="#5B6668",
    soft_past="#3A4446",
    won="#5CC28B",
    lost="#F0807A",
    risk="#E0A447",
)


def told_apart(records: Mapping[str, Hashable]) -> dict[str, str]:
    """A colour for each name by the record it stands for: its id, or its text.

    The same record has the same colour wherever it is drawn, unless two of one drawing would share one: then the
    later one takes the next that is free, while there is any.
    """
    taken: dict[str, int] = {}
    for name, record in sorted(records.items(), key=lambda item: _place(item[1])):
        place = _place(record)
        if len(taken) < _HUES:
            while place % _HUES in taken.values():
                place += 1
        taken[name] = place % _HUES
    return {name: CATEGORIES[taken[name]] for name in records}


def _place(record: Hashable) -> int:
    return record if isinstance(record, int) else crc32(str(record).encode())


def in_turn(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name by its place."""
    return {name: CATEGORIES[at % len(CATEGORIES)] for at, name in enumerate(names)}


def between(one: str, other: str, share: float) -> str:
    """The colour so far (0 to 1) from one to the other."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def readable_on(ground: str) -> str:
    """Black or white, whichever stands out more (relative luminance of WCAG 2)."""
    return WHITE if luminance(ground) < _MIDDLE else BLACK


_MIDDLE = 0.179
"""Where black and white stand out alike: sqrt(1.05 x 0.05) - 0.05."""


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1 (relative luminance of WCAG 2)."""
    shares = (part / 255 for part in _parts(colour))
    linear = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
