"""What stands around an exported graph: where it is, how large, and that nothing of the graph is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from gradviz.core.frame import NodeState
from gradviz.core.timeline import Phase
from gradviz.core.tones import Quality, Scale
from gradviz.ui.canvas import export
from gradviz.ui.canvas.cut import Cut
from gradviz.ui.canvas.export import Drawing, Shot
from gradviz.ui.canvas.legend_parts import EdgePart, Part, PathPart, ScalePart, StatePart
from gradviz.ui.canvas.page import Page
from gradviz.ui.export.pixels import channels, packed
from gradviz.ui.theme import DARK, LIGHT, Theme
from tests.ui.canvas.conftest import Show

LEGEND: tuple[Part, ...] = (
    ScalePart(Quality.GRADIENT, Scale(1e-3, 1e3)),
    ScalePart(Quality.DTYPE, Scale(names=("float32", "int64"))),
    PathPart("w1"),
    EdgePart(),
    StatePart((NodeState.PENDING, NodeState.COMPUTED, NodeState.RUNNING, NodeState.DONE), Phase.BACKWARD),
)
CAPTIONS = (("net.py · iteration 0", "step 1 of 16 · forward: mm"), ("net.py · iteration 0", "step 16 of 16"))


def test_a_page_without_anything_is_the_graph(net: Show) -> None:
    cut = Cut.whole(net.scene, 1.5)
    page = Page(cut, 1.5)
    assert (page.width, page.height) == (cut.width, cut.height)
    assert page.place == QRectF(0, 0, cut.width, cut.height)
    assert page.surroundings == ()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_tall_graph_has_its_legend_beside_it_and_a_wide_one_below(scale: float) -> None:
    tall, wide = (Page(Cut(*size, 0, 0, scale, scale), scale, LEGEND) for size in ((300, 1400), (1400, 300)))
    assert tall.width > 300
    assert tall.place.topLeft() == QRectF(0, 0, 1, 1).topLeft()
    assert wide.height > 300
    assert (wide.place.width(), wide.place.height()) == (1400, 300)


def test_a_caption_stands_above_and_has_room(net: Show) -> None:
    narrow = Cut(40, 60, 0.0, 0.0, 1.0, 1.0)
    page = Page(narrow, 1.0, captions=CAPTIONS)
    assert page.width > 150
    assert page.place.top() > 30
    assert page.place.center().x() == pytest.approx(page.width / 2, abs=1)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("is_part", [False, True])
def test_the_graph_is_the_same_with_and_without_what_explains_it(net: Show, theme: Theme, is_part: bool) -> None:
    cut = Cut(300, 500, -40.0, -90.0, 1.0, 1.0, is_part=True) if is_part else Cut.whole(net.scene)
    page = Page(cut, 1.0, LEGEND, CAPTIONS)
    bare = packed(Drawing(net.scene, theme, Page(cut)).image(Shot(net.frame(10))))
    full = packed(Drawing(net.scene, theme, page).image(Shot(net.frame(10), caption=CAPTIONS[0])))
    left, top = round(page.place.left()), round(page.place.top())
    same = full[top : top + cut.height, left : left + cut.width] == bare
    # The frame around a part, and the smooth edges of letters beside a whole, lie on its outermost pixels.
    assert same[1:-1, 1:-1].all()
    around = np.ones(full.shape, bool)
    around[top - 1 : top + cut.height + 1, max(left - 1, 0) : left + cut.width + 1] = False
    ground = int(theme.canvas[1:], 16) | 0xFF000000
    # Words and samples, each of several colours, on the ground of the theme.
    assert 0.01 < (full[around] != ground).mean() < 0.35


def test_tiles_make_the_same_page(net: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_TILE", 101)
    drawing = Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene), 1.0, LEGEND, CAPTIONS))
    shot = Shot(net.frame(10), caption=CAPTIONS[1])
    strips = [
        np.concatenate([channels(part, has_alpha=False) for part in strip], axis=1) for strip in drawing.strips(shot)
    ]
    differs = (np.concatenate(strips) != channels(drawing.image(shot), has_alpha=False)).any(axis=2)
    # Smooth edges of letters that a tile cuts come out a shade lighter or darker.
    assert differs.mean() < 0.001


@pytest.mark.parametrize("most", [500, 1000, 4096])
def test_a_page_can_be_made_smaller_and_even(net: Show, most: int) -> None:
    page = Page(Cut.whole(net.scene, 9.0), 9.0, LEGEND, CAPTIONS)
    small = page.within(most)
    assert most * 0.97 < max(small.width, small.height) <= most
    assert small.width / small.height == pytest.approx(page.width / page.height, rel=0.02)
    assert small.within(100_000) is small
    odd = Page(Cut(3, 5, 0.0, 0.0, 1.0, 1.0))
    assert (odd.even().width, odd.even().height, odd.even().place) == (4, 6, odd.place)


def test_of_a_very_long_graph_the_legend_can_still_be_read() -> None:
    page = Page(Cut(400, 33_000, 28, 28, 1.0, 1.0), 1.0, LEGEND, CAPTIONS)
    small = page.within(4096, least=1.0)
    assert (small.scale, small.height <= 4096) == (1.0, True)
    assert small.place.height() > 3900
    assert small.width > 200
    assert page.within(4096).scale < 0.2
    # Where the legend alone has no room, everything becomes smaller.
    assert max(page.within(120, least=1.0).width, page.within(120, least=1.0).height) <= 120
