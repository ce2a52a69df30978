import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.tensor import Array, TensorSummary
from gradviz.ui.theme import DARK, LIGHT, Theme, heat_colors
from gradviz.ui.widgets import cells
from gradviz.ui.widgets.cell_map import CellMap
from gradviz.ui.widgets.heatmap import HeatMap
from tests import traces


def shown(qtbot: QtBot, widget: QWidget, width: int = 320, height: int = 200) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def cell_map(qtbot: QtBot, summary: TensorSummary | None, sentence: str = "") -> CellMap:
    widget = CellMap()
    widget.show_summary(summary, sentence)
    shown(qtbot, widget)
    return widget


def of(values: NDArray[np.generic], dtype: str) -> TensorSummary:
    return TensorSummary(values.shape, dtype, "cpu", values=Array.of(values))


def picture(widget: QWidget) -> QImage:
    """Return what ``widget`` paints, with all colours whatever the screen has."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    widget.render(image)
    return image


def color_at(widget: CellMap, row: int, column: int) -> tuple[int, int, int]:
    image = picture(widget)
    # Beside the middle, where the number may be written.
    place = widget.cell_rect(row, column)
    color = QColor(image.pixel(int(place.left() + 3), int(place.top() + 3)))
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_element_has_its_colour(qtbot: QtBot, theme: Theme) -> None:
    values = np.array([[-2.0, -1.0, 0.0], [0.5, 1.0, 2.0]], np.float32)
    widget = cell_map(qtbot, traces.summary(values))
    widget.set_theme(theme)
    wanted = heat_colors(values.astype(np.float64), 2.0, theme)
    for row, column in np.ndindex(values.shape):
        difference = np.abs(np.array(color_at(widget, row, column)) - wanted[row, column].astype(int))
        assert difference.max() <= 2, (row, column)


def test_the_scale_is_symmetric(qtbot: QtBot) -> None:
    assert cell_map(qtbot, traces.summary(np.array([[-1.0, 7.0]], np.float32))).limit == 7.0
    assert cell_map(qtbot, traces.summary(np.array([[-9.0, 7.0]], np.float32))).limit == 9.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_its_own_colour_and_is_counted(qtbot: QtBot, bad: float) -> None:
    values = np.ones((4, 5), np.float32)
    values[2, 3] = bad
    widget = HeatMap()
    widget.show_summary(traces.summary(values))
    shown(qtbot, widget)
    color = LIGHT.color("nonfinite")
    assert color_at(widget.cells, 2, 3) == (color.red(), color.green(), color.blue())
    assert widget.nonfinite_text() == ("1 NaN of 20 elements" if np.isnan(bad) else "1 Inf of 20 elements")
    assert widget.cells.limit == 1.0


def test_a_nan_is_seen_where_several_elements_share_a_pixel(qtbot: QtBot) -> None:
    values = np.zeros(4096, np.float32)
    values[1234] = np.nan
    widget = cell_map(qtbot, traces.summary(values))
    image = picture(widget)
    row = [QColor(image.pixel(x, 20)).name() for x in range(image.width())]
    assert LIGHT.nonfinite.lower() in row


@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 40), st.integers(1, 40)),
        elements=st.floats(-100, 100) | st.sampled_from([np.nan, np.inf, -np.inf]),
    ),
    st.integers(1, 30),
    st.integers(1, 30),
)
def test_picking_loses_no_extreme(matrix: NDArray[np.float64], rows: int, columns: int) -> None:
    picked = cells.pick(matrix, rows, columns)
    assert picked.values.shape[0] <= rows
    assert picked.values.shape[1] <= columns
    assert np.array_equal(picked.values, matrix[picked.rows, picked.columns], equal_nan=True)
    assert np.isfinite(picked.values).all() == np.isfinite(matrix).all()
    if np.isfinite(matrix).all():
        assert np.abs(picked.values).max() == np.abs(matrix).max()


def test_the_mouse_reads_one_element(qtbot: QtBot) -> None:
    values = (np.arange(12) / 10).astype(np.float32).reshape(3, 4)
    widget = cell_map(qtbot, traces.summary(values))
    QTest.mouseMove(widget, widget.cell_rect(2, 1).center().toPoint())
    qtbot.waitUntil(lambda: widget.reading() == "[2, 1] = 0.9")
    QTest.mouseMove(widget, widget.cell_rect(0, 3).center().toPoint())
    qtbot.waitUntil(lambda: widget.reading() == "[0, 3] = 0.3")
    assert widget.accessibleDescription() == "[0, 3] = 0.3"


def test_keys_move_a_cursor_that_reads(qtbot: QtBot) -> None:
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    widget = cell_map(qtbot, traces.summary(values))
    widget.setFocus()
    readings = []
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_End,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(widget, key)
        readings.append(widget.reading())
    assert readings == [
        "[0, 0] = 0.0", "[0, 1] = 1.0", "[1, 1] = 5.0", "[1, 3] = 7.0", "[2, 3] = 11.0", "[2, 0] = 8.0",
    ]  # fmt: skip
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    assert widget.reading() == ""


def test_the_exact_value_is_copied(qtbot: QtBot) -> None:
    values = np.array([[0.1, 1 / 3], [np.nan, -2.0]], np.float32)
    widget = cell_map(qtbot, traces.summary(values))
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.cell_rect(0, 1).center().toPoint())
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.33333334"
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.1\t0.33333334\nNaN\t-2.0"


def test_a_thumbnail_says_what_it_leaves_out_and_reads_the_right_index(qtbot: QtBot) -> None:
    widget = HeatMap()
    widget.show_summary(traces.random(1000, 100))
    shown(qtbot, widget)
    assert widget.caption() == "every 16th row, every 2nd column of 1000×100"
    widget.cells.move_cursor(3, 4)
    assert widget.reading().startswith("[48, 8] = ")


def test_more_axes_are_stacked_as_rows(qtbot: QtBot) -> None:
    widget = HeatMap()
    widget.show_summary(traces.random(2, 3, 4))
    shown(qtbot, widget)
    assert widget.caption() == "2×3×4 as 6 rows of 4"
    widget.cells.move_cursor(4, 2)
    assert widget.reading().startswith("[1, 1, 2] = ")


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        (None, "Not computed yet."),
        (
            TensorSummary((0, 3), "float32", "cpu", values=Array.of(np.empty((0, 3), np.float32))),
            "No elements: the shape is 0×3.",
        ),
        (TensorSummary((2, 3), "float32", "meta"), "On the device “meta” a tensor has a shape but no values."),
        (TensorSummary((2, 3), "float32", "cpu"), "Its values were not recorded."),
    ],
)
def test_without_values_a_sentence_says_why(qtbot: QtBot, summary: TensorSummary | None, sentence: str) -> None:
    widget = cell_map(qtbot, summary, "Not computed yet.")
    assert widget.sentence == sentence
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Right)
    assert widget.reading() == ""


def test_a_scalar_is_a_number(qtbot: QtBot) -> None:
    widget = HeatMap()
    widget.show_summary(traces.summary(np.array(0.1, np.float32)))
    shown(qtbot, widget)
    assert not widget.cells.has_cells
    widget.cells.setFocus()
    QTest.keyClick(widget.cells, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.1"


def test_bool_and_complex_values(qtbot: QtBot) -> None:
    widget = HeatMap()
    widget.show_summary(of(np.array([[True, False]]), "bool"))
    shown(qtbot, widget)
    assert "True is 1" in widget.caption()
    widget.cells.move_cursor(0, 1)
    assert widget.reading() == "[0, 1] = False"
    widget.show_summary(of(np.array([[3 + 4j, 0]], np.complex64), "complex64"))
    assert "magnitude" in widget.caption()
    widget.cells.move_cursor(0, 0)
    assert widget.reading() == "[0, 0] = (3+4j), magnitude 5"


def test_a_logarithmic_scale_shows_small_values(qtbot: QtBot) -> None:
    widget = cell_map(qtbot, traces.summary(np.array([[1.0, 0.01], [-1.0, 0.0]], np.float32)))
    before = color_at(widget, 0, 1)
    widget.set_symlog(True)
    after = color_at(widget, 0, 1)
    assert sum(after) < sum(before)
    assert color_at(widget, 1, 1) == (255, 255, 255)


def test_other_values_keep_the_cursor_where_it_still_exists(qtbot: QtBot) -> None:
    widget = cell_map(qtbot, traces.random(4, 4))
    widget.move_cursor(3, 3)
    widget.show_summary(traces.summary(np.full((4, 4), 5.0, np.float32)))
    assert widget.reading() == "[3, 3] = 5.0"
    widget.show_summary(traces.random(2, 2))
    assert widget.reading() == ""


def test_the_focus_can_be_seen(qtbot: QtBot) -> None:
    widget = cell_map(qtbot, traces.random(4, 4))
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    focused = picture(widget)
    widget.clearFocus()
    assert picture(widget) != focused


def test_a_click_beside_the_cells_chooses_none(qtbot: QtBot) -> None:
    widget = cell_map(qtbot, traces.summary(np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)))
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(1, 0))
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1.0\t0.0\n0.0\t1.0"


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_ordinals(number: int, word: str) -> None:
    assert cells.ordinal(number) == word
