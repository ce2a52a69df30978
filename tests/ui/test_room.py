"""The window fits on a small screen, whatever is open in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QScrollArea, QTabBar
from pytestqt.qtbot import QtBot

from gradviz.ui.netform.layout import FieldPage
from gradviz.ui.shell import Shell

PANELS = ("lab.update", "lab.landscape", "lockstep.show", "graph.why", "run.breakpoints")


@pytest.mark.parametrize(
    ("language", "scale", "most"),
    [("en", 1.0, 1000), ("zh_CN", 1.0, 1000), ("en", 1.5, 1024), ("zh_CN", 1.5, 1024), ("en", 2.0, 1280)],
)
def test_every_panel_leaves_room_for_the_others(
    shell: Shell, qtbot: QtBot, language: str, scale: float, most: int
) -> None:
    shell.face.set_text_scale(scale)
    shell.face.language_requested.emit(language)
    for name in PANELS:
        shell.face.actions_by_id[name].trigger()
        qtbot.wait(50)
    least = {dock.objectName(): dock.minimumSizeHint().width() for dock in shell.window.findChildren(QDockWidget)}
    assert shell.window.minimumSizeHint().width() <= most, sorted(least.items())
    assert shell.window.minimumSizeHint().height() <= 640 * scale


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_tabs_below_have_whole_names(shell: Shell, scale: float) -> None:
    shell.face.set_text_scale(scale)
    shell.window.resize(1024, 680)
    (tabs,) = shell.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert tabs.count() == 7
    metrics = tabs.fontMetrics()
    for index in range(tabs.count()):
        assert tabs.tabRect(index).width() > metrics.horizontalAdvance(tabs.tabText(index))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_narrow_toolbar_says_less_and_shows_all(shell: Shell, qtbot: QtBot, language: str) -> None:
    shell.face.language_requested.emit(language)
    bar = shell.face.bar
    for width, last in ((1024, 9), (1024, 9_999_999), (1900, 9_999_999)):
        shell.window.resize(width, 680)
        bar.set_iterations((0, last), last + 1, last)
        qtbot.waitUntil(lambda width=width: bar.width() == width)  # type: ignore[misc]
        assert bar.sizeHint().width() <= width
        assert bar.language.isVisible()
        assert str(last) in bar.iteration.text()
        assert str(last) in bar.iteration.accessibleName()
    assert bar.iteration.text().startswith(bar.iteration.accessibleName())
    shell.face.set_text_scale(1.5)
    shell.window.resize(1100, 680)
    qtbot.waitUntil(lambda: bar.width() == 1100)
    assert bar.iteration.text() == "9999999 / 9999999 ▾"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_toolbar_fits_on_a_projector(shell: Shell, qtbot: QtBot, language: str) -> None:
    shell.face.language_requested.emit(language)
    shell.face.set_text_scale(1.5)
    shell.window.resize(1024, 700)
    bar = shell.face.bar
    bar.set_iterations((0, 499), 500, 499)
    qtbot.waitUntil(lambda: bar.width() == 1024)
    qtbot.waitUntil(lambda: bar.language.geometry().right() < 1024)
    assert bar.search.width() >= 48


def test_no_row_of_the_net_form_is_squeezed(shell: Shell, qtbot: QtBot) -> None:
    shell.face.set_text_scale(2.0)
    shell.window.resize(1600, 900)
    shell.face.actions_by_id["net.show"].trigger()
    page = shell.window.findChild(FieldPage)
    assert isinstance(page, FieldPage)
    qtbot.waitUntil(page.isVisible)
    for name, field in page.fields.items():
        qtbot.waitUntil(lambda f=field: f.editor.height() >= f.editor.minimumSizeHint().height())  # type: ignore[misc]
        assert field.label.height() >= field.label.fontMetrics().height(), name


@pytest.mark.parametrize(("scale", "width"), [(1.0, 1000), (1.5, 1280), (2.0, 1600)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_in_the_inspector_is_cut_off(
    shell: Shell, qtbot: QtBot, language: str, scale: float, width: int
) -> None:
    workspace, values = shell.workspace, shell.face.values
    assert values is not None
    shell.face.set_text_scale(scale)
    shell.face.language_requested.emit(language)
    shell.window.resize(width, 800)
    workspace.document.new("ok", "p.py")
    with qtbot.waitSignal(workspace.engine.finished, timeout=10_000):
        workspace.run()
    qtbot.waitUntil(lambda: workspace.picture is not None)
    area = values.inspector.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    content = area.widget()
    assert content is not None
    assert workspace.picture is not None
    workspace.player.to_end()
    for key in workspace.picture.graph:
        workspace.select(key)
        qtbot.wait(10)
        assert content.width() <= area.viewport().width(), key
