"""The timeline: where we are in an iteration, and which iterations are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.demote import Detail
from gradviz.core.edits import EDITED
from gradviz.core.frame import Frame
from gradviz.core.timeline import Phase, Timeline
from gradviz.core.trace import BackwardEvent, ForwardEvent, UpdateEvent
from gradviz.ui.remarks import cut_sentence, remark
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.iteration_strip import IterationStrip
from gradviz.ui.widgets.phase_track import PhaseTrack
from gradviz.ui.widgets.tint import scale_text, tint

_LISTED = 4
"""So many recorded iterations are named, in words."""


class TimelinePanel(QWidget):
    """The events of the iteration as three blocks with a scrubber, the current one in words, and the iterations."""

    position_requested = Signal(int)
    iteration_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._position = 0
        self._iterations: tuple[tuple[int, ...], int, int | None] = ((), 0, None)
        self._long = self._short = self._kept = ""
        self.track = PhaseTrack(self.words_at)
        self.strip = IterationStrip()
        self._place = QLabel()
        self._words = ElidedLabel()
        self._recorded = ElidedLabel()
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._full = QWidget()
        self._stack = QStackedLayout()
        self._arrange()
        self.track.position_requested.connect(self.position_requested)
        self.strip.iteration_requested.connect(self.iteration_requested)
        self.setFocusProxy(self.track)
        self.set_theme(LIGHT)
        self._retranslate()

    def _arrange(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.track, 1)
        above.addWidget(self._place)
        above.setSpacing(12)
        below.addWidget(self._words, 1)
        below.addWidget(self._recorded)
        below.addWidget(self.strip)
        below.setSpacing(12)
        rows = QVBoxLayout(self._full)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(above)
        rows.addLayout(below)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 6)
        outer.addLayout(self._stack)

    # What is shown

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show the events of ``timeline``, at position 0 until `show_frame`; ``None`` shows that there are none."""
        self._timeline = timeline
        self._position = 0
        self.track.show_timeline(timeline)
        self._refresh()

    def show_frame(self, frame: Frame | None) -> None:
        """Put the scrubber where ``frame`` is."""
        self._position = 0 if frame is None else frame.position
        self.track.show_position(self._position)
        self._describe()

    def show_iterations(self, recorded: Sequence[int], total: int, current: int | None) -> None:
        """Say which of ``total`` iterations are ``recorded`` and which one is ``current``."""
        self._iterations = (tuple(recorded), total, current)
        self.strip.show_iterations(recorded, total, current)
        self._describe_iterations()

    def show_details(self, details: Mapping[int, Detail], kept: str) -> None:
        """Show how much is left of each iteration; ``kept`` says in words what there is of the current one."""
        self._kept = kept
        self.strip.show_details(details)
        self._describe_iterations()

    def position_text(self) -> str:
        """Return the position as it is written, such as ``10 / 16``."""
        return self._place.text()

    def event_text(self) -> str:
        """Return the current event in words."""
        return self._words.text()

    def iterations_text(self) -> str:
        """Return which iterations are recorded, in words."""
        return self._long

    def empty_text(self) -> str:
        """Return the sentence that is shown when there are no events; empty when there are some."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    def words_at(self, position: int) -> str:
        """Return the event that leads to ``position`` in words."""
        timeline = self._timeline
        event = None if timeline is None else timeline.event_at(position)
        if timeline is None or event is None:
            if timeline is not None and timeline.iteration.backward and not timeline.iteration.forward:
                return self.tr("start: the forward pass has run, the backward pass not yet")
            return self.tr("start: nothing has run yet")
        phase = self._phase_name(timeline, position)
        line = timeline.line_at(position)
        if line is None:
            words = self.tr("{0}: {1}").format(phase, self._what(event))
        else:
            words = self.tr("{0}: {1}, line {2}").format(phase, self._what(event), line)
        return ", ".join([words, *self._remarks(event)])

    def _remarks(self, event: ForwardEvent | BackwardEvent | UpdateEvent) -> list[str]:
        """Return what else is to be said of an event: the line of another file, hooks that ran, what is not shown."""
        node = None
        if isinstance(event, BackwardEvent) and self._timeline is not None:
            node = self._timeline.iteration.nodes[event.node]
        place = node.elsewhere if node is not None else getattr(event, "elsewhere", None)
        said = [] if place is None else [f"{PurePath(place[0]).name}:{place[1]}"]
        if isinstance(event, BackwardEvent) and event.hooks:
            said.append(self.tr("hooks: {0}").format(", ".join(hook.name for hook in event.hooks)))
        if isinstance(event, ForwardEvent):
            said += [remark(event.note)] if event.note else []
            said += [cut_sentence(event.cut)] if event.cut else []
        elif node is not None and node.opaque:
            said.append(remark(node.opaque))
        return said

    def _phase_name(self, timeline: Timeline, position: int) -> str:
        """Return the phase of an event; of several backward calls, which one, and that an op follows one."""
        name = self._phase_names()[timeline.phase_at(position)]
        stretch, several = timeline.stretch_at(position), len(timeline.passes) > 1
        if several and stretch is not None and stretch.call is not None:
            return f"{name} {stretch.call + 1}"
        event = timeline.event_at(position)
        if isinstance(event, ForwardEvent) and event.after:
            return self.tr("{0}, after backward {1}").format(name, event.after)
        return name

    def _what(self, event: ForwardEvent | BackwardEvent | UpdateEvent) -> str:
        if isinstance(event, BackwardEvent) and self._timeline is not None:
            node = self._timeline.iteration.nodes[event.node]
            name = node.name.rsplit("::", 1)[-1]
            words = f"{name} → {node.variable}.grad" if node.is_leaf and node.variable else name
            was_edited = any(hook.name == EDITED for hook in event.hooks)
            return self.tr("{0}, its gradient edited by you").format(words) if was_edited else words
        if isinstance(event, UpdateEvent):
            return self.tr("{0} by {1}").format(event.variable, event.by) if event.by else event.variable
        if isinstance(event, ForwardEvent):
            return f"{event.op} → {event.variable}" if event.variable else event.op
        return ""

    def _phase_names(self) -> dict[Phase, str]:
        return {
            Phase.FORWARD: self.tr("forward"),
            Phase.BACKWARD: self.tr("backward"),
            Phase.UPDATE: self.tr("update"),
        }

    def _refresh(self) -> None:
        has_events = self._timeline is not None and len(self._timeline) > 0
        self._stack.setCurrentWidget(self._full if has_events else self._empty)
        if self._timeline is None:
            self._empty.setText(self.tr("Run the program: its forward, backward and update events will appear here."))
        else:
            self._empty.setText(self.tr("This iteration has no events: no op ran on a tensor."))
        total = 0 if self._timeline is None else len(self._timeline)
        # The room of the widest position, so that the blocks do not move while stepping.
        self._place.setMinimumWidth(self._place.fontMetrics().horizontalAdvance(f"{total} / {total}"))
        self._describe()
        self._describe_iterations()

    def _describe(self) -> None:
        total = 0 if self._timeline is None else len(self._timeline)
        self._place.setText(f"{self._position} / {total}")
        self._words.set_text(self.words_at(self._position))
        place = self.tr("position {0} of {1}").format(self._position, total)
        self.track.setAccessibleDescription(f"{place}, {self._words.text()}")

    def _describe_iterations(self) -> None:
        recorded, total, current = self._iterations
        several = total > 1 or len(recorded) > 1
        self.strip.setVisible(several)
        self._recorded.setVisible(several)
        counted = self.tr("{0} / {1}").format("–" if current is None else current, total)
        named = ", ".join(map(str, recorded[:_LISTED])) + (" …" if len(recorded) > _LISTED else "")
        words = self.tr("recorded: {0} of {1}").format(named or "–", total)
        if current is not None:
            named = self.tr("{0} ({1})").format(current, self._kept) if self._kept else str(current)
            words = self.tr("iteration {0} · {1}").format(named, words)
        self._long, self._short = words, counted
        self.strip.setAccessibleDescription(words)
        self._fit()

    def _fit(self) -> None:
        """Name the recorded iterations where there is room for that beside the event."""
        metrics = self.fontMetrics()
        spare = self.width() - self.strip.sizeHint().width() - metrics.horizontalAdvance(self._long) - 60
        self._recorded.set_text(self._long if spare > 24 * metrics.averageCharWidth() else self._short)
        recorded, total, _ = self._iterations
        more = self.tr("Any other iteration is computed again when it is asked for: click its place in the line.")
        self._recorded.setToolTip(f"{self._long}\n{more}" if len(recorded) < total else self._long)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.track.set_theme(theme)
        self.strip.set_theme(theme)
        for label in (self._place, self._words, self._recorded, self._empty):
            tint(label, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self._refresh()

    def _retranslate(self) -> None:
        self.track.setAccessibleName(self.tr("Timeline"))
        self.strip.setAccessibleName(self.tr("Iterations"))
        self.track.set_labels(self._phase_names())
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
