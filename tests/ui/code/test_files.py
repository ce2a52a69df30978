from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.editor import EditorPanel


def drop(panel: EditorPanel, mime: QMimeData) -> None:
    point = QPointF(30, 30)
    enter = QDragEnterEvent(
        QPoint(30, 30), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QCoreApplication.sendEvent(panel.edit.viewport(), enter)
    event = QDropEvent(point, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(panel.edit.viewport(), event)


def test_dropped_programs_are_opened_by_the_window(qtbot: QtBot, panel: EditorPanel, tmp_path: Path) -> None:
    mime = QMimeData()
    names = ["a.py", "b.GRADVIZ", "c.png"]
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    with qtbot.waitSignal(panel.files_dropped) as signal:
        drop(panel, mime)
    assert signal.args == [[str(tmp_path / "a.py"), str(tmp_path / "b.GRADVIZ")]]
    assert panel.text() == ""


def test_other_files_are_not_taken_but_text_is(qtbot: QtBot, panel: EditorPanel) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.py"), QUrl.fromLocalFile("/x.png")])
    assert not panel.edit.canInsertFromMimeData(mime)
    with qtbot.assertNotEmitted(panel.files_dropped):
        panel.edit.insertFromMimeData(mime)
    mime = QMimeData()
    mime.setText("x = 1")
    panel.edit.insertFromMimeData(mime)
    assert panel.text() == "x = 1"
