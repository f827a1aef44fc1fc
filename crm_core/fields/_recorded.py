"""The fields of what is only looked at: runs of imports, changes, promises, and how good data was day by day.

They stand beside the catalogue: reports count and list these records by them, but nobody edits, imports or exports them
as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, Kind, by_key


def _field(
    key: str,
    label: str,
    kind: Kind = "number",
    column: str | None = None,
    *,
    choices: str | None = None,
    groupable: bool = False,
    computed: bool = False,
    width: int = 110,
) -> Field:
    column = column or key
    return Field(
        key, label, kind, column, editable=False, importable=False, sort=key if computed else column,
        groupable=groupable, choices=choices, computed=computed, width=width,
    )  # fmt: skip


IMPORT_RUN = by_key(
    _field("started_at", N_("Started"), "datetime"),
    _field("file_name", N_("File"), "text", width=240),
    _field("kind", N_("List of"), "choice", choices="import_kinds", groupable=True),
    _field("owner", N_("User"), "user", "actor_id", groupable=True, width=160),
    _field("unit", N_("Unit"), "unit", "unit_id", groupable=True),
    _field("status", N_("Status"), "choice", choices="import_statuses", groupable=True),
    _field("rows", N_("Rows")),
    _field("created", N_("New rows")),
    _field("updated", N_("Updated rows")),
    _field("unchanged", N_("Unchanged rows")),
    _field("skipped", N_("Skipped rows")),
    _field("failed", N_("Rows in trouble")),
)
CHANGE = by_key(
    _field("at", N_("When"), "datetime", computed=True, width=150),
    _field("owner", N_("User"), "user", "actor_id", groupable=True, computed=True, width=160),
    _field("unit", N_("Unit"), "unit", "unit_id", groupable=True, computed=True),
    _field("about", N_("Kind of record"), "choice", "entity", choices="record_kinds", groupable=True, width=150),
    _field("action", N_("Change"), "choice", choices="change_actions", groupable=True),
    _field("deed", N_("Deed"), "choice", "deed", choices="deeds", groupable=True, computed=True),
    _field("name", N_("Name"), "text", computed=True, width=260),
)
PROMISE = by_key(
    _field("what", N_("What"), "text", width=280),
    _field("owner", N_("Who"), "user", "owner_id", groupable=True, width=160),
    _field("unit", N_("Unit"), "unit", "unit_id", groupable=True),
    Field("deal", N_("Deal"), "deal", "deal_id", editable=False, importable=False, groupable=True, width=200),
    _field("until", N_("Until"), "date"),
    _field("outcome", N_("Settled as"), "choice", choices="promise_outcomes", groupable=True),
    shared.CREATED_AT,
)
QUALITY_DAY = by_key(
    _field("day", N_("Day"), "date"),
    _field("about", N_("Kind of record"), "choice", "entity", choices="judged_kinds", groupable=True),
    _field("owner", N_("Owner"), "user", "owner_id", groupable=True, width=160),
    _field("unit", N_("Unit"), "unit", "unit_id", groupable=True),
    _field("records", N_("Records")),
    _field("incomplete", N_("Incomplete")),
    _field("stale", N_("Stale")),
    _field("faulty", N_("Faulty")),
    _field("unreachable", N_("Unreachable")),
)

RECORDED: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {"import_run": IMPORT_RUN, "change": CHANGE, "promise": PROMISE, "quality_day": QUALITY_DAY}
)
"""Fields by entity and key."""

WORDS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "import_kinds": (
            ("customers", N_("Customers")),
            ("contacts", N_("Contacts")),
            ("deals", N_("Deals")),
            ("deal_history", N_("Deal history")),
            ("products", N_("Products")),
            ("orders", N_("Orders")),
            ("interactions", N_("Interactions")),
            ("tasks", N_("Tasks")),
            ("users", N_("Users")),
            ("targets", N_("Targets")),
        ),
        "import_statuses": (
            ("done", N_("Done")),
            ("undone", N_("Undone")),
            ("running", N_("Running")),
            ("cancelled", N_("Cancelled")),
            ("failed", N_("Failed")),
            ("broken", N_("Broken off")),
        ),
        "record_kinds": (
            ("customer", N_("Customer")),
            ("contact", N_("Contact")),
            ("deal", N_("Deal")),
            ("deal_contact", N_("Contact in a deal")),
            ("competitor", N_("Competitor")),
            ("order", N_("Sales order")),
            ("task", N_("Task")),
            ("interaction", N_("Interaction")),
            ("note", N_("Note")),
            ("document", N_("Document")),
            ("relation", N_("Related company")),
            ("address", N_("Address")),
            ("important_date", N_("Important date")),
            ("product", N_("Product")),
            ("pipeline", N_("Pipeline")),
            ("stage", N_("Stage")),
            ("target", N_("Target")),
            ("commission_rule", N_("Rule of commission")),
            ("submission", N_("Expectation")),
            ("review", N_("Weekly review")),
            ("review_deal", N_("Deal in a review")),
            ("promise", N_("Promise")),
            ("schedule", N_("Schedule")),
            ("saved_view", N_("View")),
            ("tag", N_("Tag")),
            ("custom_field", N_("Custom field")),
            ("user", N_("User")),
            ("unit", N_("Unit")),
        ),
        "judged_kinds": (("customer", N_("Customer")), ("contact", N_("Contact"))),
        "change_actions": (
            ("create", N_("Created")),
            ("update", N_("Modified")),
            ("delete", N_("Removed")),
            ("restore", N_("Restored")),
        ),
        "deeds": (
            ("create", N_("Entered")),
            ("edit", N_("Edited")),
            ("bulk_edit", N_("Changed together")),
            ("import", N_("Import")),
            ("move", N_("Moved to a stage")),
            ("won", N_("Won")),
            ("lost", N_("Lost")),
            ("reopen", N_("Reopened")),
            ("delete", N_("Removed")),
            ("restore", N_("Restored")),
            ("merge", N_("Merged")),
            ("hand_over", N_("Handed over")),
            ("undo", N_("Undone")),
            ("review", N_("Weekly review")),
            ("promise", N_("Promise")),
            ("custom_field", N_("Custom field")),
            ("remove_stage", N_("Stage removed")),
            ("setup", N_("Set-up")),
            ("demo", N_("Demo data")),
        ),
        "promise_outcomes": (("kept", N_("Kept")), ("broken", N_("Broken")), ("dropped", N_("Dropped"))),
    }
)
"""The choices of these fields: stored value and label."""
