"""Colouring the graph by menu and by key: what the boxes look like, what they say, the legend."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.tones import Quality, Scale
from gradviz.ui import colouring
from gradviz.ui.canvas.coloring import FIRST, NOTHING, Coloring, ground_of
from gradviz.ui.canvas.legend import Corner
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.ramps import LEVELS, category_grounds, ramp
from gradviz.ui.shell import Shell
from gradviz.ui.theme import DARK, LIGHT, Theme
from tests import traces
from tests.ui.folded import trace_of


def opened(shell: Shell, qtbot: QtBot) -> GraphView:
    views = shell.face.views
    assert views is not None
    shell.workspace.open_session(trace_of(traces.timed()), position=9)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    views.graph.setFocus()
    qtbot.wait(20)
    return views.graph


def ground(view: GraphView, key: str) -> str:
    view.ensure_visible([key])
    rect = view.node_rect(key)
    place = QPoint(round(rect.center().x()), round(rect.bottom() - 4 * view.camera.zoom))
    return view.grab().toImage().pixelColor(place).name()


def test_a_key_colours_by_one_quality_after_the_other(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    seen = []
    for _ in Quality:
        QTest.keyClick(view, Qt.Key.Key_C)
        seen.append("state" if view.coloring is None else view.coloring.quality.value)
        actions = shell.face.actions_by_id
        assert [name for name in actions if name.startswith("colour.") and actions[name].isChecked()] == [
            f"colour.{seen[-1]}"
        ]
    assert seen == ["gradient", "value", "memory", "time", "device", "dtype", "state"]


def test_the_ground_of_a_box_is_the_one_of_the_scale(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.face.actions_by_id["colour.gradient"].trigger()
    assert view.coloring is not None
    assert view.scene is not None
    view.zoom_by(1.0 / view.camera.zoom)
    shell.workspace.select("n6")
    view.zoom_to_selection()
    code = int(view.coloring.codes[view.scene.number["n6"]])
    assert code >= FIRST
    assert ground(view, "n6") == ground_of(code, view.coloring.scale, LIGHT).name()
    words = view.coloring.words[view.scene.number["n6"]]
    assert words.startswith("‖g‖ ")
    # It is also told to those who point at the box, and to those who hear the screen.
    assert view.item_name("n6").endswith(words)
    assert view.tip_at(view.node_rect("n6").center()).endswith(words)
    # Where no gradient has come there is no colour, and it comes with the step that brings it.
    assert view.coloring.codes[view.scene.number["n3"]] == NOTHING
    for _ in range(4):
        shell.workspace.player.step(1)
    assert view.coloring.codes[view.scene.number["n3"]] >= FIRST
    shell.face.actions_by_id["colour.state"].trigger()
    assert ground(view, "n6") == LIGHT.backward_tint.lower()


def test_the_legend_tells_the_scale(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    before = view.legend
    assert before.scale is None
    assert before.has_gradients
    shell.face.actions_by_id["colour.memory"].trigger()
    assert view.legend.quality is Quality.MEMORY
    assert view.legend.rect(QSizeF(view.size())).height() > before.rect(QSizeF(view.size())).height()
    shell.workspace.player.to_start()
    assert not view.legend.has_gradients
    shell.face.actions_by_id["colour.state"].trigger()
    assert view.legend.is_empty


def test_one_is_told_what_the_colours_are(shell: Shell, qtbot: QtBot) -> None:
    opened(shell, qtbot)
    shell.face.actions_by_id["colour.device"].trigger()
    assert shell.window.statusBar().currentMessage() == "Boxes are coloured by: Device"


def _luminance(color: QColor) -> float:
    parts = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_on_every_ground_can_be_read(theme: Theme) -> None:
    for color in (*ramp(theme), *category_grounds(theme), theme.color("nonfinite_tint")):
        assert contrast(color, theme.color("text")) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_ramp_changes_its_lightness_in_one_direction(theme: Theme) -> None:
    steps = np.diff([_luminance(color) for color in ramp(theme)])
    assert len(steps) == LEVELS - 1
    assert (steps > 0).all() if theme.is_dark else (steps < 0).all()


def test_categories_have_grounds_of_their_own() -> None:
    scale = Scale(names=("cpu", "cuda:0", "cuda:1"))
    assert len({ground_of(FIRST + number, scale, LIGHT).name() for number in range(3)}) == 3


def test_the_legend_hides_as_few_boxes_as_can_be(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.face.actions_by_id["colour.memory"].trigger()
    assert view.scene is not None
    for zoom in (0.3, 0.5, 0.8):
        view.zoom_by(zoom / view.camera.zoom)
        place = view.legend_rect
        size = view.size()
        others = [view.legend.rect(QSizeF(size), corner) for corner in Corner]
        hidden = [sum(view.node_rect(key).intersects(rect) for key in view.item_keys()) for rect in (place, *others)]
        assert hidden[0] <= min(hidden[1:4])


@pytest.mark.parametrize("quality", [quality for quality in Quality if quality is not Quality.STATE])
def test_colours_that_follow_the_steps_are_those_computed_anew(quality: Quality, shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.face.actions_by_id[f"colour.{quality.value}"].trigger()
    for position in (0, 3, 4, 7, 8, 12, 16, 5, 0):
        shell.workspace.player.seek(position)
        held, frame = view.coloring, shell.workspace.frame
        assert held is not None
        assert view.scene is not None
        assert frame is not None
        anew = Coloring.resolve(quality, held.scale, view.scene, frame)
        assert held.codes.tolist() == anew.codes.tolist()
        assert list(held.words) == list(anew.words)


def test_many_boxes_are_coloured_while_the_window_goes_on(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colouring, "AT_ONCE", 1)
    view = opened(shell, qtbot)
    shell.face.actions_by_id["colour.memory"].trigger()
    assert [view.coloring] == [None]
    # Another wish, and another position, before the colours are there.
    shell.face.actions_by_id["colour.gradient"].trigger()
    shell.workspace.player.seek(12)
    qtbot.waitUntil(lambda: view.coloring is not None)
    held, frame = view.coloring, shell.workspace.frame
    assert held is not None
    assert view.scene is not None
    assert frame is not None
    assert held.quality is Quality.GRADIENT
    assert held.codes.tolist() == Coloring.resolve(Quality.GRADIENT, held.scale, view.scene, frame).codes.tolist()
    # What is asked for, and at once not any more, can be asked for again.
    shell.face.actions_by_id["colour.value"].trigger()
    shell.face.actions_by_id["colour.state"].trigger()
    qtbot.wait(20)
    assert [view.coloring] == [None]
    shell.face.actions_by_id["colour.value"].trigger()
    qtbot.waitUntil(lambda: view.coloring is not None and view.coloring.quality is Quality.VALUE)


def test_the_map_has_the_colours_of_the_graph(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    view.zoom_by(3.0 / view.camera.zoom)
    shell.face.actions_by_id["colour.gradient"].trigger()
    assert view.coloring is not None
    picture = view.grab().toImage()
    left, top = view.width() - 180, view.height() - 150
    seen = {picture.pixelColor(x, y).name() for x in range(left, view.width()) for y in range(top, view.height())}
    grounds = {view.coloring.ground(int(code), LIGHT).name() for code in view.coloring.codes if code >= FIRST}
    assert grounds
    assert grounds <= seen
    assert LIGHT.backward.lower() not in seen
