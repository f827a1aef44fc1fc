"""The fields of a deal."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, by_key, words
from ._headers import SOURCE

DEAL = by_key(
    Field(
        "title",
        N_("Title"),
        "text",
        "title",
        required=True,
        sort="sort_key",
        synonyms=words(
            "deal title, deal name, deal, lead, lead title, opportunity name, "
            "opportunity, opportunity title, title, name, "
            "subject, topic, project, project name, potential name, عنوان معامله, نام معامله, معامله, "
            "عنوان فرصت, نام فرصت, فرصت فروش, عنوان, موضوع, موضوع معامله, پروژه, نام پروژه, شرح معامله, "
            "onvan moamele, onvan, moamele, forsat, mozo, proje"
        ),
        width=240,
        in_grid=True,
    ),
    shared.CUSTOMER,
    shared.CONTACT,
    Field(
        "amount",
        N_("Amount"),
        "money",
        "amount",
        sort="amount",
        synonyms=words(
            "amount, deal amount, deal value, close value, opportunity amount, opportunity value, value, "
            "total amount, total, total price, grand total, price, expected revenue, revenue, deal size, "
            "contract value, sales amount, net amount, sum, sale price, مبلغ, مبلغ معامله, ارزش معامله, "
            "ارزش, مبلغ کل, جمع کل, قیمت کل, قیمت, مبلغ قرارداد, مبلغ فروش, مبلغ نهایی, مبلغ فاکتور, جمع, "
            "ارزش قرارداد, مبلغ پیش بینی, mablagh, mablagh moamele, arzesh, arzesh moamele, mablagh kol, "
            "jam kol, gheymat, gheymat kol"
        ),
        width=140,
        in_grid=True,
    ),
    Field(
        "stage",
        N_("Stage"),
        "stage",
        "stage_id",
        sort="stage_id",
        groupable=True,
        synonyms=words(
            "stage, deal stage, stage name, opportunity stage, sales stage, pipeline stage, status, "
            "deal status, step, phase, state, result, مرحله, مرحله فروش, مرحله معامله, وضعیت, "
            "وضعیت معامله, گام, فاز, مرحله کاریز, نتیجه, marhale, marhale forush, vaziat, vaziyat, "
            "vaziat moamele, natije"
        ),
        width=150,
        in_grid=True,
    ),
    shared.OWNER,
    Field(
        "expected_close",
        N_("Expected close"),
        "date",
        "expected_close",
        sort="expected_close",
        synonyms=words(
            "expected close, expected close date, expected closing, estimated close, estimated close date, "
            "forecast close, planned close date, due date, target date, forecast date, expected date, "
            "تاریخ بسته شدن پیش بینی شده, تاریخ بستن پیش بینی شده, تاریخ پیش بینی بستن, پیش بینی تاریخ بستن, "
            "تاریخ پیش بینی بسته شدن, تاریخ پیش بینی شده, تاریخ پیش بینی, "
            "پیش بینی بستن, تاریخ احتمالی فروش, موعد بستن, "
            "تاریخ احتمالی, سررسید, موعد, تاریخ پیش بینی فروش, تاریخ مورد انتظار, tarikh pishbini, moed, "
            "sarresid"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "next_step",
        N_("Next step"),
        "text",
        "next_step",
        synonyms=words(
            "next step, next steps, next action, next activity, follow up, followup, to do, گام بعدی, "
            "قدم بعدی, اقدام بعدی, پیگیری, پیگیری بعدی, اقدام, gam badi, ghadam badi, eghdam badi, peygiri"
        ),
        width=200,
        in_grid=True,
    ),
    Field(
        "next_step_on",
        N_("Next step on"),
        "date",
        "next_step_on",
        sort="next_step_on",
        synonyms=words(
            "next step on, next step date, next action date, next activity date, follow up date, "
            "followup date, تاریخ گام بعدی, تاریخ پیگیری, تاریخ پیگیری بعدی, تاریخ اقدام بعدی, "
            "tarikh peygiri, tarikh peygiri badi"
        ),
        width=120,
    ),
    Field(
        "product",
        N_("Product"),
        "product",
        groupable=True,
        synonyms=words(
            "product, products, product name, item, item name, service, services, productextid, "
            "product id, product code, sku, goods, محصول, نام محصول, کالا, نام کالا, خدمت, خدمات, "
            "محصول خدمت, کالا خدمات, محصولات, شرح کالا, کد کالا, mahsol, mahsul, kala, nam kala, "
            "nam mahsol, khedmat"
        ),
        width=160,
        in_grid=True,
    ),
    Field(
        "probability",
        N_("Probability"),
        "percent",
        "probability",
        sort="probability",
        synonyms=words(
            "probability, win probability, chance, likelihood, confidence, probability percent, احتمال, "
            "درصد احتمال, احتمال موفقیت, احتمال فروش, شانس, ehtemal, darsad ehtemal, shans"
        ),
        width=100,
    ),
    Field(
        "opened_on",
        N_("Opened on"),
        "date",
        "opened_on",
        required=True,
        sort="opened_on",
        synonyms=words(
            "opened on, open date, opened, opening date, engage date, engaged on, created date, "
            "create date, created time, created on, created at, created, deal created, "
            "date created, add time, start date, "
            "deal date, "
            "entry date, inquiry date, date, تاریخ ایجاد, تاریخ شروع, تاریخ باز شدن, تاریخ ثبت, "
            "تاریخ معامله, تاریخ درخواست, تاریخ استعلام, شروع, تاریخ, tarikh ijad, tarikh shoro, "
            "tarikh sabt, tarikh moamele, tarikh"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "closed_on",
        N_("Closed on"),
        "date",
        "closed_on",
        sort="closed_on",
        synonyms=words(
            "closed on, close date, closed date, closing date, date closed, closed at, closed, won date, "
            "won on, won time, lost date, lost time, win date, end date, sale date, "
            "contract date, decision date, تاریخ بستن, "
            "تاریخ بسته شدن, تاریخ پایان, تاریخ فروش, تاریخ قرارداد, تاریخ نهایی, تاریخ خاتمه, تاریخ برد, "
            "تاریخ باخت, پایان, "
            "تاریخ عقد قرارداد, tarikh bastan, tarikh baste shodan, tarikh payan, tarikh forush, tarikh gharardad"
        ),
        width=120,
    ),
    Field(
        "outcome",
        N_("Outcome"),
        "choice",
        "outcome",
        editable=False,
        sort="outcome",
        groupable=True,
        choices="outcomes",
        synonyms=words(
            "outcome, won lost, won or lost, deal result, is won, closed status, deal outcome, deal status, "
            "status, نتیجه معامله, وضعیت نهایی, سرانجام, برد باخت, برنده بازنده, natije moamele, saranjam"
        ),
        width=100,
    ),
    Field(
        "lost_reason",
        N_("Reason of loss"),
        "choice",
        "lost_reason",
        sort="lost_reason",
        groupable=True,
        choices="loss_reasons",
        synonyms=words(
            "lost reason, loss reason, reason of loss, reason lost, reason for loss, closed lost reason, "
            "why lost, دلیل باخت, علت باخت, دلیل از دست رفتن, علت از دست رفتن, دلیل شکست, علت عدم فروش, "
            "دلیل عدم خرید, dalil bakht, elat bakht, dalil shekast"
        ),
    ),
    Field(
        "won_reason",
        N_("Reason of winning"),
        "choice",
        "won_reason",
        sort="won_reason",
        groupable=True,
        choices="won_reasons",
        synonyms=words(
            "won reason, win reason, reason of winning, reason won, reason for win, closed won reason, why won, "
            "دلیل برد, علت برد, دلیل موفقیت, علت موفقیت, دلیل خرید, علت خرید, dalil bord, elat bord"
        ),
    ),
    Field(
        "judgement",
        N_("Judgement"),
        "choice",
        "judgement",
        sort="judgement",
        groupable=True,
        choices="judgements",
        synonyms=words(
            "judgement, judgment, forecast category, forecast type, forecast status, commitment, "
            "نظر کارشناس, ارزیابی کارشناس, پیش بینی کارشناس, دسته پیش بینی, nazar karshenas"
        ),
        width=120,
    ),
    Field(
        "competitors",
        N_("Competitors"),
        "tags",
        editable=False,
        groupable=True,
        synonyms=words(
            "competitors, competitor, competitor name, main competitor, primary competitor, competition, rival, "
            "rivals, رقبا, رقیب, نام رقیب, رقیبان, رقیب اصلی, raghib, roghaba"
        ),
        width=160,
    ),
    Field(
        "source",
        N_("Source"),
        "choice",
        "source",
        sort="source",
        groupable=True,
        choices="sources",
        synonyms=words("deal source, opportunity source, منبع معامله") + SOURCE,
    ),
    shared.UNIT,
    shared.TAGS,
    Field(
        "pipeline",
        N_("Pipeline"),
        "pipeline",
        "pipeline_id",
        sort="pipeline_id",
        groupable=True,
        synonyms=words(
            "pipeline, pipeline name, sales pipeline, sales process, funnel, کاریز, کاریز فروش, قیف, "
            "قیف فروش, فرایند فروش, karize forush, ghif forush"
        ),
    ),
    Field(
        "external_id",
        N_("Deal number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=words(
            "deal id, deal no, deal number, opportunity id, opportunityextid, opportunity no, "
            "opportunity number, opportunity external id, external id, record id, contract number, "
            "contract no, quote number, code, id, no, شماره معامله, کد معامله, شناسه معامله, شماره فرصت, "
            "کد فرصت, شماره قرارداد, شماره پیش فاکتور, شماره پرونده, شناسه خارجی, شناسه, شماره, کد, "
            "kod moamele, shomare moamele, shenase moamele, shomare gharardad"
        ),
        width=120,
    ),
    Field(
        "currency",
        N_("Currency"),
        "choice",
        "currency",
        sort="currency",
        groupable=True,
        choices="currencies",
        synonyms=words(
            "currency, currency code, currency of value, currency iso code, ارز, "
            "واحد پول, نوع ارز, واحد ارز, arz, vahed pol"
        ),
        width=80,
    ),
    shared.NOTE,
    Field(
        "stage_since",
        N_("In stage since"),
        "date",
        "stage_since",
        editable=False,
        importable=False,
        sort="stage_since",
        width=120,
    ),
    shared.CREATED_AT,
    shared.UPDATED_AT,
)
