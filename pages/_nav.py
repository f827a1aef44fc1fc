"""The screens: address, file, title, icon, group, and the right that opens them."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.base.i18n import N_
from crm_core.trust.access import Action


@dataclass(frozen=True)
class Screen:
    """One screen. Without the right `needs` it is neither shown nor opened; hidden ones have no menu entry."""

    slug: str
    file: str
    title: str
    icon: str
    group: str
    needs: Action | None = None
    hidden: bool = False


_SELLING = N_("Sales")
_STEERING = N_("Review and plan")
_LISTS = N_("Lists")
_RUNNING = N_("Administration")

SCREENS = (
    Screen("today", "today.py", N_("Today"), ":material/today:", _SELLING),
    Screen("pipeline", "pipeline.py", N_("Pipeline"), ":material/view_kanban:", _SELLING),
    Screen("customers", "customers.py", N_("Customers"), ":material/groups:", _SELLING),
    Screen("contacts", "contacts.py", N_("Contacts"), ":material/contacts:", _SELLING),
    Screen("customer", "customer.py", N_("Customer"), ":material/person:", _SELLING, hidden=True),
    Screen("deal", "deal.py", N_("Deal"), ":material/handshake:", _SELLING, hidden=True),
    Screen("tasks", "tasks.py", N_("Tasks"), ":material/task_alt:", _SELLING),
    Screen("products", "products.py", N_("Products"), ":material/inventory_2:", _SELLING, needs="products"),
    Screen("review", "review.py", N_("Weekly review"), ":material/co_present:", _STEERING, needs="review"),
    Screen("changes", "changes.py", N_("What changed"), ":material/waterfall_chart:", _STEERING),
    Screen("velocity", "velocity.py", N_("Speed and slips"), ":material/speed:", _STEERING),
    Screen("forecast", "forecast.py", N_("Forecast"), ":material/insights:", _STEERING),
    Screen("what_if", "what_if.py", N_("What if"), ":material/alt_route:", _STEERING, hidden=True),
    Screen("honesty", "honesty.py", N_("How right forecasts were"), ":material/fact_check:", _STEERING, hidden=True),
    Screen("targets", "targets.py", N_("Targets"), ":material/flag:", _STEERING),
    Screen("dashboard", "dashboard.py", N_("Dashboards"), ":material/dashboard:", _STEERING),
    Screen("reports", "reports.py", N_("Reports"), ":material/bar_chart:", _STEERING),
    Screen("records", "records.py", N_("Records"), ":material/table_rows:", _STEERING, hidden=True),
    Screen("schedules", "schedules.py", N_("Scheduled reports"), ":material/schedule_send:", _STEERING, needs="export"),
    Screen("import", "import_list.py", N_("Import"), ":material/upload_file:", _LISTS, needs="import"),
    Screen("quality", "quality.py", N_("Data quality"), ":material/verified:", _LISTS),
    Screen("duplicates", "duplicates.py", N_("Duplicates"), ":material/join_inner:", _LISTS, needs="merge"),
    Screen("users", "users.py", N_("Users and teams"), ":material/group_add:", _RUNNING, needs="users"),
    Screen("settings", "settings.py", N_("Settings"), ":material/settings:", _RUNNING, needs="settings"),
)
BY_SLUG = {screen.slug: screen for screen in SCREENS}
