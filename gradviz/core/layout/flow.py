"""Flow: coordinates that minimise weighted distances, found as the dual of a minimum-cost flow.

Given to the solver as the flow, the problem has one row per vertex instead of one per distance,
which makes it about ten times faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]


# Of the ways to choose what to pivot on, devex takes half the time of steepest edge on graphs of 20,000 nodes.
_OPTIONS = (("solver", "simplex"), ("presolve", "off"), ("simplex_dual_edge_weight_strategy", 1))


@dataclass(slots=True)
class Arcs:
    """What is wished of head - tail, one entry per arc.

    `lower` and `upper` are the bounds of the flow: the prices, negated, of being one unit more and
    one unit less than `gain` apart; an infinite price is a condition.
    """

    tail: Ints
    head: Ints
    lower: Floats
    upper: Floats
    gain: Floats


def potentials(vertices: int, parts: list[Arcs]) -> Floats | None:
    """The best coordinate of each vertex, up to a constant; None if the solver finds none."""
    tail, head = (np.concatenate([getattr(p, name) for p in parts]) for name in ("tail", "head"))
    count = len(tail)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, vertices
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([p.gain for p in parts])
    lp.col_lower_ = np.concatenate([p.lower for p in parts])
    lp.col_upper_ = np.concatenate([p.upper for p in parts])
    lp.row_lower_ = lp.row_upper_ = np.zeros(vertices)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * count + 1, 2, dtype=np.int32)
    lp.a_matrix_.index_ = np.column_stack([tail, head]).ravel()
    lp.a_matrix_.value_ = np.tile([-1.0, 1.0], count)
    # The constructor has no annotations.
    solver = cast("Callable[[], highspy.Highs]", highspy.Highs)()
    solver.silent()
    for option, value in (*_OPTIONS, ("threads", 1)):
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().row_dual)
