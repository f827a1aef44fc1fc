"""Every table of Daftar. Import models from here: the files behind are private."""

from __future__ import annotations

from ._base import BOOKKEEPING, ENDLESS, Identified, KeyRules, Model, SortKey, Tracked, UtcDateTime
from ._company import (
    CalendarDay,
    DataVersion,
    OneTimeLink,
    SavedView,
    Setting,
    Target,
    Unit,
    User,
    UserSession,
)
from ._customer import Contact, ContactPoint, Customer, Tag, Tagging, search_text
from ._deal import TRACKED_DEAL_VALUES, Deal, DealLine, DealState, Pipeline, Product, Stage
from ._history import Change, ChangeSet, ImportProblem, ImportRun
from ._lists import ListMemory, NotSame
from ._order import Order, OrderLine
from ._work import Interaction, Note, Task

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
    )
}
"""The tracked models by the name used in change sets, filters and links."""

SEARCHED = (Customer, Contact, Deal, Product)
"""The models whose `search_key` quick search looks through."""

__all__ = [
    "BOOKKEEPING",
    "ENDLESS",
    "ENTITIES",
    "SEARCHED",
    "TRACKED_DEAL_VALUES",
    "CalendarDay",
    "Change",
    "ChangeSet",
    "Contact",
    "ContactPoint",
    "Customer",
    "DataVersion",
    "Deal",
    "DealLine",
    "DealState",
    "Identified",
    "ImportProblem",
    "ImportRun",
    "Interaction",
    "KeyRules",
    "ListMemory",
    "Model",
    "NotSame",
    "Note",
    "OneTimeLink",
    "Order",
    "OrderLine",
    "Pipeline",
    "Product",
    "SavedView",
    "Setting",
    "SortKey",
    "Stage",
    "Tag",
    "Tagging",
    "Target",
    "Task",
    "Tracked",
    "Unit",
    "User",
    "UserSession",
    "UtcDateTime",
    "search_text",
]
