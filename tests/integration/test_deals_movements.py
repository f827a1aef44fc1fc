"""What moved between two moments: every kind by its name, and opening + movements = closing whatever happened."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound
from crm_core.deals.asof import open_total, pipeline_as_of
from crm_core.deals.board import open_now
from crm_core.deals.move import lost, move, reopen, won
from crm_core.deals.movements import Changes, Movement, balance, changes, moved
from crm_core.fields.filters import EVERYTHING, AnyOf, Filter, Not, all_of, condition
from crm_core.fields.records import Edit, create, delete, edit
from crm_core.models import ChangeSet, Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office, Work
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.provision.company import NOW, People


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


def _made(office: Office, actor: Actor, **values: Any) -> int:
    with office.work(actor) as w:
        return create(w, "deal", {"title": "Scales", "amount": 100, **values})


def _edit(office: Office, deal_id: int, **values: Any) -> None:
    with office.work(SYSTEM) as w:
        edit(w, "deal", Edit(deal_id, w.get(Deal, deal_id).version, values))


def _moved(
    office: Office,
    actor: Actor = SYSTEM,
    filter: Filter = EVERYTHING,  # noqa: A002
) -> dict[str, tuple[int, int]]:
    """Count and amount by kind, from day 5 to now; the sum is checked on the way."""
    with office.read(actor) as w:
        found = changes(w, NOW + 5 * DAY, filter=filter)
        _adds_up(w, found, filter)
        for one in found.movements:
            assert moved(w, one.kind, NOW + 5 * DAY, filter=filter).deals == [
                deal for deal in found.deals if deal.kind == one.kind
            ]
    return {one.kind: (one.count, one.amount) for one in found.movements}


def _adds_up(w: Work, found: Changes, filter: Filter) -> None:  # noqa: A002
    """What is read at the two moments is what the movements lead from and to, summed by kind and deal by deal."""
    opening = open_total(pipeline_as_of(w, found.since, filter, closed=False))
    closing = open_total(pipeline_as_of(w, found.until, filter, closed=False))
    assert (found.opening.count, found.opening.amount) == (opening.count, opening.amount)
    assert (found.closing.count, found.closing.amount) == (closing.count, closing.amount)
    assert opening.count + sum(one.count for one in found.movements) == closing.count
    assert opening.amount + sum(one.amount for one in found.movements) == closing.amount
    for movement in found.movements:
        behind = [one for one in found.deals if one.kind == movement.kind]
        assert (len(behind), sum(one.count for one in behind), sum(one.amount for one in behind)) == (
            movement.deals, movement.count, movement.amount,
        )  # fmt: skip


def test_a_new_deal(office: Office, people: People) -> None:
    on_day(office, 6)
    _made(office, people.sara)
    assert _moved(office) == {"created": (1, 100)}


def test_a_deal_that_only_aged_did_not_move(office: Office, people: People) -> None:
    _made(office, people.sara)
    on_day(office, 9)
    assert _moved(office) == {}


def test_amounts_up_and_down(office: Office, people: People) -> None:
    up, down = _made(office, people.sara), _made(office, people.sara)
    on_day(office, 6)
    _edit(office, up, amount=130)
    _edit(office, down, amount=None)
    assert _moved(office) == {"increased": (0, 30), "decreased": (0, -100)}


def test_another_currency(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 6)
    _edit(office, deal_id, currency="EUR")
    assert _moved(office) == {"revalued": (0, -100)}


def test_dates_sooner_and_later(office: Office, people: People) -> None:
    sooner, later = (_made(office, people.sara, expected_close=TODAY + 30 * DAY) for _ in range(2))
    on_day(office, 6)
    _edit(office, sooner, expected_close=TODAY + 20 * DAY)
    _edit(office, later, expected_close=TODAY + 60 * DAY)
    assert _moved(office) == {"pulled_in": (0, 0), "pushed_out": (0, 0)}


def test_won_with_another_amount_is_increased_first(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 6)
    _edit(office, deal_id, amount=120)
    with office.work(SYSTEM) as w:
        won(w, deal_id)
    assert _moved(office) == {"increased": (0, 20), "won": (-1, -120)}


def test_sums_alone_are_those_of_the_deals(office: Office, people: People) -> None:
    _made(office, people.sara)
    on_day(office, 6)
    _made(office, people.sara, amount=7)
    with office.read(people.sara) as w:
        sums, whole = balance(w, NOW + 5 * DAY), changes(w, NOW + 5 * DAY)
    assert (sums.opening, sums.movements, sums.closing) == (whole.opening, whole.movements, whole.closing)


def test_the_deals_of_a_movement_come_by_the_page_the_largest_first(office: Office, people: People) -> None:
    on_day(office, 6)
    for amount in (10, 30, 20, 40):
        _made(office, people.sara, amount=amount)
    with office.read(people.sara) as w:
        pages = [moved(w, "created", NOW + 5 * DAY, limit=2, offset=first).deals for first in (0, 2, 4)]
    assert [[one.amount for one in page] for page in pages] == [[40, 30], [20, 10], []]


def test_created_and_lost_in_between_is_both(office: Office, people: People) -> None:
    on_day(office, 6)
    deal_id = _made(office, people.sara)
    with office.work(SYSTEM) as w:
        lost(w, deal_id, "Price")
    assert _moved(office) == {"created": (1, 100), "lost": (-1, -100)}
    with office.read(SYSTEM) as w:
        found = changes(w, NOW + 5 * DAY, passing=False)
    assert (found.deals, found.movements[0]) == ([], Movement("created", 1, 100, 1))


def test_reopened_and_won_again(office: Office, people: People) -> None:
    first, second = _made(office, people.sara), _made(office, people.sara)
    with office.work(SYSTEM) as w:
        lost(w, first)
        lost(w, second)
    on_day(office, 6)
    with office.work(SYSTEM) as w:
        reopen(w, first)
        reopen(w, second)
        won(w, second)
    assert _moved(office) == {"reopened": (2, 200), "won": (-1, -100)}


def test_a_won_deal_whose_amount_is_corrected_did_not_move(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    with office.work(SYSTEM) as w:
        won(w, deal_id)
    on_day(office, 6)
    _edit(office, deal_id, amount=90)
    assert _moved(office) == {}


def test_removed_and_restored(office: Office, people: People) -> None:
    gone, back = _made(office, people.sara), _made(office, people.sara, amount=7)
    with office.work(SYSTEM) as w:
        delete(w, "deal", [back])
    on_day(office, 6)
    with office.work(SYSTEM) as w:
        delete(w, "deal", [gone])
        delete(w, "deal", [back], restore=True)
    assert _moved(office) == {"removed": (-1, -100), "restored": (1, 7)}


def test_handed_over_is_out_for_one_and_in_for_the_other(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 6)
    _edit(office, deal_id, owner=people.omid.user_id, amount=150)
    assert _moved(office, people.sara) == {"handed_out": (-1, -100)}
    assert _moved(office, people.omid) == {"handed_in": (1, 150)}
    assert _moved(office, people.leila) == {"increased": (0, 50)}
    assert _moved(office, people.kian) == {}
    of_sara = condition("deal", "owner", "is", "Sara")
    assert _moved(office, people.babak, of_sara) == {"handed_out": (-1, -100)}
    assert _moved(office, people.babak, condition("deal", "owner", "is", "Omid")) == {"handed_in": (1, 150)}
    with office.read(people.sara) as w:
        (out,) = changes(w, NOW + 5 * DAY).deals
    assert out.after is None
    assert out.before is not None


def test_handed_over_and_won_there(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 6)
    _edit(office, deal_id, owner=people.omid.user_id)
    with office.work(people.omid) as w:
        won(w, deal_id)
    assert _moved(office, people.sara) == {"handed_out": (-1, -100)}
    assert _moved(office, people.omid) == {"handed_in": (1, 100), "won": (-1, -100)}
    assert _moved(office, people.leila) == {"won": (-1, -100)}


def test_entered_and_left_the_filter(office: Office, people: People, stages: dict[str, int]) -> None:
    first = _made(office, people.sara)
    second = _made(office, people.sara, stage=stages["Proposal"])
    third = _made(office, people.sara, stage=stages["Proposal"])
    on_day(office, 6)
    with office.work(SYSTEM) as w:
        move(w, first, stages["Proposal"])
        move(w, second, stages["Lead"])
        won(w, third)
    proposals = condition("deal", "stage", "is", "Proposal")
    assert _moved(office, filter=proposals) == {"entered": (1, 100), "left": (-1, -100), "won": (-1, -100)}


def test_pulled_into_and_pushed_out_of_the_period(office: Office, people: People) -> None:
    closing = {name: TODAY + n * DAY for name, n in (("before", 0), ("inside", 15), ("after", 40))}
    deals = {
        (old, new): _made(office, people.sara, expected_close=closing[old])
        for old in closing
        for new in closing
        if old != new and "inside" in (old, new)
    }
    on_day(office, 6)
    for (_old, new), deal_id in deals.items():
        _edit(office, deal_id, expected_close=closing[new])
    inside = condition("deal", "expected_close", "between", [TODAY + 10 * DAY, TODAY + 20 * DAY])
    assert _moved(office, filter=inside) == {
        "pulled_in": (1, 100),  # from after it
        "entered": (1, 100),  # from before it
        "pushed_out": (-1, -100),  # to after it
        "left": (-1, -100),  # to before it
    }


def test_one_deal_moves_in_several_ways(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara, expected_close=TODAY)
    on_day(office, 6)
    _edit(office, deal_id, amount=40, expected_close=TODAY + 9 * DAY)
    assert _moved(office) == {"decreased": (0, -60), "pushed_out": (0, 0)}
    with office.read(SYSTEM) as w:
        found = changes(w, NOW + 5 * DAY)
    assert [(one.id, one.kind, one.amount) for one in found.deals] == [
        (deal_id, "decreased", -60),
        (deal_id, "pushed_out", 0),
    ]
    assert found.movements[0] == Movement("decreased", 0, -60, 1)
    standing = found.deals[0].after
    assert standing is not None
    assert (standing.amount, found.stages[standing.stage_id].name) == (40, "Lead")
    assert found.people[people.sara.user_id or 0] == "Sara"


def test_deals_that_come_with_their_past_moved_then(office: Office, people: People, stages: dict[str, int]) -> None:
    """A list that is imported today tells of last month: it is no movement of today."""
    on_day(office, 40)
    _made(office, people.sara, opened_on=TODAY + 7 * DAY)
    with office.read(SYSTEM) as w:
        assert [one.kind for one in changes(w, NOW + 5 * DAY).movements] == ["created"]
        assert changes(w, NOW + 20 * DAY).movements == []


def test_days_mean_their_end(office: Office, people: People) -> None:
    _made(office, people.sara)
    on_day(office, 3)
    with office.read(SYSTEM) as w:
        assert changes(w, TODAY).movements == []
        assert [one.kind for one in changes(w, TODAY - DAY, TODAY).movements] == ["created"]
        with pytest.raises(Invalid):
            changes(w, TODAY + DAY, TODAY)
        with pytest.raises(Invalid):
            changes(w, TODAY + 9 * DAY)


def test_an_undone_change_did_not_happen(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 6)
    _edit(office, deal_id, amount=1)
    on_day(office, 7)
    with office.work(SYSTEM) as w:
        undo(w, w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1)))
    assert _moved(office) == {}


# Whatever happens


def _who(people: People, number: int) -> int | None:
    return [people.sara, people.reza, people.omid, people.kian][number % 4].user_id


def _do(w: Work, deed: tuple[Any, ...], deals: list[int], stages: list[int], people: People) -> None:
    """One random deed; what the rules refuse is refused."""
    name, which, number = deed
    if name == "create":
        values = {"amount": number or None, "owner": _who(people, which), "stage": stages[number % len(stages)]}
        close = {"expected_close": TODAY + DAY * (number % 60), "opened_on": w.clock.today() - DAY * (which % 9)}
        tags = ["vip"] if number % 4 == 0 else []
        deals.append(create(w, "deal", {"title": f"Deal {len(deals)}", "tags": tags, **values, **close}))
    elif name == "backdated":
        opened = w.clock.today() - DAY * (which % 12)
        values = {"amount": number, "owner": _who(people, which), "opened_on": opened}
        closed = {"stage": stages[-1 - number % 2], "closed_on": opened + DAY * (number % (which % 12 + 1))}
        deals.append(create(w, "deal", {"title": f"Deal {len(deals)}", **values, **closed}))
    elif name == "undo":
        last = w.scalars(
            select(ChangeSet.id).where(ChangeSet.undone_at.is_(None)).order_by(ChangeSet.id.desc()).limit(4)
        )
        undo(w, last[number % len(last)])
    elif deals:
        deal_id = deals[which % len(deals)]
        deal = w.session.execute(select(Deal).where(Deal.id == deal_id)).scalar_one_or_none()
        if name == "bin":
            delete(w, "deal", [deal_id], restore=deal is None)
        elif name == "reopen" and deal is not None:
            reopen(w, deal_id)
        elif deal is not None:
            changed = {
                "amount": {"amount": number},
                "currency": {"currency": ("USD", "EUR")[number % 2]},
                "close": {"expected_close": TODAY + DAY * (number % 60)},
                "owner": {"owner": _who(people, number)},
                "stage": {"stage": stages[number % len(stages)]},
            }
            edit(w, "deal", Edit(deal_id, deal.version, changed[name]))


DEEDS = {"create": 6, "amount": 4, "currency": 1, "close": 4, "owner": 3, "stage": 6, "bin": 2, "undo": 1,
         "backdated": 2, "reopen": 2}  # fmt: skip
FILTERS = (
    EVERYTHING,
    condition("deal", "owner", "is", "Sara"),
    condition("deal", "unit", "under", "Tehran"),
    condition("deal", "amount", "at_least", 200),
    condition("deal", "stage", "one_of", ["Lead", "Proposal"]),
    condition("deal", "expected_close", "between", [TODAY + 10 * DAY, TODAY + 40 * DAY]),
    condition("deal", "tags", "has_any", ["vip"]),
    condition("deal", "search", "contains", "deal 1"),
    Not(AnyOf((condition("deal", "owner", "is", "Sara"), condition("deal", "amount", "less_than", 100)))),
    all_of(condition("deal", "owner", "one_of", ["Sara", "Omid"]), condition("deal", "expected_close", "after", TODAY)),
)
ACTORS = ("babak", "leila", "nader", "sara", "omid", "vida")


@settings(
    max_examples=6,
    phases=[Phase.generate],  # examples share a database, so they cannot be repeated smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 2**32))
def test_opening_and_movements_make_closing(office: Office, people: People, stages: dict[str, int], seed: int) -> None:
    """Examples share one database: each goes on, a while later, from what those before left."""
    chance = random.Random(seed)
    with office.read(SYSTEM) as w:
        last = w.scalar(select(ChangeSet.at).order_by(ChangeSet.id.desc()).limit(1))
    start = max((last - NOW) / DAY, 0) + 1
    deals: list[int] = []
    names = chance.choices(list(DEEDS), list(DEEDS.values()), k=chance.randint(5, 30))
    for number, name in enumerate(names):
        on_day(office, start + number)
        with suppress(Invalid, NotFound), office.work(SYSTEM) as w:
            _do(w, (name, chance.randrange(100), chance.randrange(500)), deals, list(stages.values()), people)
    on_day(office, start + len(names))
    for _ in range(8):
        since, until = sorted(chance.uniform(-9, len(names)) for _ in range(2))
        filter = chance.choice(FILTERS)  # noqa: A001
        with office.read(getattr(people, chance.choice(ACTORS))) as w:
            _adds_up(w, changes(w, NOW + (start + since) * DAY, NOW + (start + until) * DAY, filter), filter)
            now, total = open_total(pipeline_as_of(w, w.clock.today(), filter, closed=False)), open_now(w, filter)
            assert (now.count, now.amount, now.others) == (total.count, total.amount, total.others)
