"""The products of a deal: a table of what is sold and what it comes to, and the dialog in which that is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from itertools import count
from typing import Any, Literal

import streamlit as st

import _session
from _session import read, t, tn
from _ui import conflict, messages, once, record_facts
from _ui.boundary import dialog
from crm_core.base.errors import Conflict, DaftarError
from crm_core.base.i18n import NOTHING
from crm_core.deals import products as core
from crm_core.deals.lines import valued
from crm_core.fields.links import labels_of
from crm_core.fields.offered import offered
from crm_core.file.deal import DealFile
from crm_core.models import Product
from crm_core.trust.unit_of_work import Work

_DRAFT = "deal_products"
_NUMBERS = count(1)


@dataclass(frozen=True)
class _Row:
    """A line on its way; `key` tells it from the others while the dialog is open."""

    key: int
    id: int | None = None
    product: int | None = None
    quantity: str = "1"
    price: str = ""


@dataclass(frozen=True)
class _Draft:
    """What the dialog holds: of which deal and version, its lines, and the amount where it is typed by hand."""

    deal: int
    version: int
    currency: str
    rows: tuple[_Row, ...]
    by_hand: bool
    amount: str


# On the page


def show(file: DealFile) -> None:
    """The products, whence the deal has its amount, and the way to change them; nothing for a deal without."""
    basket, mine = file.basket, record_facts.may_change(file.deal)
    if not basket.lines:
        return
    with st.container(key="deal_products", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t('Products')}**", width="stretch")
        if mine:
            st.button(t("Change products"), type="tertiary", key="products_change", on_click=_begin, args=(file,))
    st.html(table(file))
    if why := said(file):
        st.caption(why)


def said(file: DealFile) -> str:
    """Whence a deal has its amount; nothing where it has none."""
    if file.deal["amount"] is None:
        return ""
    if file.basket.basis == "products":
        return t("The amount of the deal is what its products come to.")
    return t("The amount of the deal was typed by hand; its products share it.")


def table(file: DealFile) -> str:
    """The lines as a table with their sum."""
    locale, currency = _session.locale(), file.deal["currency"]
    heads = (t("Product"), t("Quantity"), t("Unit price"), t("Amount ({unit})", unit=locale.unit(currency)))
    rows = [
        (
            line.product or NOTHING,
            locale.number(line.quantity, 2),
            locale.money(line.price, currency, unit=False),
            locale.money(line.amount, currency, unit=False),
        )
        for line in file.basket.lines
    ]
    lines = tn("{n} product", "{n} products", len(rows))
    foot = (lines, "", "", locale.money(file.deal["amount"], currency, unit=False))
    body = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<div class="order"><table class="priced"><thead><tr>{_cells(heads, "th")}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot><tr>{_cells(foot, 'td')}</tr></tfoot></table></div>"
    )


def _cells(texts: Sequence[str], tag: str) -> str:
    return "".join(f"<{tag}><bdi>{escape(text)}</bdi></{tag}>" for text in texts)


# In the dialog


def open_dialog(file: DealFile) -> None:
    """Open the dialog that changes the products; a deal without any begins with an empty line."""
    _begin(file)
    ask_if_any(file.deal["id"])


def ask_if_any(deal_id: int) -> None:
    """Open the dialog while there is a draft of this deal's products."""
    draft: _Draft | None = _session.kept(_DRAFT)
    if draft is not None and draft.deal == deal_id:
        dialog(t("Products"), _draw, width="large", on_dismiss=_forget)


def _begin(file: DealFile) -> None:
    locale, deal = _session.locale(), file.deal
    currency = deal["currency"]

    def written(minor: int | None) -> str:
        return "" if minor is None else locale.money(minor, currency, unit=False)

    rows = tuple(
        _Row(next(_NUMBERS), line.id, line.product_id, locale.number(line.quantity, 2), written(line.price))
        for line in file.basket.lines
    )
    by_hand = file.basket.basis == "hand" and bool(rows)
    empty = (_Row(next(_NUMBERS)),)
    _session.keep(
        _DRAFT, _Draft(deal["id"], deal["version"], currency, rows or empty, by_hand, written(deal["amount"]))
    )


def _forget() -> None:
    _session.forget(_DRAFT)


def _draw() -> None:
    draft: _Draft | None = _session.kept(_DRAFT)
    if draft is None:
        st.rerun()
    names = read(_names, tuple(row.product for row in draft.rows if row.product))
    with st.container(key="product_lines", gap="small"):
        rows = tuple(_line(row, place, draft, names) for place, row in enumerate(draft.rows))
    draft = replace(draft, rows=rows)
    st.button(t("One more product"), icon=":material/add:", key="line_add", on_click=_change, args=(_with_one_more,))
    draft = _amount(draft)
    _session.keep(_DRAFT, draft)
    failure = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if st.button(t("Save"), type="primary", key="products_save", shortcut="ctrl+enter"):
            _submit(draft, failure)


def _names(w: Work, held: Sequence[int]) -> dict[int, str]:
    """The products that can be chosen, and those that the deal has though they are sold no more."""
    known = offered(w, "product")
    return known | labels_of(w, {"product": [number for number in held if number not in known]})["product"]


def _line(row: _Row, place: int, draft: _Draft, names: Mapping[int, str]) -> _Row:
    """A line: what, how many, at what price, and what that comes to; earlier, later, away."""
    first = place == 0
    label: Literal["visible", "collapsed"] = "visible" if first else "collapsed"
    known = list(names)
    with st.container(key=f"line_{row.key}", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        product = st.selectbox(
            t("Product"), known, index=known.index(row.product) if row.product in known else None,
            format_func=lambda one: names[one], key=f"line_product_{row.key}", label_visibility=label,
            placeholder=t("Choose a product"), on_change=_priced, args=(row.key,),
        )  # fmt: skip
        quantity = st.text_input(
            t("Quantity"), row.quantity, key=f"line_quantity_{row.key}", label_visibility=label, width=90
        )
        price = st.text_input(
            f"{t('Unit price')} ({_session.locale().unit(draft.currency)})", row.price, key=f"line_price_{row.key}",
            label_visibility=label, width=160,
        )  # fmt: skip
        now = replace(row, product=product, quantity=quantity, price=price)
        st.text(_comes_to(now, draft.currency), width=120)
        for name, icon, hint, off in (
            ("up", ":material/arrow_upward:", t("Earlier"), first),
            ("down", ":material/arrow_downward:", t("Later"), place == len(draft.rows) - 1),
            ("away", ":material/close:", t("Remove"), False),
        ):
            st.button(
                "", icon=icon, help=hint, type="tertiary", key=f"line_{name}_{row.key}", disabled=off,
                on_click=_change, args=(_DEEDS[name], row.key),
            )  # fmt: skip
    return now


def _amount(draft: _Draft) -> _Draft:
    """Whence the deal has its amount: what the products come to, or what is typed here."""
    ways = {False: t("What the products come to"), True: t("Typed by hand")}
    with st.container(key="line_total", horizontal=True, vertical_alignment="bottom", gap="small"):
        by_hand = st.segmented_control(
            t("The amount of the deal"), list(ways), default=draft.by_hand, format_func=lambda one: ways[one],
            key="line_by_hand", required=True,
        )  # fmt: skip
        amount = draft.amount
        if by_hand:
            unit = _session.locale().unit(draft.currency)
            amount = st.text_input(f"{t('Amount')} ({unit})", draft.amount, key="line_amount", width=200)
            st.caption(t("The products share it; their prices follow."))
        else:
            st.markdown(f"**{_total(draft)}**")
    return replace(draft, by_hand=bool(by_hand), amount=amount)


# What is done in it


def _change(deed: Any, *key: int) -> None:
    draft: _Draft | None = _session.kept(_DRAFT)
    if draft is not None:
        _session.keep(_DRAFT, replace(draft, rows=deed(draft.rows, *key)))


def _with_one_more(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    return (*rows, _Row(next(_NUMBERS)))


def _without(rows: tuple[_Row, ...], key: int) -> tuple[_Row, ...]:
    return tuple(row for row in rows if row.key != key)


def _moved(rows: tuple[_Row, ...], key: int, by: int) -> tuple[_Row, ...]:
    place = next(at for at, row in enumerate(rows) if row.key == key)
    rest = _without(rows, key)
    return (*rest[: max(0, place + by)], rows[place], *rest[max(0, place + by) :])


_DEEDS = {
    "up": lambda rows, key: _moved(rows, key, -1),
    "down": lambda rows, key: _moved(rows, key, 1),
    "away": _without,
}


def _priced(key: int) -> None:
    """A product that was chosen brings its price where none was typed."""
    draft: _Draft | None = _session.kept(_DRAFT)
    chosen = _session.component_value(f"line_product_{key}")
    if draft is None or not chosen or _session.component_value(f"line_price_{key}"):
        return
    price = read(_price_of, chosen)
    if price is not None:
        _session.hold_widget(f"line_price_{key}", _session.locale().money(price, draft.currency, unit=False))


def _price_of(w: Work, product_id: int) -> int | None:
    return w.get(Product, product_id).price


# Reading and storing


def _typed(draft: _Draft) -> list[dict[str, Any]]:
    """The lines as they were typed; one in which nothing was chosen is none. Raises Invalid."""
    locale = _session.locale()
    return [
        {
            "id": row.id,
            "product_id": row.product,
            "quantity": float(locale.parse_number(row.quantity)) if row.quantity.strip() else 1.0,
            "price": locale.parse_money(row.price, draft.currency) if row.price.strip() else None,
        }
        for row in draft.rows
        if row.product is not None or row.price.strip()
    ]


def _comes_to(row: _Row, currency: str) -> str:
    locale = _session.locale()
    try:
        quantity, price = locale.parse_number(row.quantity or "1"), locale.parse_money(row.price, currency)
    except DaftarError:
        return NOTHING
    return locale.money(int((Decimal(quantity) * price).to_integral_value()), currency, unit=False)


def _total(draft: _Draft) -> str:
    try:
        _lines, total = valued(_typed(draft))
    except DaftarError:
        return NOTHING
    return _session.locale().money(total, draft.currency)


def _submit(draft: _Draft, failure: Any) -> None:
    def act(w: Work) -> int | None:
        typed = draft.by_hand and draft.amount.strip()
        amount = _session.locale().parse_money(draft.amount, draft.currency) if typed else None
        return core.store(w, draft.deal, draft.version, _typed(draft), amount).change_set_id

    try:
        change_set = once.stored("deal_products", draft, act)
    except Conflict as clash:
        conflict.remember(clash, {"lines": _typed(draft)})
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    else:
        if change_set is not None:
            messages.did(t("Products saved."), undo=change_set)
    _forget()
    st.rerun()
