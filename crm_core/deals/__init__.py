"""Deals: what keeps them consistent, the board, the pipeline of any day, what moved between two, targets."""

from __future__ import annotations

from . import rules as _rules  # declares the rule of deals

__all__: list[str] = []
_ = _rules
