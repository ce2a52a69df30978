"""A formula set in mathematical type, sharp at every size."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.typesetter import UNITS, Formula, typesetter

_SMALLEST = 0.62
"""A formula that is too wide is drawn smaller, down to this part of its size; beyond that it is cut off."""

_ENLARGED = 1.25
"""Mathematical type looks small beside the interface's font."""


class FormulaView(QWidget):
    """Draws one formula. Until it is set, and where no type can be set, it shows the same in plain characters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = LIGHT
        self._tex = ""
        self._plain = QLabel(self)
        self._plain.setWordWrap(True)
        self._renderer: QSvgRenderer | None = None
        self._known: Formula | None = None
        typesetter().finished.connect(self._on_finished)

    def show_formula(self, tex: str, plain: str) -> None:
        """Show ``tex``; ``plain`` is read aloud, and copied."""
        self._tex = tex
        self._plain.setText(plain)
        self.setAccessibleName(plain)
        self.setToolTip(plain)
        self._change()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._change()

    @property
    def plain(self) -> str:
        """The formula in plain characters."""
        return self._plain.text()

    @property
    def is_set(self) -> bool:
        """Whether mathematical type is shown."""
        return self._picture() is not None

    def fits(self, width: int) -> bool:
        """Return whether ``width`` is enough to show all of it legibly."""
        return not self.is_set or self._natural().width() * _SMALLEST <= width

    def _change(self) -> None:
        self._known = None
        self.updateGeometry()
        self.update()

    def _picture(self) -> QSvgRenderer | None:
        """Return the picture, if there is one; it is made when it is first looked at."""
        wanted = self._formula()
        if self._known == wanted:
            return self._renderer
        if wanted.tex and not typesetter().knows(wanted):
            self._plain.show()
            return None
        self._known = wanted
        svg = typesetter().svg(wanted)
        self._renderer = None if svg is None else QSvgRenderer(QByteArray(svg))
        if self._renderer is not None and not self._renderer.isValid():
            self._renderer = None
        self._plain.setVisible(self._renderer is None)
        return self._renderer

    def _formula(self) -> Formula:
        return Formula(self._tex, self._theme.text, self._theme.backward)

    def _on_finished(self, formula: Formula) -> None:
        if formula == self._formula():
            self._change()

    def _natural(self) -> QSizeF:
        picture = self._picture()
        # What comes into a card later does not take the size of its type from it, where there is a style sheet.
        beside = self.parentWidget() or self
        scale = beside.fontMetrics().height() / (1.25 * UNITS) * _ENLARGED
        return QSizeF() if picture is None else QSizeF(picture.viewBoxF().size()) * scale

    def _drawn(self, width: int) -> QSizeF:
        natural = self._natural()
        scale = min(1.0, max(_SMALLEST, width / natural.width())) if natural.width() else 1.0
        return natural * scale

    @override
    def sizeHint(self) -> QSize:
        return self._plain.sizeHint() if not self.is_set else self._natural().toSize()

    @override
    def minimumSizeHint(self) -> QSize:
        if not self.is_set:
            return QSize(60, self._plain.heightForWidth(max(self.width(), 60)))
        return QSize(60, self.heightForWidth(max(self.width(), 60)))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._plain.heightForWidth(width) if not self.is_set else round(self._drawn(width).height() + 0.5)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self._picture()
        if picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._drawn(self.width())
        top = max(0.0, (self.height() - size.height()) / 2)
        picture.render(painter, QRectF(0.0, top, size.width(), size.height()))
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._plain.resize(event.size())
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
