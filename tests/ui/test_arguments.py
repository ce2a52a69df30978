"""The program's arguments, typed above its text and found in ``sys.argv``."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.argumentscommands import ArgumentsCommands
from gradviz.ui.programpages import NET, TEXT, ProgramPages
from gradviz.ui.workspace import Workspace


@pytest.fixture
def pages(qtbot: QtBot, workspace: Workspace) -> ProgramPages:
    made = ProgramPages(QPlainTextEdit(), QWidget)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def commands(pages: ProgramPages, workspace: Workspace) -> ArgumentsCommands:
    made = ArgumentsCommands(workspace, pages)
    made.join(pages)
    return made


def test_without_arguments_there_is_no_row(pages: ProgramPages, commands: ArgumentsCommands) -> None:
    assert not pages.arguments.isVisible()


def test_what_is_typed_goes_to_the_program(
    qtbot: QtBot, pages: ProgramPages, commands: ArgumentsCommands, workspace: Workspace
) -> None:
    pages.show_page(NET)
    commands.edit()
    assert pages.page == TEXT
    QTest.keyClicks(pages.arguments.line, "--name 'two words' 3")
    QTest.keyClick(pages.arguments.line, Qt.Key.Key_Return)
    assert workspace.document.program.arguments == ("--name", "two words", "3")
    assert pages.arguments.isVisible()
    assert not pages.arguments.line.hasFocus()


def test_emptied_it_goes_away(
    qtbot: QtBot, pages: ProgramPages, commands: ArgumentsCommands, workspace: Workspace
) -> None:
    workspace.document.set_arguments(["--epochs", "3"])
    assert pages.arguments.line.text() == "--epochs 3"
    commands.edit()
    QTest.keyClick(pages.arguments.line, Qt.Key.Key_Backspace)
    QTest.keyClick(pages.arguments.line, Qt.Key.Key_Return)
    assert workspace.document.arguments == ()
    assert not pages.arguments.isVisible()


def test_escape_leaves_them_as_they_were(
    qtbot: QtBot, pages: ProgramPages, commands: ArgumentsCommands, workspace: Workspace
) -> None:
    workspace.document.set_arguments(["old"])
    commands.edit()
    QTest.keyClicks(pages.arguments.line, "new")
    QTest.keyClick(pages.arguments.line, Qt.Key.Key_Escape)
    assert (pages.arguments.line.text(), workspace.document.arguments) == ("old", ("old",))


def test_a_quotation_without_end_is_told_and_the_text_stays(
    qtbot: QtBot, pages: ProgramPages, commands: ArgumentsCommands, workspace: Workspace
) -> None:
    commands.edit()
    QTest.keyClicks(pages.arguments.line, "'two")
    with qtbot.waitSignal(commands.failed) as told:
        QTest.keyClick(pages.arguments.line, Qt.Key.Key_Return)
    assert told.args is not None
    assert "has nothing behind it" in told.args[0]
    assert pages.arguments.line.text() == "'two"
    assert workspace.document.arguments == ()


def test_another_program_begins_without_them(workspace: Workspace, tmp_path: object) -> None:
    workspace.document.set_arguments(["--epochs", "3"])
    workspace.document.new("x = 1")
    assert workspace.document.arguments == ()
