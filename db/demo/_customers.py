"""The customers of the demo company, and the people one talks to there."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from crm_core.models import Contact, Customer

from ._identity import Numbers
from ._records import Event, Record
from ._season import Season
from ._staff import Seller, Team
from ._words import Place, Words, pairs

FROM_THE_START = 0.4
"""The share of customers that were brought along when the company began to use Daftar."""
PERSONS = 0.33
UNOWNED = 0.03


@dataclass(eq=False)
class Client:
    """A customer as the making of deals needs it."""

    record: Record
    contacts: list[Record]
    seller: Seller
    day: dt.date
    appetite: float
    industry: int
    source: str
    won: list[tuple[dt.date, int]]
    long_known: bool = False

    @property
    def is_company(self) -> bool:
        return bool(self.record.values["kind"] == "company")


class Customers:
    """Makes customers with their contacts, in the company's own words."""

    def __init__(
        self,
        words: Words,
        choices: Mapping[str, list[str]],
        team: Team,
        season: Season,
        rng: random.Random,
    ) -> None:
        self._words, self._choices, self._team = words, choices, team
        self._season, self._rng = season, rng
        self._numbers = Numbers(words, rng)
        self._families = pairs(words.families)
        self._firms = self._firm_names()
        self._serial = 10_000

    def make(self, count: int) -> list[Client]:
        """So many customers, oldest first."""
        first = self._season.start + dt.timedelta(days=4)
        days = sorted(
            self._season.start + dt.timedelta(days=self._rng.randint(0, 3))
            if self._rng.random() < FROM_THE_START
            else max(self._season.some_day(), first)
            for _ in range(count)
        )
        return [self._client(day, day < first) for day in days]

    def _client(self, day: dt.date, long_known: bool) -> Client:
        places = self._words.places
        place = self._rng.choices(places, [place.weight for place in places])[0]
        sellers = self._team.of_unit(place.unit, day)
        seller = self._rng.choices(sellers, [one.energy for one in sellers])[0]
        person = self._rng.random() < PERSONS
        industry, source = 1, self._pick("sources", (30, 22, 12, 10, 8, 10, 8))
        if person:
            values = self._person(place)
        else:
            industry, values = self._company(place)
        at = self._season.until_now(day)
        self._serial += self._rng.randint(1, 9)
        values |= {
            "external_id": f"C-{self._serial}",
            "country": self._words.country,
            "province": place.province,
            "city": place.city,
            "postal_code": self._numbers.postal_code(place),
            "address": self._address(),
            "source": source,
            "channel": self._pick("channels", (70, 14, 8, 6, 2)),
            "party": self._rng.choices(("customer", "agent", "partner", "supplier"), (95, 2.5, 1.5, 1))[0],
        }
        record = Record(Customer, at, seller.actor, values, tags=self._tags())
        contacts = [] if person else list(self._contacts(record, place, seller))
        appetite = self._rng.paretovariate(1.6)
        return Client(record, contacts, seller, day, appetite, industry, source, [], long_known)

    def _person(self, place: Place) -> dict[str, object]:
        name, mail, woman = self._somebody()
        mobile = self._numbers.mobile(place.area)
        return {
            "kind": "person",
            "name": name,
            "title": self._title(woman),
            "national_id": self._numbers.national_id(),
            "mobile": mobile,
            "email": self._numbers.mail(mail, "mail.example") if self._rng.random() < 0.7 else None,
            "birthday": self._birthday() if self._rng.random() < 0.6 else None,
        }

    def _company(self, place: Place) -> tuple[int, dict[str, object]]:
        industry, name, latin = next(self._firms)
        domain = self._numbers.mail(latin, "")[:-1] + ".example"
        legal = self._numbers.legal_id()
        size = self._rng.choices(range(4), (42, 36, 17, 5))[0]
        values: dict[str, object] = {
            "kind": "company",
            "name": name,
            "national_id": legal,
            "registration_number": self._numbers.registration(),
            "economic_code": legal if self._words.language == "fa" else None,
            "phone": self._numbers.landline(place.area),
            "email": f"info@{domain}" if self._rng.random() < 0.85 else None,
            "website": self._words.website.format(domain.removesuffix(".example")),
            "industry": self._choices["industries"][industry],
            "size": self._choices["sizes"][size],
        }
        return industry, values

    def _firm_names(self) -> Iterator[tuple[int, str, str]]:
        """Every firm name once, in random order, with its branch and its Latin spelling."""
        roots = list(pairs(self._words.roots))
        if self._words.language == "fa":
            roots += self._families
        else:
            couples = (self._rng.sample(self._families, 2) for _ in range(len(roots)))
            roots += [(f"{one[0]} & {two[0]}", f"{one[1]}{two[1]}") for one, two in couples]
        forms = [(branch, form) for branch, forms in enumerate(self._words.firms) for form in forms]
        for (branch, form), (root, latin) in self._rng.sample(both := list(product(forms, roots)), k=len(both)):
            yield branch, form.format(root), latin.replace(" ", "").lower()

    def _contacts(self, record: Record, place: Place, seller: Seller) -> Iterator[Record]:
        domain = str(record.values["website"]).removeprefix("www.")
        for _ in range(self._rng.choices((1, 2, 3, 4), (35, 35, 20, 10))[0]):
            name, mail, woman = self._somebody()
            job = self._rng.randrange(len(self._words.jobs))
            values = {
                "name": name,
                "title": self._title(woman),
                "customer_id": record,
                "job_title": self._words.jobs[job],
                "department": self._words.departments[job],
                "email": self._numbers.mail(mail, domain) if self._rng.random() < 0.8 else None,
                "mobile": self._numbers.mobile(place.area) if self._rng.random() < 0.9 else None,
                "city": place.city,
                "first_seen": self._season.clock.day_of(record.at),
            }
            yield Record(Contact, record.at, seller.actor, values)

    def _somebody(self) -> tuple[str, str, bool]:
        (name, latin), woman = self._rng.choice(self._words.given)
        family, family_latin = self._rng.choice(self._families)
        return f"{name} {family}", f"{latin}.{family_latin}", woman

    def _title(self, woman: bool) -> str:
        mr, ms, doctor, engineer = self._choices["titles"][:4]
        learned = self._rng.random()
        return doctor if learned < 0.05 else engineer if learned < 0.14 else ms if woman else mr

    def _birthday(self) -> dt.date:
        return self._season.today - dt.timedelta(days=self._rng.randint(24 * 365, 68 * 365))

    def _address(self) -> str:
        street, number = self._rng.choice(self._words.streets), self._rng.randint(2, 240)
        shown = str(number)
        if self._words.language == "fa":
            shown = shown.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        return self._words.address.format(street=street, number=shown)

    def _pick(self, name: str, weights: tuple[float, ...]) -> str:
        return self._rng.choices(self._choices[name][: len(weights)], weights)[0]

    def _tags(self) -> list[str]:
        if self._rng.random() > 0.2:
            return []
        return [self._rng.choice(self._words.customer_tags)]


def entered_twice(clients: list[Client], season: Season, rng: random.Random) -> Iterator[Record]:
    """A few companies that somebody entered once more, in a hurry and in another spelling."""
    known = [client for client in clients if client.record.values["owner_id"] and client.is_company]
    for client in rng.sample(known, len(clients) // 300):
        values, owner = client.record.values, client.seller.successor if client.seller.until else client.seller
        at = season.at_work(season.today - dt.timedelta(days=rng.randint(1, 60)))
        if owner is None or at <= client.record.at:
            continue
        kept = {name: values[name] for name in ("kind", "email", "city", "country", "owner_id", "unit_id")}
        number = values["phone"] if rng.random() < 0.6 else None
        yield Record(Customer, at, owner.actor, {**kept, "name": _in_a_hurry(str(values["name"])), "phone": number})


def _in_a_hurry(name: str) -> str:
    """Arabic letters for Persian ones, or all capitals."""
    return name.translate(str.maketrans("یک", "يك")).upper()


def settle(clients: list[Client], choices: Mapping[str, list[str]], season: Season, rng: random.Random) -> None:
    """What became of the customers once their deals are known: owner, tier, status, step of life, purchases."""
    sums = sorted((sum(amount for _, amount in client.won) for client in clients), reverse=True)
    gold, silver = sums[len(sums) // 12], sums[len(sums) // 3]
    for client in clients:
        bought = sum(amount for _, amount in client.won)
        values = client.record.values
        seller = client.seller
        owner = seller.successor if seller.until and seller.successor else seller
        unowned = not client.won and rng.random() < UNOWNED * 2
        for record in (client.record, *client.contacts):
            record.values["owner_id"] = None if unowned else owner.id
            record.values["unit_id"] = None if unowned else owner.unit_id
        values["tier"] = _tier(bought, gold, silver, choices["tiers"])
        values["status"] = _status(client, choices["statuses"], season, rng)
        values["life_cycle"] = _step(client, choices["life_cycles"], values["status"] == choices["statuses"][3])
        values["customer_since"] = _since(client, season, rng)
        values["purchases_to_date"] = bought or None
        if client.is_company and rng.random() < 0.6:
            turnover = (bought or sums[len(sums) // 3] or 1_000) * rng.uniform(12, 90)
            values["annual_revenue"] = int(float(f"{turnover:.2g}"))


def _tier(bought: int, gold: int, silver: int, tiers: list[str]) -> str | None:
    if not bought:
        return None
    return tiers[0] if bought >= gold else tiers[1] if bought >= silver else tiers[2]


def _status(client: Client, statuses: list[str], season: Season, rng: random.Random) -> str:
    prospect, active, dormant, lost, deceased, dissolved = statuses[:6]
    quiet = (season.today - max((day for day, _ in client.won), default=client.day)).days
    if quiet > 300 and rng.random() < 0.03:
        return dissolved if client.is_company else deceased
    if not client.won:
        return lost if quiet > 400 and rng.random() < 0.5 else prospect
    if quiet < 365:
        return active
    return lost if quiet > 700 and rng.random() < 0.4 else dormant


def _step(client: Client, steps: list[str], is_lost: bool) -> str:
    lead, first, repeat, loyal, former = steps[:5]
    if is_lost and client.won:
        return former
    times = len(client.won) + (1 if client.long_known and client.won else 0)
    return lead if times == 0 else first if times == 1 else repeat if times < 5 else loyal


def _since(client: Client, season: Season, rng: random.Random) -> dt.date | None:
    """The day of the first purchase; those brought along had bought before."""
    if not client.won:
        return None
    if client.long_known:
        return season.start - dt.timedelta(days=rng.randint(30, 6 * 365))
    return min(day for day, _ in client.won)


def corrections(
    clients: list[Client], words: Words, choices: Mapping[str, list[str]], season: Season, rng: random.Random
) -> None:
    """Small corrections of the last days, as somebody makes them who keeps the data right."""
    numbers = Numbers(words, rng)
    known = [client for client in clients if client.record.now("owner_id") and client.is_company]
    for client in rng.sample(known, min(40, len(known))):
        at = season.now - dt.timedelta(minutes=rng.randint(30, 9 * 24 * 60))
        moment = season.at_work(season.clock.day_of(at))
        if not client.record.at < moment <= season.now:
            continue
        owner = client.seller.successor if client.seller.until else client.seller
        if owner is None:
            continue
        name, new = rng.choice(
            (
                ("phone", numbers.landline(str(client.record.values["phone"]).strip("(")[:3])),
                ("size", rng.choice(choices["sizes"])),
                ("note", rng.choice(words.customer_notes)),
            )
        )
        if new != client.record.values.get(name):
            client.record.events.append(Event(moment, owner.actor, {name: new}))
