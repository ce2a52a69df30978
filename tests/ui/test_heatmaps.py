from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.core import text
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.tensor import TensorSummary
from gradviz.ui.panels.heatmaps import TILE_LIMIT, HeatmapOptions, HeatmapsPanel
from gradviz.ui.theme import DARK
from gradviz.ui.widgets.cells import exact
from tests import traces

Shown = Callable[..., HeatmapsPanel]


def sample(name: str, seed: int = 0, grad: bool = True) -> ParameterSample:
    return ParameterSample(name, traces.random(8, 6, seed=seed), traces.random(8, 6, seed=seed + 1) if grad else None)


def about(symbol: str, summary: TensorSummary) -> str:
    values = summary.matrix()
    assert values is not None
    return f"{symbol} {text.number(summary.norm)} · ±{text.number(float(np.abs(values).max()))}"


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    def make(parameters: Sequence[ParameterSample], width: int = 900, height: int = 300) -> HeatmapsPanel:
        panel = HeatmapsPanel()
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show_parameters(parameters)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make


def test_without_parameters_a_sentence_says_what_will_appear(shown: Shown) -> None:
    assert shown(()).empty_text().startswith("Run a program that trains")
    assert shown([sample("w")]).empty_text() == ""


def test_a_tile_shows_value_gradient_and_norms(shown: Shown) -> None:
    panel = shown([sample("w1"), sample("网络.偏置", grad=False)])
    first, second = panel.tiles
    assert first.title.row_text() == "w1 8×6 f32"
    assert first.value.has_cells
    assert first.gradient.has_cells
    assert first.about_value.text() == about("‖w‖", traces.random(8, 6))
    assert first.about_gradient.text() == about("‖g‖", traces.random(8, 6, seed=1))
    assert second.title.row_text() == "网络.偏置 8×6 f32"
    assert second.gradient.sentence == "no gradient"
    assert second.about_gradient.text() == ""
    assert (first.value.accessibleName(), first.gradient.accessibleName()) == ("w1", "w1.grad")


def test_ratios_are_shown_while_they_are_known(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w1"), sample("w2")])
    panel.show_updates({"w2": UpdateSample("w2", traces.random(8, 6), 6.7e-4)})
    qtbot.waitUntil(lambda: panel.tiles[1].title.row_text() == "w2 8×6 f32 update ÷ value 0.00067")
    assert panel.tiles[0].title.row_text() == "w1 8×6 f32"
    panel.show_updates({})
    qtbot.waitUntil(lambda: panel.tiles[1].title.row_text() == "w2 8×6 f32")


def test_a_gradient_that_is_still_to_come_is_not_said_to_be_missing(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w", grad=False)])
    assert panel.tiles[0].gradient.sentence == "no gradient"
    panel.show_parameters([sample("w", grad=False)], {"w"})
    qtbot.waitUntil(lambda: panel.tiles[0].gradient.sentence == "not yet")


def test_tiles_made_later_write_as_large_as_the_panel(shown: Shown, qtbot: QtBot) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
    panel = shown(())
    panel.setStyleSheet("QLabel { color: black; }")
    panel.set_text_scale(1.6)
    panel.show_parameters([sample("w")])
    qtbot.waitUntil(lambda: panel.shown_names() == ["w"])
    size = panel.font().pointSizeF()
    assert panel.tiles[0].title.font().pointSizeF() == size
    panel.set_text_scale(2.0)
    assert panel.tiles[0].title.font().pointSizeF() == panel.font().pointSizeF() > size


def test_new_values_go_into_the_tiles_that_are_there(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w1")])
    tiles = list(panel.tiles)
    panel.tiles[0].value.move_cursor(2, 3)
    before = panel.tiles[0].value.reading()
    panel.show_parameters([sample("w1", seed=5)])
    qtbot.waitUntil(lambda: panel.tiles[0].value.reading() != before)
    assert panel.tiles == tiles
    assert panel.tiles[0].value.reading().startswith("[2, 3] = ")


def test_parameters_that_are_gone_have_no_tile(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w1"), sample("w2")])
    panel.show_parameters([sample("other")])
    qtbot.waitUntil(lambda: panel.shown_names() == ["other"])
    panel.show_parameters(())
    qtbot.waitUntil(lambda: panel.empty_text() != "")


def test_nan_is_counted(shown: Shown) -> None:
    bad = np.ones((2, 3), np.float32)
    bad[0, 1], bad[1, 1] = np.nan, np.inf
    panel = shown([ParameterSample("w", traces.random(2, 3), traces.summary(bad))])
    assert panel.tiles[0].about_gradient.text() == "‖g‖ NaN · 1 NaN · 1 Inf · ±1"


def test_many_parameters_are_bounded_and_found_by_name(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample(f"layer{i}.weight", seed=i) for i in range(100)])
    assert len(panel.shown_names()) == TILE_LIMIT
    assert panel.note() == "40 of 100 parameters. Filter by name to see others."
    QTest.keyClicks(panel.filter, "Layer99")
    assert panel.shown_names() == ["layer99.weight"]
    assert panel.note() == ""
    QTest.keyClicks(panel.filter, "x")
    assert panel.shown_names() == []
    assert panel.note() == "No parameter has this in its name."


def test_few_parameters_need_no_filter(shown: Shown) -> None:
    assert shown([sample("w1")]).filter.isHidden()


def test_tiles_out_of_sight_are_brought_up_to_date_when_they_come_into_sight(shown: Shown, qtbot: QtBot) -> None:
    names = [f"p{i}" for i in range(30)]
    panel = shown([sample(name) for name in names], 400, 300)
    qtbot.wait(50)
    panel.show_parameters([sample(name, seed=9) for name in names])
    wanted = about("‖w‖", traces.random(8, 6, seed=9))
    qtbot.waitUntil(lambda: panel.tiles[0].about_value.text() == wanted)
    panel.tiles[29].title.setFocus()
    panel.ensure_visible("p29")
    qtbot.waitUntil(lambda: panel.tiles[29].about_value.text() == wanted)


def test_tiles_flow_into_the_width(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample(f"w{i}") for i in range(4)], 330, 400)
    qtbot.waitUntil(lambda: panel.tiles[1].y() > panel.tiles[0].y())
    panel.resize(1000, 400)
    qtbot.waitUntil(lambda: panel.tiles[1].y() == panel.tiles[0].y())


def test_a_title_asks_for_its_parameter(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w1"), sample("w2")])
    with qtbot.waitSignal(panel.parameter_requested) as asked:
        QTest.mouseClick(panel.tiles[1].title, Qt.MouseButton.LeftButton)
    assert asked.args == ["w2"]
    with qtbot.waitSignal(panel.parameter_requested) as asked:
        QTest.keyClick(panel.tiles[0].title, Qt.Key.Key_Space)
    assert asked.args == ["w1"]


def test_theme_and_text_scale(shown: Shown, qtbot: QtBot) -> None:
    panel = shown([sample("w1")])
    before = panel.tiles[0].sizeHint().height()
    panel.set_theme(DARK)
    panel.set_text_scale(1.6)
    qtbot.waitUntil(lambda: panel.tiles[0].sizeHint().height() > before)
    image = QImage(panel.tiles[0].value.size(), QImage.Format.Format_RGB32)
    panel.tiles[0].value.render(image)
    assert image.pixelColor(1, 1).name() == DARK.color("forward").name()


def test_a_hidden_panel_draws_when_it_is_shown(qtbot: QtBot) -> None:
    panel = HeatmapsPanel()
    qtbot.addWidget(panel)
    panel.show_parameters([sample("w1")])
    assert panel.tiles == []
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.shown_names() == ["w1"]


def test_what_is_read_in_one_map_is_read_in_the_others(shown: Shown) -> None:
    panel = shown([sample("w")])
    panel.show_updates({"w": UpdateSample("w", traces.random(8, 6, seed=7), 0.1)})
    tile = panel.tiles[0]
    tile.show_parameter(sample("w"), UpdateSample("w", traces.random(8, 6, seed=7), 0.1))
    tile.value.setFocus()
    tile.value.move_cursor(2, 3)
    texts = [label.text() for label in (tile.about_value, tile.about_gradient, tile.about_update)]
    expected = []
    for seed in (0, 1, 7):
        values = traces.random(8, 6, seed=seed).values
        assert values is not None
        expected.append(f"[2, 3] = {exact(values.numpy()[2, 3])}")
    assert texts == expected
    QTest.keyClick(tile.value, Qt.Key.Key_Right)
    assert tile.update_map.reading().startswith("[2, 4] = ")
    QTest.keyClick(tile.value, Qt.Key.Key_Escape)
    assert tile.about_update.text().startswith("‖Δ‖")


def test_a_cursor_in_a_thumbnail_is_at_the_same_element_in_all_maps(shown: Shown) -> None:
    large = ParameterSample("w", traces.random(500, 90), traces.random(500, 90, seed=1))
    panel = shown([large])
    tile = panel.tiles[0]
    tile.gradient.move_cursor(4, 5)
    assert tile.value.reading().split(" = ")[0] == tile.gradient.reading().split(" = ")[0] == "[32, 10]"
    panel.show_parameters([ParameterSample("w", traces.random(500, 90, seed=3), large.grad)])
    tile.show_parameter(ParameterSample("w", traces.random(500, 90, seed=3), large.grad), None)
    assert tile.value.reading().startswith("[32, 10] = ")


def test_a_shared_scale_colours_the_same_number_alike(shown: Shown) -> None:
    small = ParameterSample("small", traces.summary(np.array([[1.0, -1.0]], np.float32)))
    large = ParameterSample("large", traces.summary(np.array([[10.0, -10.0]], np.float32)))
    panel = shown([small, large])
    first, second = (tile.value for tile in panel.tiles)
    assert (first.limit, second.limit) == (1.0, 10.0)
    QTest.mouseClick(panel.shared, Qt.MouseButton.LeftButton)
    assert (first.limit, second.limit) == (10.0, 10.0)
    assert panel.tiles[0].about_value.text().endswith("±10")
    QTest.keyClick(panel.shared, Qt.Key.Key_Space)
    assert (first.limit, second.limit) == (1.0, 10.0)


def test_logarithmic_colours_show_small_values_beside_large_ones(shown: Shown, qtbot: QtBot) -> None:
    values = np.full((2, 2), 0.2, np.float32)
    values[0, 0] = 10.0
    panel = shown([ParameterSample("w", traces.summary(values))])
    cells = panel.tiles[0].value
    before = cells.grab().toImage()
    told: list[HeatmapOptions] = []
    panel.options_changed.connect(told.append)
    QTest.mouseClick(panel.log, Qt.MouseButton.LeftButton)
    after = cells.grab().toImage()
    place = cells.cell_rect(1, 1).center().toPoint()
    assert after.pixelColor(place).saturation() > before.pixelColor(place).saturation() + 20
    assert told == [HeatmapOptions(log=True, shared=False)]
