"""How good records are: what is missing and wrong, how fresh it is, how owners stand, and who sees what of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core.base.errors import Invalid, Refused
from crm_core.customers import quality
from crm_core.customers.quality_figures import (
    NOBODY,
    before,
    figures_of,
    is_kept,
    keep_day,
    keep_today,
    stale_of_mine,
    standing,
    trend,
)
from crm_core.fields.filters import condition, from_url, to_url
from crm_core.fields.find import Query, count, find
from crm_core.models import Contact, Customer, QualityDay
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.quality import Freshness, as_setting, freshness, score_of, stale_days_of
from crm_core.trust.rederive import fingerprint, follow_rules, is_due, work_out
from crm_core.trust.set_up import change_settings
from crm_core.trust.undo import undo

if TYPE_CHECKING:
    from crm_core.trust.access import Actor
    from crm_core.trust.unit_of_work import Office, Work
    from tests.provision.company import People

TODAY = dt.date(2026, 11, 21)
WHOLE: dict[str, Any] = {
    "kind": "company",
    "phone": "021 8877 6655",
    "email": "info@alborz.example",
    "city": "Karaj",
    "national_id": "14003778990",
    "industry": "Steel",
    "address": "12 Valiasr",
    "source": "Website",
    "tier": "Silver",
}


def days_ago(n: int) -> dt.date:
    return TODAY - dt.timedelta(days=n)


def make(office: Office, rows: list[dict[str, Any]], model: type = Customer, made: int = 0) -> list[int]:
    """Records that were made so many days ago."""
    with office.work(SYSTEM) as w, w.changing("create"):
        ids = bulk_create(w, model, rows)
        for record in w.scalars(select(model).where(model.id.in_(ids))):
            record.created_at = w.clock.start_of_day(days_ago(made)) + dt.timedelta(hours=9)
        return ids


def of_person(actor: Actor, name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, **WHOLE, "owner_id": actor.user_id, "unit_id": actor.unit_id, **more}


@pytest.fixture
def book(office: Office, people: People) -> dict[str, int]:
    """Sara (North): one good, one without a phone, one wrong; Omid (South): one stale; one that nobody owns."""
    fresh = [
        of_person(people.sara, "Good", confirmed_on=TODAY),
        of_person(people.sara, "No phone", phone=None),
        of_person(people.sara, "Wrong", email="nobody", national_id="14003778991", website="a site"),
        {"name": "Unowned", "kind": "person"},
    ]
    ids = make(office, fresh)
    (stale,) = make(office, [of_person(people.omid, "Stale")], made=365)
    return dict(zip(("good", "no_phone", "wrong", "unowned", "stale"), [*ids, stale], strict=True))


def seen(office: Office, actor: Actor, question: Any, *args: Any, **kwargs: Any) -> Any:
    with office.read(actor) as w:
        return question(w, *args, **kwargs)


def test_what_is_missing_and_wrong_is_told_in_words(office: Office, people: People, book: dict[str, int]) -> None:
    good = seen(office, people.sara, quality.of, "customer", book["good"])
    assert (good.score, good.completeness, good.missing, good.faults) == (100, 100, (), ())
    lacking = seen(office, people.sara, quality.of, "customer", book["no_phone"])
    assert [(one.key, one.label, one.weight) for one in lacking.missing] == [("phone", "Phone or mobile", 3)]
    assert lacking.completeness == 80  # 12 of 15
    assert lacking.score == 72  # entered lately but never confirmed: nine tenths
    wrong = seen(office, people.sara, quality.of, "customer", book["wrong"])
    assert [(one.key, one.reason.replace("\u2068", "").replace("\u2069", "")) for one in wrong.faults] == [
        ("email", "“nobody” is not an e-mail address."),
        ("national_id", "the check digit of “14003778991” is wrong."),
        ("website", "“a site” is not a web address."),
    ]
    assert {one.key for one in wrong.missing} == {"email", "national_id"}  # a wrong value is not known
    assert wrong.keys == ("email", "national_id", "website")


def test_a_phone_is_right_where_its_country_has_such_numbers(office: Office) -> None:
    rows = [
        {"name": "At home", "phone": "030 1234567"},
        {"name": "In Berlin", "phone": "030 1234567", "country": "Germany", "postal_code": "10115"},
        {"name": "In Tehran", "phone": "021 88776655", "country": "ایران", "postal_code": "10115"},
    ]
    ids = make(office, rows)
    faults = [[one.key for one in seen(office, SYSTEM, quality.of, "customer", one).faults] for one in ids]
    assert faults == [["phone"], [], ["postal_code"]]


def test_a_record_is_stale_after_a_year_without_a_sign(office: Office, people: People) -> None:
    """Entered on day -365 is a day too old; a contact or a confirmation within the year makes it fresh again."""
    old = {"made": 365}
    (plain,) = make(office, [of_person(people.sara, "Old")], **old)
    (met,) = make(office, [of_person(people.sara, "Met", last_contact_on=days_ago(364))], **old)
    (said,) = make(office, [of_person(people.sara, "Said", confirmed_on=days_ago(364))], **old)
    (young,) = make(office, [of_person(people.sara, "Young")], made=364)
    (ancient,) = make(office, [of_person(people.sara, "Ancient")], made=730)
    found = {one: seen(office, people.sara, quality.of, "customer", one) for one in (plain, met, said, young, ancient)}
    assert [found[one].stale for one in (plain, met, said, young, ancient)] == [True, False, False, False, True]
    assert [found[one].score for one in (plain, met, said, young, ancient)] == [70, 90, 100, 90, 50]


def test_confirming_is_one_change_and_can_be_taken_back(office: Office, people: People, book: dict[str, int]) -> None:
    with office.work(people.sara) as w:
        done = quality.confirm(w, "customer", [book["no_phone"], book["wrong"], book["stale"], book["unowned"]])
    assert done.changed == 3  # one's own and what nobody owns
    assert done.refused == [book["stale"]]
    assert seen(office, people.sara, quality.of, "customer", book["no_phone"]).score == 80
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
    assert seen(office, people.sara, quality.of, "customer", book["no_phone"]).confirmed_on is None


def test_who_may_not_change_does_not_confirm(office: Office, people: People, book: dict[str, int]) -> None:
    with pytest.raises(Refused), office.work(people.vida) as w:
        quality.confirm(w, "customer", [book["good"]])
    with office.work(people.nader) as w:  # lead of North
        done = quality.confirm(w, "customer", [book["no_phone"], book["stale"]])
    assert (done.changed, done.refused) == (1, [book["stale"]])


def test_everybody_answers_for_their_own(office: Office, people: People, book: dict[str, int]) -> None:
    def names(actor: Actor) -> dict[str, int]:
        return {line.name: line.figures.records for line in seen(office, actor, standing, "customer").lines}

    assert names(people.babak) == {"Sara": 3, "Omid": 1, "": 1}
    assert names(people.nader) == {"Sara": 3}
    assert names(people.leila) == {"Sara": 3, "Omid": 1}  # lead of Tehran: North and South
    assert names(people.sara) == {"Sara": 3}
    assert names(people.reza) == {}
    assert names(people.kian) == {}
    total = seen(office, people.babak, standing, "customer").total
    assert (total.records, total.incomplete, total.faulty, total.stale, total.unreachable) == (5, 3, 1, 1, 1)
    assert seen(office, people.babak, figures_of, "customer", NOBODY).records == 1


def test_each_figure_is_that_of_the_grid_it_opens(office: Office, people: People, book: dict[str, int]) -> None:
    for actor in (people.babak, people.leila, people.nader, people.sara, people.reza):
        total = seen(office, actor, standing, "customer").total
        for what in ("incomplete", "stale", "faulty", "unreachable"):
            asked = seen(office, actor, quality.filter_of, "customer", what)
            again = from_url("customer", to_url(asked))
            assert seen(office, actor, count, "customer", Query(again)) == getattr(total, what), (actor.name, what)


def test_the_work_list_has_the_least_complete_first(office: Office, people: People, book: dict[str, int]) -> None:
    todo = seen(office, people.babak, quality.worklist, "customer")
    assert [one.name for one in todo.rows] == ["Unowned", "Wrong", "No phone", "Stale"]
    mine = seen(office, people.sara, quality.worklist, "customer", owner=people.sara.user_id)
    assert [one.name for one in mine.rows] == ["Wrong", "No phone"]
    wrong = seen(office, people.babak, quality.worklist, "customer", "faulty")
    assert [one.name for one in wrong.rows] == ["Wrong"]
    nobodys = seen(office, people.babak, quality.worklist, "customer", owner=NOBODY)
    assert [one.name for one in nobodys.rows] == ["Unowned"]
    assert [one.name for one in seen(office, people.reza, quality.worklist, "customer").rows] == []


def test_days_are_kept_once_and_add_up(office: Office, people: People, book: dict[str, int]) -> None:
    assert not seen(office, SYSTEM, is_kept)
    assert keep_today(office)
    assert not keep_today(office)
    with office.work(SYSTEM) as w:
        assert keep_day(w) == 3  # of Sara, of Omid, of nobody; there are no contacts
    (day,) = seen(office, people.babak, trend, "customer", since=days_ago(7))
    assert day[0] == TODAY
    assert day[1] == seen(office, people.babak, standing, "customer").total
    assert seen(office, people.nader, trend, "customer", since=days_ago(7))[0][1].records == 3
    assert seen(office, people.reza, trend, "customer", since=days_ago(7)) == []
    assert seen(office, people.babak, trend, "customer", since=days_ago(7), owner=NOBODY)[0][1].records == 1


def test_figures_are_compared_with_thirty_days_ago(office: Office, people: People, book: dict[str, int]) -> None:
    sums = {"completeness": 90, "score": 80, "incomplete": 1, "stale": 0, "faulty": 0, "unreachable": 0}
    with office.work(SYSTEM) as w:
        for ago in (20, 33, 40):
            w.session.add(
                QualityDay(day=days_ago(ago), entity="customer", owner_id=people.sara.user_id, records=1, **sums)
            )
    found = seen(office, people.babak, before, "customer")
    assert found is not None
    assert (found[0], found[1].average) == (days_ago(33), 80)
    assert seen(office, people.omid, before, "customer") is None


def test_today_says_how_many_grew_old(office: Office, people: People, book: dict[str, int]) -> None:
    assert seen(office, people.omid, stale_of_mine) == 1
    assert seen(office, people.sara, stale_of_mine) == 0


def _set_quality(office: Office, wanted: dict[Any, Any], days: int = 365) -> None:
    with office.work(SYSTEM) as w:
        change_settings(w, {"quality": as_setting(wanted, days)})


def test_a_new_rule_judges_all_records_anew(office: Office, people: People, book: dict[str, int]) -> None:
    versions = seen(office, SYSTEM, lambda w: w.rows(select(Customer.id, Customer.version).order_by(Customer.id)))
    _set_quality(office, {("customer", "company", ""): {"note": 1, "city": 3}, ("customer", "company", "Gold"): {}})
    assert seen(office, SYSTEM, is_due)
    assert follow_rules(office) is None  # few: at once
    assert not seen(office, SYSTEM, is_due)
    assert seen(office, SYSTEM, quality.of, "customer", book["good"]).completeness == 75
    assert seen(office, SYSTEM, quality.of, "customer", book["unowned"]).completeness == 100  # nothing is asked
    assert versions == seen(
        office, SYSTEM, lambda w: w.rows(select(Customer.id, Customer.version).order_by(Customer.id))
    )
    assert work_out(office, all_of_them=True) == 0


def test_another_country_and_calendar_are_followed(office: Office, book: dict[str, int]) -> None:
    (born,) = make(
        office, [{"name": "Born", "kind": "person", "birthday": dt.date(1985, 3, 21), "phone": "02188776655"}]
    )

    def keys() -> tuple[Any, ...]:
        columns = (Customer.birthday_key, Customer.phone_key, Customer.faults)
        return tuple(seen(office, SYSTEM, lambda w: w.rows(select(*columns).where(Customer.id == born)))[0])

    assert keys() == (321, "+982188776655", 0)
    with office.work(SYSTEM) as w:
        change_settings(w, {"calendar": "jalali"})
    follow_rules(office)
    assert keys() == (101, "+982188776655", 0)
    with office.work(SYSTEM) as w:
        change_settings(w, {"country": "US"})
    follow_rules(office)
    assert keys()[2] == 1  # no number there


def test_a_tier_can_want_more(office: Office) -> None:
    _set_quality(office, {("customer", "person", ""): {"email": 1}, ("customer", "person", "Gold"): {"note": 1}})
    rows = [{"name": "A", "kind": "person", "email": "a@b.org", "tier": tier} for tier in ("Gold", "Silver")]
    ids = make(office, rows)
    assert [seen(office, SYSTEM, quality.of, "customer", one).completeness for one in ids] == [50, 100]


@pytest.mark.parametrize(
    "setting",
    [
        {"stale_days": 5},
        {"stale_days": "a year"},
        {"wanted": [{"entity": "customer", "kind": "company", "tier": "", "weights": {"phone_key": 1}}]},
        {"wanted": [{"entity": "customer", "kind": "company", "tier": "", "weights": {"email": 9}}]},
        {"wanted": [{"entity": "deal", "kind": "", "tier": "", "weights": {}}]},
        {"rule": 1},
    ],
)
def test_a_rule_that_cannot_be_is_refused(office: Office, setting: dict[str, Any]) -> None:
    with pytest.raises(Invalid), office.work(SYSTEM) as w:
        change_settings(w, {"quality": setting})


def test_records_that_nobody_judged_are_judged(office: Office, book: dict[str, int]) -> None:
    with office.work(SYSTEM) as w:
        table = Customer.__table__
        w.session.connection().execute(table.update().values(completeness=None, faults=None))
    assert seen(office, SYSTEM, is_due)
    assert work_out(office) == 5
    assert seen(office, SYSTEM, quality.of, "customer", book["good"]).completeness == 100


def test_rules_are_told_apart(office: Office) -> None:
    rules = office.company.key_rules
    assert fingerprint(rules) == fingerprint(replace(rules, today=TODAY))
    assert fingerprint(rules) != fingerprint(replace(rules, country="DE"))


DAYS = st.none() | st.integers(-2, 800).map(days_ago)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(st.tuples(DAYS, DAYS, st.integers(0, 800), st.sampled_from((None, "a@b.org"))), max_size=8),
    stale_days=st.integers(30, 500),
)
def test_the_score_of_sql_is_that_of_python(office: Office, records: list[Any], stale_days: int) -> None:
    def rows_of(w: Work) -> list[Any]:
        asked = ("quality", "stale", "unreachable", "completeness", "confirmed_on", "created_at")
        wanted = condition("customer", "external_id", "is", "run")
        return find(w, "customer", Query(wanted, columns=(*asked, "last_contact_on"), size=1000)).rows

    rows = [
        {"name": f"C{n}", "external_id": "run", "confirmed_on": said, "last_contact_on": met, "email": email}
        for n, (said, met, _made, email) in enumerate(records)
    ]
    _set_quality(office, {("customer", "company", ""): {"email": 1, "note": 2}}, stale_days)
    with office.work(SYSTEM) as w, w.changing("create"):
        ids = bulk_create(w, Customer, rows)
        for one, (*_, made, _email) in zip(ids, records, strict=True):
            w.get(Customer, one).created_at = w.clock.start_of_day(days_ago(made))
    found = seen(office, SYSTEM, rows_of)
    assert len(found) == len(records)
    with office.read(SYSTEM) as w:
        fresh: Freshness = freshness(w.company, w.clock)
        assert stale_days_of(w.company) == stale_days
        for row in found:
            percent = fresh.percent(row)
            assert row["quality"] == score_of(row["completeness"], percent)
            assert row["stale"] is (percent <= 70)
        unreached = sum(email is None for *_, email in records)
        assert sum(row["unreachable"] for row in found) == unreached
    with office.work(SYSTEM) as w:
        w.session.connection().execute(Customer.__table__.delete())


def test_contacts_are_judged_as_well(office: Office, people: People, book: dict[str, int]) -> None:
    (ali,) = make(
        office,
        [{"name": "Ali", "mobile": "0912 345 6789", "customer_id": book["good"], "owner_id": people.sara.user_id}],
        Contact,
    )
    found = seen(office, people.sara, quality.of, "contact", ali)
    assert [one.key for one in found.missing] == ["email", "job_title"]
    assert found.completeness == 63  # 5 of 8
    assert seen(office, people.sara, standing, "contact").total.incomplete == 1
    assert [one.name for one in seen(office, people.sara, quality.worklist, "contact").rows] == ["Ali"]
