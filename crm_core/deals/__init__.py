"""Deals and orders: what keeps them consistent, the board, the pipeline of any day, what moved between two, targets."""

from __future__ import annotations

from . import competitors as _competitors
from . import contacts as _contacts
from . import orders as _orders
from . import rules as _rules  # these declare the rules of what they are about

__all__: list[str] = []
_ = _competitors, _contacts, _orders, _rules
