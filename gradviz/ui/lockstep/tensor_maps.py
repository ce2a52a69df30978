"""Heat maps of one tensor in two runs, and of their difference."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.lockstep.picture import Pictures
from gradviz.core.lockstep.words import scale
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.cell_map import CellMap
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import tint


class TensorMaps(QWidget):
    """The first run, another run, and the other minus the first; each on a scale of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = ("", "", "")
        self._pictures: Pictures | None = None
        self.maps = [_Map(hue) for hue in ("forward", "forward", "update")]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        for shown in self.maps:
            row.addWidget(shown, 1)
        self.set_theme(LIGHT)
        self.show_pictures(None)

    def show_pictures(self, pictures: Pictures | None, tensor: str = "", first: str = "", second: str = "") -> None:
        """Show ``tensor`` of the runs ``first`` and ``second``; a gradient is framed as one."""
        self._pictures, self._names = pictures, (tensor, first, second)
        hue = "backward" if tensor.endswith(".grad") else "forward"
        for shown in self.maps[:2]:
            shown.cells.set_hue(hue)
        sentence = self.tr("Nothing to compare here.") if tensor else ""
        summaries = (None,) * 3 if pictures is None else pictures[:3]
        for shown, summary in zip(self.maps, summaries, strict=True):
            shown.show_summary(summary, sentence)
        self._say()

    def _say(self) -> None:
        tensor, first, second = self._names
        if not tensor:
            words = ["", "", ""]
        else:
            blocks = self.tr("sums of blocks") if self._pictures is not None and self._pictures.is_blocks else ""
            words = [" · ".join(filter(None, (tensor, run, blocks))) for run in (first, second)]
            words.append(self._about_difference())
        for shown, name in zip(self.maps, words, strict=True):
            shown.set_title(name)

    def _about_difference(self) -> str:
        found = None if self._pictures is None else self._pictures.found
        if found is None:
            return self.tr("Difference")
        if found.is_identical:
            return self.tr("Difference: none, bit for bit")
        return self.tr("Difference: {amount} at {place}").format(amount=scale(found.relative), place=found.place)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for shown in self.maps:
            shown.set_theme(theme)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()


class _Map(QWidget):
    """A title, the cells, and below them what is read at the cursor, or how far the colours reach."""

    def __init__(self, hue: str) -> None:
        super().__init__()
        self.title = ElidedLabel()
        self.cells = CellMap(hue)
        self.note = ElidedLabel()
        self._is_shown = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.cells, 1)
        column.addWidget(self.note)
        self.cells.reading_changed.connect(lambda _reading: self._say())

    def show_summary(self, summary: TensorSummary | None, sentence: str) -> None:
        """Show the cells of ``summary``, or ``sentence``."""
        self._is_shown = summary is not None
        self.cells.show_summary(summary, sentence)
        self._say()

    def set_title(self, title: str) -> None:
        """Write ``title`` above."""
        self.title.set_text(title)
        self.cells.setAccessibleName(title)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.cells.set_theme(theme)
        tint(self.note, theme.color("muted"))

    def _say(self) -> None:
        reach = f"±{text.number(self.cells.limit)}" if self._is_shown and self.cells.has_cells else ""
        self.note.set_text(self.cells.reading() or reach)
