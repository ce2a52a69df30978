"""What is drawn of a series."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.series import Series
from gradviz.ui.widgets.plot_area import frame_in, roomy, still_limits, upright_ticks
from gradviz.ui.widgets.plot_lines import Line, dots, drawn


def line(values: Sequence[float | None], *, is_pale: bool = False) -> Line:
    series = Series(1 << 16)
    series.extend(0, list(values))
    return Line("w", series, QColor("red"), is_pale=is_pale)


@pytest.mark.parametrize("count", [100, 1000, 4097, 4098, 20_000])
def test_a_line_without_gaps_has_no_dots(count: int) -> None:
    shown = drawn(line([float(i % 7) for i in range(count)]), 500, 0.0, float(count), log=False)
    assert not dots(shown).any()


def test_what_stands_alone_is_a_dot_also_where_many_share_a_pixel() -> None:
    values: list[float | None] = [1.0] * 20_000
    values[9_000:11_000] = [None] * 2000
    values[10_000] = 5.0
    shown = drawn(line(values), 500, 0.0, 20_000.0, log=False)
    assert shown.x[dots(shown)].tolist() == [10_000]


def test_a_short_line_shows_each_point_unless_it_is_pale() -> None:
    values = [1.0, 2.0, math.nan, 3.0, math.inf, 4.0, 5.0]
    assert dots(drawn(line(values), 100, 0.0, 7.0, log=False)).tolist() == [True, True, False, True, False, True, True]
    pale = drawn(line(values, is_pale=True), 100, 0.0, 7.0, log=False)
    assert pale.x[dots(pale)].tolist() == [3]


def test_a_part_has_the_dots_that_the_whole_has() -> None:
    random = np.random.default_rng(0)
    values = [None if gone else float(i) for i, gone in enumerate(random.random(4000) < 0.6)]
    for columns in (100, 10_000):
        shown = drawn(line(values), columns, 0.0, 4000.0, log=False)
        whole = dots(shown)
        assert whole.any()
        for begin in random.integers(0, len(shown.y), 50).tolist():
            end = min(begin + 60, len(shown.y))
            assert dots(shown, begin, end).tolist() == whole[begin:end].tolist()


@pytest.mark.parametrize("last", [0, 1, 5, 63, 64, 65, 100, 999, 1000, 123_456, 999_999])
def test_an_axis_ends_a_little_behind_the_last_iteration(last: int) -> None:
    assert last <= roomy(last) <= last * (1 + 1 / 16)


@pytest.mark.parametrize("high", [0.5, 1.0, 2.9, 3.1, 4.2, 7.0])
def test_there_is_room_for_the_numbers_at_the_side(high: float, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    metrics = widget.fontMetrics()
    for height in range(50, 200):
        frame = frame_in(QRectF(0, 0, 240, height), -0.2, high, metrics, log=True)
        numbers = upright_ticks(-0.2, high, frame.height(), metrics, log=True)
        assert max(metrics.horizontalAdvance(word) for _, word in numbers) <= frame.left() - 6


def test_limits_stay_while_they_fit() -> None:
    first = still_limits([np.array([0.0, 10.0])], 0.0, None)
    assert first == pytest.approx((-0.6, 10.6))
    assert still_limits([np.array([0.0, 10.5])], 0.0, first) == first
    assert still_limits([np.array([0.0, 11.0])], 0.0, first) == pytest.approx((-0.66, 11.66))
    assert still_limits([np.array([0.0, 1.0])], 0.0, first) == pytest.approx((-0.06, 1.06))
    assert still_limits([np.array([np.nan])], 0.0, first) == (0.0, 1.0)
