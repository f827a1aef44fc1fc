"""Reports under a name and pinned to Today: who sees, shares and changes them, and what stays when fields go."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.models import SavedView, User
from crm_core.reports import pins, saved
from crm_core.trust import undo
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal, put
from tests.provision.company import People

WON = {"measures": "won_amount,won_count", "by": "month", "period": "this_year"}


def kept(office: Office, who: Actor, name: str, sharing: str = "private", **params: str) -> str:
    with office.work(who) as w:
        return saved.add(w, name, {**WON, **params}, sharing).key


def names(office: Office, who: Actor) -> list[str]:
    with office.read(who) as w:
        return [one.name for one in saved.listed(w) if one.sharing != "standard"]


def test_each_sees_what_is_theirs_or_shared_and_their_own_figures(office: Office, people: People) -> None:
    put(
        office,
        [deal(120, "2026-01-02", "2026-02-03", of=people.sara), deal(80, "2026-01-02", "2026-03-04", of=people.kian)],
    )
    own = kept(office, people.sara, "Mine")
    unit = kept(office, people.sara, "Of North", "unit")
    whole = kept(office, people.babak, "Of all", "all")
    seen = {one.name: names(office, one) for one in (people.sara, people.nader, people.reza, people.kian, people.mina)}
    assert seen == {
        "Sara": ["Mine", "Of all", "Of North"],
        "Nader": ["Of all", "Of North"],
        "Reza": ["Of all", "Of North"],
        "Kian": ["Of all"],
        "Mina": ["Of all", "Of North"],
    }
    for who, key in ((people.nader, own), (people.mina, own), (people.kian, unit)):
        with office.read(who) as w, pytest.raises(NotFound, match="not shared with you"):
            saved.named(w, key)
    won = {}
    for who in (people.sara, people.nader, people.kian, people.reza, people.babak):
        with office.read(who) as w:
            won[who.name] = saved.result_of(w, saved.named(w, whole).params).totals["won_amount"]
    assert won == {"Sara": 120_00, "Nader": 120_00, "Kian": 80_00, "Reza": 0, "Babak": 200_00}


def test_a_shared_report_is_changed_by_its_owner_or_an_admin_and_by_nobody_unseen(
    office: Office, people: People
) -> None:
    key = kept(office, people.sara, "Of North", "unit")
    for who in (people.reza, people.nader, people.babak, people.kian):
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            saved.change(w, key, WON)
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            saved.describe(w, key, "Hijacked", "unit")
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            saved.delete(w, key)
    with office.work(people.mina) as w:
        seen = saved.named(w, key)
        saved.change(w, key, {**WON, "breakdown": "owner"}, version=seen.version)
    with office.work(people.sara) as w, pytest.raises(Invalid, match="Somebody changed this report meanwhile"):
        saved.change(w, key, WON, version=seen.version)
    with office.work(people.kian) as w, pytest.raises(Refused, match="Only managers and admins share reports"):
        saved.add(w, "Mine for all", WON, "all")
    with office.work(people.vida) as w, pytest.raises(Refused, match="Ask your team lead"):
        saved.add(w, "Watched", WON, "unit")


def test_renamed_shared_and_deleted_reports_come_back_by_undo(office: Office, people: People) -> None:
    key = kept(office, people.sara, "Mine")
    with office.work(people.sara) as w:
        shared = saved.describe(w, key, "Ours", "unit")
    assert names(office, people.reza) == ["Ours"]
    with office.work(people.sara) as w:
        undo.undo(w, shared.change_set_id or 0)
    assert (names(office, people.reza), names(office, people.sara)) == ([], ["Mine"])
    with office.work(people.sara) as w:
        gone = saved.delete(w, key)
    assert names(office, people.sara) == []
    with office.work(people.sara) as w:
        undo.undo(w, gone.change_set_id or 0)
        assert saved.named(w, key).params == WON


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("", {}, "Give the report a name."),
        ("x" * 81, {}, "at most 80 characters"),
        ("sales by PERSON", {}, "There is a report “sales by PERSON” already"),
        ("Odd", {"measures": "shoe_size"}, "shoe_size"),
        ("Odd", {"breakdown": "shoe_size"}, "shoe_size"),
        ("Odd", {"period": "the_day_before"}, "the_day_before"),
        ("Odd", {"where": "[["}, "filter"),
    ],
)
def test_what_cannot_be_kept_is_answered_in_words(
    office: Office, people: People, name: str, params: dict[str, str], said: str
) -> None:
    with office.work(people.sara) as w, pytest.raises(Invalid, match=said):
        saved.add(w, name, {**WON, **params})
    assert names(office, people.sara) == []


def test_the_calendar_is_left_to_whoever_reads(office: Office, people: People) -> None:
    """In 2026 a Gregorian year is no Jalali one; days that make a month keep the calendar whose month it is."""
    named_period = kept(office, people.sara, "This year", "unit", calendar="gregorian")
    foreign = kept(office, people.sara, "Jalali", calendar="jalali")
    fixed = kept(office, people.sara, "October", period="2026-10", calendar="gregorian", show="won_count")
    with office.read(people.sara) as w:
        assert saved.named(w, named_period).params == WON
        assert saved.named(w, foreign).params == {**WON, "calendar": "jalali"}
        october = saved.named(w, fixed).params
    assert october == {
        "measures": "won_amount,won_count", "by": "month", "calendar": "gregorian", "from": "2026-10-01",
        "to": "2026-10-31", "within": "month", "show": "won_count",
    }  # fmt: skip


def test_another_period_takes_the_place_of_the_reports_own(office: Office, people: People) -> None:
    put(office, [deal(120, "2026-01-02", "2026-02-03"), deal(80, "2026-01-02", "2026-11-04")])
    fixed = {**WON, "from": "2026-01-01", "to": "2026-06-30"}
    with office.read(people.babak) as w:
        assert saved.result_of(w, fixed).totals["won_amount"] == 120_00
        assert saved.result_of(w, fixed, period="this_month").totals["won_amount"] == 80_00
        assert saved.result_of(w, fixed, period="2026").totals["won_amount"] == 200_00
        with pytest.raises(Invalid):
            saved.result_of(w, fixed, period="whenever")


def test_what_still_runs_is_compared_with_the_same_days(office: Office, people: People) -> None:
    """On 21 November: until then against 1 to 21 October, not against all of October."""
    put(
        office,
        [
            deal(10, "2026-10-01", "2026-10-21"),
            deal(20, "2026-10-01", "2026-10-22"),
            deal(40, "2026-10-01", "2026-11-21"),
        ],
    )
    asked = {"measures": "won_amount", "by": "total", "period": "this_month", "compare": "previous"}
    with office.read(people.babak) as w:
        result = saved.result_of(w, asked)
    assert (result.totals["won_amount"], result.compare_totals["won_amount"]) == (40_00, 10_00)


def test_what_is_gone_is_left_out_and_said(office: Office, people: People) -> None:
    """A measure, a field to break down by, a field and a person of the filter: the rest still opens, for all."""
    put(office, [deal(120, "2026-01-02", "2026-02-03", of=people.sara)])
    with office.work(SYSTEM) as w, w.changing("create"):
        w.session.add(User(name="Short Stay", role="rep", active=False))
    with office.read(SYSTEM) as w:
        gone = w.scalar(select(User.id).where(User.name == "Short Stay"))
    key = kept(office, people.babak, "Old", "all", where=f'["owner","one_of",[{people.sara.user_id},{gone}]]')
    with office.work(SYSTEM) as w:
        record: Any = w.scalar(select(SavedView))
        broken = {
            "measures": "won_amount,old_measure",
            "breakdown": "shoe_size,source",
            "where": f'["all",["shoe_size","is",44],["owner","one_of",[{people.sara.user_id},{gone}]]]',
            "show": "old_measure",
            "top": "5",
        }
        with w.changing("edit"):
            record.definition = {"params": {**record.definition["params"], **broken}}
        table: Any = User.__table__
        w.session.connection().execute(delete(table).where(table.c.id == gone))
    with office.read(people.sara) as w:
        found = saved.named(w, key)
        assert found.left_out == ("old_measure", "shoe_size", "Owner")
        assert found.params == {
            "measures": "won_amount", "by": "month", "period": "this_year", "breakdown": "source",
            "where": f'["owner","one_of",[{people.sara.user_id}]]', "top": "5",
        }  # fmt: skip
        assert saved.result_of(w, found.params).totals["won_amount"] == 120_00


@pytest.mark.parametrize("key", ["view:", "view:x", "view:999", "standard:nothing", "", "view:1' or 1=1"])
def test_a_key_that_names_nothing_is_not_found(office: Office, people: People, key: str) -> None:
    with office.read(people.mina) as w, pytest.raises(NotFound):
        saved.named(w, key)


# Pinned to Today


def pinned(office: Office, who: Actor) -> list[str]:
    with office.read(who) as w:
        return [one.report.name if one.report else "gone" for one in pins.pins(w)]


def test_each_pins_their_own_in_their_order(office: Office, people: People) -> None:
    mine = kept(office, people.sara, "Of North", "unit")
    with office.work(people.sara) as w:
        pins.pin(w, "standard:monthly")
        pins.pin(w, mine)
        pins.pin(w, "standard:monthly")
    assert pinned(office, people.sara) == ["Monthly report", "Of North"]
    assert [pinned(office, one) for one in (people.reza, people.mina, people.babak)] == [[], [], []]
    with office.work(people.sara) as w:
        turned = pins.arrange(w, [mine, "standard:monthly", "standard:daily"])
    assert pinned(office, people.sara) == ["Of North", "Monthly report"]
    with office.work(people.sara) as w:
        undo.undo(w, turned.change_set_id or 0)
        off = pins.unpin(w, mine)
    assert pinned(office, people.sara) == ["Monthly report"]
    with office.work(people.sara) as w:
        undo.undo(w, off.change_set_id or 0)
        assert pins.is_pinned(w, mine)


def test_a_report_that_is_not_shared_any_more_stays_as_gone_until_it_is_taken_off(
    office: Office, people: People
) -> None:
    key = kept(office, people.sara, "Of North", "unit")
    with office.work(people.reza) as w:
        pins.pin(w, key)
    with office.work(people.sara) as w:
        saved.describe(w, key, "Of North", "private")
    assert pinned(office, people.reza) == ["gone"]
    with office.work(people.reza) as w:
        with pytest.raises(NotFound):
            pins.pin(w, key)
        pins.unpin(w, key)
    assert pinned(office, people.reza) == []


def test_no_more_than_a_dozen_are_pinned(office: Office, people: People) -> None:
    with office.work(people.sara) as w:
        standard = [one.key for one in saved.listed(w)][: pins.MOST + 1]
        for key in standard[: pins.MOST]:
            pins.pin(w, key)
        with pytest.raises(Invalid, match="Take one off first"):
            pins.pin(w, standard[-1])
