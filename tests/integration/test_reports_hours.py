"""Days and hours are those of the company's time zone, also where its clock is turned."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from crm_core.base.clock import FixedClock
from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.deals.move import move
from crm_core.models import Customer, Interaction
from crm_core.reports import records_behind
from crm_core.reports.listing import listing
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import stages_of
from tests.integration.reports_ground import deal, figures, put, report
from tests.provision.company import NOW, People

TEHRAN, BERLIN = ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/Berlin")


def _at(text: str, zone: ZoneInfo = TEHRAN) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def _talks(office: Office, moments: list[dt.datetime], **values: object) -> None:
    """Interactions at these instants, in the time zone of the company's clock."""
    with office.work(SYSTEM) as w, w.changing("create"):
        rows = [{"subject": "Call", "happened_at": at, "happened_on": w.clock.day_of(at), **values} for at in moments]
        bulk_create(w, Interaction, rows)


@pytest.mark.parametrize(("at", "day"), [("2026-11-21T23:30", "2026-11-21"), ("2026-11-22T00:10", "2026-11-22")])
def test_a_deal_won_late_in_the_evening_belongs_to_that_day(office: Office, at: str, day: str) -> None:
    (number,) = put(office, [deal(100, "2026-11-01")])
    office._clock = FixedClock(TEHRAN, _at(at))
    with office.work(SYSTEM) as w:
        move(w, number, stages_of(office)["Won"])
    found = report(office, "won_amount", by="day", first="2026-11-20", last="2026-11-23")
    assert {period: amount for period, amount in figures(found).items() if amount} == {day: 100_00}
    assert report(office, "won_count", period="this_month").totals == {"won_count": 1}


def test_hours_of_the_day_in_the_company_s_zone(office: Office) -> None:
    """Tehran was 4½ hours ahead of UTC from 22 March to 21 September 2021, else 3½."""
    _talks(office, [_at(f"2021-03-{day}T{hour}") for day in (21, 23) for hour in ("09:00", "09:59", "23:59")])
    _talks(office, [dt.datetime(2021, 9, 20, 20, 29, tzinfo=dt.UTC), dt.datetime(2021, 9, 23, 20, 29, tzinfo=dt.UTC)])
    found = report(office, "interactions", by="hour", first="2021-01-01", last="2021-12-31")
    hours = figures(found)
    assert len(hours) == 24
    assert {hour: count for hour, count in hours.items() if count} == {"09": 4, "23": 3, "00": 1}
    assert found.totals == {"interactions": 8}
    assert [row.slot for row in found.rows] == list(range(24))
    assert len(found.notes) == 1
    with office.read(SYSTEM) as w:
        for row in found.rows:
            behind = records_behind(found.spec, "interactions", start=row.start, end=row.end, slot=row.slot)
            assert listing(w, behind).count == row.values["interactions"]


def test_hours_where_the_clock_is_turned(office: Office) -> None:
    """Random instants over years of a zone with summer time, before 1970 too, against the zone itself."""
    office._clock = FixedClock(BERLIN, NOW)
    dice = random.Random(1405)
    low, high = (dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp() for year in (1968, 2026))
    moments = [dt.datetime.fromtimestamp(dice.randrange(int(low), int(high)), dt.UTC) for _ in range(200)]
    turned = [
        dt.datetime(2021, month, day, hour, 30, tzinfo=dt.UTC)
        for month, day in ((3, 28), (10, 31))
        for hour in range(4)
    ]
    with office.work(SYSTEM) as w, w.changing("create"):
        customers = bulk_create(w, Customer, [{"name": "Alborz"}, {"name": "Karun"}])
    _talks(office, [*moments, *turned], customer_id=customers[0])
    _talks(office, turned, customer_id=customers[1])
    expected = Counter(f"{at.astimezone(BERLIN).hour:02}" for at in [*moments, *turned, *turned])
    found = report(office, "interactions contacted_customers", by="hour", breakdown=["customer"])
    by_hour = {row.period: row.values["interactions"] for row in found.by_period}
    assert {hour: count for hour, count in by_hour.items() if count} == expected
    assert found.totals == {"interactions": len(moments) + 2 * len(turned), "contacted_customers": 2}


@pytest.mark.parametrize(
    ("measures", "by", "words"),
    [
        ("won_amount", "hour", "Won amount is known by day only, not by the hour"),
        ("interactions tasks_done", "hour", "Tasks done is known by day only"),
        ("open_amount", "weekday", "Open pipeline holds at a moment"),
        ("won_amount~running", "weekday", "cannot be added up"),
        ("win_rate~share", "month", "no part of a whole"),
    ],
)
def test_what_has_no_hour_is_refused_in_words(office: Office, measures: str, by: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        report(office, measures, by=by, first="2026-01-01", last="2026-12-31")
    assert words in refused.value.say(Locale())


def test_the_working_week_of_a_persian_company_begins_on_saturday(persian_office: Office, people: People) -> None:
    put(
        persian_office, [deal(5, "2026-11-01", on, currency="IRR") for on in ("2026-11-14", "2026-11-20", "2026-11-21")]
    )
    found = report(persian_office, "won_count", by="weekday", first="2026-11-01", last="2026-11-30")
    assert list(figures(found).items())[:2] == [("saturday", 2), ("sunday", 0)]
    assert (figures(found)["friday"], found.rows[0].slot) == (1, 5)
    with persian_office.read(SYSTEM) as w:
        for row in found.rows:
            assert listing(w, records_behind(found.spec, "won_count", slot=row.slot)).count == row.values["won_count"]
