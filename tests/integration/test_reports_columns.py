"""The copy of deals in memory answers as the database does: for whoever asks, whatever was written meanwhile."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select

from crm_core.base.database import table_of
from crm_core.base.errors import DaftarError
from crm_core.base.periods import steps
from crm_core.customers.merge import merge
from crm_core.deals import products as baskets
from crm_core.deals.move import lost, reopen, won
from crm_core.deals.pipelines import save_stage
from crm_core.fields import records
from crm_core.fields.filters import EVERYTHING, AnyOf, Filter, Not, all_of, condition
from crm_core.measures import columns
from crm_core.measures.counted import Counted
from crm_core.measures.query import Cells, Question, gather
from crm_core.models import ChangeSet, Customer, Deal, Stage, Written
from crm_core.trust import people as staff
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office, Work
from crm_core.work.handover import hand_over
from tests.integration.lists_ground import bring_in
from tests.integration.reports_ground import customers, deal, products, put

if TYPE_CHECKING:
    from tests.provision.company import People

TODAY = dt.date(2026, 11, 21)
START = TODAY - dt.timedelta(days=400)
SOURCES = ("Website", "Referral", "وب‌سایت", "", None)
REASONS = ("Price", "Timing", None)
STEPS = ("week", "month", "quarter", "total")
PARTS = (
    ("won.count", "won.amount", "won.days", "won.priced"),
    ("won.median", "won.median_days", "won.customers"),
    ("lost.count", "lost.amount"),
    ("created.count", "created.amount"),
    (
        "reached.count",
        "reached.deals",
        "went_on.count",
        "dropped.count",
        "stays.count",
        "stays.seconds",
        "pushes.count",
        "pushes.days",
    ),
    ("late.count", "late.amount", "present.count", "present.amount"),
    ("open.count", "open.amount", "open.weighted", "open.likely", "open.foreign"),
)
FIELDS = ("product", "owner", "unit", "source", "customer", "city", "tier", "stage", "lost_reason", "currency")
FILTERS: Mapping[str, Filter] = {
    "all": EVERYTHING,
    "source": condition("deal", "source", "is", "website"),
    "not said": condition("deal", "source", "empty"),
    "one of": condition("deal", "source", "one_of", ["Website", "Referral"]),
    "like": condition("deal", "source", "contains", "ref"),
    "not": Not(condition("deal", "lost_reason", "is", "Price")),
    "of the unit": condition("deal", "unit", "under", "Tehran"),
    "by city": condition("deal", "city", "is", "karaj"),
    "no city": condition("deal", "city", "empty"),
    "amount": condition("deal", "amount", "at_least", 3_000_00),
    "days": condition("deal", "opened_on", "between", [START, START + dt.timedelta(days=200)]),
    "product": condition("deal", "product", "is", "Pump"),
    "no product": condition("deal", "product", "empty"),
    "nested": all_of(
        AnyOf((condition("deal", "owner", "is", "Sara"), condition("deal", "city", "is_not", "Shiraz"))),
        Not(condition("deal", "source", "empty")),
        condition("deal", "expected_close", "not_empty"),
    ),
    "tagged": condition("deal", "tags", "has_tag", "vip"),
    "searched": condition("deal", "search", "contains", "deal"),
}


@pytest.fixture
def copy(office: Office, people: People) -> columns.Copy:
    """The copy of a small company's deals, which is asked though they are few."""
    _fill(office, people)
    return columns.keep(office, many=1)


def _fill(office: Office, people: People, deals: int = 80) -> None:
    dice = random.Random(5)
    goods = products(office, "Pump", "Valve", "Pipe")
    cities = ("Karaj", "karaj", "Shiraz", None, "")
    clients = customers(office, *({"city": city, "tier": tier} for city in cities for tier in ("Gold", None)))
    rows, lines = [], {}
    for place in range(deals):
        first = START + dt.timedelta(days=dice.randrange(390))
        outcome = dice.choice(["won", "won", "lost", "open"])
        closed = min(first + dt.timedelta(days=dice.randrange(60)), TODAY)
        amount = dice.choice([None, 0, dice.randrange(1, 10_000), 10**13 + dice.randrange(10**9)])
        rows.append(
            deal(
                amount, first.isoformat(), "" if outcome == "open" else closed.isoformat(), outcome,
                of=dice.choice([people.sara, people.omid, people.kian, people.leila, None]),
                customer_id=dice.choice([*clients, None]), source=dice.choice(SOURCES),
                lost_reason=dice.choice(REASONS) if outcome == "lost" else None,
                currency=dice.choice(["USD", "USD", "USD", "EUR"]),
                expected_close=dice.choice([None, closed]),
            )
        )  # fmt: skip
        if amount is not None and dice.random() < 0.7:
            sold = [dice.choice(goods) for _ in range(dice.randrange(1, 4))]
            lines[place] = [(one, amount // len(sold)) for one in sold]
            rows[-1]["amount"] = 100 * sum(dollars for _, dollars in lines[place])
    put(office, rows, lines)


# Questions


def _asked(dice: random.Random) -> tuple[Question, str]:
    breakdown = tuple(dice.sample(FIELDS, dice.choice([0, 1, 1, 2])))
    name = dice.choice(list(FILTERS))
    return Question(dice.choice(PARTS), breakdown, FILTERS[name]), name


def _both(w: Work, question: Question, by: str) -> tuple[Cells, Cells]:
    """What the copy (or, where it cannot tell, the database) says, and what the database says in the same snapshot."""
    periods = steps(START, TODAY + dt.timedelta(days=1), by, "jalali", w.company.calendar_rules)  # type: ignore[arg-type]
    found = gather(w, question, periods)
    kept, w.kept = w.kept, {}
    plain = gather(w, question, periods)
    w.kept = kept
    return found, plain


def _agree(office: Office, actor: Actor, question: Question, by: str, said: str = "") -> None:
    with office.read(actor) as w:
        found, plain = _both(w, question, by)
    mine, right = _filled(found), _filled(plain)
    differing = {
        at: (mine.get(at), right.get(at)) for at in mine.keys() | right.keys() if mine.get(at) != right.get(at)
    }
    assert not differing, (said, actor.name, question.parts[0], question.breakdown, by)


def _filled(cells: Cells) -> dict[Any, Any]:
    """Cells without sums of nothing: of no rows at all the database says 0, the copy nothing."""
    told = {at: {name: _told(number) for name, number in sums.items() if number} for at, sums in cells.items()}
    return {at: sums for at, sums in told.items() if sums}


def _told(number: int) -> Any:
    """A sum, or what was counted: how often each value is there."""
    if not isinstance(number, Counted):
        return number
    counter: Counter[int] = Counter()
    for value, times in zip(*(one.tolist() for one in number._gathered()), strict=True):
        counter[value] += times
    return counter


def _warm(office: Office, copy: columns.Copy, actor: Actor = SYSTEM) -> None:
    """Have every column read that the questions of these tests need."""
    asked = [Question(parts, FIELDS[place:], EVERYTHING) for parts in PARTS for place in (0, 1)]
    asked += [Question(parts, (), wanted) for parts in (PARTS[0], PARTS[-1]) for wanted in FILTERS.values()]
    for _ in range(2):
        with office.read(actor) as w:
            for question in asked:
                gather(w, question, steps(START, TODAY, "total", "gregorian", w.company.calendar_rules))
        copy.settle()


@pytest.fixture
def answered(copy: columns.Copy, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each time that the copy was asked, whether it knew."""
    told: list[bool] = []
    ask = copy.found

    def found(*given: Any) -> Any:
        answer = ask(*given)
        told.append(answer is not None)
        return answer

    monkeypatch.setattr(copy, "found", found)
    return told


@pytest.fixture(autouse=True)
def _nothing_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the copy cannot do it knows beforehand."""
    caplog.set_level(logging.DEBUG, "crm_core.measures.columns")
    yield
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


# Tests


def test_every_plain_question_is_answered_from_memory(
    office: Office, copy: columns.Copy, answered: list[bool], people: People
) -> None:
    _warm(office, copy)
    answered.clear()
    for actor in (SYSTEM, people.leila, people.sara, people.vida):
        for parts in PARTS:
            for fields in ((), ("owner", "unit"), ("source",), ("city",), ("customer",), ("stage", "tier")):
                _agree(office, actor, Question(parts, fields, EVERYTHING), "month")
        for name in FILTERS.keys() - {"tagged", "searched"}:
            _agree(office, actor, Question(PARTS[0], ("owner",), FILTERS[name]), "quarter", name)
            assert answered[-1], name
        _agree(office, actor, Question(PARTS[0], ("product", "owner"), EVERYTHING), "month")
    assert all(answered), answered
    assert copy.bytes > 0


def test_each_role_is_told_what_it_sees(office: Office, copy: columns.Copy, people: People) -> None:
    """An outsider, who owns nothing, counts nothing; a lead counts what the unit and those below have."""
    _warm(office, copy)
    won_deals = Question(("won.count",), (), EVERYTHING)

    def counted(actor: Actor) -> int:
        with office.read(actor) as w:
            found, plain = _both(w, won_deals, "total")
            assert _filled(found) == _filled(plain)
            return sum(sums["won.count"] for sums in found.values())

    of_all = counted(people.babak)
    assert of_all == counted(SYSTEM) > counted(people.leila) > counted(people.nader) >= counted(people.sara) > 0
    assert counted(people.reza) == 0
    assert counted(people.shirin) == counted(people.kian)


def test_whatever_is_written_both_say_the_same(
    office: Office, copy: columns.Copy, answered: list[bool], people: People
) -> None:
    dice = random.Random(1405)
    _warm(office, copy)
    answered.clear()
    for _ in range(16):
        for _ in range(dice.choice([1, 1, 2])):
            _write(office, people, dice)
        for _ in range(3):
            actor = dice.choice([SYSTEM, people.babak, people.leila, people.sara, people.vida, people.kian])
            question, name = _asked(dice)
            _agree(office, actor, question, dice.choice(STEPS), name)
        copy.settle()
    assert sum(answered) > len(answered) / 2


def _write(office: Office, people: People, dice: random.Random) -> None:
    """Something that people do, or that they may not do just now."""
    deed = dice.choice(DEEDS)
    try:
        with office.work(people.mina if hasattr(people, "mina") else SYSTEM) as w:
            deed(w, people, dice)
    except DaftarError:
        return


def _some(w: Work, dice: random.Random, model: Any = Deal) -> Any:
    return dice.choice(w.scalars(select(model).order_by(model.id)))


def _edit(w: Work, _people: People, dice: random.Random) -> None:
    one = _some(w, dice)
    value = dice.choice([("source", "Fair"), ("source", None), ("amount", dice.randrange(10**6)), ("amount", None)])
    records.edit(w, "deal", records.Edit(one.id, one.version, dict([value])))


def _edit_many(w: Work, people: People, dice: random.Random) -> None:
    ids = dice.sample(w.scalars(select(Deal.id)), 9)
    records.edit_many(w, "deal", ids, {"owner": people.reza.user_id, "source": "Cold call"}, add_tags=["vip"])


def _close(w: Work, _people: People, dice: random.Random) -> None:
    one = _some(w, dice)
    if one.outcome == "open":
        dice.choice([lambda: won(w, one.id), lambda: lost(w, one.id, "Timing")])()
    else:
        reopen(w, one.id)


def _create(w: Work, people: People, dice: random.Random) -> None:
    client = _some(w, dice, Customer)
    values = {"title": "New", "customer": client.id, "owner": people.omid.user_id, "amount": dice.randrange(10**7)}
    records.create(w, "deal", values)


def _into_bin(w: Work, _people: People, dice: random.Random) -> None:
    records.delete(w, "deal", dice.sample(w.scalars(select(Deal.id)), 3))


def _out_of_bin(w: Work, _people: People, _dice: random.Random) -> None:
    deal_table = table_of(Deal)
    gone = w.scalars(select(deal_table.c.id).where(deal_table.c.deleted_at.is_not(None)))
    records.delete(w, "deal", gone, restore=True)


def _undo(w: Work, _people: People, dice: random.Random) -> None:
    sets = w.scalars(select(ChangeSet.id).where(ChangeSet.undone_at.is_(None)).order_by(ChangeSet.id.desc()).limit(4))
    undo(w, dice.choice(sets))


def _merge(w: Work, _people: People, dice: random.Random) -> None:
    one, other = dice.sample(w.scalars(select(Customer.id)), 2)
    merge(w, "customer", one, [other])


def _give(w: Work, people: People, dice: random.Random) -> None:
    ids = dice.sample(w.scalars(select(Customer.id)), 2)
    hand_over(w, "customer", ids, dice.choice([people.sara, people.kian]).user_id, "Holiday", with_open=True)  # type: ignore[arg-type]


def _new_unit(w: Work, people: People, dice: random.Random) -> None:
    who = dice.choice([people.sara, people.kian])
    staff.put_people_in_unit(w, [who.user_id], dice.choice([people.omid.unit_id, people.nader.unit_id]))  # type: ignore[list-item,arg-type]


def _sell(w: Work, _people: People, dice: random.Random) -> None:
    one = _some(w, dice)
    goods = w.scalars(select(table_of(Deal).metadata.tables["products"].c.id))
    lines = [{"product_id": dice.choice(goods), "quantity": 2, "price": dice.randrange(9_000)} for _ in range(2)]
    baskets.store(w, one.id, one.version, lines, None)


def _move_client(w: Work, _people: People, dice: random.Random) -> None:
    one = _some(w, dice, Customer)
    records.edit(w, "customer", records.Edit(one.id, one.version, {"city": dice.choice(["Qom", "Karaj", None])}))


def _weigh(w: Work, _people: People, dice: random.Random) -> None:
    stage = dice.choice(w.scalars(select(Stage).where(Stage.kind == "open")))
    save_stage(w, stage.pipeline_id, {"name": stage.name, "probability": dice.randrange(100)}, stage.id)


DEEDS: tuple[Callable[[Work, People, random.Random], None], ...] = (
    _edit, _edit_many, _close, _create, _into_bin, _out_of_bin, _undo, _merge, _give, _new_unit, _sell,
    _move_client, _weigh,
)  # fmt: skip


def test_a_list_and_its_undo_are_followed(office: Office, copy: columns.Copy, answered: list[bool]) -> None:
    _warm(office, copy)
    question = Question(PARTS[0], ("source",), EVERYTHING)
    text = "Deal name,Amount,Stage,Closed on,Source\nBig,1000,Won,2026-11-01,Fair\nSmall,20,Won,2026-11-02,Fair\n"
    run = bring_in(office, SYSTEM, text)
    answered.clear()
    _agree(office, SYSTEM, question, "month")
    with office.work(SYSTEM) as w:
        undo(w, w.scalar(select(ChangeSet.id).where(ChangeSet.kind == "import")))
    _agree(office, SYSTEM, question, "month")
    assert answered == [True, True]
    assert run.counts["created"] == 2


def test_what_another_process_writes_is_seen(office: Office, copy: columns.Copy, answered: list[bool]) -> None:
    _warm(office, copy)
    other = Office(office.settings, office._clock)
    put(other, [deal(77, "2026-10-01", "2026-11-01")])
    answered.clear()
    _agree(office, SYSTEM, Question(("won.count", "won.amount"), (), EVERYTHING), "month")
    other.close()
    assert answered == [True]


def test_where_what_was_written_is_not_known_all_is_read_anew(
    office: Office, copy: columns.Copy, answered: list[bool]
) -> None:
    _warm(office, copy)
    put(office, [deal(77, "2026-10-01", "2026-11-01")])
    with office.database.session() as session:
        session.connection().execute(delete(table_of(Written)))
        session.commit()
    question = Question(("won.count",), (), EVERYTHING)
    answered.clear()
    _agree(office, SYSTEM, question, "month")
    copy.settle()
    _agree(office, SYSTEM, question, "month")
    assert answered == [False, True]


def test_writing_past_the_history_is_noticed(office: Office, copy: columns.Copy, answered: list[bool]) -> None:
    _warm(office, copy)
    with office.work(SYSTEM) as w:
        table = table_of(Deal)
        w.session.connection().execute(table.update().values(amount=1))
        w.touch("deal")
    question = Question(("won.amount",), (), EVERYTHING)
    answered.clear()
    _agree(office, SYSTEM, question, "month")
    copy.settle()
    _agree(office, SYSTEM, question, "month")
    assert answered == [False, True]


def test_a_snapshot_from_before_is_answered_by_the_database(office: Office, copy: columns.Copy) -> None:
    _warm(office, copy)
    question = Question(("won.count",), (), EVERYTHING)
    with office.read(SYSTEM) as old:
        before, _ = _both(old, question, "total")
        put(office, [deal(77, "2026-10-01", "2026-11-01")])
        _agree(office, SYSTEM, question, "total")  # the copy goes on
        assert _both(old, question, "total") == (before, before)


def test_who_writes_sees_what_was_just_written(office: Office, copy: columns.Copy) -> None:
    _warm(office, copy)
    with office.work(SYSTEM) as w, w.changing("edit"):
        one = w.scalar(select(Deal).where(Deal.outcome == "won", Deal.currency == "USD"))
        one.amount = 123_456_789_00
        w.session.flush()
        found, plain = _both(w, Question(("won.amount",), (), EVERYTHING), "total")
        assert found == plain


def test_writers_at_the_same_time_lose_nothing(office: Office, copy: columns.Copy) -> None:
    """Who begins first may commit last: versions come in the order of the commits all the same."""
    _warm(office, copy)
    question = Question(("created.count", "created.amount"), (), EVERYTHING)
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with office.work(SYSTEM) as w:
            with w.changing("create"):
                records.create(w, "deal", {"title": "Slow", "amount": 11})
            begun.set()
            go_on.wait(0.5 if office.database.is_sqlite else 10)

    writer = threading.Thread(target=slow)
    writer.start()
    begun.wait(10)
    for amount in range(3):
        with office.work(SYSTEM) as w:
            records.create(w, "deal", {"title": "Quick", "amount": amount})
        _agree(office, SYSTEM, question, "total")
    go_on.set()
    writer.join()
    _agree(office, SYSTEM, question, "total")


def test_of_few_deals_the_database_is_asked(office: Office, people: People) -> None:
    _fill(office, people, deals=5)
    copy = columns.keep(office)
    _agree(office, SYSTEM, Question(("won.count",), (), EVERYTHING), "total")
    copy.settle()
    assert copy.bytes == 0
