"""A small picture of what an export will look like, drawn beside the window's thread."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage
from typing_extensions import override

from gradviz.core.frame import frame
from gradviz.core.shown import project
from gradviz.ui.canvas.export import Drawing, Shot
from gradviz.ui.canvas.page import Page
from gradviz.ui.export.emphasis import Marker
from gradviz.ui.export.order import Order
from gradviz.ui.picture import Picture

_SOON = 100
"""Milliseconds that are waited for the next change of the choices."""
_MANY = 250
"""Of more boxes only blocks are drawn: nothing else of them can be seen in a small picture."""


class Preview(QObject):
    """Draws the latest order that it is shown; ``drawn`` brings the picture."""

    drawn = Signal(QImage)
    finished = Signal(int, QImage)
    """For the thread that draws: the number of the picture, and the picture; a null one where there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._wanted: _Work | None = None
        self._job: _Job | None = None
        self._number = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._start)
        self.finished.connect(self._on_finished)

    def show_order(self, picture: Picture, order: Order, position: int, most: int) -> None:
        """Draw what ``order`` makes of one position, a side of at most so many pixels."""
        first, last = (min(order.positions), max(order.positions)) if order.positions else (position, position)
        wanted = replace(order, positions=order.positions or (position,))
        self._wanted = _Work(picture, wanted, most, min(max(position, first), last))
        self._soon.start()

    def forget(self) -> None:
        """Draw nothing of what has been asked for."""
        self._wanted = None
        self._number += 1
        self._soon.stop()

    def close(self) -> None:
        """Wait for the thread."""
        self.forget()
        self._pool.waitForDone()

    def _start(self) -> None:
        if self._job is None and self._wanted is not None:
            self._number += 1
            self._job = _Job(self, self._number, self._wanted)
            self._wanted = None
            self._pool.start(self._job)

    def _on_finished(self, number: int, image: QImage) -> None:
        self._job = None
        if number == self._number and not image.isNull():
            self.drawn.emit(image)
        self._start()


class _Work(NamedTuple):
    picture: Picture
    order: Order
    most: int
    position: int


class _Job(QRunnable):
    def __init__(self, preview: Preview, number: int, work: _Work) -> None:
        super().__init__()
        # Python holds it while it runs, and `Preview` afterwards.
        self.setAutoDelete(False)
        self._preview = preview
        self._number = number
        self._work = work

    @override
    def run(self) -> None:
        try:
            image = preview(*self._work)
        except (MemoryError, ValueError, ArithmeticError, LookupError, RuntimeError):
            # The export itself says in a sentence what is wrong; without a picture it can still be asked for.
            image = QImage()
        self._preview.finished.emit(self._number, image)


def preview(picture: Picture, order: Order, most: int, position: int) -> QImage:
    """Return what ``order`` makes of a position, made smaller where a side has more than ``most`` pixels."""
    page = small(picture, order, most)
    transparent = order.is_transparent and order.format.can_be_transparent
    whole = frame(picture.timeline, position)
    caption = order.caption(picture, position) if order.has_caption else None
    shot = Shot(project(whole, picture.shown), Marker(picture, order.emphasis).mark(whole), caption)
    return Drawing(picture.scene, order.theme, page, transparent=transparent).image(shot)


def small(picture: Picture, order: Order, most: int) -> Page:
    """Return the page of ``order``, made smaller; as much as in the large one is shown of boxes that are not many."""
    large = order.page(picture)
    page = large.within(most)
    if page is large or len(picture.scene.nodes) > _MANY:
        return page
    return replace(page, cut=replace(page.cut, reading=large.cut.reading))
