"""Fields that an admin makes are like any other from then on, and nothing of them is ever lost."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import inspect, select

from crm_core.base.errors import Conflict, Invalid, NotFound, Refused
from crm_core.customers.merge import merge
from crm_core.fields import CATALOGUE, custom, records, views
from crm_core.fields import find as finding
from crm_core.fields.filters import all_of, condition, filter_field, parse_where
from crm_core.fields.find import Query
from crm_core.file.changes import changes_of
from crm_core.file.events import Wanted, Whose
from crm_core.models import ChangeSet, Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import prepare
from crm_core.trust.unit_of_work import Office
from tests.integration.custom_ground import EVERY_KIND, add, make, make_all, names, shown, undone
from tests.provision.company import People, open_office


def _last_set(office: Office) -> int:
    with office.read(SYSTEM) as w:
        return int(w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc())))


# Making


def test_a_field_of_every_kind_keeps_what_was_typed(office: Office, people: People) -> None:
    make_all(office, people.mina)
    head = add(office, people.sara, name="Alborz Holding")
    mill = add(office, people.mina, "product", name="Mill")
    number = add(
        office, people.sara, name="Alborz Steel", nickname="The forge", machines="12.5", credit_limit="1,500.25",
        contract_ends="1405/08/30", region="north", pays_on_time="yes", group_head="Alborz Holding",
        adviser="Reza", main_product="Mill", shop_page="alborz.example/shop",
    )  # fmt: skip
    kept = shown(office, people.sara, number, *(label.lower().replace(" ", "_") for label, _ in EVERY_KIND))
    assert kept == (
        "The forge", 12.5, 150_025, dt.date(2026, 11, 21), "North", True, head, people.reza.user_id, mill,
        "alborz.example/shop",
    )  # fmt: skip


def test_the_catalogue_of_every_process_follows(office: Office, people: People) -> None:
    before = list(CATALOGUE["customer"])
    other = open_office(office.settings.database_url)
    assert list(CATALOGUE["customer"]) == before
    make(office, people.mina, "Nickname")
    with other.read(SYSTEM):
        assert list(CATALOGUE["customer"]) == [*before, "nickname"]
    assert "nickname" not in CATALOGUE["contact"]
    other.close()
    assert list(CATALOGUE["customer"]) == before, "a company that was closed leaves nothing behind"


def test_keys_come_from_the_label_and_are_nobody_elses(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        for label in ("Steel grade!", "درجه فولاد", "نوع کوره", "2nd plant", "Notes", "Has tags", "First-Name", "ID"):
            custom.make(w, "customer", label, "text")
        keys = [one.key for one in custom.listed(w, "customer")]
    assert keys == ["steel_grade", "field_1", "field_2", "field_3", "notes", "has_tags", "first_name_2", "id_2"]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("  ", "Give the field a name."),
        ("city", "There is already a field called city."),
        ("شهر", "There is already a field called \u2068شهر\u2069."),
        ("NICK-NAME", "There is already a field called NICK-NAME."),
        ("x" * 81, "A field’s name has at most 80 letters."),
    ],
)
def test_two_fields_never_bear_one_name(office: Office, people: People, label: str, said: str) -> None:
    make(office, people.mina, "Nickname")
    with pytest.raises(Invalid) as refused:
        make(office, people.mina, label)
    assert refused.value.say(office.company.locale()) == said


def test_when_no_column_is_left_a_sentence_says_what_to_do(office: Office, people: People) -> None:
    for place in range(4):
        make(office, people.mina, f"Limit {place}", "money")
    with office.work(people.mina) as w:
        assert custom.free(w, "customer")["money"] == 0
        assert custom.free(w, "contact")["money"] == 4
    with pytest.raises(Invalid, match="All 4 columns for fields of this kind are taken. Bring a retired field back"):
        make(office, people.mina, "Limit 5", "money")
    make(office, people.mina, "Limit 5", "number")


def test_only_admins_make_fields(office: Office, people: People) -> None:
    for person in (people.babak, people.leila, people.sara, people.vida):
        with pytest.raises(Refused):
            make(office, person, "Nickname")
    number = make(office, people.mina, "Nickname")
    for deed in (custom.retire, custom.bring_back):
        with pytest.raises(Refused), office.work(people.babak) as w:
            deed(w, number)
    with pytest.raises(Refused), office.work(people.babak) as w:
        custom.change(w, number, {"label": "Other"})


def test_the_column_gets_an_index_that_init_makes_again(office: Office, people: People) -> None:
    make(office, people.mina, "Nickname")
    make(office, people.mina, "Contract ends", "date")
    wanted = {"ix_customers_x_text_1", "ix_customers_x_day_1"}

    def there() -> set[str | None]:
        return {one["name"] for one in inspect(office.database.engine).get_indexes("customers")} & wanted

    assert there() == wanted
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_customers_x_text_1")
    prepare(office)
    assert there() == wanted


# Grid, filter, sort, edit


def test_every_kind_is_filtered_and_sorted(office: Office, people: People) -> None:
    make_all(office, people.mina)
    head = add(office, people.sara, name="Head")
    add(office, people.sara, name="A", nickname="پولاد", machines="3", credit_limit="10", contract_ends="2026-12-01",
        region="South", pays_on_time="no", group_head=head, adviser="Reza")  # fmt: skip
    add(office, people.sara, name="B", nickname="آهن", machines="20", credit_limit="9", contract_ends="2026-11-25",
        region="North", pays_on_time="yes", shop_page="b.example")  # fmt: skip
    someone = people.sara
    assert names(office, someone, "nickname", "is", "پولاد") == ["A"]
    assert names(office, someone, "nickname", "contains", "ه") == ["B"]
    assert names(office, someone, "nickname", "not_empty", sort="nickname") == ["B", "A"]
    assert names(office, someone, "nickname", "empty") == ["Head"]
    assert names(office, someone, "machines", "between", [3, 19]) == ["A"]
    assert names(office, someone, "credit_limit", "at_least", 1_000) == ["A"]
    assert names(office, someone, "contract_ends", "within_next", 7) == ["B"]
    assert names(office, someone, "region", "one_of", ["north", "West"]) == ["B"]
    assert names(office, someone, "pays_on_time", "is", False) == ["A"]
    assert names(office, someone, "pays_on_time", "empty") == ["Head"]
    assert names(office, someone, "group_head", "is", head) == ["A"]
    assert names(office, someone, "group_head", "contains", "hea") == ["A"]
    assert names(office, someone, "adviser", "is", "Reza") == ["A"]
    assert names(office, someone, "main_product", "empty") == ["A", "B", "Head"]
    for key in ("machines", "credit_limit", "contract_ends", "region"):
        down = names(office, someone, "name", "one_of", ["A", "B"], sort=key, descending=True)
        assert down == {"machines": ["B", "A"], "credit_limit": ["A", "B"]}.get(key, ["A", "B"]), key


def test_conditions_of_the_command_line_know_it_by_key_and_label(office: Office, people: People) -> None:
    make_all(office, people.mina)
    add(office, people.sara, name="A", region="South", machines="3", pays_on_time="yes")
    for text in ("region=south", "Region = South", "machines>=3", "pays on time=yes", "Machines!="):
        with office.read(people.sara) as w:
            asked = parse_where("customer", text, w.locale, w.company)
            assert [row["name"] for row in finding.find(w, "customer", Query(asked)).rows] == ["A"], text


def test_deals_are_found_by_a_field_of_their_customer(office: Office, people: People) -> None:
    make_all(office, people.mina)
    add(office, people.sara, name="A", region="South")
    add(office, people.sara, name="B", region="North")
    for name in ("A", "B"):
        add(office, people.sara, "deal", title=f"Deal of {name}", customer=name, stage="Lead")
    with office.read(people.sara) as w:
        asked = parse_where("deal", "region=South", w.locale, w.company)
        assert [row["title"] for row in finding.find(w, "deal", Query(asked)).rows] == ["Deal of A"]


def test_two_people_edit_one_record_and_neither_loses_a_word(office: Office, people: People) -> None:
    make_all(office, people.mina)
    number = add(office, people.sara, name="A", nickname="first", machines="1")
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(number, 1, {"nickname": "Mina's"}))
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(number, 1, {"machines": 7.0}))
    with pytest.raises(Conflict) as clash, office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(number, 1, {"nickname": "Sara's"}))
    assert [(one.before, one.mine, one.theirs) for one in clash.value.items] == [("first", "Sara's", "Mina's")]
    assert shown(office, people.sara, number, "nickname", "machines") == ("Mina's", 7.0)


def test_many_are_set_at_once_and_taken_back(office: Office, people: People) -> None:
    make_all(office, people.mina)
    numbers = [add(office, people.sara, name=name, region="West") for name in "ABC"]
    with office.work(people.sara) as w:
        done = records.edit_many(w, "customer", numbers, {"region": "South", "contract_ends": dt.date(2027, 1, 1)})
    assert done.changed == 3
    assert names(office, people.sara, "region", "is", "South") == ["A", "B", "C"]
    assert done.change_set_id is not None
    assert undone(office, people.sara, done.change_set_id).conflicts == []
    assert names(office, people.sara, "region", "is", "West") == ["A", "B", "C"]
    assert shown(office, people.sara, numbers[0], "contract_ends") == (None,)


def test_numbers_are_edited_as_they_are_typed(office: Office, people: People) -> None:
    make(office, people.mina, "Machines", "number")
    number = add(office, people.sara, name="A", machines="0.1")
    for version, (typed, kept) in enumerate([("0.1", 0.1), ("۱۲٫۵", 12.5), ("7", 7.0), ("", None)], 1):
        with office.work(people.sara) as w:
            values = records.parse_all(w, "customer", {"machines": typed})
            assert records.edit(w, "customer", records.Edit(number, version, values)).version == max(version, 1)
        assert shown(office, people.sara, number, "machines") == (kept,)
    with office.read(people.sara) as w:
        told = changes_of(w, Wanted(Whose("customer", number), None, None, 10))
    assert [(one.fields[0].before, one.fields[0].after) for one in told if one.fields] == [
        ("7", "–"), ("12.5", "7"), ("0.1", "12.5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "values"),
    [
        ("contact", {"name": "Reza"}),
        ("deal", {"title": "Mill", "stage": "Lead"}),
        ("product", {"name": "Mill"}),
        ("task", {"title": "Call"}),
    ],
)
def test_other_records_have_fields_of_their_own(
    office: Office, people: People, about: str, values: dict[str, str]
) -> None:
    make(office, people.mina, "Colour", about=about)
    make(office, people.mina, "Since", "date", about=about)
    make(office, people.mina, "Owner’s friend", "link", about=about, target="user")
    number = add(office, people.mina, about, **values, colour="Zebra", since="2026-01-02", field_1="Reza")
    other = add(office, people.mina, about, **values, colour="Amber")
    assert shown(office, people.mina, number, "colour", "since", "field_1", entity=about) == (
        "Zebra", dt.date(2026, 1, 2), people.reza.user_id,
    )  # fmt: skip
    with office.work(people.mina) as w:
        done = records.edit_many(w, about, [number], {"colour": "Brown"})
        page = finding.find(w, about, Query(sort="colour", columns=("colour",)))
        assert [row["id"] for row in page.rows] == [other, number]
    assert done.changed == 1
    assert undone(office, people.mina, done.change_set_id or 0).conflicts == []
    assert shown(office, people.mina, number, "colour", entity=about) == ("Zebra",)


def test_a_required_field_is_asked_for_in_new_records_and_never_emptied(office: Office, people: People) -> None:
    old = add(office, people.sara, name="Old")
    make(office, people.mina, "Nickname", required=True)
    with pytest.raises(Invalid, match="Nickname"):
        add(office, people.sara, name="New")
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(old, 1, {"city": "Karaj"}))
        with pytest.raises(Invalid):
            records.parse_all(w, "customer", {"nickname": " "})


# Who may


def test_whoever_may_not_change_a_record_may_not_change_its_own_fields(office: Office, people: People) -> None:
    make_all(office, people.mina)
    with office.work(SYSTEM) as w:
        custom_of_sara = records.create(
            w, "customer", {"name": "A", "owner": people.sara.user_id, "unit": people.sara.unit_id, "region": "West"}
        )
    with office.work(people.nader) as w:
        records.edit(w, "customer", records.Edit(custom_of_sara, 1, {"region": "North"}))
    for person in (people.kian, people.vida, people.shirin, people.omid):
        with pytest.raises(Refused), office.work(person) as w:
            records.edit(w, "customer", records.Edit(custom_of_sara, 2, {"region": "South"}))
        assert shown(office, person, custom_of_sara, "region") == ("North",)


def test_a_link_leads_only_to_what_is_seen_and_shows_the_label_to_all(office: Office, people: People) -> None:
    make(office, people.mina, "Linked deal", "link", target="deal")
    add(office, people.sara, name="A")
    with office.work(people.sara) as w:
        deal = records.create(w, "deal", records.parse_all(w, "deal", {"title": "Mill", "stage": "Lead"}))
    number = add(office, people.sara, name="B", linked_deal="Mill")
    with office.read(people.kian) as w:
        page = finding.read(w, "customer", number)
        assert page.labels["deal"][page.rows[0]["linked_deal"]] == "Mill"
    mine = add(office, people.kian, name="C")
    with pytest.raises(NotFound), office.work(people.kian) as w:
        records.edit(w, "customer", records.Edit(mine, 1, {"linked_deal": deal}))


# Renaming, retiring, bringing back


def test_renaming_loses_nothing(office: Office, people: People) -> None:
    number = make(office, people.mina, "Region", "choice", choices=["North", "South"])
    customer = add(office, people.sara, name="A", region="North")
    with office.work(people.mina) as w:
        custom.change(w, number, {"label": "Sales area", "choices": ["South", "East"]})
    assert CATALOGUE["customer"]["region"].label == "Sales area"
    assert shown(office, people.sara, customer, "region") == ("North",)
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(customer, 1, {"region": "South"}))
    with office.read(people.sara) as w:
        told = changes_of(w, Wanted(Whose("customer", customer), None, None, 10))[0].fields[0]
    assert (told.label, told.before, told.after) == ("Sales area", "North", "South")


def test_a_retired_field_is_nowhere_and_comes_back_whole(office: Office, people: People) -> None:
    number = make(office, people.mina, "Grade", "choice", choices=["Pig", "Bar"])
    customer = add(office, people.sara, name="A", grade="Pig")
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(customer, 1, {"grade": "Bar"}))
    with office.work(people.mina) as w:
        custom.retire(w, number)
    assert "grade" not in CATALOGUE["customer"]
    with pytest.raises(Invalid), office.read(people.sara) as w:
        filter_field("customer", "grade")
    with office.read(people.sara) as w:
        told = changes_of(w, Wanted(Whose("customer", customer), None, None, 10))[0].fields[0]
        assert (told.label, told.before, told.after) == ("Grade", "Pig", "Bar")
    other = make(office, people.mina, "Shelf", "choice", choices=["1"])
    assert shown(office, people.sara, customer, "shelf") == (None,), "no field takes the column of a retired one"
    with office.work(people.mina) as w:
        custom.bring_back(w, number)
        custom.order(w, "customer", [other, number])
        assert custom.values_in(w, number) == 1
    assert list(CATALOGUE["customer"])[-2:] == ["shelf", "grade"]
    assert shown(office, people.sara, customer, "grade") == ("Bar",)


def test_a_name_taken_meanwhile_is_said_when_a_field_comes_back(office: Office, people: People) -> None:
    number = make(office, people.mina, "Region")
    with office.work(people.mina) as w:
        custom.retire(w, number)
        custom.make(w, "customer", "region", "text")
        with pytest.raises(Invalid, match="There is already a field called Region"):
            custom.bring_back(w, number)
        custom.change(w, number, {"label": "Old region"})
        custom.bring_back(w, number)
    assert [CATALOGUE["customer"][key].label for key in ("region", "region_2")] == ["Old region", "region"]


# Undo


def test_what_an_admin_did_to_a_field_is_taken_back(office: Office, people: People) -> None:
    number = make(office, people.mina, "Region")
    made = _last_set(office)
    with office.work(people.mina) as w:
        custom.change(w, number, {"label": "Area"})
    renamed = _last_set(office)
    with office.work(people.mina) as w:
        custom.retire(w, number)
    retired = _last_set(office)
    assert undone(office, people.mina, retired).conflicts == []
    assert undone(office, people.mina, renamed).conflicts == []
    with office.read(SYSTEM):
        assert CATALOGUE["customer"]["region"].label == "Region"
    assert undone(office, people.mina, made).conflicts == []
    with office.read(SYSTEM):
        assert "region" not in CATALOGUE["customer"]


def test_a_field_with_values_is_not_unmade(office: Office, people: People) -> None:
    make(office, people.mina, "Region")
    made = _last_set(office)
    customer = add(office, people.sara, name="A", region="North")
    conflicts = undone(office, people.mina, made).conflicts
    assert [(one.label, one.reason) for one in conflicts] == [("Region", "used by later records")]
    assert shown(office, people.sara, customer, "region") == ("North",)


def test_the_next_field_takes_a_column_that_was_never_used(office: Office, people: People) -> None:
    make(office, people.mina, "Region")
    undone(office, people.mina, _last_set(office))
    make(office, people.mina, "Area")
    with office.read(SYSTEM) as w:
        assert [one.slot for one in w.company.custom_fields] == ["x_text_2"]


def test_a_record_that_a_field_leads_to_stays_when_its_making_is_undone(office: Office, people: People) -> None:
    make(office, people.mina, "Group head", "link", target="customer")
    head = add(office, people.sara, name="Head")
    made = _last_set(office)
    add(office, people.sara, name="A", group_head=head)
    assert [one.label for one in undone(office, people.sara, made).conflicts] == ["Head"]


# Merging


def test_links_to_what_was_merged_move_to_the_survivor_and_back(office: Office, people: People) -> None:
    make(office, people.mina, "Group head", "link", target="customer")
    keep, lost = add(office, people.mina, name="Head"), add(office, people.mina, name="Head Co")
    child = add(office, people.mina, name="A", group_head=lost)
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(keep, 1, {"group_head": lost}))
        records.edit(w, "customer", records.Edit(lost, 1, {"group_head": keep}))
    with office.work(people.mina) as w:
        done = merge(w, "customer", keep, [lost])
    assert shown(office, people.mina, child, "group_head") == (keep,)
    assert shown(office, people.mina, keep, "group_head") == (None,), "nothing is the head of itself"
    assert undone(office, people.mina, done.change_set_id).conflicts == []
    assert shown(office, people.mina, child, "group_head") == (lost,)
    assert shown(office, people.mina, keep, "group_head") == (lost,)
    assert shown(office, people.mina, lost, "group_head") == (keep,)


def test_a_merge_fills_what_the_survivor_does_not_have(office: Office, people: People) -> None:
    make_all(office, people.mina)
    keep = add(office, people.mina, name="A", region="North")
    lost = add(office, people.mina, name="A Co", region="South", machines="4")
    with office.work(people.mina) as w:
        merge(w, "customer", keep, [lost])
    assert shown(office, people.mina, keep, "region", "machines") == ("North", 4.0)


def test_derived_keys_are_kept_by_edits_and_undo(office: Office, people: People) -> None:
    make(office, people.mina, "Nickname")
    number = add(office, people.mina, name="A", nickname="Zed")
    with office.work(people.mina) as w:
        done = records.edit_many(w, "customer", [number], {"nickname": "Alpha"})
    assert names(office, people.mina, "nickname", "starts", "alp") == ["A"]
    undone(office, people.mina, done.change_set_id or 0)
    assert names(office, people.mina, "nickname", "starts", "zed") == ["A"]
    with office.read(SYSTEM) as w:
        assert w.scalar(select(Customer.x_text_1_key)) == "zed"  # type: ignore[attr-defined]


def test_a_view_goes_on_without_a_field_that_was_retired(office: Office, people: People) -> None:
    number = make(office, people.mina, "Grade", "choice", choices=["Pig", "Bar"])
    add(office, people.sara, name="A", grade="Pig")
    add(office, people.sara, name="B", city="Karaj")
    with office.work(people.sara) as w:
        look = views.Look(
            filter=all_of(condition("customer", "grade", "is", "Pig"), condition("customer", "city", "empty")),
            columns=("name", "grade", "city"),
            sort="grade",
        )
        views.add(w, "customer", "Pig iron", look)
    with office.work(people.mina) as w:
        custom.retire(w, number)
    with office.read(people.sara) as w:
        view = views.view_named(w, "customer", "Pig iron")
        assert view.columns == ("name", "city")
        page = finding.find(w, "customer", Query(view.filter, sort=view.sort, columns=view.columns))
        assert [row["name"] for row in page.rows] == ["A"]
    with office.work(people.mina) as w:
        custom.bring_back(w, number)
    with office.read(people.sara) as w:
        assert views.view_named(w, "customer", "Pig iron").columns == ("name", "grade", "city")
