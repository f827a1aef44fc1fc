"""The fields of a customer."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, by_key, words
from ._headers import (
    CITY,
    TAGS,
)

NAME = words(
    "customer name, customer, account name, account, company name, company, name, full name, client name, "
    "client, organization name, organization, organisation, business name, firm, firm name, legal name, "
    "trade name, display name, party name, buyer, buyer name, contractor, supplier name, vendor, "
    "vendor name, lead name, نام مشتری, مشتری, نام شرکت, شرکت, نام سازمان, سازمان, نام و نام خانوادگی, "
    "نام کامل, نام موسسه, موسسه, نام فروشگاه, فروشگاه, نام کارخانه, نام حساب, طرف حساب, نام طرف حساب, "
    "خریدار, نام خریدار, کارفرما, نام کارفرما, نام تجاری, نام مجموعه, مجموعه, نام شخص, نام مخاطب, اسم, "
    "اسم مشتری, اسم شرکت, نام, name moshtari, nam moshtari, moshtari, nam sherkat, name sherkat, sherkat, "
    "nam va nam khanevadegi, esm, nam, kharidar, taraf hesab"
)

EXTERNAL_ID = words(
    "customer id, customer no, customer number, customer code, account id, account no, account number, "
    "account code, accountextid, account external id, external id, client id, client code, company code, "
    "supplier id, vendor id, lead id, company id, record id, crm id, code, id, no, کد مشتری, شماره مشتری, "
    "شناسه مشتری, شماره اشتراک, کد اشتراک, کد حساب, شماره حساب, کد طرف حساب, کد تفصیلی, تفصیلی, "
    "شناسه خارجی, کد شناسایی, شماره پرونده, کد پرونده, شناسه, کد, kod moshtari, code moshtari, "
    "shomare moshtari, shenase moshtari, shomare eshterak, shomare parvande, kod, shenase"
)

NATIONAL_ID = words(
    "national id, national code, national number, national identifier, legal id, tax id, tax number, "
    "vat number, vat, vat id, tin, ssn, identity number, id number, passport number, کد ملی, شناسه ملی, "
    "شماره ملی, کدملی, شناسه ملی شرکت, کد ملی شناسه ملی, شماره شناسایی, شناسه یکتا, kod meli, code meli, "
    "kode melli, code melli, shenase meli, shenase melli, shomare meli"
)


def _amount(key: str, label: str) -> Field:
    """A sum over the customer's deals, kept with the customer (see trust.standings)."""
    return Field(key, label, "money", key, editable=False, importable=False, sort=key, width=180)


CUSTOMER = by_key(
    Field(
        "name",
        N_("Name"),
        "text",
        "name",
        required=True,
        sort="sort_key",
        synonyms=NAME,
        width=240,
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
        choices="customer_kinds",
        synonyms=words(
            "customer kind, customer type, person or company, legal form, entity type, is company, kind, "
            "نوع مشتری, نوع شخص, حقیقی حقوقی, حقیقی یا حقوقی, شخصیت, نوع شخصیت, نوع, noe moshtari, "
            "no moshtari, haghighi hoghoghi"
        ),
        width=110,
        in_grid=True,
    ),
    shared.HONORIFIC,
    Field(
        "party",
        N_("Relation"),
        "choice",
        "party",
        sort="party",
        groupable=True,
        choices="parties",
        synonyms=words(
            "party, relation, relationship, relationship type, account type, contact type, type, "
            "نوع ارتباط, نوع رابطه, رابطه, نوع همکاری, نوع طرف حساب, nist rabete, rabete"
        ),
        width=110,
    ),
    Field(
        "external_id",
        N_("Customer number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=EXTERNAL_ID,
        width=120,
    ),
    Field(
        "national_id",
        N_("National id"),
        "text",
        "national_id",
        unique=True,
        sort="national_id",
        synonyms=NATIONAL_ID,
        width=130,
    ),
    Field(
        "registration_number",
        N_("Registration number"),
        "text",
        "registration_number",
        synonyms=words(
            "registration number, registration no, company registration, register number, reg no, "
            "trade register, شماره ثبت, شماره ثبت شرکت, ثبت, shomare sabt"
        ),
    ),
    Field(
        "economic_code",
        N_("Economic code"),
        "text",
        "economic_code",
        synonyms=words(
            "economic code, economic number, economical code, fiscal code, کد اقتصادی, شماره اقتصادی, "
            "کداقتصادی, کد اقتصادی جدید, شناسه مالیاتی, kod eghtesadi, code eghtesadi"
        ),
    ),
    shared.MOBILE,
    shared.PHONE,
    shared.EMAIL,
    Field(
        "website",
        N_("Website"),
        "url",
        "website",
        synonyms=words(
            "website, web site, web, url, homepage, home page, web page, web page 1, website 1 value, "
            "site, domain, وب سایت, وبسایت, سایت, آدرس سایت, آدرس وب, تارنما, وبگاه, site, adres site"
        ),
        width=180,
    ),
    shared.OWNER,
    shared.UNIT,
    Field(
        "status",
        N_("Status"),
        "choice",
        "status",
        sort="status",
        groupable=True,
        choices="statuses",
        synonyms=words(
            "status, customer status, account status, state of customer, rating, activity status, active, "
            "وضعیت, وضعیت مشتری, حالت, وضعیت فعالیت, vaziat, vaziyat, vaziat moshtari"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "tier",
        N_("Tier"),
        "choice",
        "tier",
        sort="tier",
        groupable=True,
        choices="tiers",
        synonyms=words(
            "tier, customer tier, support tier, grade, class, customer class, level, priority, abc, rank, "
            "رده, رده مشتری, سطح, سطح مشتری, درجه, درجه مشتری, اولویت, گرید, رتبه, rade, sath, daraje"
        ),
        width=100,
        in_grid=True,
    ),
    Field("tags", N_("Tags"), "tags", synonyms=TAGS, groupable=True, width=160, in_grid=True),
    Field(
        "city",
        N_("City"),
        "text",
        "city",
        sort="city_key",
        groupable=True,
        synonyms=CITY,
        width=120,
        in_grid=True,
    ),
    shared.PROVINCE,
    shared.COUNTRY,
    shared.POSTAL_CODE,
    shared.ADDRESS,
    Field(
        "industry",
        N_("Industry"),
        "choice",
        "industry",
        sort="industry",
        groupable=True,
        choices="industries",
        synonyms=words(
            "industry, sector, industry sector, business type, field of activity, line of business, "
            "activity, branch, صنعت, حوزه فعالیت, زمینه فعالیت, نوع فعالیت, رسته, صنف, گروه شغلی, "
            "رشته فعالیت, شاخه, sanat, hoze faaliat, zamine faaliat, senf, raste"
        ),
    ),
    Field(
        "size",
        N_("Size"),
        "choice",
        "size",
        sort="size",
        groupable=True,
        choices="sizes",
        synonyms=words(
            "size, company size, employees, number of employees, no of employees, employee count, "
            "headcount, staff, segment, اندازه, اندازه شرکت, تعداد کارکنان, تعداد پرسنل, تعداد کارمندان, "
            "پرسنل, کارکنان, andaze, tedad karkonan, tedad personel"
        ),
        width=100,
    ),
    shared.SOURCE,
    Field(
        "life_cycle",
        N_("Life cycle"),
        "choice",
        "life_cycle",
        sort="life_cycle",
        groupable=True,
        choices="life_cycles",
        synonyms=words(
            "life cycle, lifecycle, lifecycle stage, life cycle stage, customer stage, چرخه عمر, "
            "مرحله چرخه عمر, مرحله مشتری, charkhe omr"
        ),
    ),
    Field(
        "channel",
        N_("Channel"),
        "choice",
        "channel",
        sort="channel",
        groupable=True,
        choices="channels",
        synonyms=words(
            "channel, distribution channel, sales channel, purchase channel, کانال, کانال فروش, "
            "کانال توزیع, کانال خرید, kanal, kanal forush"
        ),
    ),
    shared.BIRTHDAY,
    Field(
        "customer_since",
        N_("Customer since"),
        "date",
        "customer_since",
        sort="customer_since",
        synonyms=words(
            "customer since, client since, member since, membership date, join date, joined, date joined, "
            "start date, signup date, sign up date, registered on, registration date, first purchase, "
            "first order date, since, created, created date, created on, created at, create date, date added, "
            "first seen, تاریخ عضویت, تاریخ ثبت نام, عضویت از, مشتری از, تاریخ شروع همکاری, شروع همکاری, "
            "تاریخ اولین خرید, تاریخ آشنایی, تاریخ ثبت, تاریخ ایجاد, تاریخ, tarikh ozviat, tarikh ozviyat, "
            "tarikh sabt nam, tarikh sabt, tarikh"
        ),
        width=120,
    ),
    Field(
        "annual_revenue",
        N_("Annual revenue"),
        "money",
        "annual_revenue",
        sort="annual_revenue",
        synonyms=words(
            "annual revenue, revenue, yearly revenue, turnover, annual turnover, annual sales, "
            "company revenue, درآمد سالانه, گردش مالی, گردش مالی سالانه, فروش سالانه, درآمد, "
            "daramad salane, gardesh mali"
        ),
    ),
    Field(
        "purchases_to_date",
        N_("Purchases to date"),
        "money",
        "purchases_to_date",
        sort="purchases_to_date",
        synonyms=words(
            "purchases to date, total purchases, purchases, purchase amount, amount purchased, "
            "total spent, lifetime sales, total sales, total orders, amount, sales amount, lifetime value, "
            "مبلغ خرید, خرید, جمع خرید, مجموع خرید, کل خرید, خرید کل, مبلغ کل خرید, میزان خرید, "
            "خرید تا کنون, جمع کل خرید, مبلغ, mablagh kharid, jam kharid, kol kharid, mablagh"
        ),
    ),
    shared.NOTE,
    Field(
        "last_contact_on",
        N_("Last contact"),
        "date",
        "last_contact_on",
        editable=False,
        importable=False,
        sort="last_contact_on",
        width=145,
        in_grid=True,
    ),
    Field(
        "next_task_on",
        N_("Next task"),
        "date",
        "next_task_on",
        editable=False,
        importable=False,
        sort="next_task_on",
        width=145,
    ),
    Field(
        "open_deals",
        N_("Open deals"),
        "number",
        "open_deals",
        editable=False,
        importable=False,
        sort="open_deals",
        width=100,
    ),
    _amount("open_amount", N_("Open amount")),
    _amount("won_amount", N_("Won amount")),
    Field(
        "won_this_year",
        N_("Won this year"),
        "money",
        editable=False,
        importable=False,
        computed=True,
    ),
    Field(
        "age",
        N_("Customer for (days)"),
        "number",
        editable=False,
        importable=False,
        sort="age",
        computed=True,
        width=110,
    ),
    *shared.JUDGED,
    shared.CREATED_AT,
    shared.UPDATED_AT,
)
