"""What a user does to the editor, and what is seen of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from gradviz.ui.panels.editor import EditorPanel

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PROGRAM = "import torch\n\nx = torch.ones(2)\nfor t in range(3):\n    y = x * 2  # 图 😀 end\n"


def put(panel: EditorPanel, text: str) -> None:
    """Load ``text``; the cursor stands where it has a ``|``."""
    panel.load_text(text.replace("|", ""))
    move(panel, text.index("|"))


def move(panel: EditorPanel, start: int, end: int | None = None) -> None:
    cursor = panel.edit.textCursor()
    cursor.setPosition(start)
    if end is not None:
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    panel.edit.setTextCursor(cursor)


def now(panel: EditorPanel) -> str:
    """The text, with ``|`` where the cursor is."""
    text, at = panel.text(), panel.edit.textCursor().position()
    return text[:at] + "|" + text[at:]


def colors_of(panel: EditorPanel) -> set[str]:
    image = panel.edit.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
