"""Records behind a figure, in the full grid: deals of all pipelines, orders, interactions or tasks, by the filter of
the address (`of=deal&where=…`)."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from _session import read, tn
from _ui import deal, deal_filter, filters, record_follow, record_list, url
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered

EMPTY = (N_("Nothing here."), N_("Change the filter."))


def people() -> list[filters.Part]:
    """What anything that belongs to somebody can be filtered by."""
    return [
        filters.many("owner", record_list.people()),
        filters.many("unit", read(offered, "unit"), op="under"),
    ]


def deals() -> list[filters.Part]:
    """What deals can be filtered by, their pipeline included."""
    return [*deal_filter.of_pipelines(), *deal_filter.parts()]


def records(entity: str, title: str, more: str, counted: Callable[[int], str]) -> record_list.RecordList:
    """A list of records that are changed elsewhere."""
    return record_list.RecordList(
        entity=entity,
        key=f"records_{entity}",
        title=title,
        counted=counted,
        more=more,
        empty=EMPTY,
        parts=people,
        opens=lambda number: record_follow.follow(entity, number),
        new="",
        creates=lambda: None,
        changed=False,
    )


def of_deals() -> record_list.RecordList:
    """Deals, changed here as in the list of a pipeline."""
    return record_list.RecordList(
        entity="deal",
        key="records_deal",
        title=N_("Deals"),
        counted=lambda n: tn("{n} deal", "{n} deals", n),
        more=N_("More than {n} deals"),
        empty=EMPTY,
        parts=deals,
        opens=deal.follow,
        new=N_("New deal"),
        creates=deal.create,
        options=deal.options,
    )


LISTS: dict[str, Callable[[], record_list.RecordList]] = {
    "deal": of_deals,
    "order": lambda: records(
        "order", N_("Orders"), N_("More than {n} orders"), lambda n: tn("{n} order", "{n} orders", n)
    ),
    "interaction": lambda: records(
        "interaction",
        N_("Interactions"),
        N_("More than {n} interactions"),
        lambda n: tn("{n} interaction", "{n} interactions", n),
    ),
    "task": lambda: records("task", N_("Tasks"), N_("More than {n} tasks"), lambda n: tn("{n} task", "{n} tasks", n)),
}


def main() -> None:
    entity = url.get("of") if url.get("of") in LISTS else "deal"
    with st.container(key=f"records_of_{entity}", gap="small"):
        record_list.show(LISTS[entity]())
    if entity == "deal":
        deal.ask_if_any()


main()
