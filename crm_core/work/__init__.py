"""What people do: tasks, interactions, notes."""

from __future__ import annotations

from . import rules as _rules  # declares the rules of tasks and interactions

__all__: list[str] = []
_ = _rules
