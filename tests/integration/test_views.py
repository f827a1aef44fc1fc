"""Views: what each person sees of them, who may change and share them, and what stays when fields and people go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

import crm_core.deals
import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.fields import records, views
from crm_core.fields.filters import EVERYTHING, AllOf, AnyOf, Not, all_of, condition
from crm_core.fields.find import Query, find
from crm_core.fields.links import labels_seen
from crm_core.fields.views import Look
from crm_core.models import SavedView, User
from crm_core.trust import undo
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

TEHRAN = condition("customer", "city", "is", "Tehran")
MINE = condition("customer", "owner", "is", "me")


def saved(office: Office, who: Actor, name: str, sharing: str = "private", look: Look | None = None) -> str:
    with office.work(who) as w:
        return views.add(w, "customer", name, look or Look(TEHRAN), sharing).key


def names(office: Office, who: Actor, entity: str = "customer") -> list[str]:
    with office.read(who) as w:
        return [one.name for one in views.views_of(w, entity) if one.sharing != "standard"]


def test_a_view_keeps_filter_columns_and_order(office: Office, people: People) -> None:
    look = Look(all_of(TEHRAN, MINE), ("name", "city"), "city", True, 20, {"widths": {"city": 90}})
    key = saved(office, people.sara, "Near me", look=look)
    with office.read(people.sara) as w:
        found = views.view_of(w, "customer", key)
    assert (found.filter, found.columns, found.sort, found.descending) == (look.filter, ("name", "city"), "city", True)
    assert (found.top, found.layout, found.mine, found.owner) == (20, {"widths": {"city": 90}}, True, "Sara")


def test_a_private_view_is_its_owners_alone(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Near me")
    everybody = (people.mina, people.babak, people.leila, people.nader, people.reza, people.vida, people.kian)
    assert [names(office, one) for one in everybody] == [[]] * 7
    for who in everybody:
        with office.read(who) as w, pytest.raises(NotFound):
            views.view_of(w, "customer", key)
        with office.work(who) as w, pytest.raises(NotFound):
            views.delete(w, "customer", key)


def test_a_view_of_a_unit_is_seen_in_it_below_it_and_by_the_leads_above(office: Office, people: People) -> None:
    saved(office, people.sara, "Of North", "unit")
    saved(office, people.leila, "Of Tehran", "unit")
    assert names(office, people.reza) == ["Of North", "Of Tehran"]
    assert names(office, people.vida) == ["Of North", "Of Tehran"]
    assert names(office, people.nader) == ["Of North", "Of Tehran"]
    assert names(office, people.leila) == ["Of North", "Of Tehran"]
    assert names(office, people.omid) == ["Of Tehran"]
    assert names(office, people.kian) == []
    assert names(office, people.shirin) == []


def test_a_view_for_all_is_seen_by_all_and_made_by_managers(office: Office, people: People) -> None:
    saved(office, people.babak, "Of all", "all")
    assert all(names(office, one) == ["Of all"] for one in (people.mina, people.sara, people.kian, people.vida))
    for who in (people.sara, people.leila, people.vida):
        with office.work(who) as w, pytest.raises(Refused, match="Only managers and admins"):
            views.add(w, "customer", "Mine for all", Look(TEHRAN), "all")


def test_a_viewer_keeps_views_and_shares_none(office: Office, people: People) -> None:
    saved(office, people.vida, "What I watch")
    assert names(office, people.vida) == ["What I watch"]
    with office.work(people.vida) as w:
        assert views.sharings(w) == ("private",)
        with pytest.raises(Refused):
            views.add(w, "customer", "For us", Look(TEHRAN), "unit")


def test_a_shared_view_is_changed_by_its_owner_or_an_admin(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Of North", "unit")
    for who in (people.reza, people.nader, people.babak):
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            views.change(w, "customer", key, Look(MINE))
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            views.describe(w, "customer", key, "Hijacked", "unit")
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            views.delete(w, "customer", key)
    with office.work(people.mina) as w:
        views.change(w, "customer", key, Look(MINE))
    with office.read(people.sara) as w:
        assert views.view_of(w, "customer", key).filter == MINE


def test_a_view_shows_each_person_what_is_theirs(office: Office, people: People) -> None:
    """A shared view widens nothing: the deals of Shiraz stay unseen in North."""
    for who, title in ((people.sara, "Mill"), (people.kian, "Cannery")):
        with office.work(who) as w:
            records.create(w, "deal", {"title": title})
    with office.work(people.babak) as w:
        key = views.add(w, "deal", "Open ones", Look(condition("deal", "outcome", "is", "open")), "all").key
    seen = {}
    for who in (people.sara, people.reza, people.nader, people.kian, people.babak):
        with office.read(who) as w:
            found = find(w, "deal", Query(views.view_of(w, "deal", key).filter))
            seen[who.name] = [row["title"] for row in found.rows]
    assert seen == {
        "Sara": ["Mill"],
        "Reza": [],
        "Nader": ["Mill"],
        "Kian": ["Cannery"],
        "Babak": ["Cannery", "Mill"],
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the view a name."),
        (" \u200c \n", "Give the view a name."),
        ("x" * 81, "at most 80 characters"),
        ("near  ME", "There is a view “near ME” already"),
        ("My customers", "There is a view “My customers” already"),
        ("of all", "There is a view “of all” already"),
    ],
)
def test_a_bad_name_is_answered_in_words(office: Office, people: People, name: str, said: str) -> None:
    saved(office, people.babak, "Of all", "all")
    saved(office, people.sara, "Near me")
    with office.work(people.sara) as w, pytest.raises(Invalid, match=said):
        views.add(w, "customer", name, Look(MINE))
    assert names(office, people.sara) == ["Near me", "Of all"]


def test_a_private_name_of_somebody_else_is_free(office: Office, people: People) -> None:
    saved(office, people.sara, "Near me")
    saved(office, people.reza, "Near me")
    assert names(office, people.reza) == ["Near me"]


def test_a_view_is_renamed_and_shared_and_taken_back(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Near me")
    with office.work(people.sara) as w:
        done = views.describe(w, "customer", key, "Near us", "unit", top=50)
    assert names(office, people.reza) == ["Near us"]
    with office.read(people.reza) as w:
        assert views.view_of(w, "customer", key).top == 50
    with office.work(people.sara) as w:
        undo.undo(w, done.change_set_id or 0)
    assert names(office, people.reza) == []
    assert names(office, people.sara) == ["Near me"]


def test_a_deleted_view_comes_back_by_undo(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Near me")
    with office.work(people.sara) as w:
        done = views.delete(w, "customer", key)
    assert names(office, people.sara) == []
    with office.work(people.sara) as w:
        undo.undo(w, done.change_set_id or 0)
        assert views.view_of(w, "customer", key).filter == TEHRAN


def test_nobody_overwrites_a_view_unseen(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Of North", "unit")
    with office.read(people.mina) as w:
        seen = views.view_of(w, "customer", key)
    with office.work(people.sara) as w:
        views.change(w, "customer", key, Look(MINE), version=seen.version)
    with office.work(people.mina) as w, pytest.raises(Invalid, match="Somebody changed this view meanwhile"):
        views.change(w, "customer", key, Look(EVERYTHING), version=seen.version)


def test_what_is_gone_is_left_out_and_said(office: Office, people: People) -> None:
    """A field that nobody knows, a person who is gone and a column that was taken away: the rest still opens."""
    with office.work(SYSTEM) as w, w.changing("create"):
        w.session.add(User(name="Short Stay", role="rep", active=False))
    with office.read(SYSTEM) as w:
        gone = w.scalar(select(User.id).where(User.name == "Short Stay"))
    both = condition("customer", "owner", "one_of", [people.sara.user_id, gone])
    look = Look(AllOf((TEHRAN, Not(condition("customer", "owner", "is", gone)), both)), ("name", "city"), "city")
    key = saved(office, people.sara, "Old", look=look)
    with office.work(SYSTEM) as w:
        record = w.scalar(select(SavedView))
        kept: dict[str, Any] = record.definition
        broken = {"any": [{"field": "shoe_size", "op": "is", "value": 44}]}
        with w.changing("edit"):
            record.definition = {
                **kept,
                "filter": {"all": [*kept["filter"]["all"], broken]},
                "columns": ["name", "shoe_size", "city"],
                "sort": "shoe_size",
            }
        w.session.connection().execute(delete(User.__table__).where(User.__table__.c.id == gone))  # type: ignore[arg-type, attr-defined]
    with office.read(people.sara) as w:
        found = views.view_of(w, "customer", key)
        find(w, "customer", Query(found.filter, sort=found.sort, columns=found.columns))
    assert found.filter == AllOf((TEHRAN, condition("customer", "owner", "one_of", [people.sara.user_id])))
    assert (found.columns, found.sort) == (("name", "city"), "")
    assert found.left_out == ("shoe_size", "Owner")


def test_a_filter_of_any_depth_is_kept(office: Office, people: People) -> None:
    inner = AnyOf((TEHRAN, Not(AllOf((MINE, condition("customer", "name", "starts", "A"))))))
    deep = AllOf((AnyOf((AllOf((inner, MINE)), TEHRAN)), Not(inner)))
    key = saved(office, people.sara, "Deep", look=Look(deep))
    with office.read(people.sara) as w:
        assert views.view_of(w, "customer", key).filter == deep


def test_the_standard_views_open_on_every_entity(office: Office, people: People) -> None:
    told = {}
    with office.read(people.sara) as w:
        for entity in ("customer", "contact", "deal", "task", "product"):
            for one in views.views_of(w, entity):
                find(w, entity, Query(one.filter, sort=one.sort, descending=one.descending))
                told.setdefault(entity, []).append(one.key.removeprefix("standard:"))
    assert told == {
        "customer": ["all", "mine", "new", "quiet", "incomplete", "top", "birthdays"],
        "contact": ["all", "mine", "birthdays", "alone"],
        "deal": ["all", "mine", "closing", "no_step", "stuck"],
        "task": ["all", "mine", "overdue", "week"],
        "product": ["all", "active"],
    }


def test_standard_views_find_what_they_say(office: Office, people: People) -> None:
    """On 2026-11-21: Sara's customer was born in a November, Kian's in a May; both are new and were never talked to."""
    for who, name, birthday in ((people.sara, "Alborz", "1980-11-02"), (people.kian, "Zagros", "1980-05-02")):
        with office.work(who) as w:
            values = records.parse_all(w, "customer", {"birthday": birthday, "kind": "person"})
            records.create(w, "customer", {**values, "name": name})

    def of(key: str) -> list[str]:
        with office.read(people.sara) as w:
            one = views.view_of(w, "customer", f"standard:{key}")
            query = Query(one.filter, sort=one.sort or "name", descending=one.descending)
            return [row["name"] for row in find(w, "customer", query).rows]

    assert of("mine") == ["Alborz"]
    assert of("birthdays") == ["Alborz"]
    assert sorted(of("new")) == sorted(of("quiet")) == sorted(of("top")) == ["Alborz", "Zagros"]


def test_each_person_opens_a_list_with_their_own_view(office: Office, people: People) -> None:
    key = saved(office, people.babak, "Of all", "all")
    with office.work(people.sara) as w:
        views.open_with(w, "customer", key)
    with office.work(people.reza) as w:
        views.open_with(w, "customer", "standard:mine")
        views.open_with(w, "customer", "standard:new")
    opened = {}
    for who in (people.sara, people.reza, people.mina):
        with office.read(who) as w:
            opened[who.name] = views.opens_with(w, "customer"), views.opens_with(w, "deal")
    assert opened == {"Sara": (key, ""), "Reza": ("standard:new", ""), "Mina": ("", "")}
    with office.work(people.sara) as w:
        views.open_with(w, "customer", "")
    with office.read(people.sara) as w:
        assert views.opens_with(w, "customer") == ""


def test_nobody_opens_with_a_view_they_may_not_see(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Near me")
    with office.work(people.kian) as w, pytest.raises(NotFound):
        views.open_with(w, "customer", key)


@pytest.mark.parametrize("key", ["view:", "view:x", "view:999", "view:-1", "standard:nothing", "", "view:1' or 1=1"])
def test_a_key_that_names_nothing_is_not_found(office: Office, people: People, key: str) -> None:
    with office.read(people.mina) as w, pytest.raises(NotFound):
        views.view_of(w, "customer", key)


def test_a_view_of_deals_is_none_of_customers(office: Office, people: People) -> None:
    key = saved(office, people.sara, "Near me")
    with office.read(people.sara) as w:
        assert replace(views.view_of(w, "customer", key), version=0).name == "Near me"
        with pytest.raises(NotFound):
            views.view_of(w, "deal", key)


def test_a_filter_names_no_record_that_the_person_may_not_see(office: Office, people: People) -> None:
    """Whoever writes a deal's number into an address learns nothing of its title."""
    with office.work(people.sara) as w:
        deal = records.create(w, "deal", {"title": "Mill"})
    named = {}
    for who in (people.sara, people.nader, people.reza, people.kian):
        with office.read(who) as w:
            named[who.name] = labels_seen(w, {"deal": [deal]})["deal"].get(deal)
    assert named == {"Sara": "Mill", "Nader": "Mill", "Reza": None, "Kian": None}
