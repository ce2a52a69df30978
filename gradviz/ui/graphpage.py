"""The graph with a quiet line below it: what of this iteration could not be recorded, what did not end.

Above it another one, where only a part of the graph is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.trace import Iteration
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.inspection.notes import Notes
from gradviz.ui.remarks import remark
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.passage_line import PassageLine
from gradviz.ui.widgets.tint import scale_text


class GraphPage(QWidget):
    """Holds the graph, and says what is not in it."""

    def __init__(self, graph: GraphView) -> None:
        super().__init__()
        self._iteration: Iteration | None = None
        self.notes = Notes()
        self.passage = PassageLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.passage)
        column.addWidget(graph, 1)
        column.addWidget(self.notes)
        self.setFocusProxy(graph)

    def show_iteration(self, iteration: Iteration | None) -> None:
        """Say what is to be said of ``iteration``."""
        self._iteration = iteration
        self.notes.show_sentences([] if iteration is None else sentences_of(iteration))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.notes.set_theme(theme)
        self.passage.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self.notes, scale)
        scale_text(self.passage, scale)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_iteration(self._iteration)


def sentences_of(iteration: Iteration) -> list[str]:
    """Return what is to be said of an iteration as a whole."""
    said = [] if iteration.note is None else [remark(iteration.note)]
    failed = QCoreApplication.translate("GraphPage", "Backward call {0} did not come to its end: {1}")
    said += [failed.format(n, call.error) for n, call in enumerate(iteration.calls, start=1) if call.error is not None]
    return said
