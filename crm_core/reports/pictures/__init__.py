"""Pictures of reports, one mechanism for screens and files: a Vega-Lite specification, drawn by browsers or as SVG."""

from __future__ import annotations

from ._material import Look, Picture
from ._parts import round_figures
from .choice import KINDS, kinds_for, picture
from .files import PAPER, png, svg

__all__ = ["KINDS", "PAPER", "Look", "Picture", "kinds_for", "picture", "png", "round_figures", "svg"]
