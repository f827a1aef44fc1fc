"""The command line: `python -m crm_core …`, for admins, cron and tests. It never asks; docs/admin.md lists it."""

from __future__ import annotations

from ._main import main

__all__ = ["main"]
