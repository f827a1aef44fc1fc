"""Pictures of reports: their marks are the report's figures, of every kind; what fits; what is hard to draw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from crm_core.base.colours import CATEGORIES, LIGHT
from crm_core.base.periods import CalendarRules
from crm_core.measures.breakdowns import Key
from crm_core.reports import ReportResult
from crm_core.reports.pictures import KINDS, Look, Picture, kinds_for, picture
from crm_core.reports.pictures._parts import MARKS
from crm_core.reports.saying import is_rest, rest_row

from .pictures_ground import ENGLISH, PEOPLE, PERSIAN, by_person, made, many, numbered, over_months

STAGES = numbered(("Lead", "Qualified", "Proposal", "Contract"))
PEOPLE_KEYS = [(key,) for key in numbered(PEOPLE)]


def drawn(result: ReportResult, kind: str = "", *, persian: bool = False, look: Look | None = None) -> Picture:
    found = picture(result, result.spec.measures[0], kind, PERSIAN if persian else ENGLISH, look or Look())
    assert found is not None, "nothing was drawn"
    return found


def figures(found: Picture) -> list[float | None]:
    return [row["value"] for row in found.rows]


def plain(text: str) -> str:
    return text.strip(MARKS)


# The figures of the report, kind by kind


MONTHS = [100_00, 250_00, 50_00, 400_00, 30_00, 0, 70_00, 90_00, 10_00, 20_00, 35_00]


def months() -> ReportResult:
    """January to November; December is still to come."""
    return over_months(lambda p: MONTHS[p] if p < len(MONTHS) else 0)


@pytest.mark.parametrize("kind", ["columns", "line"])
def test_over_time_a_mark_is_a_period_and_days_to_come_are_empty(kind: str) -> None:
    assert figures(drawn(months(), kind)) == [*MONTHS, None]


def test_by_group_the_bars_are_the_groups_from_the_greatest() -> None:
    found = drawn(by_person([10, 30, 20]), "bars")
    assert [(row["label"], row["value"]) for row in found.rows] == [("Reza", 30), ("Kian", 20), ("Sara", 10)]


def two_people() -> ReportResult:
    return made(
        lambda p, g: (p + 1) * (g + 1) * 100 if p < 11 else 0, by="month", breakdown=["owner"], keys=PEOPLE_KEYS[:2]
    )


@pytest.mark.parametrize("kind", ["stacked", "shares", "line", "heat", "multiples"])
def test_of_groups_over_time_every_cell_of_the_report_is_a_mark(kind: str) -> None:
    found = drawn(two_people(), kind)
    marks = {(row["label"], row["series"]): row["value"] for row in found.rows if row.get("kind") != "head"}
    assert len(marks) == 24
    assert marks["March 2026", "Sara"] == 300
    assert marks["March 2026", "Reza"] == 600
    assert marks["December 2026", "Reza"] is None


def by_two() -> ReportResult:
    keys = [(person, stage) for (person,) in PEOPLE_KEYS[:3] for stage in STAGES]
    return made(lambda _, g: 100 + g, breakdown=["owner", "stage"], keys=keys)


@pytest.mark.parametrize("kind", ["stacked", "shares", "heat"])
def test_of_two_fields_every_pair_is_a_mark(kind: str) -> None:
    found = drawn(by_two(), kind)
    assert {(row["label"], row["series"]): row["value"] for row in found.rows} == {
        (person, stage.label): 100 + 4 * at + place
        for at, person in enumerate(PEOPLE[:3])
        for place, stage in enumerate(STAGES)
    }


def test_stages_keep_their_order_in_stacks_and_heat_maps() -> None:
    assert drawn(by_two(), "heat").spec["layer"][0]["encoding"]["x"]["sort"] == [stage.label for stage in STAGES]
    stacked = drawn(by_two(), "stacked").rows
    assert [row["series"] for row in stacked[:4]] == [stage.label for stage in STAGES]


def test_a_waterfall_over_time_adds_up_to_the_total() -> None:
    found = drawn(months(), "waterfall")
    assert figures(found) == [*MONTHS, sum(MONTHS)]
    steps = found.rows[:-1]
    assert all(after["low"] <= before["end"] <= after["high"] for before, after in pairwise(steps))
    assert found.rows[-1]["end"] == sum(MONTHS)


def test_a_waterfall_of_a_comparison_leads_from_what_was_to_what_is() -> None:
    was = [50, 100, 30]
    result = by_person([80, 60, 30], compare="previous", before=lambda _, g: was[g])
    found = drawn(result, "waterfall")
    assert [(plain(row["label"]), row["value"]) for row in found.rows] == [
        ("2025", 180), ("Sara", 30), ("Kian", 0), ("Reza", -40), ("Now", 170),
    ]  # fmt: skip


def test_a_pareto_runs_to_the_whole() -> None:
    found = drawn(by_person([10, 60, 25, 5]), "pareto")
    assert figures(found) == [60, 25, 10, 5]
    assert [round(row["so_far"], 2) for row in found.rows] == [0.6, 0.85, 0.95, 1]
    assert found.below == "2 of 4 make up 85%"


def test_a_funnel_says_what_goes_on_from_step_to_step() -> None:
    result = made(lambda _, g: [200, 100, 25, 20][g], measures=["stage_reached"], breakdown=["stage"],
                  keys=[(stage,) for stage in STAGES])  # fmt: skip
    found = drawn(result, "funnel")
    assert [(row["value"], row["went_on"]) for row in found.rows] == [
        (200, "–"),
        (100, "50%"),
        (25, "25%"),
        (20, "80%"),
    ]
    assert found.below == "From the first step to the last: 10%"


def test_measures_of_one_kind_are_steps_of_a_funnel() -> None:
    result = made(lambda *_: 40, measures=["created_count", "won_count"])
    result = replace(result, totals={"created_count": 40, "won_count": 10})
    found = drawn(result)
    assert [(row["label"], row["value"]) for row in found.rows] == [("New deals", 40), ("Won deals", 10)]


def days(**asked: object) -> ReportResult:
    """A figure for each day from Wednesday 1 July to 30 September."""
    return made(lambda p, _: p + 1, by="day", start="2026-07-01", end="2026-10-01", **asked)


def test_days_stand_in_their_week_from_the_companys_first_weekday() -> None:
    iranian = CalendarRules(week_start=5)
    found = drawn(days(rules=iranian), "heat")
    assert figures(found) == list(range(1, 93))
    axes = found.spec["layer"][0]["encoding"]
    assert axes["y"]["sort"][0] == "Saturday"
    assert [(row["across"], row["down"]) for row in found.rows[:4]] == [
        ("0", "Wednesday"), ("0", "Thursday"), ("0", "Friday"), ("1", "Saturday"),
    ]  # fmt: skip


# What fits


def test_kinds_that_fit_the_best_first() -> None:
    assert kinds_for(months(), "won_amount") == ("columns", "line", "waterfall")
    assert kinds_for(days(), "won_amount")[:3] == ("line", "columns", "heat")
    assert kinds_for(by_person([1, 2, 3, 4]), "won_amount") == ("bars", "columns", "pareto", "waterfall")
    assert kinds_for(two_people(), "won_amount") == ("stacked", "line", "multiples", "shares", "heat")
    assert kinds_for(by_two(), "won_amount") == ("stacked", "shares", "bars", "heat", "waterfall")


def test_a_rate_is_never_piled_up() -> None:
    result = made(lambda p, g: 0.1 * g, measures=["win_rate"], by="month", breakdown=["owner"], keys=PEOPLE_KEYS[:3])
    assert kinds_for(result, "win_rate") == ("line", "multiples", "heat")
    assert kinds_for(by_person([0.1, 0.5, 0.3, 0.2], measures=["win_rate"]), "win_rate") == ("bars", "columns")


def test_many_groups_of_a_rate_are_small_multiples() -> None:
    result = made(lambda p, g: 0.1 * g, measures=["win_rate"], by="month", breakdown=["owner"], keys=PEOPLE_KEYS)
    assert kinds_for(result, "win_rate")[0] == "multiples"


def test_what_does_not_fit_becomes_what_fits_best() -> None:
    assert drawn(months(), "funnel").kind == "columns"
    assert drawn(months(), "nonsense").kind == "columns"


def test_a_waterfall_is_offered_only_where_it_adds_up() -> None:
    """A deal with two products counts in each: these groups come to more than the whole."""
    result = by_person([10, 20, 30])
    assert "waterfall" in kinds_for(result, "won_amount")
    assert "waterfall" not in kinds_for(replace(result, totals={"won_amount": 50}), "won_amount")


def test_every_kind_has_a_name() -> None:
    results = (months(), days(), two_people(), by_two(), by_person([1, 2, 3, 4]))
    assert {kind for result in results for kind in kinds_for(result, "won_amount")} <= set(KINDS)


# What is hard to draw


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert picture(over_months(lambda _: 0), "won_amount", "", ENGLISH, Look()) is None
    assert picture(by_person([5]), "won_amount", "", ENGLISH, Look()) is None
    assert picture(made(lambda *_: 5), "won_amount", "", ENGLISH, Look()) is None


def test_one_figure_is_drawn_beside_what_it_is_compared_with() -> None:
    found = drawn(by_person([50], compare="previous", before=lambda *_: 40))
    assert [(row["value"], row["base"], row["change"]) for row in found.rows] == [(50, 40, "+25%")]


def test_a_line_of_one_point_shows_it() -> None:
    found = drawn(over_months(lambda p: 900 if p == 3 else None), "line")
    dots = next(layer for layer in found.spec["layer"] if layer["mark"]["type"] == "point")
    assert dots["mark"]["opacity"] == 1
    assert any(layer["mark"]["type"] == "text" for layer in found.spec["layer"])


def test_negative_figures_have_their_place_below_zero() -> None:
    found = drawn(over_months(lambda p: (p - 5) * 1000), "columns")
    low, high = found.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low < -5000
    assert high > 5000


def test_amounts_begin_at_zero() -> None:
    found = drawn(over_months(lambda p: 900_000 + p), "line")
    assert found.spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0


def falling() -> ReportResult:
    """300 customers of whom few buy much."""
    return made(lambda _, g: round(10**6 * 0.9**g), breakdown=["customer"], keys=many(300))


def test_of_three_hundred_customers_the_first_and_all_others_are_drawn() -> None:
    found = drawn(falling(), "bars")
    assert len(found.rows) == 26
    assert (found.rows[-1]["label"], found.rows[-1]["soft"]) == ("Others", True)
    assert sum(value or 0 for value in figures(found)) == sum(round(10**6 * 0.9**g) for g in range(300))


@pytest.mark.parametrize("kind", ["bars", "pareto"])
def test_others_that_would_dwarf_the_first_are_said_instead(kind: str) -> None:
    result = made(lambda _, g: 100 * (1000 - g), breakdown=["customer"], keys=many(300))
    found = drawn(result, kind)
    assert len(found.rows) == 25
    assert "275 others together: $230 k" in found.below


def test_the_others_of_a_rate_are_not_made_up() -> None:
    result = made(lambda _, g: g / 300, measures=["win_rate"], breakdown=["customer"], keys=many(300))
    found = drawn(result, "bars")
    assert len(found.rows) == 25
    assert found.below == "The first 25 of 300"


def test_three_hundred_days_are_a_line_without_dots_whose_points_can_be_met() -> None:
    found = drawn(made(lambda p, _: p, by="day", end="2026-10-28"))
    assert (found.kind, len(found.rows)) == ("line", 300)
    dots = found.spec["layer"][-1]["mark"]
    assert (dots["type"], dots["opacity"]) == ("point", 0)


def test_two_customers_of_one_name_are_two_bars() -> None:
    result = made(lambda _, g: 10 * (g + 1), breakdown=["customer"], keys=[(Key("Fars", (7,)),), (Key("Fars", (9,)),)])
    found = drawn(result, "bars")
    assert [(row["label"], row["value"]) for row in found.rows] == [("Fars (2)", 20), ("Fars", 10)]
    assert found.leads == {("Fars", ""): "won_amount::0", ("Fars (2)", ""): "won_amount::1"}


def test_huge_amounts_are_said_short_and_whole() -> None:
    found = drawn(by_person([10**17, 10**16]), "bars")
    assert (found.rows[0]["shown"], found.rows[0]["full"]) == ("1,000 tn", "$1,000,000,000,000,000")


# Where marks lead, and how they look


def test_every_mark_leads_to_its_figure() -> None:
    found = drawn(two_people(), "stacked")
    assert found.leads["March 2026", "Reza"] == "won_amount:2:1"
    assert len(found.leads) == 22, "days to come lead nowhere"


def test_the_others_lead_to_all_but_those_shown() -> None:
    result = falling()
    found = drawn(result, "bars")
    where = found.leads["Others", ""]
    assert is_rest(where)
    row = rest_row(result, where, "Others")
    assert row.keys["customer"] == Key("Others", tuple(range(1, 26)), rest=True)
    assert row.values["won_amount"] == found.rows[-1]["value"]


def test_paper_has_nothing_to_click() -> None:
    for kind in kinds_for(two_people(), "won_amount"):
        assert "pick" not in str(drawn(two_people(), kind, look=Look(paper=True)).spec)
        assert "pick" in str(drawn(two_people(), kind).spec)


def test_a_person_has_the_same_colour_in_every_report() -> None:
    def colours(found: Picture) -> dict[str, str]:
        scale = next(
            layer["encoding"]["color"]["scale"] for layer in found.spec["layer"] if "color" in layer["encoding"]
        )
        return dict(zip(scale["domain"], scale["range"], strict=True))

    both = colours(drawn(two_people(), "stacked"))
    one_more = made(lambda p, g: 100 * (3 - g), by="month", breakdown=["owner"], keys=PEOPLE_KEYS[:3])
    assert both.items() <= colours(drawn(one_more, "line")).items()
    assert set(both.values()) <= set(CATEGORIES)


def rates(step: float) -> ReportResult:
    keys = PEOPLE_KEYS[:3]
    return made(lambda _, g: 0.2 + step * g, measures=["win_rate"], by="month", breakdown=["owner"], keys=keys)


def test_lines_that_end_apart_bear_their_names_and_close_ones_have_a_legend() -> None:
    def texts(found: Picture) -> list[str]:
        layers = (layer for layer in found.spec["layer"] if layer["mark"]["type"] == "text")
        return [layer["encoding"]["text"]["field"] for layer in layers]

    apart, close = drawn(rates(0.2), "line"), drawn(rates(0.001), "line")
    assert texts(apart) == ["series"]
    assert apart.spec["layer"][0]["encoding"]["color"]["legend"] is None
    assert texts(close) == []
    assert close.spec["layer"][0]["encoding"]["color"]["legend"] is not None


def test_won_is_green_and_lost_is_red() -> None:
    keys = [(Key("Won", ("won",)),), (Key("Lost", ("lost",)),)]
    found = drawn(made(lambda *_: 5, measures=["created_count"], by="month", breakdown=["outcome"], keys=keys), "line")
    scale = found.spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {"Won": LIGHT.won, "Lost": LIGHT.lost}


def test_parts_of_bars_are_told_apart_and_the_rest_is_named_last() -> None:
    sources = numbered([f"Source {n}" for n in range(24)])
    keys = [(person, source) for at, person in enumerate(numbered(PEOPLE)) for source in sources[at:]]
    found = drawn(made(lambda _, g: 100 + g, breakdown=["owner", "source"], keys=keys), "stacked")
    scale = found.spec["layer"][0]["encoding"]["color"]["scale"]
    assert plain(scale["domain"][-1]) == "Others"
    assert len(set(scale["range"])) == len(scale["domain"]) == 8


def test_the_tooltip_tells_the_days_in_both_calendars_and_the_whole_figure() -> None:
    row = drawn(over_months(lambda _: 123_456_789), "columns").rows[0]
    assert row["hint"] == "1 January 2026 – 31 January 2026 · 11 Dey 1404 – 11 Bahman 1404"
    assert (row["shown"], row["full"]) == ("1.2 m", "$1,234,567.89")


def test_persian_is_isolated_and_has_persian_digits() -> None:
    found = drawn(
        over_months(lambda _: 123_000_000_0, calendar="jalali", start="2026-03-21", end="2027-03-21"), persian=True
    )
    row = found.rows[0]
    assert row["label"] == "\u2068فروردین ۱۴۰۵\u2069"
    assert row["shown"] == "\u2068۱۲۳ میلیون\u2069"
    assert found.title == "\u2068مبلغ فروش (تومان)\u2069 به تفکیک ماه"


def test_what_is_compared_is_named() -> None:
    found = drawn(over_months(lambda _: 10, compare="previous", before=lambda *_: 20))
    assert found.below == "Grey: 2025"
    assert Counter(row["base"] for row in found.rows) == {20: 12}
    target = drawn(over_months(lambda _: 10, compare="target", before=lambda *_: 20))
    assert target.below == "Dashed: Target"
    assert target.rows[0]["change"] == "50%"
