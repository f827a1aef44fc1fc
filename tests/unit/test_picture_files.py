"""Pictures as files: every kind in both languages becomes an SVG of words and a PNG, and nothing is fetched."""

from __future__ import annotations

import io
import re

import altair
import pytest
from PIL import Image

from crm_core.base.i18n import Locale
from crm_core.reports import ReportResult
from crm_core.reports.pictures import KINDS, Look, Picture, kinds_for, picture, png, svg

from .pictures_ground import ENGLISH, PEOPLE, PERSIAN, PERSIAN_PEOPLE, by_person, made, numbered

STAGES = {"en": ("Lead", "Proposal", "Contract"), "fa": ("سرنخ", "پیش‌فاکتور", "قرارداد")}


def reports(locale: Locale) -> list[ReportResult]:
    """What together is drawn as every kind."""
    names = PERSIAN_PEOPLE if locale.rtl else PEOPLE
    stages = [(stage,) for stage in numbered(STAGES[locale.language])]
    keys = [(key,) for key in numbered(names)[:3]]
    return [
        made(lambda p, g: 10**9 * (p + g), by="month", breakdown=["owner"], keys=keys, calendar=locale.calendar),
        made(lambda p, g: 10**9 * p, by="day", end="2026-06-01", calendar=locale.calendar),
        by_person([10**9, 2 * 10**9, 3 * 10**9, 10**9], names),
        made(lambda _, g: 10 * (3 - g), measures=["open_count"], breakdown=["stage"], keys=stages),
    ]


def every_kind(locale: Locale) -> dict[str, Picture]:
    found: dict[str, Picture] = {}
    for result in reports(locale):
        key = result.spec.measures[0]
        for kind in kinds_for(result, key):
            made_one = picture(result, key, kind, locale, Look(paper=True))
            assert made_one is not None
            found.setdefault(kind, made_one)
    return found


@pytest.mark.parametrize("locale", [ENGLISH, PERSIAN], ids=["en", "fa"])
def test_every_kind_is_an_svg_of_words_in_our_letters_and_fetches_nothing(locale: Locale) -> None:
    found = every_kind(locale)
    assert set(found) == set(KINDS)
    for kind, one in found.items():
        drawn = svg(one, 680, titled=True)
        assert re.search(r'width="680"', drawn), kind
        assert locale.t("Won amount") in drawn or locale.t("Open deals") in drawn, kind
        assert set(re.findall(r'font-family="([^"]*)"', drawn)) == {"Inter, 'Noto Sans Arabic', sans-serif"}, kind
        assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?(?:https?:)?//", drawn), kind
        assert "undefined" not in drawn, kind
        assert "NaN" not in drawn, kind


def test_every_kind_is_what_vega_lite_reads() -> None:
    """Altair holds the grammar; it complains of what is not in it."""
    for one in every_kind(ENGLISH).values():
        altair.Chart.from_dict({**one.spec, "data": {"values": one.rows}}, validate=True)


def test_a_picture_for_paper_comes_without_its_title() -> None:
    one = every_kind(ENGLISH)["bars"]
    assert one.title not in svg(one)
    assert "Reza" in svg(one)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_png_is_as_large_as_asked_on_its_own_ground(dark: bool) -> None:
    one = picture(by_person([5, 7]), "won_amount", "", ENGLISH, Look(dark=dark, paper=True))
    assert one is not None
    image = Image.open(io.BytesIO(png(one, 2, 400)))
    assert image.width == 800
    pixel = image.convert("RGB").getpixel((2, 2))
    assert pixel == ((21, 25, 26) if dark else (255, 255, 255))
