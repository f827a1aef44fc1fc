"""The customer grid on 10,000, on 100,000 and on a million customers, on both databases.

The questions of the design are held to their promise; the further ones, editing and bulk changes are told beside them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from crm_core.fields import CATALOGUE, many
from crm_core.fields.filters import ME, AllOf, AnyOf, Filter, Not, all_of, condition
from crm_core.fields.find import Query, find
from crm_core.fields.records import Edit, edit
from crm_core.models import Customer, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.bench.grid_company import opened
from tests.bench.measure import Result, Sizes, median, took
from tests.provision.packages import Missing

SMALL, MIDDLE = 10_000, 100_000
BULK = 10_000
KINDS = ("sqlite", "postgresql")
SORTED = (
    "name", "city", "last_contact_on", "created_at", "confirmed_on", "completeness", "open_amount", "won_amount",
    "next_task_on", "birthday", "customer_since", "external_id", "national_id", "email", "mobile",
)  # fmt: skip
"""The fields with an index of their own."""


def _is(key: str, op: str, value: object = None) -> Filter:
    return condition("customer", key, op, value)


def questions(owner: int) -> dict[str, Query]:
    """The questions of the design: a page of 100 rows each."""
    return {
        "as opened": Query(),
        "by name": Query(sort="name", descending=True),
        "by city": Query(sort="city"),
        "by last contact": Query(sort="last_contact_on", descending=True),
        "owner and status": Query(all_of(_is("owner", "is", owner), _is("status", "is", "Active"))),
        "tag": Query(_is("tags", "has_any", ["vip"])),
        "three letters": Query(search="zag"),
        "phone": Query(search="9120001234"),
        "page 50": Query(page=50),
    }


def further(owner: int) -> dict[str, Query]:
    """What else is asked of a grid: every indexed order, own fields, nested conditions, the newer comparisons."""
    nested = AllOf(
        (
            AnyOf((_is("city", "is", "Tehran"), _is("city", "is", "Shiraz"))),
            AnyOf((_is("tier", "is", "Gold"), _is("open_amount", "at_least", 1_000_000))),
            Not(_is("status", "is", "Dormant")),
        )
    )
    found = {
        f"{key} {'desc' if descending else 'asc'}": Query(sort=key, descending=descending)
        for key in SORTED
        for descending in (False, True)
    }
    return found | {
        "own text is": Query(_is("region_code", "is", "R77")),
        "own text contains": Query(_is("route", "contains", "مسیر ۱۲")),
        "own number between": Query(_is("shelf_metres", "between", [100, 105])),
        "own choice, by name": Query(_is("segment", "is", "Export"), sort="name"),
        "own day, own order": Query(_is("contract_until", "during", "this_month"), sort="credit_limit"),
        "by own text": Query(sort="route"),
        "by own number": Query(sort="employees", descending=True),
        "by own money": Query(sort="credit_limit", descending=True),
        "by own day": Query(sort="visited_on"),
        "nested": Query(nested),
        "nested, by amount": Query(nested, sort="won_amount", descending=True),
        "no contact for 60 days": Query(_is("last_contact_on", "not_within", 60), sort="last_contact_on"),
        "birthdays this month": Query(_is("birthday", "anniversary", "this_month"), sort="birthday"),
        "with an open deal": Query(_is("open_deals", "at_least", 1)),
        "in my unit": Query(_is("unit", "under", ME)),
        "top 100 by value": Query(sort="won_amount", descending=True, top=100),
        "won this year": Query(_is("won_this_year", "at_least", 4_000_000)),
        "low quality": Query(_is("quality", "less_than", 30)),
        "incomplete": Query(_is("completeness", "less_than", 100), sort="completeness"),
        "search, by last contact": Query(search="pars", sort="last_contact_on", descending=True),
        "search of one word": Query(search="گلستان"),
        "all columns": Query(columns=tuple(CATALOGUE["customer"])),
        "page 200 by city": Query(sort="city", page=200),
    }


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """For each database: the median ratio and the slowest of the questions, then editing and bulk."""
    return [result for kind in KINDS for result in _on(folder, kind, sizes)]


def _on(folder: Path, kind: str, sizes: Sizes) -> Iterator[Result]:
    steps = sorted({SMALL, min(MIDDLE, sizes.customers), sizes.customers})
    try:
        taken = {size: _Taken(opened(folder, kind, size)) for size in steps}
    except Missing as missing:
        print(f"{kind}: {missing}")
        return
    small, large = taken[steps[0]], taken[steps[-1]]
    mark = "" if kind == "sqlite" else f"_{kind}"
    said = " / ".join(f"{size:,}" for size in steps)
    ratios = [large.asked[name] / small.asked[name] for name in large.asked]
    told = "; ".join(_row(name, [taken[size].asked[name] for size in steps]) for name in large.asked)
    yield Result(f"grid_1m_vs_10k{mark}", statistics.median(ratios), 1.5, "x", f"{said} customers: {told}")
    slowest = max(large.asked, key=lambda name: large.asked[name])
    yield Result(f"grid_1m_ms{mark}", 1000 * large.asked[slowest], 150, "ms", f"slowest: {slowest}")
    slow = sorted(large.more, key=lambda name: -large.more[name])
    told = "; ".join(_row(name, [taken[size].more[name] for size in steps]) for name in slow)
    yield Result(f"grid_more_1m_ms{mark}", 1000 * large.more[slow[0]], 150, "ms", f"{said}, slowest first: {told}")
    for name, unit, factor, limit in (("cell", "ms", 1000, 150), ("bulk", "s", 1, None)):
        values = [getattr(taken[size], name) * factor for size in steps]
        detail = f"{said} customers: " + " / ".join(f"{value:.2f}" for value in values)
        yield Result(f"grid_{name}_1m_{unit}{mark}", values[-1], limit, unit, detail)


def _row(name: str, seconds: list[float]) -> str:
    times = " / ".join(f"{1000 * one:.0f}" for one in seconds)
    return f"{name} {times} ms ({seconds[-1] / seconds[0]:.1f}x)"


class _Taken:
    """The times of one company, in seconds; it is closed afterwards."""

    def __init__(self, office: Office) -> None:
        with office.read(SYSTEM) as w:
            owner = w.scalar(select(User.id).where(User.name == "Seller 9"))
            lead = w.scalar(select(User.email).where(User.name == "Seller 2"))
        self._office, self._actor = office, office.actor_for(lead)
        self.asked = self._times(questions(owner), SYSTEM)
        self.more = self._times(further(owner), self._actor)
        self.cell = self._cell(owner)
        self.bulk = self._bulk()
        office.close()

    def _times(self, queries: dict[str, Query], actor: Actor) -> dict[str, float]:
        return {name: _quickly(self._asking(query, actor)) for name, query in queries.items()}

    def _asking(self, query: Query, actor: Actor) -> Callable[[], None]:
        def ask() -> None:
            with self._office.read(actor) as w:
                find(w, "customer", query)

        return ask

    def _cell(self, owner: int) -> float:
        """One cell is typed, and the page asked again."""
        with self._office.read(SYSTEM) as w:
            number = w.scalar(select(Customer.id).where(Customer.owner_id == owner).limit(1))
        turn = iter(range(1_000_000))

        def type_it() -> None:
            with self._office.work(SYSTEM) as w:
                version = w.scalar(select(Customer.version).where(Customer.id == number))
                edit(w, "customer", Edit(number, version, {"city": f"Town {version} {next(turn)}"}))
            with self._office.read(SYSTEM) as w:
                find(w, "customer", Query())

        return median(type_it)

    def _bulk(self) -> float:
        """The first ten thousand rows get a size."""
        with self._office.read(SYSTEM) as w:
            known = w.scalar(select(Customer.size).order_by(Customer.sort_key).limit(1))
        value = "1–9 people" if known != "1–9 people" else "10–49 people"
        deed = many.Setting({"size": value})
        return took(lambda: many.run(self._office, SYSTEM, "customer", Query(top=BULK), deed))


def _quickly(work: Callable[[], None]) -> float:
    """The median of several warm runs; of what takes long, one."""
    first = took(work)
    return first if first > 3 else median(work, 3 if first > 0.3 else 5)
