"""The file of one customer: everything about it, in time order."""

from __future__ import annotations

from . import beside as _beside  # declares the rules of addresses and dates
from . import relations as _relations  # declares the rule of relations

__all__: list[str] = []
_ = _beside, _relations
