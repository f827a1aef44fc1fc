"""Lists of tasks and interactions: statuses, times, what they are about, and what is assumed where nothing is said."""

from __future__ import annotations

import datetime as dt

from crm_core.models import Customer, Deal, Interaction, Task
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows, undone
from tests.provision.company import People

TASKS = """
Task ID,Subject,Status,Due date,Priority,Owner,Customer
T1,Send the offer,Completed,2026-11-01,High,Sara,Alborz Steel
T2,Call back,In progress,2026-12-01,فوری,Sara,Alborz Steel
T3,Visit the plant,انجام شده,2026-12-24,low,Reza,
T4,Old idea,Cancelled,,,Reza,
T5,,open,2026-12-01,,Sara,
"""
CALLS = """
نوع تماس,تاریخ,ساعت,مشتری,توضیحات,نتیجه,کارشناس
جلسه,1405/08/20,14:30,Alborz Steel,دربارهٔ قیمت,علاقه‌مند,Sara
تماس,1405/08/25,,Alborz Steel,,پاسخ نداد,Sara
بازدید,1405/08/27,9:15,Alborz Steel,کارخانه,,Sara
تماس,,,Alborz Steel,بدون تاریخ,,Sara
"""


# Tasks


def test_words_of_status_say_which_tasks_are_done(office: Office, people: People, saras_case: SarasCase) -> None:
    done = bring_in(office, people.mina, TASKS)
    assert (done.kind, done.rows, counts(done)) == ("tasks", 5, {"created": 4, "failed": 1})
    new = rows(office, Task, "title", "due_on", "done_on", "priority", "customer_id", "note")[1:]
    today = dt.date(2026, 11, 21)
    assert new == [
        ("Send the offer", dt.date(2026, 11, 1), dt.date(2026, 11, 1), "high", saras_case.customer, None),
        ("Call back", dt.date(2026, 12, 1), None, "high", saras_case.customer, None),
        ("Visit the plant", dt.date(2026, 12, 24), today, "low", None, None),
        ("Old idea", None, today, None, None, "Status: Cancelled"),
    ]
    assert rows(office, Task, "owner_id")[1] == (people.sara.user_id,)


def test_tasks_come_once_and_go_again(office: Office, people: People, saras_case: SarasCase) -> None:
    before = everything(office)
    done = bring_in(office, people.mina, TASKS)
    there = everything(office)
    assert counts(bring_in(office, people.mina, TASKS)) == {"unchanged": 4, "failed": 1}
    without_ids = "\n".join(line.partition(",")[2] for line in TASKS.strip().splitlines())
    assert counts(bring_in(office, people.mina, without_ids, kind="tasks")) == {"unchanged": 4, "failed": 1}
    assert everything(office) == there
    assert undone(office, done.run) == []
    assert everything(office) == before


def test_a_status_does_not_move_the_day_a_task_was_done_on(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    bring_in(office, people.mina, "Task ID,Task,Done on,Due\nT1,Send the offer,2026-10-05,2026-11-01\n")
    assert counts(bring_in(office, people.mina, "Task ID,Task,Status\nT1,Send the offer,Done\n")) == {"unchanged": 1}


def test_a_day_to_come_is_a_problem(office: Office, people: People) -> None:
    plan = planned(office, people.mina, "Task,Done on,Due\nSend the offer,2027-01-05,2026-11-01\n").plan
    assert [(one.row, str(one.reason)) for one in plan.problems] == [
        (2, "“2027-01-05” is a day to come; a task cannot be done on it.")
    ]
    assert plan.count("created") == 1


def test_one_column_links_to_records_of_several_kinds(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,City\nC1,Alborz,Karaj\n", kind="customers")
    bring_in(office, people.mina, "Opportunity id,Account,Stage\nD1,Alborz,Lead\n", kind="deals")
    text = "Subject,Due,WhatExtId,WhatExtId_Type\nOne,2026-12-01,D1,Opportunity\nTwo,2026-12-01,C1,Account\nThree,2026-12-01,X9,Case\n"
    plan = planned(office, people.mina, text).plan
    assert [(one.row, one.column, str(one.reason)) for one in plan.problems] == [
        (4, "WhatExtId", "“X9” was not found.")
    ]
    bring_in(office, people.mina, text)
    (deal,), (customer,) = rows(office, Deal, "id"), rows(office, Customer, "id")
    assert rows(office, Task, "deal_id", "customer_id") == [(deal[0], customer[0]), (None, customer[0]), (None, None)]


def test_the_tasks_of_others_are_refused(office: Office, people: People, saras_case: SarasCase) -> None:
    bring_in(office, people.mina, TASKS)
    text = "Task ID,Task,Due\nT1,Send the offer soon,2026-11-01\nT9,My own,2026-12-01\n"
    plan = planned(office, people.kian, text).plan
    assert [(row.status, str(row.reason or "")) for row in plan.rows] == [
        ("failed", "This record is already there and belongs to Sara. Ask them or your team lead."),
        ("created", ""),
    ]


# Interactions


def test_persian_interactions_with_times_update_the_last_contact(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    done = bring_in(office, people.mina, CALLS, name="تماس‌ها.csv")
    assert (done.kind, counts(done)) == ("interactions", {"created": 3, "failed": 1})
    new = rows(office, Interaction, "kind", "subject", "happened_at", "happened_on", "outcome")[1:]
    assert new == [
        ("meeting", "Meeting: دربارهٔ قیمت", _utc(11, 11, 11, 0), dt.date(2026, 11, 11), "علاقه‌مند"),
        ("call", "Call", _utc(11, 16, 8, 30), dt.date(2026, 11, 16), "پاسخ نداد"),
        ("visit", "Visit: کارخانه", _utc(11, 18, 5, 45), dt.date(2026, 11, 18), None),
    ]
    assert rows(office, Customer, "last_contact_on") == [(dt.date(2026, 11, 21),)]  # the call of today


def _utc(month: int, day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def test_interactions_come_once_and_go_again(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,City\nC1,Alborz Steel,Karaj\n", kind="customers")
    before = everything(office)
    done = bring_in(office, people.mina, CALLS, kind="interactions")
    assert rows(office, Customer, "last_contact_on") == [(dt.date(2026, 11, 18),)]
    there = everything(office)
    assert counts(bring_in(office, people.mina, CALLS, kind="interactions")) == {"unchanged": 3, "failed": 1}
    assert everything(office) == there
    assert undone(office, done.run) == []
    assert everything(office) == before


def test_a_moment_with_its_zone_and_the_kind_that_a_header_names(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    text = "Meeting time,Subject,Deal\n2026-11-10T23:00:00Z,Price talk,Rolling mill\n"
    assert counts(bring_in(office, people.mina, text, kind="interactions")) == {"created": 1}
    assert rows(office, Interaction, "kind", "happened_on", "deal_id", "customer_id")[-1] == (
        "meeting", dt.date(2026, 11, 11), saras_case.deal, saras_case.customer,
    )  # fmt: skip


def test_a_rep_brings_in_own_interactions(office: Office, people: People, saras_case: SarasCase) -> None:
    text = "Kind,Date,Customer,Subject\ncall,2026-11-20,Alborz Steel,Hello\n"
    assert counts(bring_in(office, people.sara, text, kind="interactions")) == {"created": 1}
    assert rows(office, Interaction, "owner_id", "unit_id")[-1] == (people.sara.user_id, people.sara.unit_id)
