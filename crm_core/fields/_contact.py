"""The fields of a contact, and the columns of people's lists that make up one field together."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, by_key, words
from ._headers import (
    CITY,
)

CONTACT = by_key(
    Field(
        "name",
        N_("Name"),
        "text",
        "name",
        required=True,
        sort="sort_key",
        synonyms=words(
            "contact name, full name, contact, name, contact person, person, display name, person name, "
            "نام و نام خانوادگی, نام کامل, نام مخاطب, مخاطب, نام شخص, نام رابط, رابط, شخص رابط, نام فرد, "
            "اسم, نام, nam va nam khanevadegi, nam kamel, mokhatab, esm, nam"
        ),
        width=220,
        in_grid=True,
    ),
    shared.HONORIFIC,
    shared.CUSTOMER,
    Field(
        "job_title",
        N_("Job title"),
        "text",
        "job_title",
        sort="job_title",
        groupable=True,
        synonyms=words(
            "job title, title, position, job, role, occupation, function, designation, contact title, "
            "organization 1 title, post, سمت, عنوان شغلی, شغل, پست سازمانی, پست, جایگاه, سمت سازمانی, "
            "semat, onvan shoghli, shoghl"
        ),
        in_grid=True,
    ),
    Field(
        "department",
        N_("Department"),
        "text",
        "department",
        groupable=True,
        synonyms=words(
            "department, dept, organization 1 department, section, بخش, دپارتمان, اداره, قسمت, "
            "واحد سازمانی, bakhsh, edare"
        ),
    ),
    Field(
        "role",
        N_("Role in the sale"),
        "choice",
        "role",
        sort="role",
        groupable=True,
        choices="contact_roles",
        key_is_header=False,
        synonyms=words(
            "role in the sale, buying role, decision role, contact role, role in purchase, buying center role, "
            "نقش در خرید, نقش در فروش, نقش در تصمیم, نقش خرید, naghsh dar kharid"
        ),
        width=120,
    ),
    shared.MOBILE,
    shared.PHONE,
    shared.EMAIL,
    Field(
        "external_id",
        N_("Contact number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=words(
            "contact id, contact no, contact number id, contactextid, contact external id, external id, "
            "person id, employee id, record id, code, id, no, کد مخاطب, شناسه مخاطب, شماره مخاطب, کد شخص, "
            "شناسه خارجی, شناسه, کد, kod mokhatab, shenase, kod"
        ),
    ),
    Field(
        "national_id",
        N_("National id"),
        "text",
        "national_id",
        synonyms=words(
            "national id, national code, national number, ssn, identity number, passport number, کد ملی, "
            "شماره ملی, کدملی, kod meli, code meli, kode melli, code melli, shomare meli"
        ),
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
        synonyms=words("status, contact status, lead status, rating, temperature, وضعیت, حالت, vaziat, vaziyat"),
        width=110,
    ),
    shared.SOURCE,
    shared.TAGS,
    Field("city", N_("City"), "text", "city", sort="city", groupable=True, synonyms=CITY, width=120),
    shared.PROVINCE,
    shared.COUNTRY,
    shared.POSTAL_CODE,
    shared.ADDRESS,
    shared.BIRTHDAY,
    Field(
        "first_seen",
        N_("First seen"),
        "date",
        "first_seen",
        sort="first_seen",
        synonyms=words(
            "first seen, first contact, met on, created date, created on, created at, date added, "
            "contact since, member since, join date, registration date, اولین تماس, تاریخ آشنایی, "
            "تاریخ عضویت, تاریخ ثبت, تاریخ ایجاد, تاریخ, tarikh ashnayi, tarikh ozviat, tarikh"
        ),
        width=120,
    ),
    shared.NOTE,
    *shared.JUDGED,
    shared.CREATED_AT,
    shared.UPDATED_AT,
)

NAME_PARTS = (
    Field(
        "first_name",
        N_("First name"),
        part_of="name",
        synonyms=words(
            "first name, given name, forename, fname, firstname, christian name, نام, نام کوچک, اسم, "
            "اسم کوچک, esm, nam, nam kochak"
        ),
    ),
    Field(
        "middle_name",
        N_("Middle name"),
        part_of="name",
        synonyms=words("middle name, additional name, second name, middle initial, نام میانی, نام پدر دوم"),
    ),
    Field(
        "last_name",
        N_("Last name"),
        part_of="name",
        synonyms=words(
            "last name, family name, surname, lname, lastname, family, نام خانوادگی, فامیلی, فامیل, "
            "نام فامیل, شهرت, nam khanevadegi, name khanevadegi, famil, famili"
        ),
    ),
)

BIRTHDAY_PARTS = (
    Field(
        "birth_year",
        N_("Year of birth"),
        "number",
        part_of="birthday",
        synonyms=words("birth year, year of birth, سال تولد, sal tavalod"),
    ),
    Field(
        "birth_month",
        N_("Month of birth"),
        "number",
        part_of="birthday",
        synonyms=words("birth month, month of birth, ماه تولد, mah tavalod"),
    ),
    Field(
        "birth_day",
        N_("Day of birth"),
        "number",
        part_of="birthday",
        synonyms=words("birth day of month, birth day, day of birth, روز تولد عدد"),
    ),
)

ADDRESS_PARTS = (
    Field(
        "address_2",
        N_("Address, second line"),
        part_of="address",
        synonyms=words(
            "address 2, address line 2, street 2, home address 2, work address 2, "
            "address 1 extended address, suite, apartment, ادامه آدرس, ادامه نشانی, پلاک, واحد پلاک, pelak"
        ),
    ),
)
