from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gradviz.ui.canvas.export import render_image, render_pdf, render_svg
from gradviz.ui.theme import DARK, LIGHT
from tests.ui.canvas.conftest import Show


def test_an_image_has_the_size_that_was_asked_for(net: Show) -> None:
    once, twice = (render_image(net.scene, net.frame(10), LIGHT, scale) for scale in (1.0, 2.0))
    assert twice.width() == pytest.approx(2 * once.width(), abs=2)
    assert once.pixelColor(0, 0).name().upper() == LIGHT.canvas
    dark = render_image(net.scene, net.frame(10), DARK)
    assert dark.pixelColor(0, 0).name().upper() == DARK.canvas


def test_an_svg_holds_the_texts_and_is_as_large_as_the_image(net: Show, tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    render_svg(net.scene, net.frame(10), LIGHT, path, "Two layers")
    root = ET.parse(path).getroot()
    image = render_image(net.scene, net.frame(10), LIGHT)
    box = [float(part) for part in root.attrib["viewBox"].split()]
    assert box[2:] == pytest.approx([image.width(), image.height()], abs=2)
    texts = {"".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"clamp", "ClampBackward1", "y_pred · 64×10 f32", "‖g‖ 78.08"} <= texts


def test_a_pdf_is_one_page_of_the_right_shape(net: Show, tmp_path: Path) -> None:
    path = tmp_path / "graph.pdf"
    render_pdf(net.scene, net.frame(10), LIGHT, path)
    written = path.read_bytes()
    assert written.startswith(b"%PDF")
    assert b"/Count 1" in written


def test_a_place_that_cannot_be_written_is_an_error(net: Show, tmp_path: Path) -> None:
    for render in (render_svg, render_pdf):
        with pytest.raises(OSError, match="nowhere"):
            render(net.scene, None, LIGHT, tmp_path / "nowhere" / "graph")
