"""The real opportunity list, put into a company straight through the bulk functions."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_core.models import Customer, Deal, Product, Stage, Unit, User
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office, Work

STAGES = {"Won": "Won", "Lost": "Lost", "Engaging": "Negotiation", "Prospecting": "Lead"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(office: Office, folder: Path) -> None:
    """Offices as units, people, customers, products and deals; a deal not engaged yet was opened at the list's end."""
    deals, teams = rows(folder / "sales_pipeline.csv"), rows(folder / "sales_teams.csv")
    with office.work(SYSTEM) as w, w.changing("import"):
        customers = _made(w, Customer, {row["account"] for row in deals} - {""})
        offices = _made(w, Unit, {row["regional_office"] for row in teams})
        units = {row["sales_agent"]: offices[row["regional_office"]] for row in teams}
        people = _made(w, User, set(units), role="rep", active=False)
        products = _made(w, Product, {row["product"] for row in deals})
        stages = {row.name: row for row in w.rows(select(Stage.id, Stage.name, Stage.pipeline_id, Stage.kind))}
        values, lines = [], {}
        for place, row in enumerate(deals):
            stage = stages[STAGES[row["deal_stage"]]]
            amount = int(row["close_value"]) * 100 if row["close_value"] else None
            opened = dt.date.fromisoformat(row["engage_date"] or "2017-12-31")
            closed = dt.date.fromisoformat(row["close_date"]) if row["close_date"] else None
            values.append(
                {
                    "title": row["opportunity_id"],
                    "external_id": row["opportunity_id"],
                    "customer_id": customers.get(row["account"]),
                    "owner_id": people[row["sales_agent"]],
                    "unit_id": units[row["sales_agent"]],
                    "pipeline_id": stage.pipeline_id,
                    "stage_id": stage.id,
                    "stage_since": closed or opened,
                    "amount": amount,
                    "currency": "USD",
                    "opened_on": opened,
                    "closed_on": closed,
                    "outcome": stage.kind,
                }
            )
            product = products[row["product"]]
            lines[place] = [{"product_id": product, "quantity": 1.0, "price": amount, "amount": amount}]
        bulk_create(w, Deal, values, lines=lines)


def _made(w: Work, model: type[Any], names: set[str], **values: Any) -> dict[str, int]:
    ordered = sorted(names)
    return dict(zip(ordered, bulk_create(w, model, [{"name": name, **values} for name in ordered]), strict=True))
