"""The fields of an order, and the columns that lists have for its lines."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._deal import DEAL
from ._field import Field, by_key, words
from ._headers import OWNER

ORDER = by_key(
    Field(
        "number",
        N_("Order number"),
        "text",
        "number",
        required=True,
        unique=True,
        sort="sort_key",
        synonyms=words(
            "order id, order no, order number, order, order code, order ref, invoice number, invoice no, invoice id, "
            "invoice, sales order, sales order number, quote id, quoteextid, quote number, quote no, receipt number, "
            "document number, شماره سفارش, کد سفارش, شناسه سفارش, سفارش, شماره فاکتور, کد فاکتور, فاکتور, "
            "شماره پیش فاکتور, شماره صورتحساب, شماره حواله, شماره سند, shomare sefaresh, kod sefaresh, sefaresh, "
            "shomare faktor, faktor"
        ),
        width=130,
        in_grid=True,
    ),
    shared.CUSTOMER,
    Field(
        "ordered_on",
        N_("Ordered on"),
        "date",
        "ordered_on",
        sort="ordered_on",
        synonyms=words(
            "order date, ordered on, ordered, date ordered, invoice date, purchase date, sale date, quote date, "
            "document date, created date, date, تاریخ سفارش, تاریخ فاکتور, تاریخ خرید, تاریخ فروش, تاریخ صدور, "
            "تاریخ سند, تاریخ ثبت, تاریخ, tarikh sefaresh, tarikh faktor, tarikh kharid, tarikh"
        ),
        width=120,
        in_grid=True,
    ),
    Field(
        "status",
        N_("Status"),
        "choice",
        "status",
        required=True,
        sort="status",
        groupable=True,
        choices="order_statuses",
        synonyms=words(
            "status, order status, invoice status, quote status, state, payment status, وضعیت, وضعیت سفارش, "
            "وضعیت فاکتور, وضعیت پرداخت, وضعیت ارسال, vaziat, vaziyat, vaziat sefaresh"
        ),
        width=110,
        in_grid=True,
    ),
    Field(
        "amount",
        N_("Amount"),
        "money",
        "amount",
        sort="amount",
        synonyms=words(
            "order amount, order total, invoice amount, invoice total, grand total, total amount, net amount, amount, "
            "total, net total, payable, مبلغ سفارش, مبلغ فاکتور, جمع فاکتور, مبلغ کل فاکتور, مبلغ قابل پرداخت, "
            "قابل پرداخت, مبلغ نهایی, مبلغ خالص, مبلغ, جمع, mablagh faktor, mablagh sefaresh, mablagh, jam"
        ),
        width=140,
        in_grid=True,
    ),
    Field(
        "product",
        N_("Product"),
        "product",
        editable=False,
        groupable=True,
        synonyms=(*DEAL["product"].synonyms, "description of goods", "article", "شرح", "عنوان کالا"),
        width=200,
        in_grid=True,
    ),
    shared.CONTACT,
    Field(
        "owner",
        N_("Owner"),
        "user",
        "owner_id",
        sort="owner_id",
        groupable=True,
        synonyms=(*OWNER, "employee id"),
        width=160,
        in_grid=True,
    ),
    shared.UNIT,
    Field(
        "deal",
        N_("Deal"),
        "deal",
        "deal_id",
        synonyms=words("deal, opportunity, opportunityextid, opportunity id, deal id, معامله, شماره معامله, فرصت"),
        width=200,
    ),
    Field(
        "shipped_on",
        N_("Shipped on"),
        "date",
        "shipped_on",
        sort="shipped_on",
        synonyms=words(
            "shipped date, ship date, shipped on, shipping date, delivered on, delivery date, dispatch date, "
            "تاریخ ارسال, تاریخ تحویل, تاریخ حمل, تاریخ خروج, tarikh ersal, tarikh tahvil"
        ),
        width=120,
    ),
    Field(
        "valid_until",
        N_("Valid until"),
        "date",
        "valid_until",
        sort="valid_until",
        synonyms=words(
            "expiration date, expiry date, valid until, valid to, valid through, تاریخ اعتبار, اعتبار تا, مهلت اعتبار, "
            "etebar ta"
        ),
        width=120,
    ),
    Field(
        "freight",
        N_("Freight"),
        "money",
        "freight",
        sort="freight",
        synonyms=words(
            "freight, shipping cost, shipping, delivery cost, delivery charge, carriage, کرایه, کرایه حمل, "
            "هزینه ارسال, هزینه حمل, kerayeh, hazine ersal"
        ),
        width=120,
    ),
    DEAL["currency"],
    Field(
        "terms",
        N_("Terms of payment"),
        "text",
        "terms",
        synonyms=words(
            "payment terms, terms, terms of payment, payment method, شرایط پرداخت, نحوه پرداخت, روش پرداخت, "
            "sharayet pardakht, nahve pardakht"
        ),
        width=160,
    ),
    Field(
        "status_said",
        N_("Status as listed"),
        "text",
        "status_said",
        editable=False,
        importable=False,
        width=120,
    ),
    shared.TAGS,
    shared.NOTE,
    shared.CREATED_AT,
    shared.UPDATED_AT,
)

ORDER_LINE = by_key(
    Field(
        "quantity",
        N_("Quantity"),
        "number",
        synonyms=words(
            "quantity, qty, order quantity, quantity ordered, count, units, pieces, pcs, تعداد, مقدار, تعداد مقدار, "
            "تعداد سفارش, tedad, meghdar"
        ),
    ),
    Field(
        "price",
        N_("Unit price"),
        "money",
        synonyms=words(
            "unit price, item cost, item price, price, price each, sales price, sale price, "
            "list price, rate, unit cost, قیمت واحد, فی, "
            "مبلغ واحد, بهای واحد, نرخ, قیمت, gheymat vahed, fi, gheymat"
        ),
    ),
    Field(
        "discount",
        N_("Discount"),
        "percent",
        decimals=6,
        synonyms=words(
            "discount, discount percent, discount rate, percent discount, rebate, تخفیف, درصد تخفیف, darsad takhfif, "
            "takhfif"
        ),
    ),
    Field(
        "discount_amount",
        N_("Discount amount"),
        "money",
        synonyms=words(
            "discount amount, amount discount, discount value, total discount, مبلغ تخفیف, جمع تخفیف, "
            "mablagh takhfif, discount, rebate, تخفیف, takhfif"
        ),
    ),
    Field(
        "line_amount",
        N_("Line amount"),
        "money",
        synonyms=words(
            "line amount, line total, extended price, sub total, subtotal, sales, revenue, total price, "
            "مبلغ ردیف, جمع ردیف, مبلغ کل, جمع کل, قیمت کل, بهای کل, mablagh kol, gheymat kol, jam kol"
        ),
    ),
    Field(
        "line_id",
        N_("Line number"),
        synonyms=words(
            "line id, line number, line no, line item id, item id, order line, orderlinenumber, quotelineitemextid, "
            "شماره ردیف, کد ردیف"
        ),
    ),
)
"""What lists tell of an order's lines beside the product."""
