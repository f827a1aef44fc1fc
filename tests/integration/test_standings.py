"""What customers keep of their deals, tasks and interactions is what these come to, whatever is done to them."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

import crm_core.deals
import crm_core.work  # noqa: F401  the rules of deals and tasks
from crm_core.base.errors import Invalid, NotFound
from crm_core.customers.merge import merge
from crm_core.fields import records
from crm_core.models import ChangeSet, Customer, Deal, Interaction, Stage, Task
from crm_core.trust import doctor, set_up, standings
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create, creating_many
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office, Work
from tests.provision.company import People

KEPT = ("open_deals", "open_amount", "won_amount", "next_task_on", "last_contact_on")
TODAY = dt.date(2026, 11, 21)
MODELS: dict[str, Any] = {"deal": Deal, "task": Task, "interaction": Interaction}


def kept(office: Office) -> dict[int, tuple[Any, ...]]:
    with office.read(SYSTEM) as w:
        return {row[0]: tuple(row[1:]) for row in w.rows(_whole(Customer, "id", *KEPT))}


def _whole(model: Any, *names: str) -> Any:
    return select(*(getattr(model, name) for name in names)).execution_options(with_bin=True)


def due(office: Office) -> dict[int, tuple[Any, ...]]:
    """What customers should keep, counted by hand."""
    with office.read(SYSTEM) as w:
        numbers = w.scalars(_whole(Customer, "id"))
        deals = w.rows(select(Deal.customer_id, Deal.outcome, Deal.amount, Deal.currency))
        tasks = w.rows(select(Task.customer_id, Task.due_on).where(Task.done_on.is_(None)))
        done = w.rows(select(Interaction.customer_id, Interaction.happened_on))
        currency = w.company.currency
    found = {}
    for number in numbers:
        own = [one for one in deals if one.customer_id == number]
        opened = [one for one in own if one.outcome == "open"]
        amounts = [
            [one.amount for one in own if (one.outcome, one.currency) == (outcome, currency) and one.amount is not None]
            for outcome in ("open", "won")
        ]
        days = [one.due_on for one in tasks if one.customer_id == number and one.due_on]
        contacts = [one.happened_on for one in done if one.customer_id == number]
        found[number] = (
            len(opened) or None,
            *(sum(some) if some else None for some in amounts),
            min(days, default=None),
            max(contacts, default=None),
        )
    return found


class Busy:
    """People who do this and that, by chance, the same for the same seed."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice = office, random.Random(seed)
        with office.work(SYSTEM) as w, w.changing("create"):
            self.customers = bulk_create(w, Customer, [{"name": f"Customer {n}"} for n in range(4)])
            self.stages = list(w.scalars(select(Stage.id)))
            self.begun = w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1))

    def act(self) -> None:
        deeds: list[Callable[[Work], Any]] = [
            self.create, self.create, self.create_many, self.edit, self.edit, self.edit_many, self.bin, self.bin,
            self.take_back, self.merge, self.other_currency,
        ]  # fmt: skip
        deed = self.dice.choice(deeds)
        try:
            with self.office.work(SYSTEM) as w:
                deed(w)
        except (Invalid, NotFound):  # this cannot be done now: it was undone, or merged away
            pass

    def _day(self) -> dt.date:
        return TODAY + dt.timedelta(days=self.dice.randrange(-30, 30))

    def _values(self, entity: str) -> dict[str, Any]:
        customer = self.dice.choice([*self.customers, None])
        if entity == "deal":
            return {
                "title": "Deal", "customer": customer, "stage": self.dice.choice(self.stages),
                "amount": self.dice.choice([None, 100, 250_00]), "currency": self.dice.choice(["USD", "USD", "EUR"]),
            }  # fmt: skip
        if entity == "task":
            done = self.dice.choice([None, None, TODAY])
            return {"title": "Call", "customer": customer, "due_on": self._day(), "done_on": done}
        at = dt.datetime.combine(self._day(), dt.time(9), dt.UTC)
        return {"subject": "Call", "customer": customer, "happened_at": at}

    def _entity(self) -> str:
        return self.dice.choice(list(MODELS))

    def _some(self, w: Work, entity: str, *, binned: bool = False) -> list[Any]:
        model = MODELS[entity]
        wanted = select(model.id, model.version).where(model.deleted_at.is_not(None) == binned).order_by(model.id)
        rows = list(w.session.execute(wanted, execution_options={"with_bin": True}).all())
        return self.dice.sample(rows, min(len(rows), self.dice.randrange(1, 4)))

    def create(self, w: Work) -> None:
        entity = self._entity()
        records.create(w, entity, self._values(entity))

    def create_many(self, w: Work) -> None:
        rows = [
            {"title": "Task", "customer_id": self.dice.choice([*self.customers, None]), "due_on": self._day()}
            for _ in range(5)
        ]
        with w.changing("import"), creating_many(w, Task, 5):
            bulk_create(w, Task, rows[:2])
            bulk_create(w, Task, rows[2:])

    def edit(self, w: Work) -> None:
        entity = self._entity()
        for row in self._some(w, entity)[:1]:
            values = self._values(entity)
            keys = self.dice.sample(list(values), self.dice.randrange(1, len(values) + 1))
            records.edit(w, entity, records.Edit(row.id, row.version, {key: values[key] for key in keys}))

    def edit_many(self, w: Work) -> None:
        entity = self._entity()
        values = self._values(entity)
        key = self.dice.choice([key for key in values if key not in ("title", "subject")])
        records.edit_many(w, entity, [row.id for row in self._some(w, entity)], {key: values[key]})

    def bin(self, w: Work) -> None:
        entity, back = self._entity(), self.dice.random() < 0.5
        records.delete(w, entity, [row.id for row in self._some(w, entity, binned=back)], restore=back)

    def take_back(self, w: Work) -> None:
        left = ChangeSet.undone_at.is_(None), ChangeSet.id > self.begun
        sets = w.scalars(select(ChangeSet.id).where(*left).order_by(ChangeSet.id.desc()).limit(6))
        if sets:
            undo(w, self.dice.choice(list(sets)))

    def merge(self, w: Work) -> None:
        left = w.scalars(select(Customer.id).order_by(Customer.id))
        if len(left) > 2 and self.dice.random() < 0.4:
            keep, other = self.dice.sample(list(left), 2)
            merge(w, "customer", keep, [other])

    def other_currency(self, w: Work) -> None:
        if self.dice.random() < 0.3:
            set_up.change_settings(w, {"currency": "EUR" if w.company.currency == "USD" else "USD"})


@pytest.mark.parametrize("seed", range(4))
def test_standings_follow_whatever_is_done(office: Office, seed: int) -> None:
    busy = Busy(office, seed)
    for _ in range(40):
        busy.act()
        assert kept(office) == due(office)
    assert any(any(values) for values in kept(office).values())


def test_a_customer_tells_what_is_open_what_was_won_and_what_is_next(office: Office, people: People) -> None:
    with office.work(people.sara) as w:
        customer = records.create(w, "customer", {"name": "Alborz"})
        stages = {row.kind: row.id for row in w.rows(select(Stage.kind, Stage.id))}
        for title, kind, amount, currency in (
            ("Mill", "open", 100_00, "USD"), ("Roof", "open", 20_00, "EUR"), ("Door", "won", 70_00, "USD"),
            ("Wall", "lost", 999_00, "USD"),
        ):  # fmt: skip
            values = {"title": title, "customer": customer, "amount": amount, "currency": currency}
            records.create(w, "deal", {**values, "stage": stages[kind]})
        for due_on, done_on in ((TODAY, TODAY), (dt.date(2026, 12, 1), None), (dt.date(2026, 12, 3), None)):
            records.create(w, "task", {"title": "Call", "customer": customer, "due_on": due_on, "done_on": done_on})
    assert kept(office)[customer] == (2, 100_00, 70_00, dt.date(2026, 12, 1), None)
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"currency": "EUR"})
    assert kept(office)[customer][:3] == (2, 20_00, None)
    with office.work(SYSTEM) as w:
        undo(w, w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1)))
    assert kept(office)[customer][:3] == (2, 100_00, 70_00)


def test_the_sums_are_everybodys_whoever_writes(office: Office, people: People) -> None:
    with office.work(people.kian) as w:
        customer = records.create(w, "customer", {"name": "Alborz"})
        stage = w.scalar(select(Stage.id).where(Stage.kind == "open").limit(1))
        records.create(w, "deal", {"title": "Mill", "customer": customer, "amount": 100_00, "stage": stage})
    with office.work(people.sara) as w:  # who does not see Kian's deal
        records.create(w, "deal", {"title": "Roof", "customer": customer, "amount": 20_00, "stage": stage})
    assert kept(office)[customer][:2] == (2, 120_00)


def test_two_who_write_at_once_lose_nothing(office: Office) -> None:
    with office.work(SYSTEM) as w:
        customer = records.create(w, "customer", {"name": "Alborz"})
        stage = w.scalar(select(Stage.id).where(Stage.kind == "open").limit(1))

    def write() -> None:
        for _ in range(5):
            with office.work(SYSTEM) as w:
                records.create(w, "deal", {"title": "Mill", "customer": customer, "amount": 10, "stage": stage})

    writers = [threading.Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert kept(office)[customer][:2] == (15, 150)


def test_the_doctor_finds_and_mends_what_is_wrong(office: Office, people: People) -> None:
    with office.work(SYSTEM) as w:
        customer = records.create(w, "customer", {"name": "Alborz"})
        records.create(w, "task", {"title": "Call", "customer": customer, "due_on": TODAY})
    with office.database.engine.begin() as connection:
        wrong = {"open_deals": 3, "next_task_on": None, "last_contact_on": TODAY}
        connection.execute(Customer.__table__.update().values(wrong))  # type: ignore[attr-defined]
    found = {check.key for check in doctor.examine(office, SYSTEM) if not check.well}
    assert found == {"last_contact", "customer_deals", "next_task"}
    assert doctor.mend(office, people.mina) == 1
    assert kept(office)[customer] == (None, None, None, TODAY, None)
    assert all(check.well for check in doctor.examine(office, SYSTEM))


def test_right_rows_are_left_alone(office: Office) -> None:
    Busy(office, 1)
    with office.work(SYSTEM) as w:
        assert standings.refresh_all(w) == 0
        assert "customer" not in w.touched
