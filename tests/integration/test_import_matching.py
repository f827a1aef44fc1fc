"""Which record a row is: what is sure, what a person decides, and what was decided is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crm_core.base.errors import Invalid
from crm_core.lists import preview
from crm_core.lists.plan import Plan
from crm_core.models import Contact, ContactPoint, Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import BulkEdit, bulk_delete, bulk_update
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows
from tests.integration.test_import import undo
from tests.provision.company import People


def plan_of(office: Office, people: People, text: str, kind: str = "contacts", **how: Any) -> Plan:
    return planned(office, people.mina, text, kind=kind, **how).plan


def looks(plan: Plan) -> list[tuple[str, str, str]]:
    """Which row looks like what, and by which sign."""
    return [(one.label, one.other_label, one.kind) for one in plan.candidates]


def statuses(plan: Plan) -> list[str]:
    return [row.status for row in plan.rows]


def merge(office: Office, model: type[Customer], gone: int, keep: int) -> None:
    """One record becomes part of another, as a merge leaves it."""
    with office.work(SYSTEM) as w, w.changing("merge"):
        bulk_update(w, model, [BulkEdit(gone, 1, {"merged_into_id": keep})])
        bulk_delete(w, model, [gone])


ALI = "Name,Mobile,E-mail,Phone\nعلی احمدی,09121112233,ali@rad.example,02188776655\n"


# What is sure


@pytest.mark.parametrize(
    "row",
    [
        "Ali Ahmadi,0912 111 2233,,",
        "مهندس علی احمدی,+989121112233,,",
        "علي احمدي,,Ali@Rad.example,",
    ],
)
def test_a_mobile_or_an_address_with_a_name_that_fits_is_the_person(office: Office, people: People, row: str) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    plan = plan_of(office, people, f"Name,Mobile,E-mail,Phone\n{row}\n")
    assert ([row.id for row in plan.rows], plan.candidates) == ([1], [])


def test_father_and_son_with_one_mobile_stay_two(office: Office, people: People) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    plan = plan_of(office, people, "Name,Mobile\nحسن احمدی,09121112233\n")
    assert (statuses(plan), looks(plan)) == (["created"], [("حسن احمدی", "علی احمدی", "mobile")])


def test_two_of_one_name_with_a_shared_landline_stay_two(office: Office, people: People) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    plan = plan_of(office, people, "Name,Phone\nعلی احمدی,021-88776655\n")
    assert (statuses(plan), looks(plan)) == (["created"], [("علی احمدی", "علی احمدی", "phone")])
    within = plan_of(office, people, "Name,Phone\nاکبر رضایی,021-88112233\nاکبر رضایی,02188112233\n")
    assert (statuses(within), looks(within)) == (["created"] * 2, [("اکبر رضایی", "اکبر رضایی", "phone")])
    assert within.candidates[0].other_row == 2


def test_a_landline_under_mobile_is_no_mobile(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Name,Mobile\nعلی احمدی,02188776655\n", kind="contacts")
    plan = plan_of(office, people, "Name,Mobile,E-mail\nعلی احمدی,02188776655,a@b.example\n")
    assert (statuses(plan), [one.kind for one in plan.candidates]) == (["created"], ["mobile"])


def test_the_address_of_an_office_makes_nobody_one(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Name,E-mail\nAli Rad,info@alborz.example\n", kind="contacts")
    plan = plan_of(office, people, "Name,E-mail\nA. Rad,info@alborz.example\nSara Amin,info@alborz.example\n")
    assert (statuses(plan), looks(plan)) == (["created"] * 2, [("A. Rad", "Ali Rad", "email")])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("فولاد البرز", "شرکت فولاد البرز (سهامی خاص)"),
        ("شرکت فولاد البرز", "فولاد البرز با مسئولیت محدود"),
        ("Acme", "ACME, Inc."),
        ("Alborz Steel GmbH", "The Alborz Steel Co. Ltd"),
    ],
)
def test_companies_are_told_without_their_legal_form(office: Office, people: People, one: str, two: str) -> None:
    bring_in(office, people.mina, f'Name,City\n"{one}",کرج\n', kind="customers")
    same = plan_of(office, people, f'Name,City\n"{two}",کرج\n', kind="customers")
    assert [row.id for row in same.rows] == [1]
    elsewhere = plan_of(office, people, f'Name,City\n"{two}",قم\n', kind="customers")
    assert (statuses(elsewhere), elsewhere.candidates) == (["created"], [])


def test_names_that_are_alike_are_asked_about(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Name,City\nAlborz Steel Works,Karaj\n", kind="customers")
    plan = plan_of(office, people, "Name,City\nAlborz Stel Works,Karaj\nAlborz Tiles,Karaj\n", kind="customers")
    assert (statuses(plan), looks(plan)) == (
        ["created"] * 2, [("Alborz Stel Works", "Alborz Steel Works", "alike")],
    )  # fmt: skip
    assert "2 Alborz Stel Works ~ Alborz Steel Works" in [str(note) for note in plan.notes][-1]


def test_different_numbers_are_never_one_and_no_question_either(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,Mobile\nC1,Ali Rad,09121112233\n", kind="contacts")
    plan = plan_of(office, people, "Code,Name,Mobile\nC2,Ali Rad,09121112233\n")
    assert (statuses(plan), plan.candidates) == (["created"], [])


def test_a_number_under_another_name_and_address_is_told_once_and_nobody_is_asked(
    office: Office, people: People
) -> None:
    bring_in(office, people.mina, "Code,Name,E-mail\n7,Alborz,a@alborz.example\n", kind="customers")
    plan = plan_of(office, people, "Code,Name,E-mail\n7,Kavir,k@kavir.example\n", kind="customers")
    assert (statuses(plan), plan.candidates) == (["created"], [])
    assert [note.params for note in plan.notes if "numbers of another system" in note.message] == [{"count": 1}]


def test_a_further_address_is_a_sign_too_and_does_not_take_the_first_ones_place(office: Office, people: People) -> None:
    text = "First name,Last name,E-mail,E-mail 2\nNima,Rad,n@one.example,n@two.example\n"
    bring_in(office, people.mina, text, kind="contacts")
    again = "Name,E-mail,City\nNima Rad,n@two.example,Rasht\n"
    assert counts(bring_in(office, people.mina, again, kind="contacts")) == {"updated": 1}
    assert rows(office, Contact, "email", "city") == [("n@one.example", "Rasht")]


def test_a_long_list_of_others_is_no_reason_to_read_them_all(office: Office, people: People) -> None:
    many = "\n".join(f"Company {n},Karaj" for n in range(60))
    bring_in(
        office, people.mina, f"Name,City\n{many}\nشرکت آلفا تجارت,Karaj\nAlborz Steel Works,Karaj\n", kind="customers"
    )
    plan = plan_of(office, people, "Name,City\nآلفا تجارت,Karaj\nAlborz Steel Worcs,Karaj\n", kind="customers")
    assert ([row.id for row in plan.rows], [one.id for one in plan.candidates]) == ([61, None], [62])


# What was merged away


def test_a_record_that_was_merged_away_means_what_it_became(office: Office, people: People) -> None:
    text = "Code,Name,City,E-mail\nC1,Alborz Steel,Karaj,\nC2,Alborz Stl,Karaj,ali@alborz.example\n"
    bring_in(office, people.mina, text)
    merge(office, Customer, gone=2, keep=1)
    assert counts(bring_in(office, people.mina, text)) == {"updated": 1, "unchanged": 1}
    assert rows(office, Customer, "id", "name", "external_id", "email") == [
        (1, "Alborz Steel", "C1", "ali@alborz.example")
    ]
    assert counts(bring_in(office, people.mina, text)) == {"unchanged": 2}
    deal = "Id,Name,Account,Stage,Amount\nD1,Roof,Alborz Stl,Lead,5\n"
    assert planned(office, people.mina, deal, kind="deals").plan.rows[0].values["customer_id"] == 1


# What a person decides

SHARED = "Name,Mobile,City\nحسن احمدی,09121112233,قم\n"


def test_a_look_alike_is_what_a_person_says(office: Office, people: People) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    for how in ({"decisions": {2: 1}}, {"decisions": {2: "same"}}, {"decide_all": {"mobile": "same"}}):
        plan = plan_of(office, people, SHARED, **how)
        assert ([row.id for row in plan.rows], statuses(plan)) == ([1], ["updated"])
    assert statuses(plan_of(office, people, SHARED, decisions={2: "skip"})) == ["skipped"]
    assert statuses(plan_of(office, people, SHARED, decide_all={"mobile": "skip"})) == ["skipped"]
    one_by_one = plan_of(office, people, SHARED, decide_all={"mobile": "same"}, decisions={2: "new"})
    assert statuses(one_by_one) == ["created"]
    with pytest.raises(Invalid, match="Row 2 was said"):
        plan_of(office, people, SHARED, decisions={2: 99})


def test_a_sure_match_can_be_called_somebody_else(office: Office, people: People) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    assert statuses(plan_of(office, people, ALI, decisions={2: "new"})) == ["created"]


def test_rows_of_one_list_become_one_when_a_person_says_so(office: Office, people: People) -> None:
    text = "Name,Phone,City\nاکبر رضایی,02188112233,\nاکبر رضایی,02188112233,قم\n"
    done = bring_in(office, people.mina, text, kind="contacts", decide_all={"phone": "same"})
    assert counts(done) == {"created": 1, "updated": 1}
    assert rows(office, Contact, "name", "city") == [("اکبر رضایی", "قم")]


def test_a_look_alike_is_shown_side_by_side(office: Office, people: People) -> None:
    bring_in(office, people.mina, ALI, kind="contacts")
    plan = plan_of(office, people, SHARED)
    with office.read(people.mina) as w:
        beside = {label: (mine, theirs) for label, mine, theirs in preview.compared(w, plan, plan.candidates[0])}
    assert beside["Name"] == ("حسن احمدی", "علی احمدی")
    assert beside["City"][0] == "قم"
    assert beside["E-mail"][1] == "ali@rad.example"


def test_a_look_alike_out_of_sight_is_only_told_to_exist(office: Office, people: People) -> None:
    bring_in(office, people.kian, ALI, kind="contacts")
    plan = planned(office, replace(people.sara, customers_seen="own"), SHARED, kind="contacts").plan
    (one,) = plan.candidates
    assert (one.other_label, one.hidden, str(one.why)) == (
        "", True, "It looks like a record that you may not see. Ask Kian.",
    )  # fmt: skip


# What happens on a match


def test_only_what_is_empty_is_filled_where_that_is_wanted(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,City,Industry\nC1,Alborz,Karaj,\n", kind="customers")
    other = "Code,Name,City,Industry\nC1,Alborz Steel,Qom,Steel\n"

    def after(**how: Any) -> dict[str, Any]:
        return plan_of(office, people, other, kind="customers", **how).rows[0].values

    assert after(fill="blanks") == {"industry": "Steel"}
    assert after(fill="blanks", per_field={"name": "overwrite"}) == {"industry": "Steel", "name": "Alborz Steel"}
    assert after(per_field={"city": "keep", "industry": "keep"}) == {"name": "Alborz Steel"}


def test_further_phones_are_added_to_records_that_are_there_and_taken_back(office: Office, people: People) -> None:
    first = "First name,Last name,E-mail,E-mail 2\nNima,Rad,n@one.example,n@two.example\n"
    bring_in(office, people.mina, first, kind="contacts")
    before = everything(office)
    more = "First name,Last name,E-mail,E-mail 2\nNima,Rad,n@one.example,n@three.example\n"
    done = bring_in(office, people.mina, more, kind="contacts")
    assert counts(done) == {"updated": 1}
    assert rows(office, ContactPoint, "value", "position") == [("n@two.example", 0), ("n@three.example", 1)]
    assert counts(bring_in(office, people.mina, more, kind="contacts")) == {"unchanged": 1}
    assert undo(office, done.run) == []
    assert everything(office) == before


# Names that no record bears

DEALS = "Id,Name,Account,Owner,Stage,Amount\nD1,Roof,Alborz,Parisa,Lead,5\nD2,Wall,Alborz,Shayan,Lead,5\nD3,Door,Kavir,Parisa,Lead,5\n"


def test_names_that_no_record_bears_are_listed_once(office: Office, people: People) -> None:
    plan = plan_of(office, people, DEALS, kind="deals")
    assert {one.header: (one.kind, one.names, one.can_make) for one in plan.missing} == {
        "Account": ("customer", [("Alborz", 2), ("Kavir", 1)], True),
        "Owner": ("user", [("Parisa", 2), ("Shayan", 1)], True),
    }


def test_one_choice_holds_for_all_of_them(office: Office, people: People) -> None:
    links = {"owner": {"*": people.sara.user_id, "Shayan": "new"}, "customer": {"*": "none"}}
    plan = plan_of(office, people, DEALS, kind="deals", links=links)
    assert [row.values.get("customer_id") for row in plan.rows] == [None] * 3
    assert plan.problems == []
    done = bring_in(office, people.mina, DEALS, kind="deals", links=links)
    assert {entity: len(ids) for entity, ids in done.made.items()} == {"user": 1}
    with pytest.raises(Invalid, match="not there any more"):
        plan_of(office, people, DEALS, kind="deals", links={"owner": {"*": 999}})


# The plan as a person sees it


def test_cells_are_mended_in_place(office: Office, people: People) -> None:
    text = "Name,E-mail\nAlborz,info\n,k@kavir.example\n"
    fixes = {(2, "E-mail"): "info@alborz.example", (3, "Name"): "Kavir"}
    done = bring_in(office, people.mina, text, kind="customers", fixes=fixes)
    assert (counts(done), done.problems) == ({"created": 2}, 0)
    assert rows(office, Customer, "name", "email") == [
        ("Alborz", "info@alborz.example"), ("Kavir", "k@kavir.example"),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="no cell in row 9"):
        planned(office, people.mina, text, kind="customers", fixes={(9, "Name"): "x"})


def test_the_plan_is_read_page_by_page(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,City\nC1,Alborz,Karaj\nC2,Kavir,Yazd\n")
    text = "Code,Name,City,E-mail\nC1,Alborz,Qom,\nC2,Kavir,Yazd,\n" + "".join(
        f"N{n},New {n},Rasht,bad\n" for n in range(5)
    )
    plan = plan_of(office, people, text, kind="customers")
    with office.read(people.mina) as w:
        changed = preview.page(w, plan, "updated")
        assert [(row.row, row.label, row.cells) for row in changed.rows] == [(2, "Alborz", [("City", "Karaj", "Qom")])]
        second = preview.page(w, plan, "created", page=2, size=2)
        assert ([row.label for row in second.rows], second.total) == (["New 2", "New 3"], 5)
        last = preview.page(w, plan, None, page=99, size=3)
        assert ([row.label for row in last.rows], last.total) == (["New 4"], 7)
        troubled = preview.page(w, plan, "problems", size=1)
        assert (troubled.rows[0].reasons, troubled.total) == (["E-mail: “bad” is not a valid e-mail address."], 5)
        assert [row.label for row in preview.page(w, plan, search="new 3").rows] == ["New 3"]
        assert preview.page(w, plan, "skipped").total == 0


def test_a_list_that_is_here_already_says_so(office: Office, people: People) -> None:
    text = "Code,Name,City\nC1,Alborz,Karaj\nC2,Kavir,Yazd\n"
    bring_in(office, people.mina, text)
    assert "All 2 rows are already here, nothing to do." in [
        str(note) for note in plan_of(office, people, text, kind="customers").notes
    ]
