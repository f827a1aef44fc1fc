"""Exact money: whole numbers of the currency's smallest unit. IRR is kept in whole Rial."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from crm_core.base.errors import Invalid
from crm_core.base.messages import N_

# ISO 4217, except that the Rial's dinars have not existed in practice for generations.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "IRR",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    "CLF": 4,
}
_LIMIT = 2**63


def exponent(currency: str) -> int:
    """How many decimals the currency has: IRR 0, USD 2, KWD 3."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | float | str, currency: str) -> int:
    """Minor units of an amount in major units; surplus decimals are rounded half up. Raises Invalid."""
    try:
        exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
        minor = int(exact.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid(N_("“{value}” is not an amount."), value=amount) from None
    if not -_LIMIT < minor < _LIMIT:
        raise Invalid(N_("{value} is too large for an amount."), value=amount)
    return minor


def to_major(minor: int, currency: str) -> Decimal:
    """The amount in major units, exact, with the currency's decimals."""
    return Decimal(int(minor)).scaleb(-exponent(currency))
