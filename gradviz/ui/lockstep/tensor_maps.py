"""Heat maps of one tensor in two runs, and of their difference."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.lockstep.picture import Pictures
from gradviz.core.lockstep.words import scale
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.heatmap import HeatMap
from gradviz.ui.widgets.tint import tint


class TensorMaps(QWidget):
    """The first run, another run, and the other minus the first; each on a scale of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = ("", "", "")
        self._pictures: Pictures | None = None
        self.maps = tuple(HeatMap(hue) for hue in ("forward", "forward", "update"))
        self.titles = tuple(ElidedLabel() for _ in self.maps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for title, shown in zip(self.titles, self.maps, strict=True):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(title)
            column.addWidget(shown, 1)
            row.addLayout(column, 1)
        self.set_theme(LIGHT)
        self.show_pictures(None)

    def show_pictures(self, pictures: Pictures | None, tensor: str = "", first: str = "", second: str = "") -> None:
        """Show ``tensor`` of the runs ``first`` and ``second``; a gradient is framed as one."""
        self._pictures, self._names = pictures, (tensor, first, second)
        hue = "backward" if tensor.endswith(".grad") else "forward"
        for shown in self.maps[:2]:
            shown.set_hue(hue)
        sentence = self.tr("Nothing to compare here.")
        for shown, summary in zip(self.maps, pictures[:3] if pictures is not None else (None,) * 3, strict=True):
            shown.show_summary(summary, sentence)
        self._say()

    def _say(self) -> None:
        tensor, first, second = self._names
        blocks = self.tr(", sums of blocks") if self._pictures is not None and self._pictures.is_blocks else ""
        words = [f"{tensor} · {first}{blocks}", f"{tensor} · {second}{blocks}", self._about_difference()]
        for title, shown, name in zip(self.titles, self.maps, words, strict=True):
            title.set_text(name if tensor else "")
            shown.set_name(name)

    def _about_difference(self) -> str:
        found = None if self._pictures is None else self._pictures.found
        if found is None:
            return self.tr("Difference")
        if found.is_identical:
            return self.tr("Difference: none, bit for bit")
        return self.tr("Difference: at most {amount} at {place}").format(
            amount=scale(found.relative), place=found.place
        )

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for title, shown in zip(self.titles, self.maps, strict=True):
            shown.set_theme(theme)
            tint(title, theme.color("muted"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
