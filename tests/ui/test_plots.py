import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gradviz.core import text
from gradviz.core.histograms import Symlog
from gradviz.core.history import PARAMETER_LIMIT, History
from gradviz.core.messages.replies import Sampled
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.plotviews import PlotOptions, View
from gradviz.ui.theme import DARK, LIGHT, Theme
from gradviz.ui.widgets import plot_area, ticks
from gradviz.ui.widgets.flow_bars import FlowBars
from gradviz.ui.widgets.pace import REDRAW_MS, Pace
from tests import traces

Shown = Callable[..., PlotsPanel]


def history(losses: Sequence[float | None], names: Sequence[str] = ()) -> History:
    made = History()
    made.append(0, losses)
    for iteration in range(0, len(losses), 10):
        made.append_norms(
            iteration,
            [ParameterSample(name, traces.random(2, 2), traces.random(2, 2, seed=i)) for i, name in enumerate(names)],
        )
    return made


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    def make(what: History | None, width: int = 1000, height: int = 300) -> PlotsPanel:
        panel = PlotsPanel()
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show_history(what)
        with qtbot.waitExposed(panel):
            panel.show()
        QApplication.processEvents()
        return panel

    return make


def has_color(widget: QWidget, color: str) -> bool:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    QWidget.render(widget, image)
    pixels = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    return bool((pixels == int(color[1:], 16)).any())


def test_without_a_history_a_sentence_says_what_will_appear(shown: Shown) -> None:
    assert shown(None).empty_text().startswith("Run a program that trains")
    assert shown(History()).empty_text() != ""
    assert shown(history([1.0])).empty_text() == ""


def test_the_last_loss_is_read_without_a_cursor(shown: Shown) -> None:
    panel = shown(history([3.0, 2.0, 1.5]))
    assert panel.loss.reading.text() == "at 2: 1.5"
    assert panel.norms.isHidden()


def test_norms_that_are_all_nan_are_marked(shown: Shown) -> None:
    bad = traces.summary(np.full(2, np.nan, np.float32))
    what = history([1.0, 0.5])
    what.append_norms(1, [ParameterSample("w", traces.random(2), bad)])
    panel = shown(what)
    assert not panel.norms.isHidden()
    assert panel.norms.notes.text() == "NaN or Inf in w"


def test_keys_move_a_cursor_that_reads_and_ask_for_its_iteration(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(history([float(100 - i) for i in range(100)], ["w1", "w2"]))
    plot = panel.loss.plot
    plot.setFocus()
    keys = Qt.Key
    readings = []
    for key in (keys.Key_Home, keys.Key_Right, keys.Key_PageDown, keys.Key_Left, keys.Key_End, keys.Key_Right):
        QTest.keyClick(plot, key)
        readings.append(panel.loss.reading.text())
    assert readings == [f"at {i}: {100 - i}" for i in (0, 1, 10, 9, 99, 99)]
    assert plot.accessibleDescription() == "at 99: 1"
    with qtbot.waitSignal(panel.iteration_requested) as asked:
        QTest.keyClick(plot, keys.Key_Return)
    assert asked.args == [99]
    QTest.keyClick(plot, keys.Key_Home)
    QTest.keyClick(plot, keys.Key_Escape)
    assert panel.loss.reading.text() == "at 99: 1"


def test_a_click_asks_for_the_iteration(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(history([float(100 - i) for i in range(100)]))
    plot = panel.loss.plot
    with qtbot.waitSignal(panel.iteration_requested) as asked:
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.point_of(42))
    assert asked.args == [42]
    assert panel.loss.reading.text() == "at 42: 58"


def test_the_mouse_reads_values(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(history([float(100 - i) for i in range(100)], ["w1", "w2"]))
    plot = panel.norms.plot
    QTest.mouseMove(plot, plot.point_of(30))
    first, second = (traces.random(2, 2, seed=i).norm for i in (0, 1))
    assert first is not None
    assert second is not None
    qtbot.waitUntil(lambda: panel.norms.reading.text() == f"at 30: w1 {first:.4g}, w2 {second:.4g}")


def test_a_drag_is_no_click_and_can_be_undone(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(history([float(100 - i) for i in range(100)]))
    plot = panel.loss.plot
    asked: list[int] = []
    panel.iteration_requested.connect(asked.append)
    before = plot.point_of(50)
    wheel = QWheelEvent(
        QPointF(before), QPointF(plot.mapToGlobal(before)), QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    width = plot.point_of(60).x() - plot.point_of(40).x()
    QApplication.sendEvent(plot, wheel)
    assert plot.point_of(60).x() - plot.point_of(40).x() > 1.2 * width
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert plot.point_of(60).x() - plot.point_of(40).x() == pytest.approx(width, abs=2)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=before)
    QTest.mouseMove(plot, before + QPoint(60, 0))
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=before + QPoint(60, 0))
    assert asked == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_curve_is_drawn_in_the_forward_hue(shown: Shown, theme: Theme) -> None:
    panel = shown(history([math.exp(-i / 300) for i in range(2000)]))
    panel.set_theme(theme)
    assert has_color(panel.loss.plot, theme.forward)
    assert not has_color(panel.loss.plot, theme.nonfinite)


def test_gaps_are_marked_and_counted(shown: Shown) -> None:
    losses: list[float | None] = [math.exp(-i / 30) for i in range(100)]
    losses[40:43] = [math.nan, math.nan, math.inf]
    losses[50] = None
    panel = shown(history(losses))
    assert panel.loss.notes.text() == "2 NaN, 1 Inf: gaps in the line · 1 iteration without a loss"
    assert has_color(panel.loss.plot, LIGHT.nonfinite)


def test_values_without_a_logarithm_are_said_and_shown_on_a_linear_scale(shown: Shown) -> None:
    panel = shown(history([1.0, 0.0, -2.0, 3.0]))
    assert panel.loss.notes.text() == "2 values ≤ 0 have no logarithm"
    QTest.mouseClick(panel.loss.log, Qt.MouseButton.LeftButton)
    assert panel.loss.notes.text() == ""
    QTest.keyClick(panel.loss.log, Qt.Key.Key_Space)
    assert panel.loss.notes.text() != ""


def test_a_loss_that_is_nowhere_above_zero_is_drawn_without_logarithm(shown: Shown) -> None:
    panel = shown(history([-1.0, -2.0, math.nan, -3.0]))
    assert panel.loss.log.isChecked()
    assert panel.loss.notes.text() == "1 NaN: gaps in the line · No value is above 0: drawn without logarithm"
    assert has_color(panel.loss.plot, LIGHT.forward)


@pytest.mark.parametrize("height", range(90, 200, 7))
def test_the_numbers_of_the_axis_have_room(shown: Shown, height: int) -> None:
    """Above the frame nothing is lost, and left of it even the widest number that is painted is whole."""
    panel = shown(history([10.0 ** (-i / 3) for i in range(20)]), height=height)
    metrics = panel.loss.plot.fontMetrics()
    area = panel.loss.plot._area
    ticks = plot_area.upright_ticks(area.low, area.high, area.frame.height(), metrics, log=True)
    assert ticks
    assert all(metrics.horizontalAdvance(word) <= area.frame.left() - 6 for _, word in ticks)


@pytest.mark.parametrize(
    "losses",
    [
        [math.nan], [math.inf, -math.inf], [0.0], [-1.0, -2.0], [1e308, -1e308], [5e-324, 1.0], [1e-300] * 5, [7.0] * 3,
        [1.0, math.nan, 2.0], [1e300, 1e-300],
    ],
)  # fmt: skip
@pytest.mark.parametrize("log", [True, False])
def test_strange_losses_are_drawn_without_complaint(shown: Shown, losses: list[float], log: bool) -> None:
    panel = shown(history(losses))
    panel.loss.log.setChecked(log)
    assert not panel.grab().isNull()


def test_a_run_without_a_loss_says_so(shown: Shown) -> None:
    panel = shown(history([None, None], ["w"]))
    assert panel.loss.notes.text() == "No loss: backward() was called on nothing that is a single number."
    assert not panel.norms.isHidden()


def test_the_legend_chooses_what_is_drawn(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, [f"层{i}.权重" for i in range(12)]))
    legend = panel.norms.legend
    assert legend.count() == 12
    assert legend.item(0).text() == "层0.权重"
    checked = [i for i in range(12) if legend.item(i).checkState() == Qt.CheckState.Checked]
    assert checked == list(range(8))
    assert panel.norms.notes.text() == "8 of 12 parameters"
    legend.setFocus()
    legend.setCurrentRow(9)
    QTest.keyClick(legend, Qt.Key.Key_Space)
    assert panel.norms.notes.text() == "9 of 12 parameters"


def drawn_names(panel: PlotsPanel) -> list[str]:
    return [line.name for line in panel.norms.plot.lines()]


def test_a_click_on_a_row_hides_its_curve_and_shows_it_again(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, ["a", "b", "c"]))
    legend = panel.norms.legend
    place = legend.visualItemRect(legend.item(1)).center()
    for expected in (["a", "c"], ["a", "b", "c"]):
        QTest.mouseClick(legend.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.qWait(QApplication.doubleClickInterval() + 20)
        assert sorted(drawn_names(panel)) == expected
    box = QPoint(legend.visualItemRect(legend.item(0)).left() + 10, legend.visualItemRect(legend.item(0)).center().y())
    QTest.mouseClick(legend.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert sorted(drawn_names(panel)) == ["b", "c"]


def test_a_double_click_and_return_show_one_curve_alone(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, ["a", "b", "c"]))
    legend = panel.norms.legend
    place = legend.visualItemRect(legend.item(2)).center()
    QTest.mouseClick(legend.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(legend.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert drawn_names(panel) == ["c"]
    legend.setFocus()
    legend.setCurrentRow(2)
    QTest.keyClick(legend, Qt.Key.Key_Return)
    assert sorted(drawn_names(panel)) == ["a", "b", "c"]
    QTest.keyClick(legend, Qt.Key.Key_Home)
    QTest.keyClick(legend, Qt.Key.Key_Return)
    assert drawn_names(panel) == ["a"]
    QTest.keyClick(legend, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sorted(drawn_names(panel)) == ["a", "b", "c"]


def test_the_curve_that_is_pointed_at_stands_out(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, ["a", "b", "c"]))
    legend = panel.norms.legend
    assert not any(line.is_pale for line in panel.norms.plot.lines())
    QTest.mouseMove(legend.viewport(), legend.visualItemRect(legend.item(0)).center())
    QApplication.processEvents()
    assert [(line.name, line.is_pale) for line in panel.norms.plot.lines()] == [("b", True), ("c", True), ("a", False)]
    legend.setFocus()
    QTest.keyClick(legend, Qt.Key.Key_End)
    assert [line.name for line in panel.norms.plot.lines() if not line.is_pale] == ["c"]
    panel.loss.plot.setFocus()
    assert not any(line.is_pale for line in panel.norms.plot.lines())


def test_lines_differ_by_more_than_colour(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, [f"p{i}" for i in range(16)]))
    samples = [panel.norms.legend.item(i).icon().pixmap(26, 12).toImage() for i in range(16)]
    for first in range(16):
        for second in range(first):
            assert samples[first] != samples[second]
    columns = [[sample.pixelColor(x, 6).alpha() > 0 for x in range(26)] for sample in samples]
    assert len({tuple(column) for column in columns}) >= 4


def test_parameters_beyond_the_limit_are_mentioned(shown: Shown) -> None:
    panel = shown(history([1.0], [f"p{i}" for i in range(PARAMETER_LIMIT + 3)]))
    assert panel.norms.notes.text().endswith("3 more are not recorded")


def test_a_growing_history_is_followed(shown: Shown, qtbot: QtBot) -> None:
    growing = history([3.0, 2.0])
    panel = shown(growing)
    growing.append(2, [1.0])
    panel.show_history(growing)
    qtbot.waitUntil(lambda: panel.loss.reading.text() == "at 2: 1")
    panel.show_history(history([9.0]))
    qtbot.waitUntil(lambda: panel.loss.reading.text() == "at 0: 9")
    panel.show_history(None)
    qtbot.waitUntil(lambda: panel.empty_text() != "")


def apart(one: QImage, other: QImage) -> int:
    """Return how many pixels are clearly different: where smooth lines meet some are a little darker."""
    made = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other)]
    first, second = (np.frombuffer(image.constBits(), np.uint8).astype(np.int64) for image in made)
    return int((np.abs(first - second).reshape(-1, 4).max(axis=1) > 64).sum())


def growing(panel: PlotsPanel, made: History, losses: Sequence[float | None], batch: int) -> None:
    """Show a run that goes on, and paint it after every few iterations."""
    for first in range(0, len(losses), batch):
        made.append(first, losses[first : first + batch])
        made.append_norms(first, [ParameterSample("w", traces.random(2, 2, seed=first), traces.random(2, 2))])
        panel.show_history(made)
        panel._draw()
        panel.grab()


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("smoothing", [0, 10])
@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize(("count", "batch"), [(60, 1), (900, 7), (12_000, 90)])
def test_a_curve_that_grew_looks_like_one_that_was_there_at_once(
    shown: Shown, count: int, batch: int, broken: bool, smoothing: int, log: bool
) -> None:
    losses: list[float | None] = np.random.default_rng(0).lognormal(size=count).tolist()
    if broken:
        losses[count // 3] = math.nan
        losses[count // 2 : count // 2 + 3] = [None, 5.0, math.inf]
    losses[-1] = math.nan if broken else 30.0
    made = History()
    panel = shown(made)
    options = PlotOptions(View.NORMS, loss_log=log, smoothing=smoothing)
    panel.set_options(options)
    growing(panel, made, losses, batch)
    grown = panel.loss.plot.grab().toImage()
    panel.loss.plot._still.drop()
    assert apart(grown, panel.loss.plot.grab().toImage()) <= 4


def test_the_axes_of_a_growing_curve_stand_still_most_of_the_time(shown: Shown) -> None:
    made = history([1.0, 2.0] * 500)
    panel = shown(made)
    seen = set()
    for first in range(1000, 1200, 4):
        made.append(first, [1.5] * 4)
        panel.show_history(made)
        panel._draw()
        seen.add(panel.loss.plot.point_of(500).x())
    assert 1 < len(seen) <= 12
    made.append(1200, [9.0])
    before = panel.loss.plot.grab().toImage()
    panel._draw()
    assert panel.loss.plot.grab().toImage() != before


def test_the_current_iteration_is_marked(shown: Shown) -> None:
    panel = shown(history([math.exp(-i / 30) for i in range(100)]))
    assert not has_color(panel.loss.plot, LIGHT.selection)
    panel.show_current(57)
    assert has_color(panel.loss.plot, LIGHT.selection)
    panel.show_current(None)
    assert not has_color(panel.loss.plot, LIGHT.selection)


def test_a_million_iterations(shown: Shown) -> None:
    made = History()
    losses = np.abs(np.sin(np.arange(1_000_000) / 1e5)) + 0.1
    made.append(0, losses.tolist())
    panel = shown(made)
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_End)
    assert panel.loss.reading.text().startswith("at 999999")


def test_a_narrow_panel_stacks_its_plots(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(history([1.0, 2.0], ["w"]), 320, 500)
    qtbot.waitUntil(lambda: panel.norms.y() > panel.loss.y())
    panel.set_text_scale(1.6)
    panel.resize(1000, 300)
    qtbot.waitUntil(lambda: panel.norms.x() > panel.loss.x())


# Views beside the loss


def sampled_history(iterations: int = 50) -> History:
    made = History()
    for i in range(iterations):
        parameters = tuple(
            ParameterSample(name, traces.random(5, 4, seed=i), traces.random(5, 4, seed=i + n))
            for n, name in enumerate(("w1", "w2"))
        )
        updates = (UpdateSample("w1", traces.random(5, 4), 10.0 ** (-i / 10)),)
        made.add(Sampled(1, i, (math.exp(-i / 20),), parameters, None, {"SGD": 0.1}, updates, i))
    return made


def choose(panel: PlotsPanel, view: View) -> None:
    panel.norms.view.setFocus()
    QTest.keyClick(panel.norms.view, Qt.Key.Key_Home)
    for _ in range(list(View).index(view)):
        QTest.keyClick(panel.norms.view, Qt.Key.Key_Down)
    assert panel.options().view is view


def test_ratios_have_the_usual_level_as_a_guide(shown: Shown) -> None:
    panel = shown(sampled_history())
    assert not has_color(panel.norms.plot, LIGHT.update)
    choose(panel, View.RATIOS)
    assert [line.name for line in panel.norms.plot.lines()] == ["w1"]
    assert has_color(panel.norms.plot, LIGHT.update)
    panel.norms.plot.setFocus()
    QTest.keyClick(panel.norms.plot, Qt.Key.Key_Home)
    QTest.keyClick(panel.norms.plot, Qt.Key.Key_PageDown)
    assert panel.norms.reading.text() == "at 4: w1 0.3981"


def test_learning_rates_and_what_is_not_known(shown: Shown) -> None:
    panel = shown(sampled_history())
    choose(panel, View.RATES)
    assert [line.name for line in panel.norms.plot.lines()] == ["SGD"]
    assert panel.norms.legend.isHidden()
    other = shown(history([1.0, 0.5], ["w"]))
    choose(other, View.RATES)
    assert other.norms.notes.text().startswith("No learning rate is known")
    choose(other, View.SIZES)
    assert [line.name for line in other.norms.plot.lines()] == ["w"]


def test_the_flow_has_a_bar_for_each_parameter_in_the_order_of_the_net(shown: Shown, qtbot: QtBot) -> None:
    what = sampled_history()
    panel = shown(what)
    panel.set_depth_order(["w2", "w1"])
    choose(panel, View.FLOW)
    assert panel.norms.page is panel.norms.flow
    panel.norms.flow.setFocus()
    QTest.keyClick(panel.norms.flow, Qt.Key.Key_Home)
    assert panel.norms.flow.chosen == ("w2", what.norms["w2"].y[-1])
    assert panel.norms.reading.text() == f"at 49: w2 {what.norms['w2'].y[-1]:.4g}"
    panel.show_current(7)
    assert panel.norms.flow.chosen == ("w2", what.norms["w2"].y[7])
    panel.show_current(7, is_live=True)
    assert panel.norms.flow.chosen == ("w2", what.norms["w2"].y[-1])
    panel.loss.plot.setFocus()
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Home)
    assert panel.norms.flow.chosen == ("w2", what.norms["w2"].y[0])
    panel.norms.flow.setFocus()
    with qtbot.waitSignal(panel.parameter_requested) as asked:
        QTest.keyClick(panel.norms.flow, Qt.Key.Key_Return)
    assert asked.args == ["w2"]


def test_a_taller_bar_is_a_larger_gradient(qtbot: QtBot) -> None:
    bars = FlowBars()
    qtbot.addWidget(bars)
    bars.resize(300, 160)
    bars.show_bars([("a", 1e-6), ("b", 1.0), ("c", None), ("d", 0.0), ("e", math.nan)])
    image = bars.grab().toImage()
    orange = LIGHT.color("backward").rgb()
    heights = [sum(image.pixel(x, y) == orange for y in range(160)) for x in range(300)]
    first, second = max(heights[40:100]), max(heights[100:150])
    assert 0 < first < second / 4
    assert max(heights[160:]) == 0
    assert has_color(bars, LIGHT.nonfinite)


def test_distributions_over_time_are_read_slice_by_slice(shown: Shown, qtbot: QtBot) -> None:
    what = sampled_history(20)
    panel = shown(what)
    choose(panel, View.VALUES)
    assert panel.norms.page is panel.norms.density
    assert [panel.norms.which.itemText(i) for i in range(panel.norms.which.count())] == ["w1", "w2"]
    panel.norms.density.setFocus()
    QTest.keyClick(panel.norms.density, Qt.Key.Key_Home)
    QTest.keyClick(panel.norms.density, Qt.Key.Key_Right)
    value = traces.random(5, 4, seed=1)
    assert panel.norms.reading.text().startswith(
        f"at 1: from {text.number(value.min)} to {text.number(value.max)}, half"
    )
    assert panel.norms.density.accessibleDescription() == panel.norms.reading.text()
    with qtbot.waitSignal(panel.iteration_requested) as asked:
        QTest.keyClick(panel.norms.density, Qt.Key.Key_Return)
    assert asked.args == [1]
    before = panel.norms.density.grab().toImage()
    QTest.mouseClick(panel.norms.log, Qt.MouseButton.LeftButton)
    assert panel.norms.density.grab().toImage() != before
    choose(panel, View.GRADIENTS)
    assert has_hue(panel.norms.density, LIGHT.backward)


def has_hue(widget: QWidget, color: str) -> bool:
    wanted = QColor(color).hue()
    image = widget.grab().toImage()
    places = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    seen = [QColor(image.pixel(x, y)) for x, y in places]
    return sum(abs(one.hue() - wanted) < 8 and one.saturation() > 60 for one in seen) > 20


def test_smoothing_shows_the_mean_and_the_raw_curve_pale(shown: Shown) -> None:
    panel = shown(sampled_history())
    panel.smoothing.setFocus()
    QTest.keyClick(panel.smoothing, Qt.Key.Key_Down)
    raw, mean = panel.loss.plot.lines()
    assert (raw.is_pale, mean.is_pale, mean.name) == (True, False, "mean")
    smooth = panel.options().smoothing
    assert smooth == 10
    assert panel.loss.reading.text().startswith("at 49: 0.08629, mean 0.1")


def test_options_are_told_and_can_be_set(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sampled_history())
    told: list[PlotOptions] = []
    panel.options_changed.connect(told.append)
    wanted = PlotOptions(View.FLOW, loss_log=False, view_log=False, smoothing=100)
    panel.set_options(wanted)
    assert (panel.options(), told) == (wanted, [])
    QTest.mouseClick(panel.loss.log, Qt.MouseButton.LeftButton)
    assert told == [PlotOptions(View.FLOW, loss_log=True, view_log=False, smoothing=100)]


def test_keys_zoom_into_iterations(shown: Shown) -> None:
    panel = shown(history([float(100 - i) for i in range(100)]))
    plot = panel.loss.plot
    plot.setFocus()
    width = plot.point_of(60).x() - plot.point_of(40).x()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.point_of(60).x() - plot.point_of(40).x() > 1.4 * width
    QTest.keyClick(plot, Qt.Key.Key_Minus)
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert plot.point_of(60).x() - plot.point_of(40).x() == width


def test_a_drag_moves_what_is_zoomed(shown: Shown) -> None:
    panel = shown(history([float(100 - i) for i in range(100)]))
    plot = panel.loss.plot
    plot.zoom(4.0, 50.0)
    before = plot.point_of(50)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=before)
    QTest.mouseMove(plot, before + QPoint(30, 0))
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=before + QPoint(30, 0))
    assert plot.point_of(50).x() == pytest.approx(before.x() + 30, abs=2)


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_view_is_drawn(shown: Shown, view: View, theme: Theme) -> None:
    for what in (sampled_history(3), history([1.0, math.nan], ["w"])):
        panel = shown(what)
        panel.set_theme(theme)
        panel.set_text_scale(1.5)
        choose(panel, view)
        assert not panel.grab().isNull()


def test_redraws_are_at_most_thirty_a_second(qtbot: QtBot) -> None:
    pace = Pace()
    times: list[int] = []
    pace.due.connect(lambda: times.append(1))
    pace.request()
    assert len(times) == 1
    for _ in range(1000):
        pace.request()
    assert len(times) == 1
    qtbot.waitUntil(lambda: len(times) == 2)
    qtbot.wait(80)
    assert len(times) == 2


@pytest.mark.parametrize(("left", "is_early"), [(4, True), (25, False)])
def test_what_comes_a_little_early_does_not_wait(monkeypatch: pytest.MonkeyPatch, left: int, is_early: bool) -> None:
    class Since(QElapsedTimer):
        @override
        def elapsed(self) -> int:
            return REDRAW_MS - left

    monkeypatch.setattr("gradviz.ui.widgets.pace.QElapsedTimer", Since)
    pace = Pace()
    times: list[int] = []
    pace.due.connect(lambda: times.append(1))
    pace.request()
    pace.request()
    assert len(times) == (2 if is_early else 1)
    pace.stop()


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(1, 12))
@example(7205759404.15625, 1e-6, 5)
def test_ticks_are_few_round_and_inside(low: float, span: float, most: int) -> None:
    made = ticks.linear(low, low + span, most)
    places = [place for place, _ in made]
    assert len(made) <= 2 * most + 1
    assert places == sorted(places)
    # As near as a float can be.
    slack = max(span * 1e-6, 2 * math.ulp(low), 2 * math.ulp(low + span))
    assert all(low - slack <= place <= low + span + slack for place in places)


@given(st.floats(-300, 300), st.floats(0.01, 600), st.integers(2, 12))
def test_logarithmic_ticks_are_inside(low: float, span: float, most: int) -> None:
    high = min(low + span, 307.0)
    for place, _ in ticks.logarithmic(low, high, most):
        assert low - 1e-6 <= place <= high + 1e-6


def test_ticks_in_words() -> None:
    assert ticks.linear(0, 500, 5) == [
        (0.0, "0"),
        (100.0, "100"),
        (200.0, "200"),
        (300.0, "300"),
        (400.0, "400"),
        (500.0, "500"),
    ]
    assert [word for _, word in ticks.linear(3.000005, 3.000055, 5)] == [
        "3.00001",
        "3.00002",
        "3.00003",
        "3.00004",
        "3.00005",
    ]
    assert [word for _, word in ticks.logarithmic(-3, 3, 4)] == ["0.01", "1", "100"]
    assert [word for _, word in ticks.logarithmic(0, 1, 6)] == ["1", "2", "5", "10"]


@given(st.floats(1e-9, 1e3), st.floats(0.5, 20), st.integers(2, 9))
def test_ticks_on_both_sides_of_zero_do_not_crowd(unit: float, reach: float, most: int) -> None:
    scale = Symlog(unit)
    made = ticks.symmetric(scale, -reach, reach, most)
    places = [place for place, _ in made]
    assert "0" in [word for _, word in made]
    assert places == sorted(places)
    assert all(-reach <= place <= reach for place in places)
    assert all(later - earlier >= 0.99 * 2 * reach / most for earlier, later in pairwise(places))
