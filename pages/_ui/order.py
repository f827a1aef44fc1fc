"""An order in a dialog: what it is, its lines and what they come to; whoever may, corrects it from here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

import _session
from _session import can, read, t, tn
from _ui import form, messages, once, url
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import NOTHING
from crm_core.fields import CATALOGUE
from crm_core.fields import records as core
from crm_core.fields.offered import offered
from crm_core.fields.values import format_value
from crm_core.file.orders import OrderedLine, OrderFile, order_file

_EDITED = "order_edited"
_NAME = "order"
_FIELDS = CATALOGUE["order"]
_SENTENCE = ("status", "ordered_on", "shipped_on")
_FACTS = ("status_said", "valid_until", "contact", "deal", "owner", "freight", "terms", "note")
KEYS = ("number", "status", "ordered_on", "shipped_on", "valid_until", "owner", "terms", "tags", "note")


def ask_if_any() -> None:
    """Open the order that the address names, or the form of one that is to be corrected."""
    if (edited := _session.kept(_EDITED)) is not None:
        _edit(edited)
    elif number := url.number(_NAME, 0):
        show(number)


def show(order_id: int) -> None:
    """Open an order."""
    try:
        found = read(order_file, order_id)
    except DaftarError as missing:
        _close()
        messages.refuse(missing.say(_session.locale()))
        return
    title = t("Order {number}", number=_session.locale().isolate(found.order["number"]))
    dialog(title, lambda: _draw(found), width="large", on_dismiss=_close)


def _close() -> None:
    _session.forget(_EDITED)
    url.put(**{_NAME: None})


def _draw(found: OrderFile) -> None:
    order = found.order
    said = [f"{t(_FIELDS[key].label)}: {_value(found, key)}" for key in _SENTENCE if order[key]]
    st.caption(" · ".join(said))
    if found.lines:
        st.html(_table(found))
    facts = [(t(_FIELDS[key].label), _value(found, key)) for key in _FACTS if order[key] not in (None, "")]
    told = "".join(f"<dt>{escape(label)}</dt><dd><bdi>{escape(value)}</bdi></dd>" for label, value in facts)
    if told:
        st.html(f'<dl class="facts">{told}</dl>')
    with st.container(horizontal=True, horizontal_alignment="right"):
        if can("change") and st.button(t("Edit"), key="order_edit"):
            _session.keep(_EDITED, order["id"])
            url.put(**{_NAME: None})
            st.rerun()


def _value(found: OrderFile, key: str) -> str:
    return format_value(
        _FIELDS[key], found.order[key], _session.locale(), found.labels, currency=found.order["currency"]
    )


def _table(found: OrderFile) -> str:
    """The lines, with what they come to under them; a column in which no line says anything is left out."""
    locale, currency = _session.locale(), found.order["currency"]
    with_price = any(line.price is not None for line in found.lines)
    with_discount = any(line.discount for line in found.lines)
    heads = [t("Product"), t("Quantity")]
    heads += [t("Unit price")] if with_price else []
    heads += [t("Discount")] if with_discount else []
    heads.append(t("Amount ({unit})", unit=locale.unit(currency)))

    def cells(line: OrderedLine) -> list[str]:
        found = [line.product or NOTHING, locale.number(line.quantity, 2)]
        found += [locale.money(line.price, currency, unit=False)] if with_price else []
        found += [locale.percent(line.discount / 100) if line.discount else NOTHING] if with_discount else []
        return [*found, locale.money(line.amount, currency, unit=False)]

    last = [tn("{n} line", "{n} lines", len(found.lines)), *[""] * (len(heads) - 2)]
    last.append(locale.money(found.order["amount"], currency, unit=False))
    body = "".join(f"<tr>{_cells(cells(line), 'td')}</tr>" for line in found.lines)
    priced = ' class="priced"' if with_price else ""
    return (
        f'<div class="order"><table{priced}><thead><tr>{_cells(heads, "th")}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot><tr>{_cells(last, 'td')}</tr></tfoot></table></div>"
    )


def _cells(texts: Sequence[str], tag: str) -> str:
    return "".join(f"<{tag}><bdi>{escape(text)}</bdi></{tag}>" for text in texts)


# Correcting


def _edit(order_id: int) -> None:
    found = read(order_file, order_id)
    keys = KEYS if found.lines else (*KEYS[:2], "amount", *KEYS[2:])
    title = t("Order {number}", number=_session.locale().isolate(found.order["number"]))
    form.edit(
        title,
        "order",
        found.order,
        keys,
        options={"owner": read(offered, "user")},
        foot=lambda: _foot(order_id),
        closed=_close,
    )


def _foot(order_id: int) -> None:
    if not st.button(t("Delete"), type="tertiary", key="order_delete"):
        return
    done = once.stored("order_delete", order_id, lambda w: core.delete(w, "order", [order_id]))
    messages.did(t("The order is in the bin."), undo=done.change_set_id)
    _close()
    st.rerun()
