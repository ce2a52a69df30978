from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui import fuzzy, icons
from gradviz.ui.actions.build import key_rows
from gradviz.ui.actions.model import MENUS
from gradviz.ui.actions.table import ACTIONS, PLAIN_KEYS, by_id
from gradviz.ui.dialogs.palette import Entry, matches
from gradviz.ui.keyguard import wants
from gradviz.ui.shell import Shell


def combination(key: str) -> object:
    return QKeySequence(key)[0]  # type: ignore[index]


def test_ids_and_keys_are_unique() -> None:
    assert not [name for name, count in Counter(action.id for action in ACTIONS).items() if count > 1]
    keys = Counter(QKeySequence(key).toString() for action in ACTIONS for key in action.keys)
    assert not [key for key, count in keys.items() if count > 1]


def test_every_key_is_a_key_and_every_icon_is_there() -> None:
    for action in ACTIONS:
        assert all(QKeySequence(key).toString() for key in action.keys), action.id
        assert not action.icon or action.icon in icons.names()


def test_texts_end_without_a_full_stop_and_have_one_access_key() -> None:
    for action in ACTIONS:
        assert action.text.count("&") <= 1
        assert not action.text.endswith(".")
        assert not action.tip.endswith(".")
    for menu in MENUS:
        letters = Counter(
            action.text[action.text.index("&") + 1].lower()
            for action in ACTIONS
            if action.menu == menu and "&" in action.text
        )
        assert not [letter for letter, count in letters.items() if count > 1], menu


def test_the_keys_of_the_design() -> None:
    keys = {
        "step.play": "Space", "step.back": "Left", "step.forward": "Right", "step.previous_line": "Shift+Left",
        "step.next_line": "Shift+Right", "step.start": "Home", "step.end": "End", "step.loss": "L", "view.search": "/",
        "view.zoom_in": "+", "view.zoom_out": "-", "view.fit": "0", "run.start": "F5", "run.stop": "Shift+F5",
        "file.open": "Ctrl+O", "file.save": "Ctrl+S", "help.keys": "F1", "view.palette": "Ctrl+K",
    }  # fmt: skip
    assert {name: by_id(name).keys[0] for name in keys} == keys
    assert "Ctrl+Return" in by_id("run.start").keys


def test_plain_keys_are_those_without_a_strong_modifier() -> None:
    assert {"Space", "Left", "Shift+Left", "L", "/", "0", "Esc"} <= PLAIN_KEYS
    assert not {"F5", "Ctrl+K", "Shift+F5", "F11"} & PLAIN_KEYS


def test_every_handler_exists(shell: Shell) -> None:
    assert set(shell.face.actions_by_id) == {action.id for action in ACTIONS}


def test_key_rows_name_every_key_once() -> None:
    rows = [row for _, block in key_rows() for row in block]
    assert len(rows) == len([action for action in ACTIONS if action.keys])
    assert ("Play", "Space") in rows


@pytest.mark.parametrize(
    ("make", "kept"),
    [
        (QLineEdit, {"Space", "Left", "Home", "L", "0", "Shift+Left", "/"}),
        (QSpinBox, {"Space", "Left", "Home", "L", "0", "-"}),
        (QPlainTextEdit, {"Space", "Left", "End", "L", "0", "Shift+Right"}),
        (QListWidget, {"Space", "Left", "L"}),
        (QSlider, {"Left", "Right", "Home", "End"}),
        (QPushButton, {"Space"}),
        (QComboBox, {"Space", "Home", "End"}),
        (QWidget, set()),
    ],
)
def test_who_keeps_which_keys(qtbot: QtBot, make: type[QWidget], kept: set[str]) -> None:
    widget = make()
    qtbot.addWidget(widget)
    asked = {"Space", "Left", "Right", "Home", "End", "L", "0", "Shift+Left", "Shift+Right", "/", "-"}
    found = {key for key in asked if wants(widget, combination(key))}  # type: ignore[arg-type]
    assert kept <= found
    if make in (QSlider, QPushButton, QComboBox, QWidget):
        assert found == kept


def test_a_heat_map_keeps_the_arrows(qtbot: QtBot) -> None:
    from gradviz.ui.widgets.cell_map import CellMap

    widget = CellMap()
    qtbot.addWidget(widget)
    assert wants(widget, combination("Left"))  # type: ignore[arg-type]
    assert not wants(widget, combination("Shift+Left"))  # type: ignore[arg-type]
    assert not wants(widget, combination("Space"))  # type: ignore[arg-type]


def test_a_console_that_cannot_be_typed_in_leaves_the_letters(qtbot: QtBot) -> None:
    console = QPlainTextEdit()
    console.setReadOnly(True)
    qtbot.addWidget(console)
    assert not wants(console, combination("Space"))  # type: ignore[arg-type]
    assert wants(console, combination("Home"))  # type: ignore[arg-type]


class TestFuzzy:
    def test_all_letters_in_order(self) -> None:
        assert fuzzy.score("tl", "To the loss") is not None
        assert fuzzy.score("zz", "To the loss") is None
        assert fuzzy.score("", "anything") is not None

    def test_better_matches_come_first(self) -> None:
        def name(text: str) -> Entry:
            return Entry(text, "action", lambda: None)

        entries = [name("Open a file"), name("Play"), name("Export picture"), name("Panel")]
        assert matches(entries, "pl")[0].name == "Play"
        assert [entry.name for entry in matches(entries, "pict")] == ["Export picture"]
        assert [entry.name for entry in matches(entries, "")] == [entry.name for entry in entries]
        assert matches(entries, "qqq") == []

    @pytest.mark.parametrize("query", ["loss", "LOSS", " loss "])
    def test_case_and_blanks_do_not_matter(self, query: str) -> None:
        assert fuzzy.score(query, "To the loss") is not None


def test_icons_have_pixels_in_both_modes(qapp: object) -> None:
    for name in icons.names():
        icon = icons.icon(name, "#123456", "#888888")
        image = icon.pixmap(16, 16).toImage()
        colors = {image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)}
        assert max(colors) > 200, name
        assert Qt.GlobalColor.transparent is not None
