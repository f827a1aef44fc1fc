"""Every table of Daftar. Import models from here: the files behind are private."""

from __future__ import annotations

from typing import Any

from ._base import BOOKKEEPING, ENDLESS, Identified, KeyRules, Model, SortKey, Tracked, UtcDateTime
from ._company import (
    CalendarDay,
    CustomField,
    DataVersion,
    GridLayout,
    OneTimeLink,
    QualityDay,
    SavedView,
    Setting,
    Unit,
    User,
    UserSession,
)
from ._customer import (
    Address,
    Contact,
    ContactPoint,
    Customer,
    CustomerRelation,
    ImportantDate,
    Tag,
    Tagging,
    search_text,
)
from ._deal import (
    TRACKED_DEAL_VALUES,
    Competitor,
    Deal,
    DealContact,
    DealLine,
    DealState,
    Pipeline,
    Product,
    Stage,
)
from ._history import COPIED, WRITTEN, Change, ChangeSet, ImportProblem, ImportRun, Written
from ._lists import ListMemory, NotSame
from ._message import JobLease, OutgoingMessage, Schedule
from ._order import Order, OrderLine
from ._quality import (
    ANY_PHONE,
    DEFAULT_WANTED,
    EITHER,
    QualityRules,
    Scope,
    faults_of,
    missing_of,
    scope_of,
)
from ._review import Promise, Review, ReviewDeal
from ._slots import SLOT_COLUMNS, SLOT_KEYS, SLOTS, SlotKind, give_slots, slot_key
from ._target import CommissionRule, Submission, Target
from ._work import Document, Interaction, Note, Notification, Task

ENTITIES: dict[str, type[Tracked]] = {
    model.entity: model
    for model in (
        Customer,
        Contact,
        Deal,
        Task,
        Interaction,
        Product,
        Order,
        Note,
        Tag,
        Unit,
        User,
        Pipeline,
        Stage,
        Target,
        SavedView,
        CustomerRelation,
        Address,
        ImportantDate,
        Document,
        CustomField,
        DealContact,
        Competitor,
        Review,
        ReviewDeal,
        Promise,
        Submission,
        CommissionRule,
        Schedule,
    )
}
"""The tracked models by the name used in change sets, filters and links."""

LISTED: dict[str, type[Any]] = {**ENTITIES, "import_run": ImportRun, "change": Change, "quality_day": QualityDay}
"""The models whose records can be found and listed, those that nobody edits among them."""

SEARCHED = (Customer, Contact, Deal, Product)
"""The models whose `search_key` quick search looks through."""

__all__ = [
    "ANY_PHONE",
    "BOOKKEEPING",
    "COPIED",
    "DEFAULT_WANTED",
    "EITHER",
    "ENDLESS",
    "ENTITIES",
    "LISTED",
    "SEARCHED",
    "SLOTS",
    "SLOT_COLUMNS",
    "SLOT_KEYS",
    "TRACKED_DEAL_VALUES",
    "WRITTEN",
    "Address",
    "CalendarDay",
    "Change",
    "ChangeSet",
    "CommissionRule",
    "Competitor",
    "Contact",
    "ContactPoint",
    "CustomField",
    "Customer",
    "CustomerRelation",
    "DataVersion",
    "Deal",
    "DealContact",
    "DealLine",
    "DealState",
    "Document",
    "GridLayout",
    "Identified",
    "ImportProblem",
    "ImportRun",
    "ImportantDate",
    "Interaction",
    "JobLease",
    "KeyRules",
    "ListMemory",
    "Model",
    "NotSame",
    "Note",
    "Notification",
    "OneTimeLink",
    "Order",
    "OrderLine",
    "OutgoingMessage",
    "Pipeline",
    "Product",
    "Promise",
    "QualityDay",
    "QualityRules",
    "Review",
    "ReviewDeal",
    "SavedView",
    "Schedule",
    "Scope",
    "Setting",
    "SlotKind",
    "SortKey",
    "Stage",
    "Submission",
    "Tag",
    "Tagging",
    "Target",
    "Task",
    "Tracked",
    "Unit",
    "User",
    "UserSession",
    "UtcDateTime",
    "Written",
    "faults_of",
    "give_slots",
    "missing_of",
    "scope_of",
    "search_text",
    "slot_key",
]
