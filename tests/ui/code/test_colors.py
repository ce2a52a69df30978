from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gradviz.ui.code.colors import colors, match_tint
from gradviz.ui.code.font import code_font
from gradviz.ui.theme import DARK, LIGHT, Theme


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(first: QColor, second: QColor) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["panel", "canvas", "forward_tint", "backward_tint", "update_tint"])
def test_every_colour_is_readable_on_every_ground(theme: Theme, ground: str) -> None:
    for kind, color in colors(theme).items():
        assert contrast(color, theme.color(ground)) >= 4.5, kind
    assert contrast(theme.color("text"), match_tint(theme)) >= 4.5


def test_the_font_has_chinese_behind_it_and_follows_the_scale(qapp: object) -> None:
    assert code_font(2.0).pointSizeF() == 2 * code_font().pointSizeF()
    assert code_font(0.0).pointSizeF() > 0
