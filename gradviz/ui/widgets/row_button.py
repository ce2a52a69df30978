"""A line of a list that can be pressed: a name, something about it, and a number on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme

_PAD = 4


class RowButton(QAbstractButton):
    """Shows name, detail and number. A checkable one opens and closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._role = "text"
        self._theme = LIGHT
        self._detail = self._number = ""

    def show_row(self, name: str, detail: str, number: str, role: str = "text") -> None:
        """Show these three texts, the number in the colour of ``role``."""
        self._detail, self._number, self._role = detail, number, role
        self.setText(name.replace("&", "&&"))
        self.setAccessibleName(" ".join(part for part in (name, detail, number) if part))
        self.update()

    def row_text(self) -> str:
        """Return the whole row as one text."""
        return self.accessibleName()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = f"▸ {self.text()}  {self._detail}  {self._number}"
        return QSize(metrics.horizontalAdvance(words) + 2 * _PAD, metrics.height() + 6)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), self._theme.color("canvas"))
        metrics = self.fontMetrics()
        area = QRectF(self.rect()).adjusted(_PAD, 0, -_PAD, 0)
        align = Qt.AlignmentFlag
        painter.setPen(self._theme.color(self._role))
        painter.drawText(area, align.AlignRight | align.AlignVCenter, self._number)
        area.setRight(area.right() - metrics.horizontalAdvance(self._number) - 8)
        name = self.text().replace("&&", "&")
        if self.isCheckable():
            name = ("▾ " if self.isChecked() else "▸ ") + name
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.setPen(self._theme.color("text"))
        painter.drawText(area, align.AlignLeft | align.AlignVCenter, name)
        area.setLeft(area.left() + metrics.horizontalAdvance(name + " "))
        detail = metrics.elidedText(self._detail, Qt.TextElideMode.ElideRight, int(max(area.width(), 0)))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(area, align.AlignLeft | align.AlignVCenter, detail)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
