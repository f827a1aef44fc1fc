"""Columns that lists of users, tasks, interactions and deal history bring and no record keeps under that name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crm_core.base.i18n import N_
from crm_core.fields import CATALOGUE, Field
from crm_core.fields._field import by_key, words

_ABOUT = (
    Field(
        "about",
        N_("About"),
        synonyms=words(
            "whatextid, what id, related to, related record, related id, regarding, about, parent id, مرتبط با, "
            "مربوط به, در مورد, درباره, marbut be"
        ),
    ),
    Field(
        "about_kind",
        N_("Kind of what it is about"),
        synonyms=words("whatextid type, what type, related to type, related type, parent type, نوع مرتبط, نوع رکورد"),
    ),
)
"""One column of links to records of several kinds, and the one that says of which kind each is."""

USER_MORE: Mapping[str, Field] = by_key(
    Field(
        "manager",
        N_("Manager"),
        synonyms=words(
            "manager, reports to, supervisor, team lead, line manager, manager name, sales manager, مدیر, سرپرست, "
            "مدیر مستقیم, مدیر فروش, modir, sarparast"
        ),
    ),
)

TASK_MORE: Mapping[str, Field] = by_key(
    Field(
        "status",
        N_("Status"),
        synonyms=words(
            "status, task status, state, progress, completed, is done, is completed, finished, done, "
            "وضعیت, وضعیت کار, وضعیت انجام, انجام شده, انجام شد, vaziat, anjam shode"
        ),
    ),
    *_ABOUT,
)

INTERACTION_MORE: Mapping[str, Field] = by_key(
    Field(
        "time_of_day",
        N_("Time of day"),
        synonyms=words(
            "time of day, start time, hour, clock, at, call hour, meeting hour, call time, meeting time, time, "
            "ساعت, ساعت شروع, ساعت تماس, ساعت جلسه, saat"
        ),
    ),
    *_ABOUT,
)

_STATE = CATALOGUE["deal"]

TARGET: Mapping[str, Field] = by_key(
    Field("holder", N_("Target of"), synonyms=words("target of, target holder, hadaf baraye, هدف برای, دارنده هدف")),
    Field("holder_kind", N_("Target holder is"), synonyms=words("target holder is, target level, نوع دارنده هدف")),
    Field("measure", N_("Target measure"), synonyms=words("target measure, target metric, شاخص هدف, سنجه هدف")),
    Field("period", N_("Target period"), synonyms=words("target period, target month, دوره هدف, ماه هدف")),
    Field("year", N_("Target year"), synonyms=words("target year, سال هدف")),
    Field(
        "value",
        N_("Target value"),
        "money",
        "value",
        synonyms=words("target value, target amount, sales target, quota, هدف فروش, مبلغ هدف, مقدار هدف"),
    ),
)

HISTORY: Mapping[str, Field] = by_key(
    Field(
        "deal",
        N_("Deal"),
        "deal",
        "deal_id",
        synonyms=words(
            "deal number, opportunityextid, opportunity id, opportunity, deal id, deal, "
            "شماره معامله, کد معامله, شناسه معامله, معامله, فرصت, moamele, kod moamele"
        ),
    ),
    Field(
        "deal_title",
        N_("Deal title"),
        "deal",
        synonyms=words("deal name, opportunity name, opportunity title, title, عنوان معامله, عنوان, onvan moamele"),
    ),
    replace(
        _STATE["stage"],
        synonyms=(*_STATE["stage"].synonyms, *words("to stage, new stage, stage to, مرحله جدید, به مرحله")),
    ),
    Field(
        "changed_at",
        N_("Changed"),
        "datetime",
        "valid_from",
        synonyms=words(
            "created date, changed on, changed at, stage date, entered on, entered at, since, from, from date, "
            "change date, date, timestamp, modified date, last modified date, time, "
            "تاریخ تغییر, تاریخ تغییر مرحله, از تاریخ, تاریخ ورود, زمان تغییر, تاریخ, tarikh taghir, tarikh"
        ),
    ),
    _STATE["probability"],
    _STATE["amount"],
    _STATE["expected_close"],
)
