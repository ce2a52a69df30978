"""Shows iterations: at once when that is fast, else in the background while the old picture stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from gradviz.core.trace import Iteration
from gradviz.ui.arranger import Arranger, Work
from gradviz.ui.drawing import draw
from gradviz.ui.picture import Picture, extended, opened

SMALL = 150
"""An iteration of fewer nodes and ops is drawn at once: that is faster than anyone sees."""


def _work(drawing: Work, position: int | None, cancelled: Callable[[], bool]) -> Picture:
    """Draw a picture, and what is to be seen of it first."""
    return opened(drawing(cancelled), position)


class Stage(QObject):
    """Holds the picture on show. ``picture_ready`` brings the old one, the new one and the position asked for.

    ``delayed`` tells that a picture takes long; ``settled`` that it is there, or not awaited any more.
    """

    picture_ready = Signal(object, object, object)
    failed = Signal(str)
    delayed = Signal()
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self.has_chips = True
        """Whether further uses of a shared weight are drawn as chips."""
        self._waiting: tuple[Iteration, int | None] | None = None
        self._arranger = Arranger(self)
        self._arranger.arranged.connect(self._on_arranged)
        self._arranger.failed.connect(self._on_failed)
        self._arranger.delayed.connect(self.delayed)

    @property
    def picture(self) -> Picture | None:
        """What is on show."""
        return self._picture

    @property
    def wanted(self) -> int | None:
        """The number of the iteration on show, or of the one that is being drawn."""
        if self._waiting is not None:
            return self._waiting[0].index
        return None if self._picture is None else self._picture.iteration.index

    def show(self, iteration: Iteration, position: int | None, collapsed: frozenset[str] | None = None) -> None:
        """Put ``iteration`` on show, with the scopes ``collapsed`` as boxes; ``None``: as before, or as is useful."""
        self._request(iteration, position, collapsed, None if self._picture is None else self._picture.behind)

    def show_behind(self, key: str | None, position: int) -> None:
        """Show only what the gradient of a node passes; ``None``: everything."""
        old = self._picture
        if old is not None and old.behind != key:
            self._request(old.iteration, position, old.collapsed, key)

    def _request(
        self, iteration: Iteration, position: int | None, collapsed: frozenset[str] | None, behind: str | None
    ) -> None:
        self.cancel()
        drawing = partial(draw, iteration, collapsed, self._picture, has_chips=self.has_chips, behind=behind)
        work = partial(_work, drawing, position)
        if max(len(iteration.nodes), len(iteration.forward)) >= SMALL:
            self._waiting = (iteration, position)
            self._arranger.request(work)
            return
        try:
            picture = work(lambda: False)
        except ValueError as error:
            self._on_failed(self._arranger.latest, str(error))
        else:
            self._put(picture, position)

    def extend(self, iteration: Iteration) -> bool:
        """Put more events of the iteration on show; return whether it is on show. Graph and layout stay as they are."""
        old = self._picture
        if self._waiting is not None:
            if self._waiting[0].index == iteration.index:
                self._waiting = (iteration, self._waiting[1])
            return False
        if old is None or old.iteration.index != iteration.index:
            return False
        self._picture = extended(old, iteration)
        return True

    def cancel(self) -> None:
        """Keep the picture on show, and await no other."""
        self._arranger.cancel()
        self._waiting = None
        self.settled.emit()

    def clear(self) -> None:
        """Show nothing."""
        self.cancel()
        self._picture = None

    def close(self) -> None:
        """Wait for the threads."""
        self._arranger.close()

    def _put(self, picture: Picture, position: int | None) -> None:
        old, self._picture = self._picture, picture
        self.picture_ready.emit(old, picture, position)

    def _on_arranged(self, number: int, picture: Picture) -> None:
        if number == self._arranger.latest and self._waiting is not None:
            (iteration, position), self._waiting = self._waiting, None
            self._arranger.settle()
            self.settled.emit()
            # The engine may have run on while the picture was drawn.
            self._put(picture if picture.iteration is iteration else extended(picture, iteration), position)

    def _on_failed(self, number: int, why: str) -> None:
        if number == self._arranger.latest:
            self.cancel()
            self.failed.emit(self.tr("The graph of this iteration could not be drawn: {why}.").format(why=why))
