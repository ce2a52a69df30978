"""The two lines above an exported picture: which program and iteration, and which step of it."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from PySide6.QtCore import QCoreApplication

from gradviz.core.timeline import Phase
from gradviz.core.trace import BackwardEvent, ForwardEvent
from gradviz.ui.canvas.page import Caption
from gradviz.ui.picture import Picture

translate = QCoreApplication.translate


def caption(program: str, picture: Picture, position: int) -> Caption:
    """Return what is said of ``picture`` at ``position``: ``net.py · iteration 3``, ``step 7 of 16 · backward: mm``."""
    iteration = translate("Caption", "iteration {index}").format(index=picture.iteration.index)
    step = translate("Caption", "step {position} of {total}").format(position=position, total=len(picture.timeline))
    happened = _happened(picture, position)
    return f"{program} · {iteration}", f"{step} · {happened}" if happened else step


def longest(program: str, picture: Picture, positions: Sequence[int]) -> tuple[Caption, ...]:
    """Return the captions of ``positions`` among which the widest one is: most are not even written."""
    by_phase: dict[Phase, list[tuple[int, int]]] = {}
    for position in positions:
        length = len(_what(picture, position)) + len(str(position))
        by_phase.setdefault(picture.timeline.phase_at(position), []).append((length, position))
    chosen = [position for found in by_phase.values() for _, position in nlargest(_MEASURED, found)]
    return tuple(caption(program, picture, position) for position in chosen)


_MEASURED = 8


def _happened(picture: Picture, position: int) -> str:
    what = _what(picture, position)
    if not what:
        return ""
    words = {
        Phase.FORWARD: translate("Caption", "forward: {what}"),
        Phase.BACKWARD: translate("Caption", "backward: {what}"),
        Phase.UPDATE: translate("Caption", "update: {what}"),
    }
    return words[picture.timeline.phase_at(position)].format(what=what)


def _what(picture: Picture, position: int) -> str:
    """Return what the event that leads to ``position`` is about."""
    event = picture.timeline.event_at(position)
    if event is None:
        return ""
    if isinstance(event, BackwardEvent):
        node = picture.iteration.nodes[event.node]
        return f"{node.variable or 'leaf'}.grad" if node.is_leaf else node.name.rsplit("::", 1)[-1]
    if isinstance(event, ForwardEvent):
        return f"{event.variable} = {event.op}" if event.variable else event.op
    return event.variable
