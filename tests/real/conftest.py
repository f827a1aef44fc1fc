"""Real lists, which are not part of the project: ../shared/data, or the folder that CRM_REAL_DATA names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("CRM_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real lists; where it is missing, the test is skipped and says so."""
    if not FOLDER.is_dir():
        pytest.skip(f"no real lists in {FOLDER} (name their folder with CRM_REAL_DATA)")
    return FOLDER
