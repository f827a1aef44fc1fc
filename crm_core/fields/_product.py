"""The fields of a product."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _shared as shared
from ._field import Field, by_key, words

PRODUCT = by_key(
    Field(
        "name",
        N_("Name"),
        "text",
        "name",
        required=True,
        sort="sort_key",
        synonyms=words(
            "product name, product, item name, item, service, service name, product title, name, title, "
            "goods, نام کالا, نام محصول, کالا, محصول, شرح کالا, نام خدمت, خدمت, عنوان کالا, عنوان محصول, "
            "کالا خدمات, نام, عنوان, nam kala, name kala, kala, nam mahsol, mahsol, mahsul, sharh kala, "
            "nam, description, item description, product description, شرح"
        ),
        width=240,
        in_grid=True,
    ),
    Field(
        "code",
        N_("Code"),
        "text",
        "code",
        unique=True,
        sort="code",
        synonyms=words(
            "product code, item code, sku, part number, part no, article number, barcode, "
            "catalogue number, code, کد کالا, کد محصول, کدکالا, شماره فنی, بارکد, شناسه کالا و خدمت, کد, "
            "kod kala, code kala, kod mahsol, kod"
        ),
        in_grid=True,
    ),
    Field(
        "family",
        N_("Family"),
        "text",
        "family",
        sort="family",
        groupable=True,
        synonyms=words(
            "product family, family, series, category, category name, product category, product group, "
            "group, line, product line, type, brand, category id, گروه کالا, گروه محصول, دسته, دسته بندی, "
            "خانواده محصول, سری, گروه, طبقه, نوع کالا, برند, goroh kala, goruh kala, daste, dastebandi, "
            "seri"
        ),
        in_grid=True,
    ),
    Field(
        "price",
        N_("Price"),
        "money",
        "price",
        sort="price",
        synonyms=words(
            "sales price, price, unit price, list price, selling price, standard price, retail price, "
            "rate, amount, قیمت, قیمت فروش, قیمت واحد, فی, فی فروش, بها, قیمت مصرف کننده, مبلغ, نرخ, "
            "gheymat, gheymat forush, gheymat vahed, fi, mablagh"
        ),
        in_grid=True,
    ),
    Field(
        "unit_of_sale",
        N_("Unit of sale"),
        "choice",
        "unit_of_sale",
        choices="units_of_sale",
        synonyms=words(
            "unit of sale, unit of measure, uom, unit, quantity per unit, measure, sales unit, واحد, "
            "واحد شمارش, واحد فروش, واحد اندازه گیری, واحد کالا, vahed, vahed shomaresh"
        ),
        in_grid=True,
    ),
    Field(
        "active",
        N_("Active"),
        "yes_no",
        "active",
        sort="active",
        groupable=True,
        synonyms=words(
            "active, is active, enabled, available, فعال, وضعیت فعال, discontinued, is discontinued, inactive, "
            "disabled, archived, status, غیرفعال, غیر فعال, متوقف شده, وضعیت, faal"
        ),
        width=80,
        in_grid=True,
    ),
    Field(
        "external_id",
        N_("Product number"),
        "text",
        "external_id",
        unique=True,
        sort="external_id",
        synonyms=words(
            "product id, productextid, product external id, item id, external id, product no, "
            "product number, id, no, شناسه کالا, شناسه محصول, شماره کالا, شناسه خارجی, شناسه, "
            "shenase kala, shenase mahsol, shenase"
        ),
    ),
    shared.TAGS,
    shared.NOTE,
)
