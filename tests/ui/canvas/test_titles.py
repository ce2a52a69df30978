"""In the middle distance a title lies beside the sign of the state."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from gradviz.ui.canvas.measure import TITLE
from gradviz.ui.canvas.titles import beside_sign

BOX = QRectF(100.0, 50.0, 344.0, 82.0)
PLACE = BOX.adjusted(16.0, 0.0, -16.0, -26.0)
SIGN = 30.0


@pytest.mark.parametrize("width", [250.0, 290.0, 305.0, 320.0])
def test_a_long_title_ends_before_the_sign_and_begins_in_the_box(width: float) -> None:
    place, size = beside_sign(BOX, PLACE, width, TITLE)
    half = width * size / TITLE / 2
    assert place.center().x() + half <= BOX.right() - SIGN + 1e-9
    assert place.center().x() - half >= BOX.left() + 8.0
    assert TITLE - 1 <= size <= TITLE


def test_a_short_one_stays_in_the_middle() -> None:
    assert beside_sign(BOX, PLACE, 60.0, 24) == (PLACE, 24)
