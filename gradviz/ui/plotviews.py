"""What can be shown of a run beside its loss, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gradviz.core.histograms import GRADIENT, VALUE

USUAL_RATIO = 1e-3
"""An update is often of about this size, relative to its parameter, when training goes well."""


class View(StrEnum):
    """What is shown beside the loss."""

    NORMS = "norms"
    RATIOS = "ratios"
    SIZES = "sizes"
    RATES = "rates"
    FLOW = "flow"
    VALUES = "values"
    GRADIENTS = "gradients"


SERIES = (View.NORMS, View.RATIOS, View.SIZES, View.RATES)
DENSITIES = {View.VALUES: (VALUE, "forward"), View.GRADIENTS: (GRADIENT, "backward")}


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """How the curves are shown; ``smoothing`` is over so many iterations, 0 for none."""

    view: View = View.NORMS
    loss_log: bool = True
    view_log: bool = True
    smoothing: int = 0
