"""What is found about runs in lockstep, in the user's language."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.conductor import LaneSpec, LaneState, LaneStatus
from gradviz.core.lanes import Lanes
from gradviz.core.lockstep.verdict import Verdict
from gradviz.core.lockstep.words import CONTEXT, sentence
from gradviz.ui.banner import sentence as error_sentence

translate = QCoreApplication.translate


def verdict_words(verdict: Verdict, first: str, run: str) -> str:
    """Return the sentence about one run beside the first."""
    return sentence(verdict, first, run, lambda template: translate(CONTEXT, template))


def status_words(status: LaneStatus) -> str:
    """Return what a run is doing."""
    count = status.iterations
    if status.error is not None:
        return error_sentence(status.error)
    if status.state is LaneState.GONE:
        return translate("Lanes", "its process ended at iteration {0} ({1})").format(count, status.reason)
    words = {
        LaneState.WAITING: translate("Lanes", "PyTorch is loading …"),
        LaneState.RUNNING: translate("Lanes", "iteration {0}").format(count),
        LaneState.DONE: translate("Lanes", "done, iterations: {0}").format(count),
        LaneState.STOPPED: translate("Lanes", "stopped, iterations: {0}").format(count),
    }
    return words.get(status.state, "")


def loss_words(lanes: Lanes, lane: int) -> str:
    """Return the latest loss of a run; empty when there is none."""
    series = lanes.losses[lane]
    point = None if series.last is None else series.at(series.last)
    if point is None or (math.isnan(point[1]) and not series.nan):
        return ""
    return translate("Lanes", "loss {0}").format(text.number(point[1]))


def lane_words(number: int, spec: LaneSpec) -> str:
    """Return how a run is called on the list."""
    words = f"{number + 1}  {spec.title}"
    # A variant has the dtype or device that it was made for in its title already.
    further = ("" if spec.device == "cpu" else spec.device, spec.dtype or "")
    return " · ".join((words, *(name for name in further if name and name not in spec.title)))
