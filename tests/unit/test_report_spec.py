"""A report's question: what may be asked, how it travels in a link, how it is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.base.periods import CalendarRules
from crm_core.fields.filters import AllOf, condition
from crm_core.measures import FACTS
from crm_core.reports import MEASURES, ReportSpec, breakdowns_of, from_params, measure, sentence, to_params

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)
RULES = CalendarRules()
YEAR = (dt.date(2017, 1, 1), dt.date(2018, 1, 1))
ENGLISH = Locale()
PERSIAN = Locale("fa", "jalali", "persian")


def _spec(*measures: str, **values: Any) -> ReportSpec:
    start, end = values.pop("days", YEAR)
    return ReportSpec(measures or ("won_amount",), values.pop("by", "month"), start, end, **values)


def _read(params: dict[str, str]) -> ReportSpec:
    return from_params(params, today=TODAY, calendar="gregorian", rules=RULES)


def test_the_measures_are_those_that_programs_ask_for() -> None:
    assert set(MEASURES) >= {
        "won_amount",
        "won_count",
        "lost_amount",
        "lost_count",
        "created_amount",
        "created_count",
        "open_amount",
        "open_count",
        "weighted_amount",
        "win_rate",
        "average_deal",
        "cycle_days",
        "order_amount",
        "order_count",
        "returned_amount",
        "new_customers",
        "interactions",
        "tasks_done",
    }


@pytest.mark.parametrize("key", MEASURES)
def test_a_measure_is_made_of_parts_that_its_facts_have(key: str) -> None:
    one = measure(key)
    counted = [part.partition(".")[2] for part in one.parts if part not in ("aim.target", "aim.gap")]
    assert set(counted) <= {name for fact in one.facts for name in fact.parts}
    assert len({fact.stock for fact in one.facts}) == 1
    assert set(FACTS) >= {fact.key for fact in one.facts}


def test_deals_are_broken_down_by_their_fields_and_their_customers() -> None:
    first = {"owner", "unit", "customer", "stage", "product", "source", "city", "tier", "lost_reason", "industry"}
    assert first <= set(breakdowns_of([measure("won_amount"), measure("open_amount")]))
    assert set(breakdowns_of([measure("won_amount"), measure("interactions")])) >= {"owner", "unit", "customer", "city"}
    assert "stage" not in breakdowns_of([measure("won_amount"), measure("interactions")])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"measures": ()}, "Choose at least one measure"),
        ({"measures": ("profit",)}, "no measure “profit”"),
        ({"measures": ("won_amount", "won_amount")}, "asked for once"),
        ({"by": "decade"}, "“decade” is not one of"),
        ({"calendar": "julian"}, "“julian” is not one of"),
        ({"compare": "hope"}, "“hope” is not one of"),
        ({"end": dt.date(2017, 1, 1)}, "cannot end before it starts"),
        ({"breakdown": ("colour",)}, "Won amount cannot be broken down by “colour”"),
        ({"breakdown": ("amount",)}, "cannot be broken down by “amount”"),
        ({"breakdown": ("owner", "owner")}, "by different fields"),
        ({"breakdown": ("owner", "unit", "stage", "source")}, "at most 3 fields"),
        ({"measures": ("new_customers",), "breakdown": ("stage",)}, "New customers cannot be broken down by “stage”"),
        ({"measures": ("interactions", "tasks_done"), "breakdown": ("kind",)}, "means different things"),
        ({"by": "hour"}, "known by day only"),
        ({"measures": ("open_count",), "by": "weekday"}, "Open deals holds at a moment"),
        ({"measures": ("win_rate~share",)}, "Win rate is no part of a whole"),
        ({"measures": ("open_amount~running",)}, "Open pipeline cannot be added up"),
        ({"measures": ("won_amount~average",), "by": "weekday"}, "no moving average"),
        ({"measures": ("won_amount~doubled",)}, "no measure “won_amount~doubled”"),
        ({"across": "owner"}, "something else goes down"),
        ({"compare": "range"}, "with which other period"),
        ({"compare": "range", "against": (YEAR[1], YEAR[0])}, "cannot end before it starts"),
        ({"until": "noon"}, "“noon” is not one of"),
        ({"within": "weekday"}, "“weekday” is not one of"),
        ({"top": 5}, "of something the report is broken down by"),
        ({"top": 0, "breakdown": ("owner",)}, "from 1 to 1,000"),
        ({"tops": (3,), "breakdown": ("owner",)}, "from 1 to 1,000"),
        (
            {"measures": ("won_amount", "interactions"), "filter": condition("deal", "stage", "is", "Won")},
            "filtered by “stage”",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(values: dict[str, Any], words: str) -> None:
    plain: dict[str, Any] = {"measures": ("won_amount",), "by": "month", "start": YEAR[0], "end": YEAR[1]}
    with pytest.raises(Invalid) as refused:
        ReportSpec(**{**plain, **values})
    assert words in refused.value.say(ENGLISH)


@pytest.mark.parametrize(
    "spec",
    [
        _spec(),
        _spec("won_amount", "win_rate", by="quarter", breakdown=("owner", "product"), top=5, compare="last_year"),
        _spec(calendar="jalali", within="year"),
        _spec(
            filter=AllOf((condition("deal", "owner", "is", "me"), condition("deal", "city", "one_of", ["قم", "A|B"])))
        ),
        _spec("interactions", filter=condition("interaction", "kind", "is", "call")),
        _spec("interactions", by="hour", until="end"),
        _spec("won_amount~share", "won_amount~running", breakdown=("owner", "city"), across="city"),
        _spec(breakdown=("owner", "city", "source"), top=5, tops=(0, 3)),
        _spec(breakdown=("owner", "city"), tops=(2,)),
        _spec(by="half_year", breakdown=("owner",), across="period", compare="last_year_workdays", as_of=TODAY - DAY),
        _spec(compare="range", against=(dt.date(2016, 3, 1), dt.date(2016, 4, 1))),
    ],
)
def test_a_link_carries_the_whole_question(spec: ReportSpec) -> None:
    assert _read(to_params(spec)) == spec


def test_a_link_keeps_the_name_of_a_period_and_means_it_anew_each_day() -> None:
    spec = _read({"period": "last_month", "by": "week"})
    assert (spec.start, spec.end, spec.within) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1), "month")
    assert to_params(spec) == {
        "measures": "won_amount",
        "by": "week",
        "calendar": "gregorian",
        "period": "last_month",
    }
    later = from_params(to_params(spec), today=dt.date(2027, 1, 5), calendar="gregorian", rules=RULES)
    assert later.start == dt.date(2026, 12, 1)


def test_an_empty_link_is_this_month() -> None:
    spec = _read({"page": "2"})
    assert (spec.measures, spec.by, spec.start, spec.end) == (
        ("won_amount",),
        "day",
        dt.date(2026, 11, 1),
        dt.date(2026, 12, 1),
    )


def test_days_of_a_link_may_be_jalali_or_codes() -> None:
    spec = _read({"from": "1396-03", "to": "1396-03-31", "calendar": "jalali"})
    assert (spec.start, spec.end) == (dt.date(2017, 5, 22), dt.date(2017, 6, 22))


@pytest.mark.parametrize(
    "params",
    [
        {"measures": "profit"},
        {"by": "x"},
        {"from": "soon", "to": "later"},
        {"from": "2017-02-30", "to": "2017-03-01"},
        {"period": "some_day"},
        {"top": "many", "breakdown": "owner"},
        {"where": "["},
        {"where": '["colour","is","red"]'},
        {"calendar": "julian"},
    ],
)
def test_a_mangled_link_is_refused_in_words(params: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        _read(params)


def test_the_sentence_says_what_is_shown() -> None:
    spec = _spec(
        "won_amount",
        "win_rate",
        breakdown=("owner",),
        filter=condition("deal", "city", "is", "Karaj"),
        top=5,
        compare="last_year",
    )
    assert sentence(spec, ENGLISH, RULES) == (
        "Won amount and win rate by month and owner, 2017, where city is Karaj, the top 5, compared with the year before"
    )
    spec = _spec(by="total", days=(dt.date(2017, 3, 21), dt.date(2018, 3, 21)), calendar="jalali")
    assert sentence(spec, PERSIAN, RULES) == "مبلغ فروش، ۱۳۹۶"
    assert sentence(_spec(breakdown=("unit",)), PERSIAN, RULES).startswith("مبلغ فروش به تفکیک ماه و واحد، ")


@pytest.mark.parametrize(
    ("values", "said", "persian"),
    [
        (
            {"by": "month", "breakdown": ("owner",), "across": "period", "measures": ("won_amount~running",)},
            "Won amount (running total) by month and owner, 2017, month across",
            "مبلغ فروش (جمع انباشته) به تفکیک ماه و کارشناس مسئول، ۲۰۱۷، ماه در ستون‌ها",
        ),
        (
            {"by": "weekday", "measures": ("won_count", "won_count~share")},
            "Won deals and won deals (share) by day of the week, 2017",
            "معامله‌های برنده و معامله‌های برنده (سهم) به تفکیک روز هفته، ۲۰۱۷",
        ),
        (
            {"by": "total", "compare": "range", "against": (dt.date(2015, 1, 1), dt.date(2015, 7, 1))},
            "Won amount, 2017, compared with H1 2015",
            "مبلغ فروش، ۲۰۱۷، در مقایسه با نیمهٔ اول ۲۰۱۵",
        ),
        (
            {"by": "total", "compare": "last_year_workdays"},
            "Won amount, 2017, compared with the year before by working days",
            "مبلغ فروش، ۲۰۱۷، در مقایسه با سال پیش به روز کاری",
        ),
    ],
)
def test_the_sentence_says_everything_in_both_languages(values: dict[str, Any], said: str, persian: str) -> None:
    measures = values.pop("measures", ("won_amount",))
    spec = _spec(*measures, **values)
    seen = sentence(spec, PERSIAN, RULES).replace("\u2068", "").replace("\u2069", "")
    assert (sentence(spec, ENGLISH, RULES), seen) == (said, persian)


def test_the_sentence_says_that_a_period_still_runs() -> None:
    asked = _spec(by="total", days=(dt.date(2026, 11, 1), dt.date(2026, 12, 1)), within="month", compare="previous")
    spec = replace(asked, end=TODAY + DAY)
    assert sentence(spec, ENGLISH, RULES, asked=asked) == (
        "Won amount, November 2026 to date, compared with the same days of the period before"
    )
    past = replace(spec, as_of=TODAY, compare="none")
    assert sentence(past, PERSIAN, RULES, asked=asked) == "مبلغ فروش، نوامبر ۲۰۲۶، به وضعیت ۲۰۲۶/۱۱/۲۱"
