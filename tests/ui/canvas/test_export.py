from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from gradviz.ui.canvas import export
from gradviz.ui.canvas.cut import MARGIN, Cut
from gradviz.ui.canvas.export import Drawing, Shot
from gradviz.ui.canvas.page import Page
from gradviz.ui.export.pixels import channels, packed
from gradviz.ui.theme import DARK, LIGHT
from tests.ui.canvas.conftest import Open, Show


def image_of(net: Show, scale: float = 1.0, position: int = 10, *, transparent: bool = False) -> QImage:
    drawing = Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene, scale)), transparent=transparent)
    return drawing.image(Shot(net.frame(position)))


def test_an_image_has_the_size_that_was_asked_for(net: Show) -> None:
    once, twice = (image_of(net, scale) for scale in (1.0, 2.0))
    assert twice.width() == pytest.approx(2 * once.width(), abs=2)
    assert once.pixelColor(0, 0).name().upper() == LIGHT.canvas
    dark = Drawing(net.scene, DARK, Page(Cut.whole(net.scene))).image(Shot(net.frame(10)))
    assert dark.pixelColor(0, 0).name().upper() == DARK.canvas


def test_frames_drawn_one_after_the_other_are_those_drawn_alone(net: Show) -> None:
    drawing = Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene)))
    for position in (0, 7, 16, 3):
        assert drawing.image(Shot(net.frame(position))) == image_of(net, position=position)


def test_without_the_ground_only_the_graph_is_opaque(net: Show) -> None:
    image = image_of(net, transparent=True)
    assert image.pixelColor(0, 0).alpha() == 0
    left, top, width, height = net.scene.boxes[0].tolist()
    inside = image.pixelColor(round(MARGIN + left + width / 2), round(MARGIN + top + height - 8))
    assert inside.alpha() == 255


def test_what_the_view_shows_is_drawn_as_the_view_draws_it(net: Show, open_view: Open) -> None:
    view = open_view(net, 700, 1400)
    view.show_frame(net.frame(10))
    cut = Cut.seen(view.camera, QSizeF(view.size()), view.camera.zoom)
    assert (cut.width, cut.height) == (700, 1400)
    drawn = packed(Drawing(net.scene, LIGHT, Page(cut)).image(Shot(net.frame(10))))
    seen = packed(view.grab().toImage())
    # The moving numbers and the halo are drawn in both; nothing but the legend is over the graph.
    differs = drawn != seen
    legend = view.legend_rect.toAlignedRect()
    assert differs.any()
    differs[legend.top() : legend.bottom() + 1, legend.left() : legend.right() + 1] = False
    assert not differs.any()


@pytest.mark.parametrize("tile", [97, 64, 8192])
def test_tiles_make_the_same_picture(net: Show, monkeypatch: pytest.MonkeyPatch, tile: int) -> None:
    monkeypatch.setattr(export, "_TILE", tile)
    drawing = Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene, 2.0)))
    strips = [
        np.concatenate([channels(part, has_alpha=False) for part in strip], axis=1)
        for strip in drawing.strips(Shot(net.frame(10)))
    ]
    assert (np.concatenate(strips) == channels(drawing.image(Shot(net.frame(10))), has_alpha=False)).all()


def test_an_svg_holds_the_texts_and_is_as_large_as_the_image(net: Show) -> None:
    root = ET.fromstring(Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene))).svg(Shot(net.frame(10)), "Two layers"))
    image = image_of(net)
    box = [float(part) for part in root.attrib["viewBox"].split()]
    assert box[2:] == pytest.approx([image.width(), image.height()], abs=2)
    texts = {"".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"clamp", "ClampBackward1", "y_pred · 64×10 f32", "‖g‖ 78.08"} <= texts


@pytest.mark.parametrize("count", [1, 3])
def test_a_pdf_has_a_page_for_each_frame(net: Show, count: int, tmp_path: Path) -> None:
    written = Drawing(net.scene, LIGHT, Page(Cut.whole(net.scene))).pdf([Shot(net.frame(i)) for i in range(count)])
    assert written.startswith(b"%PDF")
    assert f"/Count {count}".encode() in written
    cut = Cut.whole(net.scene)
    sizes = [line for line in written.splitlines() if b"/MediaBox" in line]
    assert len(sizes) == count
    for line in sizes:
        box = [float(part) for part in line.split(b"[")[1].split(b"]")[0].split()]
        assert box == pytest.approx([0, 0, cut.width * 0.75, cut.height * 0.75], abs=1.0)
