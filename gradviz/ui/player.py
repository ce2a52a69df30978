"""Where in an iteration's events the window is, and how it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from gradviz.core.timeline import Timeline

SLOWEST, FASTEST = 0.5, 60.0
"""Events per second."""


class Player(QObject):
    """A position in a `Timeline`; every move is clamped to what there is."""

    position_changed = Signal(int)
    playing_changed = Signal(bool)
    timeline_changed = Signal(object)
    speed_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._position = 0
        self._speed = 2.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._set_interval()

    @property
    def timeline(self) -> Timeline | None:
        """What is stepped through; ``None`` before the first run."""
        return self._timeline

    @property
    def position(self) -> int:
        """How many events have happened."""
        return self._position

    @property
    def end(self) -> int:
        """The last position."""
        return 0 if self._timeline is None else len(self._timeline)

    @property
    def is_playing(self) -> bool:
        """Whether it moves by itself."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Events per second while playing."""
        return self._speed

    def set_timeline(self, timeline: Timeline | None, position: int = 0) -> None:
        """Step through ``timeline`` from now on, starting at ``position``."""
        self.pause()
        self._timeline = timeline
        self._position = 0 if timeline is None else timeline.clamp(position)
        self.timeline_changed.emit(timeline)
        self.position_changed.emit(self._position)

    def seek(self, position: int) -> None:
        """Go to ``position``."""
        if self._timeline is None:
            return
        position = self._timeline.clamp(position)
        if position != self._position:
            self._position = position
            self.position_changed.emit(position)

    def step(self, by: int) -> None:
        """Move by ``by`` events and stop playing."""
        self.pause()
        self.seek(self._position + by)

    def step_line(self, direction: int) -> None:
        """Move to the next (1) or previous (-1) event of another source line."""
        self.pause()
        if self._timeline is not None:
            self.seek(self._timeline.next_line(self._position, direction))

    def to_start(self) -> None:
        """Go to where nothing has happened yet."""
        self.pause()
        self.seek(0)

    def to_loss(self) -> None:
        """Go to where the loss has been computed."""
        self.pause()
        if self._timeline is not None:
            self.seek(self._timeline.root_position)

    def to_end(self) -> None:
        """Go to where everything has happened."""
        self.pause()
        self.seek(self.end)

    def set_speed(self, events_per_second: float) -> None:
        """Play at this speed, within `SLOWEST` … `FASTEST`."""
        self._speed = min(max(events_per_second, SLOWEST), FASTEST)
        self._set_interval()
        self.speed_changed.emit(self._speed)

    def play(self) -> None:
        """Move by itself; from the end it starts over."""
        if self.end == 0 or self.is_playing:
            return
        if self._position == self.end:
            self.seek(0)
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stay where it is."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def _set_interval(self) -> None:
        self._timer.setInterval(round(1000 / self._speed))

    def _tick(self) -> None:
        self.seek(self._position + 1)
        if self._position == self.end:
            self.pause()
