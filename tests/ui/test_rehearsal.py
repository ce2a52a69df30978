"""The graph that is drawn before anyone sees one."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gradviz.ui.rehearsal import rehearse
from gradviz.ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_boxes_edges_and_letters_are_drawn(theme: Theme, qtbot: QtBot) -> None:
    image = rehearse(theme)
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.color("canvas").name() in colors
    # The boxes, the gradients on the edges, and letters with smooth edges.
    assert len(colors) > 50
