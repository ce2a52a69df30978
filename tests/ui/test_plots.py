import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.history import PARAMETER_LIMIT, History
from gradviz.core.messages import ParameterSample
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.theme import DARK, LIGHT, Theme
from gradviz.ui.widgets import ticks
from gradviz.ui.widgets.pace import Pace
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
    assert panel.loss.notes.text() == "No loss yet: it is what backward() is called on."
    assert not panel.norms.isHidden()


def test_the_legend_chooses_what_is_drawn(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, [f"层{i}.权重" for i in range(12)]))
    legend = panel.legend
    assert legend.count() == 12
    assert legend.item(0).text() == "层0.权重"
    checked = [i for i in range(12) if legend.item(i).checkState() == Qt.CheckState.Checked]
    assert checked == list(range(8))
    assert panel.norms.notes.text() == "8 of 12 parameters"
    legend.setFocus()
    legend.setCurrentRow(9)
    QTest.keyClick(legend, Qt.Key.Key_Space)
    assert panel.norms.notes.text() == "9 of 12 parameters"


def test_lines_differ_by_more_than_colour(shown: Shown) -> None:
    panel = shown(history([1.0] * 30, [f"p{i}" for i in range(16)]))
    samples = [panel.legend.item(i).icon().pixmap(26, 12).toImage() for i in range(16)]
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


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(1, 12))
def test_ticks_are_few_round_and_inside(low: float, span: float, most: int) -> None:
    made = ticks.linear(low, low + span, most)
    places = [place for place, _ in made]
    assert len(made) <= 2 * most + 1
    assert places == sorted(places)
    assert all(low - span * 1e-6 <= place <= low + span * (1 + 1e-6) for place in places)


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
