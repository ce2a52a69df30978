"""Layered drawing of a directed acyclic graph: rank, order, place, route."""

from __future__ import annotations

from gradviz.core.layout.layered import layered_layout
from gradviz.core.layout.model import Cancelled, CycleError, Layout

__all__ = ["Cancelled", "CycleError", "Layout", "layered_layout"]
