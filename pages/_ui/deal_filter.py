"""What deals are filtered by, on every screen about the pipeline."""

from __future__ import annotations

import _session
from _session import read, t
from _ui import filters
from crm_core.deals.asof import as_of_today
from crm_core.deals.pipelines import pipelines
from crm_core.fields.filters import ME, Filter
from crm_core.fields.offered import offered, tags_in_use


def of_pipelines() -> list[filters.Part]:
    """The choice of pipelines, where there are several."""
    known = read(pipelines)
    return [filters.many("pipeline", known)] if len(known) > 1 else []


def parts() -> list[filters.Part]:
    """The controls of the filter bar."""
    people: filters.Options = {ME: t("Me"), **read(offered, "user", everybody=True)}
    return [
        filters.text(t("Title of the deal")),
        filters.many("owner", people),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.during("expected_close"),
        filters.amount("amount"),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def note(chosen: Filter) -> str:
    """Said of past days: which fields of the filter are as they are today; "" where all are as they were then."""
    labels = [t(field.label) for field in as_of_today(chosen)]
    if not labels:
        return ""
    message = "As they are today, also for past days: {fields}. Stage, owner, unit and amount are as of then."
    return t(message, fields=("، " if _session.locale().rtl else ", ").join(labels))
