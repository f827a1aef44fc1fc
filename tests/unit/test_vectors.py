"""Pictures are drawn in a process of their own, which may be gone when somebody asks again."""

from __future__ import annotations

import pytest

from crm_core.base import vectors

BARS = {
    "data": {"values": [{"name": "آبان", "figure": 3}, {"name": "B", "figure": 5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "name"}, "y": {"field": "figure", "type": "quantitative"}},
    "config": {"font": "Inter, 'Noto Sans Arabic'"},
}


def test_a_process_that_is_gone_is_begun_anew() -> None:
    drawn = vectors.svg(BARS)
    assert drawn.startswith("<svg")
    assert "آبان" in drawn
    process = vectors._DRAWING._process
    assert process is not None
    process.kill()
    assert vectors.svg(BARS) == drawn
    with pytest.raises(ValueError, match="conversion failed"):
        vectors.svg({"mark": 7})
    assert vectors.svg(BARS) == drawn
