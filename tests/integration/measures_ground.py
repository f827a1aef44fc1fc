"""A company in which something happened of everything that is counted, in the three weeks from NOW on."""

from __future__ import annotations

from typing import Any

from crm_core.deals.move import lost, move, reopen, won
from crm_core.fields.records import Edit, create, edit
from crm_core.models import Customer, Deal, ImportRun, Order, OrderLine, Promise, QualityDay, Review
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from crm_core.work.tasks import set_done
from tests.integration.deals_ground import DAY, TODAY, of, on_day, stages_of
from tests.provision.company import NOW, People


def lively(office: Office, people: People) -> dict[str, int]:
    """Deals that went through the stages, slipped, were won, lost and reopened; orders, tasks and all the rest.

    Gives the numbers of its deals and customers by name. The clock stands three weeks after NOW.
    """
    sara, kian = people.sara, people.kian
    made = _customers(office, sara, kian)
    made |= _deals(office, sara, kian, made)
    _go_on(office, made)
    _work(office, sara, kian, made)
    _records(office, sara, kian, made)
    on_day(office, 21)
    return made


def _customers(office: Office, sara: Actor, kian: Actor) -> dict[str, int]:
    found = {}
    for name, who, since in (("Alborz", sara, TODAY), ("Bahar", sara, TODAY - 400 * DAY), ("Caspian", kian, None)):
        with office.work(who) as w, w.changing("create"):
            one = Customer(name=name, kind="company", customer_since=since, **of(who))
            w.session.add(one)
            w.session.flush()
            found[name] = one.id
    with office.work(sara) as w:
        create(w, "contact", {"name": "Parisa", "customer": found["Alborz"]})
    return found


def _deals(office: Office, sara: Actor, kian: Actor, made: dict[str, int]) -> dict[str, int]:
    rows: tuple[tuple[str, Actor, str, int], ...] = (
        ("long way", sara, "Alborz", 100),
        ("jump", sara, "Alborz", 200),
        ("loss", sara, "Bahar", 50),
        ("slipping", kian, "Caspian", 1000),
        ("again", kian, "Caspian", 300),
    )
    found = {}
    for name, who, customer, dollars in rows:
        values: dict[str, Any] = {"next_step": None} if name == "slipping" else {"next_step": "Call"}
        with office.work(who) as w:
            values |= {"title": name, "customer": made[customer], "amount": dollars * 100}
            found[name] = create(w, "deal", values | {"expected_close": TODAY + 5 * DAY})
    return found


def _go_on(office: Office, made: dict[str, int]) -> None:
    stages = list(stages_of(office).values())
    steps: tuple[tuple[int, str, Any], ...] = (
        (2, "long way", stages[1]), (3, "loss", stages[1]), (3, "slipping", 15), (4, "long way", stages[2]),
        (5, "long way", stages[1]), (6, "slipping", 40), (7, "long way", stages[2]), (8, "loss", lost),
        (10, "long way", won), (12, "jump", won), (12, "again", won), (13, "again", reopen),
    )  # fmt: skip
    for day, name, step in steps:
        on_day(office, day)
        with office.work(SYSTEM) as w:
            version = w.get(Deal, made[name]).version
            if callable(step):
                step(w, made[name])
            elif name == "slipping":
                edit(w, "deal", Edit(made[name], version, {"expected_close": TODAY + step * DAY}))
            else:
                move(w, made[name], step, version=version)


def _work(office: Office, sara: Actor, kian: Actor, made: dict[str, int]) -> None:
    for who, customer, day in ((sara, "Alborz", 1), (sara, "Alborz", 2), (kian, "Caspian", 2)):
        on_day(office, day)
        with office.work(who) as w:
            values = {"subject": "Call", "kind": "call", "customer": made[customer], "happened_at": w.clock.now()}
            create(w, "interaction", values)
    for who, due, done in ((sara, 3, 3), (sara, 3, 6), (sara, 9, None), (kian, 4, None)):
        on_day(office, 1)
        with office.work(who) as w:
            task = create(w, "task", {"title": "Task", "due_on": TODAY + due * DAY})
        if done is not None:
            on_day(office, done)
            with office.work(who) as w:
                set_done(w, task, 1)


def _records(office: Office, sara: Actor, kian: Actor, made: dict[str, int]) -> None:
    on_day(office, 5)
    with office.work(SYSTEM) as w, w.changing("create"):
        for who, customer, amount in ((sara, "Alborz", 90_00), (kian, "Caspian", 40_00)):
            order = Order(
                number=f"O{amount}", customer_id=made[customer], ordered_on=TODAY + 5 * DAY, status="done",
                amount=amount, currency="USD", freight=5_00, **of(who),
            )  # fmt: skip
            w.session.add(order)
            w.session.flush()
            w.session.add(
                OrderLine(order_id=order.id, quantity=2.0, price=amount // 2 + 5_00, discount=10.0, amount=amount)
            )
        for who in (sara, kian):
            review = Review(unit_id=who.unit_id, owner_id=who.user_id, held_on=TODAY, since=NOW, until=NOW)
            w.session.add(review)
            w.session.flush()
            for what, outcome in (("Call", "kept"), ("Write", "broken"), ("Visit", None)):
                w.session.add(
                    Promise(review_id=review.id, what=what, until=TODAY + 8 * DAY, outcome=outcome, **of(who))
                )
    with office.work(SYSTEM) as w:
        for who, rows in ((sara, 10), (kian, 4)):
            w.session.add(
                ImportRun(
                    actor_id=who.user_id,
                    unit_id=who.unit_id,
                    started_at=w.clock.now(),
                    kind="customers",
                    file_name="list.xlsx",
                    file_hash="0",
                    status="done",
                    rows=rows,
                    created=rows - 1,
                    failed=1,
                )
            )
            for day, score in ((1, 500), (9, 700)):
                w.session.add(
                    QualityDay(
                        day=TODAY + day * DAY,
                        entity="customer",
                        **of(who),
                        records=rows,
                        completeness=score + 50,
                        score=score,
                        incomplete=2,
                        stale=day,
                        faulty=1,
                        unreachable=0,
                    )
                )
