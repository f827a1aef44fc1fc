"""The colours of the house: one for one thing, the same in the theme, in charts and in files."""

from __future__ import annotations

import tomllib
from pathlib import Path

from crm_core.base.colours import CATEGORIES, DARK, LIGHT, Palette, told_apart

THEME = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def _of(mode: str) -> dict[str, str]:
    names = {
        "accent": "primaryColor", "ground": "backgroundColor", "soft_ground": "secondaryBackgroundColor",
        "ink": "textColor", "line": "borderColor", "grey": "grayColor", "won": "greenColor", "lost": "redColor",
        "risk": "orangeColor",
    }  # fmt: skip
    return {mine: THEME[mode][theirs] for mine, theirs in names.items()}


def _named(palette: Palette) -> dict[str, str]:
    return {name: getattr(palette, name) for name in _of("light")}


def test_the_theme_of_the_browser_has_these_colours() -> None:
    assert _named(LIGHT) == _of("light")
    assert _named(DARK) == _of("dark")
    assert THEME["chartCategoricalColors"] == list(CATEGORIES)


def test_a_person_keeps_the_colour_whoever_stands_beside() -> None:
    alone = told_apart({"Sara": 3})
    assert told_apart({"Reza": 5, "Sara": 3, "Kian": 4})["Sara"] == alone["Sara"]


def test_seven_are_told_apart_even_where_their_numbers_would_share_a_colour() -> None:
    found = told_apart({f"Person {n}": 7 * n for n in range(7)})
    assert len(set(found.values())) == 7


def test_more_than_there_are_colours_repeat_them() -> None:
    assert len(told_apart({f"Product {n}": n for n in range(40)})) == 40
