"""Makes pictures of iterations: at once when that is fast, else in the background while the old one stays."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.graph import Graph, from_iteration
from gradviz.core.layout import Layout
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from gradviz.ui.arranger import SMALL, Arranger
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.measure import measure
from gradviz.ui.picture import Picture, form_of, renamed


class Stage(QObject):
    """Holds the picture on show. ``picture_ready`` brings the old one, the new one and the position asked for."""

    picture_ready = Signal(object, object, object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._waiting: tuple[Iteration, Graph, int | None] | None = None
        self._arranger = Arranger(lambda graph, cancelled: arrange(graph, cancelled=cancelled), self)
        self._arranger.arranged.connect(self._on_arranged)
        self._arranger.failed.connect(self._on_failed)

    @property
    def picture(self) -> Picture | None:
        """What is on show."""
        return self._picture

    @property
    def wanted(self) -> int | None:
        """The number of the iteration on show, or of the one that is being laid out."""
        if self._waiting is not None:
            return self._waiting[0].index
        return None if self._picture is None else self._picture.iteration.index

    def show(self, iteration: Iteration, position: int | None) -> None:
        """Put ``iteration`` on show; a layout of the same form is used again."""
        self._arranger.cancel()
        self._waiting = None
        graph = measure(from_iteration(iteration), iteration.tensors)
        old = self._picture
        if old is not None and form_of(graph) == old.form:
            self._put(iteration, graph, renamed(old.layout, old.graph, graph), position)
        elif len(graph) < SMALL:
            self._lay_out_now(iteration, graph, position)
        else:
            self._waiting = (iteration, graph, position)
            self._arranger.request(graph)

    def extend(self, iteration: Iteration) -> bool:
        """Put more events of the iteration on show; return whether it is on show. Graph and layout stay as they are."""
        old = self._picture
        if old is None or self._waiting is not None or old.iteration.index != iteration.index:
            if self._waiting is not None and self._waiting[0].index == iteration.index:
                self._waiting = (iteration, *self._waiting[1:])
            return False
        self._picture = Picture(iteration, old.graph, Timeline(iteration, old.graph), old.layout)
        return True

    def clear(self) -> None:
        """Show nothing."""
        self._arranger.cancel()
        self._picture = self._waiting = None

    def close(self) -> None:
        """Wait for the thread that lays out."""
        self._arranger.close()

    def _lay_out_now(self, iteration: Iteration, graph: Graph, position: int | None) -> None:
        try:
            layout = self._arranger.lay_out(graph)
        except ValueError as error:
            self._on_failed(self._arranger.latest, str(error))
        else:
            self._put(iteration, graph, layout, position)

    def _put(self, iteration: Iteration, graph: Graph, layout: Layout, position: int | None) -> None:
        old, self._picture = self._picture, Picture(iteration, graph, Timeline(iteration, graph), layout)
        self.picture_ready.emit(old, self._picture, position)

    def _on_arranged(self, number: int, layout: Layout) -> None:
        if number == self._arranger.latest and self._waiting is not None:
            (iteration, graph, position), self._waiting = self._waiting, None
            self._put(iteration, graph, layout, position)

    def _on_failed(self, number: int, why: str) -> None:
        if number == self._arranger.latest:
            self._waiting = None
            self.failed.emit(self.tr("The graph of this iteration could not be drawn: {why}.").format(why=why))
