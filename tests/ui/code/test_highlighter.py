from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from gradviz.ui.code.colors import colors
from gradviz.ui.code.highlighter import PythonHighlighter
from gradviz.ui.code.tokens import Kind
from gradviz.ui.theme import DARK, LIGHT


def formats_of(document: QTextDocument, line: int) -> int:
    return len(document.findBlockByNumber(line).layout().formats())


def shown(text: str) -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setPlainText(text)
    return edit


def test_lines_far_away_are_coloured_when_they_come_into_sight(qtbot: QtBot) -> None:
    edit = shown("")
    qtbot.addWidget(edit)
    highlighter = PythonHighlighter(edit.document(), LIGHT)
    highlighter.show(0, 10)
    edit.setPlainText("\n".join(["import torch  # a"] * 1000))
    assert formats_of(edit.document(), 0)
    assert not formats_of(edit.document(), 900)
    highlighter.show(890, 910)
    assert formats_of(edit.document(), 900)


def test_an_opened_string_reaches_the_lines_below(qtbot: QtBot) -> None:
    edit = shown("\n".join(["a = 1"] * 500))
    qtbot.addWidget(edit)
    highlighter = PythonHighlighter(edit.document(), LIGHT)
    highlighter.rehighlight()
    assert edit.document().lastBlock().userState() == 0
    edit.textCursor().insertText('"""')
    assert edit.document().lastBlock().userState() != 0
    highlighter.set_theme(DARK)
    formats = edit.document().findBlockByNumber(3).layout().formats()
    assert formats[-1].format.foreground().color() == colors(DARK)[Kind.STRING]
