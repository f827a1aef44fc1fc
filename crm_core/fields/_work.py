"""The fields of tasks, interactions, notes and users."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, by_key, words
from ._headers import DEAL_OF, EMAIL, MOBILE, NOTE, OWNER, PHONE, UNIT

ABOUT = (
    shared.CUSTOMER,
    shared.CONTACT,
    Field("deal", N_("Deal"), "deal", "deal_id", synonyms=DEAL_OF, width=200, in_grid=True),
)
"""What a task, an interaction or a note is about."""

TASK = by_key(
    Field(
        "title",
        N_("Title"),
        "text",
        "title",
        required=True,
        sort="title",
        synonyms=words(
            "task, task title, task name, title, subject, summary, issue summary, "
            "content, name, to do, todo, activity, "
            "action, what, "
            "عنوان, عنوان کار, کار, وظیفه, عنوان وظیفه, موضوع, اقدام, پیگیری, فعالیت, شرح کار, onvan, kar, "
            "vazife, mozo, eghdam, peygiri"
        ),
        width=260,
        in_grid=True,
    ),
    Field(
        "kind",
        N_("Kind"),
        "choice",
        "kind",
        sort="kind",
        groupable=True,
        choices="task_kinds",
        synonyms=words("task kind, task type, activity type, type, kind, نوع کار, نوع وظیفه, نوع فعالیت, نوع, noe kar"),
        width=110,
        in_grid=True,
    ),
    Field(
        "due_on",
        N_("Due"),
        "date",
        "due_on",
        sort="due_on",
        synonyms=words(
            "due, due date, due on, deadline, activity date, date, task date, follow up date, سررسید, "
            "موعد, مهلت, تاریخ سررسید, تاریخ پیگیری, تاریخ انجام, تاریخ, sarresid, moed, mohlat, tarikh"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "priority",
        N_("Priority"),
        "choice",
        "priority",
        groupable=True,
        choices="priorities",
        synonyms=words("priority, importance, urgency, اولویت, اهمیت, فوریت, olaviat, oloviat, ahamiat"),
        width=100,
        in_grid=True,
    ),
    shared.OWNER,
    *ABOUT,
    Field(
        "done_on",
        N_("Done on"),
        "date",
        "done_on",
        sort="done_on",
        synonyms=words(
            "done on, done, completed on, completed date, completion date, finished on, closed date, "
            "تاریخ انجام شده, انجام شد, تاریخ تکمیل, تاریخ پایان, tarikh anjam, tarikh takmil"
        ),
        width=120,
    ),
    shared.UNIT,
    shared.TAGS,
    Field(
        "external_id",
        N_("Task number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=words(
            "task id, taskextid, task no, issue key, ticket, activity id, external id, key, "
            "id, no, شناسه کار, کد کار, شناسه, kod kar"
        ),
    ),
    shared.NOTE,
    shared.CREATED_AT,
)

INTERACTION = by_key(
    Field(
        "subject",
        N_("Subject"),
        "text",
        "subject",
        required=True,
        sort="subject",
        synonyms=words(
            "subject, title, topic, summary, about what, name, موضوع, عنوان, خلاصه, موضوع تماس, "
            "موضوع جلسه, mozo, mozoo, onvan, kholase"
        ),
        width=260,
        in_grid=True,
    ),
    Field(
        "kind",
        N_("Kind"),
        "choice",
        "kind",
        required=True,
        sort="kind",
        groupable=True,
        choices="interaction_kinds",
        synonyms=words(
            "interaction kind, interaction type, activity type, type, kind, method, medium, channel, "
            "نوع تماس, نوع تعامل, نوع ارتباط, نوع فعالیت, روش تماس, نوع, noe tamas, noe ertebat, no tamas"
        ),
        width=110,
        in_grid=True,
    ),
    Field(
        "happened_at",
        N_("Time"),
        "datetime",
        "happened_at",
        required=True,
        sort="happened_at",
        synonyms=words(
            "happened at, time, date time, datetime, timestamp, call time, meeting time, when, زمان, "
            "تاریخ و ساعت, زمان تماس, ساعت تماس, ساعت, zaman, saat, tarikh va saat"
        ),
        width=160,
    ),
    Field(
        "happened_on",
        N_("Date"),
        "date",
        "happened_on",
        editable=False,
        sort="happened_on",
        synonyms=words(
            "happened on, date, call date, meeting date, visit date, activity date, interaction date, "
            "تاریخ, تاریخ تماس, تاریخ جلسه, تاریخ مراجعه, تاریخ بازدید, روز, tarikh, tarikh tamas, "
            "tarikh jalase"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "outcome",
        N_("Outcome"),
        "choice",
        "outcome",
        sort="outcome",
        groupable=True,
        choices="interaction_outcomes",
        synonyms=words("outcome, result, call result, disposition, نتیجه, نتیجه تماس, حاصل, natije, natije tamas"),
        in_grid=True,
    ),
    shared.OWNER,
    *ABOUT,
    shared.UNIT,
    shared.TAGS,
    Field(
        "external_id",
        N_("Interaction number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=words(
            "interaction id, activity id, call id, external id, id, no, شناسه تماس, کد تماس, شناسه, kod tamas"
        ),
    ),
    shared.NOTE,
)

NOTE_FIELDS = by_key(
    Field("body", N_("Note"), "long_text", "body", required=True, synonyms=NOTE, width=320, in_grid=True),
    Field(
        "owner",
        N_("Written by"),
        "user",
        "owner_id",
        editable=False,
        sort="owner_id",
        groupable=True,
        synonyms=words("author, written by, created by, نویسنده, ثبت کننده, nevisande") + OWNER,
        in_grid=True,
    ),
    *ABOUT,
    Field(
        "created_at",
        N_("Written on"),
        "datetime",
        "created_at",
        editable=False,
        importable=False,
        sort="created_at",
        in_grid=True,
    ),
)

USER = by_key(
    Field(
        "name",
        N_("Name"),
        "text",
        "name",
        required=True,
        sort="name_key",
        synonyms=words(
            "full name, employee name, user name, user, sales agent, employee, name, sales rep, "
            "salesperson, agent, نام کاربر, کاربر, نام و نام خانوادگی, نام کارشناس, کارشناس, فروشنده, نام, "
            "نام پرسنل, karbar, karshenas, nam"
        ),
        width=200,
        in_grid=True,
    ),
    Field(
        "email",
        N_("E-mail"),
        "email",
        "email",
        unique=True,
        sort="email_key",
        synonyms=EMAIL,
        width=220,
        in_grid=True,
    ),
    Field(
        "role",
        N_("Role"),
        "choice",
        "role",
        required=True,
        sort="role",
        groupable=True,
        choices="roles",
        synonyms=words(
            "role, user role, access level, profile, job title, position, job, title, نقش, نقش کاربر, سطح دسترسی, "
            "سمت, پست سازمانی, پست, عنوان شغلی, شغل, naghsh, semat"
        ),
        in_grid=True,
    ),
    Field("unit", N_("Unit"), "unit", "unit_id", sort="unit_id", groupable=True, synonyms=UNIT, in_grid=True),
    Field("phone", N_("Phone"), "phone", "phone", synonyms=MOBILE + PHONE, in_grid=True),
    Field(
        "external_id",
        N_("Personnel number"),
        "text",
        "external_id",
        unique=True,
        synonyms=words(
            "employee id, employee no, personnel number, user id, agent id, external id, id, کد پرسنلی, شماره پرسنلی, "
            "کد کارمندی, kod personeli"
        ),
    ),
    Field(
        "active",
        N_("Active"),
        "yes_no",
        "active",
        sort="active",
        synonyms=words(
            "active, is active, enabled, status, فعال, وضعیت, inactive, disabled, deactivated, غیرفعال, "
            "غیر فعال, faal, vaziat"
        ),
        in_grid=True,
    ),
)
