"""The list of findings: what is wrong with gradients, why, where, and what to do."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core.diagnose import Finding, Kind
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.whywords import Told, told
from gradviz.ui.widgets.roles import speak_as
from gradviz.ui.widgets.tint import scale_text, tint

_PAD = 10
_FINDING, _TOLD = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class WhyPanel(QWidget):
    """Lists findings; Enter or a click on one asks for its place."""

    finding_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Grouping)
        self._all: tuple[Finding, ...] = ()
        self._shown: int | None = None
        self._count: int | None = None
        self.list = _List(self)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        self.list.itemClicked.connect(self._ask)
        self.list.itemActivated.connect(self._ask)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_theme(LIGHT)
        self._retranslate()

    def show_findings(self, findings: Sequence[Finding], shown: int | None, count: int | None) -> None:
        """List ``findings``, those of the iteration ``shown`` first; ``count`` of them have a backward pass.

        Without a count nothing is known yet.
        """
        self._all = tuple(sorted(findings, key=lambda one: one.iteration not in (shown, None)))
        self._shown, self._count = shown, count
        chosen = self.list.currentItem().data(_FINDING) if self.list.currentRow() >= 0 else None
        with QSignalBlocker(self.list):
            self.list.clear()
            for finding in self._all:
                words = told(finding, shown)
                item = QListWidgetItem(words.text, self.list)
                item.setData(_FINDING, finding)
                item.setData(_TOLD, words)
        self.list.setCurrentRow(self._all.index(chosen) if chosen in self._all else min(0, len(self._all) - 1))
        self.list.setVisible(bool(self._all))
        self.empty.setVisible(not self._all)
        self._show_empty()

    def take_focus(self) -> None:
        """Give the keys to the list, or to the sentence that stands in its place."""
        (self.list if self._all else self).setFocus()

    def _show_empty(self) -> None:
        if self._count is None:
            text = self.tr(
                "Run a program: why a gradient is None, zero or NaN, vanishes, explodes or is stale stands here."
            )
        elif not self._count:
            text = self.tr(
                "No backward pass was recorded: call backward() on a loss, and its gradients are judged here."
            )
        else:
            text = self.tr("Nothing is wrong with the gradients, as far as can be seen (recorded iterations: {count}).")
            text = text.format(count=self._count)
        self.empty.setText(text)
        self.setAccessibleDescription("" if self._all else text)

    def _ask(self, item: QListWidgetItem) -> None:
        self.finding_requested.emit(item.data(_FINDING))

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.list.set_theme(theme)
        tint(self.empty, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self.list.scheduleDelayedItemsLayout()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Why?"))
        self.list.setAccessibleName(self.tr("What is wrong with the gradients"))
        self.show_findings(self._all, self._shown, self._count)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _List(QListWidget):
    """A list whose items are as high as their texts need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._delegate.theme = theme
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _Delegate(QStyledItemDelegate):
    """Writes kind and place in bold, the reason below it, and what to do in a paler line."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self.theme = LIGHT
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._view.viewport().width()
        document = self._document(index, width, is_selected=False)
        return QSize(width, round(document.size().height()) + _PAD)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect, state, palette = option.rect, option.state, option.palette
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        painter.translate(rect.left() + _PAD, rect.top() + _PAD // 2)
        self._document(index, rect.width(), is_selected=is_selected).drawContents(painter)
        painter.restore()

    def _document(self, index: QModelIndex | QPersistentModelIndex, width: int, *, is_selected: bool) -> QTextDocument:
        finding, words = index.data(_FINDING), index.data(_TOLD)
        document = QTextDocument()
        document.setDefaultFont(self._view.font())
        document.setDocumentMargin(0)
        document.setHtml(self._html(finding, words, is_selected=is_selected))
        document.setTextWidth(max(width - 2 * _PAD, 80))
        return document

    def _html(self, finding: Finding, words: Told, *, is_selected: bool) -> str:
        theme = self.theme
        hue = theme.nonfinite if finding.kind is Kind.NONFINITE else theme.error
        title = theme.muted if finding.is_remark else hue
        text, pale = theme.text, theme.muted
        if is_selected:
            title = text = pale = theme.on_accent
        parts = ((f"color:{title};font-weight:bold", words.title), (f"color:{text}", words.message))
        lines = [f'<div style="{style}">{html.escape(said)}</div>' for style, said in parts]
        if words.fix:
            lines.append(f'<div style="color:{pale}">→ {html.escape(words.fix)}</div>')
        return "".join(lines)
