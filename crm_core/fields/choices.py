"""Lists of choices: those the product knows by value, and those that each company keeps in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from crm_core.base.i18n import N_, Locale
from crm_core.base.messages import catalogue
from crm_core.base.text import compact, fold
from crm_core.trust.access import ROLE_LABELS, Role
from crm_core.trust.company import Company

from ._field import words
from ._own import choices_of_own
from ._recorded import WORDS as RECORDED_WORDS


@dataclass(frozen=True, slots=True)
class Option:
    """A choice the product knows: the stored value, its label (msgid), and what else lists call it.

    `begins`: a text that begins with one of these words means it too ("cancelled by the customer").
    """

    value: str
    label: str
    synonyms: tuple[str, ...] = ()
    begins: bool = False


_ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.ADMIN: words("administrator, system administrator, superuser, ادمین, مدیر سیستم, راهبر, راهبر سامانه"),
    Role.MANAGER: words(
        "sales manager, general manager, head of sales, sales director, director, vp sales, vice president sales, "
        "sales vice president, مدیر فروش, مدیر, مدیر عامل, معاون فروش, رئیس فروش"
    ),
    Role.LEAD: words(
        "lead, team leader, sales lead, supervisor, sales supervisor, unit head, سرپرست, سرپرست فروش, سرپرست تیم, "
        "مسئول تیم, رئیس واحد"
    ),
    Role.REP: words(
        "rep, sales representative, representative, sales person, salesperson, salesman, seller, sales agent, agent, "
        "sales expert, sales executive, account executive, user, کارشناس فروش, کارشناس, کارشناس ارشد فروش, فروشنده, "
        "ویزیتور, بازاریاب, کاربر"
    ),
    Role.VIEWER: words("read only, readonly, guest, observer, مشاهده گر, بیننده, ناظر, مهمان"),
}

FIXED: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "customer_kinds": (
            Option(
                "company",
                N_("Organisation"),
                words("company, organization, legal, legal person, business, firm, سازمان, حقوقی, شخص حقوقی"),
            ),
            Option(
                "person",
                N_("Person"),
                words("individual, natural, natural person, private, human, حقیقی, شخص, فرد, شخص حقیقی"),
            ),
        ),
        "parties": (
            Option(
                "customer",
                N_("Customer"),
                words("client, buyer, account, prospect, lead, مشتری, خریدار, سرنخ"),
            ),
            Option("partner", N_("Partner"), words("business partner, شریک, شریک تجاری, همکار تجاری")),
            Option(
                "agent",
                N_("Agent"),
                words("reseller, dealer, distributor, representative, نماینده, عامل, نمایندگی"),
            ),
            Option("supplier", N_("Supplier"), words("vendor, provider, تامین کننده, فروشنده")),
            Option("colleague", N_("Colleague"), words("employee, staff, همکار, کارمند")),
        ),
        "outcomes": (
            Option("open", N_("Open"), words("in progress, active, pending, باز, جاری, در جریان")),
            Option("won", N_("Won"), words("closed won, win, success, sold, true, برنده, برد, موفق, فروخته شد")),
            Option(
                "lost",
                N_("Lost"),
                words("closed lost, loss, failed, false, بازنده, باخت, ناموفق, از دست رفته"),
            ),
        ),
        "order_statuses": (
            Option(
                "open",
                N_("Open"),
                words(
                    "new, draft, pending, processing, in progress, confirmed, placed, booked, sent, presented, "
                    "needs review, in review, awaiting payment, unpaid, on hold, backorder, partially shipped, "
                    "باز, جدید, پیش نویس, پیشنویس, در انتظار, در حال انجام, در حال پردازش, در دست اقدام, ثبت شده, "
                    "تایید شده, در انتظار پرداخت, پرداخت نشده, ارسال نشده, معلق"
                ),
            ),
            Option(
                "done",
                N_("Done"),
                words(
                    "complete, completed, closed, shipped, sent out, delivered, fulfilled, paid, invoiced, billed, "
                    "settled, accepted, approved, received, finished, انجام شده, تکمیل شده, تکمیل, بسته, بسته شده, "
                    "ارسال شده, ارسال شد, تحویل شده, تحویل داده شده, تحویل شد, پرداخت شده, پرداخت شد, تسویه, "
                    "تسویه شده, فاکتور شده, نهایی, نهایی شده, قطعی, خاتمه یافته, پذیرفته شده"
                ),
            ),
            Option(
                "cancelled",
                N_("Cancelled"),
                words(
                    "canceled, cancel, void, voided, rejected, denied, declined, expired, withdrawn, deleted, failed, "
                    "لغو شده, لغو, لغو شد, کنسل, کنسل شده, کنسلی, ابطال, ابطال شده, باطل, باطل شده, رد شده, منقضی, "
                    "منقضی شده, منتفی, انصراف, لغو سفارش"
                ),
                begins=True,
            ),
            Option(
                "returned",
                N_("Returned"),
                words(
                    "return, refunded, refund, returned goods, credit note, credited, rma, برگشتی, برگشت, برگشت خورده, "
                    "برگشت از فروش, مرجوعی, مرجوع, عودت, عودت داده شده, بازگشتی, برگشت داده شده"
                ),
                begins=True,
            ),
        ),
        "task_kinds": (
            Option("task", N_("Task"), words("to do, todo, other, action, وظیفه, اقدام, سایر")),
            Option("call", N_("Call"), words("phone call, telephone, phone, تلفن, تماس تلفنی")),
            Option("meeting", N_("Meeting"), words("appointment, جلسه حضوری, قرار, قرار ملاقات")),
            Option("visit", N_("Visit"), words("site visit, مراجعه, ویزیت")),
            Option("email", N_("E-mail"), words("mail, پست الکترونیک")),
            Option("follow_up", N_("Follow-up"), words("followup, follow up, پیگیری")),
            Option("need", N_("Future need"), words("need, future demand, نیاز, نیاز آتی")),
        ),
        "interaction_kinds": (
            Option(
                "call",
                N_("Call"),
                words(
                    "phone call, telephone, phone, incoming, outgoing, inbound, outbound, "
                    "incoming call, outgoing call, "
                    "inbound call, outbound call, missed call, تلفن, تماس تلفنی, تلفنی, ورودی, خروجی, تماس ورودی, "
                    "تماس خروجی, بی پاسخ, تماس بی پاسخ"
                ),
            ),
            Option(
                "meeting",
                N_("Meeting"),
                words("appointment, in person, online meeting, demo, جلسه حضوری, حضوری, جلسه آنلاین, قرار, ملاقات"),
            ),
            Option("visit", N_("Visit"), words("site visit, مراجعه, ویزیت")),
            Option("email", N_("E-mail"), words("mail, پست الکترونیک")),
            Option(
                "message",
                N_("Message"),
                words("sms, text, chat, whatsapp, telegram, پیامک, چت, واتساپ, تلگرام"),
            ),
        ),
        "relation_kinds": (
            Option("parent", N_("Parent company"), words("parent, holding, شرکت مادر, هلدینگ")),
            Option("branch", N_("Branch"), words("subsidiary, daughter company, شعبه, زیرمجموعه")),
            Option("partner", N_("Partner"), words("business partner, شریک, شریک تجاری")),
            Option("supplier", N_("Supplier"), words("vendor, تامین کننده")),
            Option("buyer", N_("Buyer"), words("client, خریدار")),
            Option("agent", N_("Agent"), words("dealer, reseller, نماینده, عامل")),
            Option("principal", N_("Principal"), words("manufacturer represented, اصیل")),
            Option("introducer", N_("Introduced by"), words("referred by, معرف")),
            Option("introduced", N_("Introduced"), words("referred, معرفی شده")),
            Option("competitor", N_("Competitor"), words("rival, رقیب")),
            Option("relative", N_("Related"), words("other, relative, سایر, خویشاوند, مرتبط")),
        ),
        "address_kinds": (
            Option("office", N_("Office"), words("work, head office, دفتر, اداره")),
            Option("billing", N_("Billing"), words("invoice address, صورتحساب")),
            Option("delivery", N_("Delivery"), words("shipping, warehouse, تحویل, انبار")),
            Option("home", N_("Home"), words("private, منزل, خانه")),
            Option("other", N_("Other"), words("سایر, دیگر")),
        ),
        "judgements": (
            Option("commit", N_("Commit"), words("committed, sure, certain, قطعی, متعهد, حتمی")),
            Option("likely", N_("Likely"), words("best case, probable, upside, strong, محتمل, احتمال زیاد")),
            Option(
                "open",
                N_("Not sure yet"),
                words("pipeline, open, undecided, omitted, possible, نامشخص, نامعلوم, باز"),
            ),
        ),
        "threats": (
            Option("high", N_("High"), words("strong, serious, زیاد, بالا, جدی")),
            Option("medium", N_("Medium"), words("normal, middle, متوسط")),
            Option("low", N_("Low"), words("weak, minor, کم, پایین")),
        ),
        "priorities": (
            Option("high", N_("High"), words("urgent, important, hot, فوری, مهم, بالا")),
            Option("normal", N_("Normal"), words("medium, middle, standard, متوسط, عادی")),
            Option("low", N_("Low"), words("minor, کم, پایین")),
        ),
        "roles": tuple(Option(role.value, label, _ROLE_WORDS[role]) for role, label in ROLE_LABELS.items()),
        **{name: tuple(Option(*word) for word in words_of) for name, words_of in RECORDED_WORDS.items()},
    }
)
"""The choices the product itself works with: what is stored is the value, the label is translated."""

LIST_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "sources": N_("Sources"),
        "loss_reasons": N_("Reasons of loss"),
        "won_reasons": N_("Reasons of winning"),
        "tiers": N_("Tiers"),
        "statuses": N_("Customer statuses"),
        "industries": N_("Industries"),
        "sizes": N_("Sizes"),
        "life_cycles": N_("Steps of the life cycle"),
        "channels": N_("Channels"),
        "contact_roles": N_("Roles of contacts"),
        "titles": N_("Titles"),
        "interaction_outcomes": N_("Outcomes of interactions"),
        "units_of_sale": N_("Units of sale"),
        "currencies": N_("Currencies"),
    }
)
"""The lists that a company keeps in its own words (Company.choices), by name, with their label."""

_DEFAULTS: Mapping[str, tuple[str, str]] = {
    "sources": (
        "Referral, Website, Phone call, Exhibition, Advertising, Social media, Partner, Existing customer",
        "معرفی مشتریان, وب‌سایت, تماس تلفنی, نمایشگاه, تبلیغات, شبکه‌های اجتماعی, همکار تجاری, مشتری قبلی",
    ),
    "loss_reasons": (
        "Price, Competitor, No budget, Bad timing, Need not met, No answer, Project cancelled",
        "قیمت, رقیب, نبود بودجه, زمان نامناسب, نیاز برآورده نشد, پاسخ ندادن مشتری, لغو پروژه",
    ),
    "won_reasons": (
        "Price, Quality, Relation, Fast delivery, Terms of payment, Recommended to them, Only we could",
        "قیمت, کیفیت, رابطه, تحویل سریع, شرایط پرداخت, توصیه دیگران, توان انحصاری ما",
    ),
    "tiers": ("Gold, Silver, Bronze", "طلایی, نقره‌ای, برنزی"),
    "statuses": (
        "Prospect, Active, Dormant, Lost, Deceased, Dissolved",
        "بالقوه, فعال, کم‌تحرک, از دست رفته, درگذشته, منحل‌شده",
    ),
    "industries": (
        "Manufacturing, Trade, Construction, Software, Finance, Health, Education, Transport, Services",
        "تولیدی, بازرگانی, ساختمان, نرم‌افزار, مالی, سلامت, آموزش, حمل‌ونقل, خدمات",
    ),
    "sizes": (
        "1–9 people, 10–49 people, 50–249 people, 250 people and more",
        "۱ تا ۹ نفر, ۱۰ تا ۴۹ نفر, ۵۰ تا ۲۴۹ نفر, ۲۵۰ نفر و بیشتر",
    ),
    "life_cycles": (
        "Lead, First purchase, Repeat customer, Loyal customer, Former customer",
        "سرنخ, خرید نخست, مشتری تکراری, مشتری وفادار, مشتری پیشین",
    ),
    "channels": (
        "Direct, Dealer, Distributor, Online shop, Agent",
        "مستقیم, نمایندگی, پخش, فروشگاه اینترنتی, واسطه",
    ),
    "contact_roles": (
        "Decides, Uses, Pays, Recommends, Gatekeeper",
        "تصمیم‌گیرنده, کاربر نهایی, پرداخت‌کننده, تأییدکننده فنی, رابط",
    ),
    "titles": ("Mr, Ms, Dr, Eng.", "آقای, خانم, دکتر, مهندس"),
    "interaction_outcomes": (
        "Interested, Wants an offer, Call again, No answer, Not interested",
        "علاقه‌مند, درخواست پیش‌فاکتور, تماس دوباره, پاسخ نداد, بی‌علاقه",
    ),
    "units_of_sale": ("Piece, Set, Box, Kilogram, Hour, Month", "عدد, دستگاه, بسته, کیلوگرم, ساعت, ماه"),
    "currencies": ("USD, EUR, GBP", "IRR, USD, EUR, AED"),
}


def defaults(language: str, currency: str | None = None) -> dict[str, list[str]]:
    """What set-up puts into Company.choices: every list in the company's language, its currency first."""
    which = 1 if language == "fa" else 0
    found = {name: list(words(texts[which])) for name, texts in _DEFAULTS.items()}
    if currency:
        found["currencies"] = [currency, *(code for code in found["currencies"] if code != currency)]
    return found


def is_fixed(name: str) -> bool:
    """Whether only the product's own values may be stored; a company's list takes other words too."""
    return name in FIXED


def options(name: str, company: Company, locale: Locale) -> dict[str, str]:
    """The choices of a list in their order: stored value → what the person reads."""
    if name in FIXED:
        return {option.value: locale.t(option.label) for option in FIXED[name]}
    return {value: value for value in _own(name, company)}


def label_of_choice(name: str, value: str, locale: Locale) -> str:
    """What the person reads for a stored choice; a company's own words stay as they are."""
    option = next((one for one in FIXED.get(name, ()) if one.value == value), None)
    return locale.t(option.label) if option else value


def recognise(name: str, text: str, company: Company) -> str | None:
    """The stored value of the choice that a text means, in either language and any spelling; else None."""
    key = compact(text)
    if name in FIXED:
        return _fixed_spellings(name).get(key) or _begun_with(name, text)
    return next((value for value in _own(name, company) if compact(value) == key), None)


def mentioned(name: str, text: str) -> str | None:
    """The stored value of the first fixed choice that a text speaks of in any of its words ("Date of the call")."""
    said = f" {fold(text)} "
    for option in FIXED[name]:
        if any(f" {fold(word)} " in said for word in _spellings(option)):
            return option.value
    return None


def _begun_with(name: str, text: str) -> str | None:
    said = f"{fold(text)} "
    for option in FIXED[name]:
        words = (option.label, *option.synonyms) if option.begins else ()
        if any(said.startswith(f"{fold(word)} ") for word in words):
            return option.value
    return None


def _own(name: str, company: Company) -> list[str]:
    """The company's list (also that of a field it made); the usual one until it has its own."""
    kept = choices_of_own(name, company.custom_fields)
    if kept is None:
        kept = company.choices.get(name)
    return defaults(company.language, company.currency)[name] if kept is None else kept


@cache
def _fixed_spellings(name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for option in FIXED[name]:
        for word in _spellings(option):
            found.setdefault(compact(word), option.value)
    return MappingProxyType(found)


def _spellings(option: Option) -> tuple[str, ...]:
    persian = catalogue("fa").single
    return option.value, option.label, persian.get(option.label, option.label), *option.synonyms
