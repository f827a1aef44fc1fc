"""A believable company to look around in: three years of history ending today, made through the core's functions.

Everybody and everything in it is invented; the same moment and language always give the same company.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import func, select

from crm_core.base.config import proposed, shares_of_weekend
from crm_core.base.days import WEEKDAYS
from crm_core.base.errors import Refused
from crm_core.base.i18n import N_
from crm_core.fields.choices import defaults
from crm_core.models import Customer, Deal, Stage, Unit
from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import end_sessions_of, needs_set_up
from crm_core.trust.company import Company
from crm_core.trust.set_up import SetUp, prepare, set_up
from crm_core.trust.unit_of_work import Office, Work

from ._activities import Activities
from ._around import add_around
from ._customers import Customers, corrections, entered_twice, settle
from ._deals import Deals, Stages
from ._goods import Goods
from ._orders import Orders
from ._own import service_contracts
from ._parts import add_parts
from ._quality import add_quality
from ._records import Progress, Record, write
from ._reports import add_reports
from ._reviews import add_reviews
from ._season import Season, holidays
from ._staff import found
from ._submissions import Submissions
from ._targets import Targets
from ._words import Language, Words, words_of

__all__ = ["fill"]

YEARS = 3
CUSTOMERS = 2_500
DEALS = 9_000
SEED = 1403


def fill(
    office: Office,
    *,
    language: Language | None = None,
    scale: float = 1.0,
    progress: Progress | None = None,
) -> None:
    """Fill an empty database with the demo company, in a language (the company's own when None).

    Where nobody can sign in yet, the company is set up too and marked as a demo, which opens the one-click sign-in;
    a company that was set up keeps its settings and its admin, and the demo's people cannot sign in. `scale` is the
    share of customers and deals to make; `progress` is told records written and all. Raises Refused when the
    database holds customers, deals or units.
    """
    prepare(office)
    _require_empty(office)
    words = words_of(language or office.company.language)
    if needs_set_up(office):
        _set_up(office, words)
    with office.work(SYSTEM) as w:
        write(w, _history(w, words, scale), progress)
    add_around(office, words.language)
    add_parts(office, words.language)
    add_reviews(office, words.language)
    add_quality(office)
    add_reports(office, words.language)


def _require_empty(office: Office) -> None:
    with office.read(SYSTEM) as w:
        for model in (Customer, Deal, Unit):
            if w.scalar(select(func.count()).select_from(model)):
                raise Refused(N_("This database is not empty. The demo company is made in an empty one only."))


def chance(name: str) -> random.Random:
    """The made-up chance of one part of the company: fixed, and its own, so that parts do not disturb each other."""
    return random.Random(f"{SEED} {name}")  # noqa: S311 - nothing here is a secret


# The company


def _set_up(office: Office, words: Words) -> None:
    """Set the company up as one of its language, with an admin whose password nobody knows."""
    admin = words.staff[0]
    wish = SetUp(_settings(office, words), admin.name, f"{admin.mail}@{words.domain}", secrets.token_urlsafe(24))
    made = set_up(office, wish)
    with office.work(SYSTEM) as w:
        end_sessions_of(w, made.user_id)


def _settings(office: Office, words: Words) -> dict[str, Any]:
    with office.read(SYSTEM) as w:
        company, today = w.company, w.clock.today()
    if words.language == "fa" or company.language != words.language:
        company = replace(company, **_of_country(words.language))
    first = today.replace(year=today.year - YEARS - 1, day=1)
    last = today.replace(year=today.year + 1, day=1)
    company = replace(
        company,
        name=words.company,
        demo=True,
        holidays=holidays(company, first, last),
        choices=defaults(words.language, company.currency),
    )
    kept = {"secret", "set_up", "custom_fields"}
    return {one.name: getattr(company, one.name) for one in fields(Company) if one.name not in kept}


def _of_country(language: Language) -> Mapping[str, Any]:
    """The settings that the set-up page proposes for a language, by the names of the company's."""
    proposal = proposed(language)
    month, _, day = proposal.pop("fiscal_year_start").partition("-")
    weekend = "thursday:half,friday" if language == "fa" else proposal["weekend"]
    shares = shares_of_weekend(weekend)
    return proposal | {
        "week_start": WEEKDAYS.index(proposal["week_start"]),
        "weekend": {str(at): 1.0 - share for at, share in enumerate(shares) if share < 1},
        "fiscal_month": int(month),
        "fiscal_day": int(day),
    }


# Its history


def _history(w: Work, words: Words, scale: float) -> list[Record]:
    """Make units, people and products, and think up everything else."""
    choices = defaults(words.language)
    season = Season(w.company, w.clock, YEARS, chance("season"))
    team = found(w, words, season, chance("staff"), sign_in=w.company.demo)
    goods = Goods(w, words, season, chance("goods"))
    clients = Customers(words, choices, team, season, chance("customers")).make(round(CUSTOMERS * scale))
    deals = Deals(words, choices, team, season, goods, _stages(w), w.company.currency, chance("deals"))
    lives = deals.make(round(DEALS * scale), clients)
    settle(clients, choices, season, chance("settle"))
    service_contracts(w, clients, words.language, chance("service contracts"))
    corrections(clients, words, choices, season, chance("corrections"))
    activities = Activities(words, choices, season, chance("activities"))
    return [
        *Targets(w, team, season, lives, chance("targets")).make(),
        *Submissions(w, team, season, lives, chance("submissions")).make(),
        *(record for client in clients for record in (client.record, *client.contacts)),
        *entered_twice(clients, season, chance("entered twice")),
        *(life.record for life in lives),
        *Orders(season, w.company.currency, chance("orders")).make(lives),
        *activities.about_deals(lives),
        *activities.about_customers(clients),
    ]


def _stages(w: Work) -> Stages:
    """The first pipeline's stages; a company has four open ones from the start."""
    rows = w.rows(select(Stage.id, Stage.kind, Stage.pipeline_id).order_by(Stage.pipeline_id, Stage.position))
    first = [row for row in rows if row.pipeline_id == rows[0].pipeline_id]
    return Stages(
        pipeline=first[0].pipeline_id,
        open=tuple(row.id for row in first if row.kind == "open"),
        won=next(row.id for row in first if row.kind == "won"),
        lost=next(row.id for row in first if row.kind == "lost"),
    )
