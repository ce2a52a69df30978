from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from gradviz.core.document import to_document
from gradviz.core.errors import UserError
from gradviz.core.frame import frame
from gradviz.core.layout import Cancelled
from gradviz.core.shown import project
from gradviz.core.trace import Trace
from gradviz.ui.canvas.export import Drawing, Shot
from gradviz.ui.export.emphasis import Marker
from gradviz.ui.export.order import Format, Order
from gradviz.ui.export.pixels import channels, packed
from gradviz.ui.export.work import export
from gradviz.ui.picture import Picture
from gradviz.ui.theme import DARK
from tests.ui.export.test_gif import decoded


def run(picture: Picture, trace: Trace, order: Order) -> tuple[Path, ...]:
    said: list[float] = []
    made = export(picture, lambda: trace, order, said.append)
    assert said == sorted(said)
    assert all(0.0 <= share <= 1.0 for share in said)
    assert {path.name for path in order.path.parent.iterdir()} == {path.name for path in made}
    return made


def drawn(picture: Picture, order: Order, position: int) -> QImage:
    drawing = Drawing(picture.scene, order.theme, order.page(picture))
    whole = frame(picture.timeline, position)
    caption = order.caption(picture, position) if order.has_caption else None
    return drawing.image(Shot(project(whole, picture.shown), Marker(picture, order.emphasis).mark(whole), caption))


def test_a_png_is_what_the_canvas_draws(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    order = Order(tmp_path / "a.png", Format.PNG, (11,), 1.5, DARK)
    (path,) = run(picture, trace, order)
    assert (packed(QImage(str(path))) == packed(drawn(picture, order, 11))).all()


def test_a_step_through_is_a_numbered_series(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    order = Order(tmp_path / "a.png", Format.PNG, (3, 4, 16), is_numbered=True)
    paths = run(picture, trace, order)
    assert [path.name for path in paths] == ["a-03.png", "a-04.png", "a-16.png"]
    for path, position in zip(paths, order.positions, strict=True):
        assert (packed(QImage(str(path))) == packed(drawn(picture, order, position))).all()


def test_a_transparent_png_can_be_laid_on_any_ground(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    (path,) = run(picture, trace, Order(tmp_path / "a.png", Format.PNG, (11,), is_transparent=True))
    assert QImage(str(path)).pixelColor(1, 1).alpha() == 0


def test_a_pdf_has_a_page_per_step(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    (path,) = run(picture, trace, Order(tmp_path / "a.pdf", Format.PDF, tuple(range(5))))
    assert b"/Count 5" in path.read_bytes()


def test_an_svg(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    (path,) = run(picture, trace, Order(tmp_path / "a.svg", Format.SVG, (11,)))
    texts = {"".join(text.itertext()).strip() for text in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")}
    assert {"clamp", "w1", "y_pred · 64×10 f32"} <= texts


def test_a_gif_shows_every_step_as_the_canvas_does(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    order = Order(tmp_path / "a.gif", Format.GIF, tuple(range(len(picture.timeline) + 1)), seconds=0.4)
    (path,) = run(picture, trace, order)
    frames, milliseconds = decoded(path.read_bytes())
    assert milliseconds == [400] * 17
    for position, read in enumerate(frames):
        own = packed(drawn(picture, order, position))
        # Of the thousands of shades of the heat maps and of smoothed edges 256 are left, everything else is exact.
        assert np.mean(read == own) > 0.93
        apart = [(read >> shift & 0xFF).astype(int) - (own >> shift & 0xFF).astype(int) for shift in (0, 8, 16)]
        assert np.abs(apart).mean() < 0.5
        assert np.abs(apart).max() < 90
    assert path.stat().st_size < 600_000


@pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with a #!")
def test_a_film_is_handed_to_ffmpeg(
    picture: Picture, trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools, out = tmp_path / "tools", tmp_path / "out"
    tools.mkdir()
    out.mkdir()
    fake = tools / "ffmpeg"
    fake.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "data = sys.stdin.buffer.read()\n"
        "open(sys.argv[-1], 'wb').write(' '.join(sys.argv[1:-1]).encode() + b'\\n' + data)\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    order = Order(out / "a.mp4", Format.MP4, (0, 5, 9), seconds=0.5)
    (path,) = run(picture, trace, order)
    told, _, data = path.read_bytes().partition(b"\n")
    page = order.page(picture)
    assert (page.width % 2, page.height % 2) == (0, 0)
    assert f"-s {page.width}x{page.height} -framerate 1000/500" in told.decode()
    frames = np.frombuffer(data, np.uint8).reshape(3, page.height, page.width, 3)
    assert (frames[1] == channels(drawn(picture, order, 5), has_alpha=False)).all()
    fake.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no room for it.')\n")
    path.unlink()
    with pytest.raises(UserError, match="ffmpeg could not write the film: no room for it"):
        run(picture, trace, order)
    assert not list(out.iterdir())


def test_without_ffmpeg_a_sentence_says_what_to_do(
    picture: Picture, trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(UserError, match="pip install imageio-ffmpeg"):
        run(picture, trace, Order(tmp_path / "a.webm", Format.WEBM, (0, 1)))
    assert not list(tmp_path.iterdir())


def test_data_for_other_programs(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    for name in ("json", "graphml", "dot"):
        (tmp_path / name).mkdir()
    (document,) = run(picture, trace, Order(tmp_path / "json" / "a.json", Format.JSON, ()))
    assert json.loads(document.read_text("utf-8")) == json.loads(json.dumps(to_document(trace)))
    (graphml,) = run(picture, trace, Order(tmp_path / "graphml" / "a.graphml", Format.GRAPHML, ()))
    read = nx.read_graphml(graphml, force_multigraph=True)
    assert set(read) == set(picture.graph)
    (dot,) = run(picture, trace, Order(tmp_path / "dot" / "a.dot", Format.DOT, ()))
    assert dot.read_text("utf-8").startswith('digraph "a" {')


@pytest.mark.parametrize("form", [Format.PNG, Format.SVG, Format.PDF, Format.GIF, Format.DOT, Format.JSON])
def test_a_folder_that_is_missing_is_a_sentence(picture: Picture, trace: Trace, tmp_path: Path, form: Format) -> None:
    order = Order(tmp_path / "nowhere" / f"a.{form}", form, (0, 1) if form is Format.GIF else (0,))
    with pytest.raises(UserError, match=r"nowhere.* cannot be written: no such file or directory"):
        export(picture, lambda: trace, order, lambda _share: None)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", [Format.PNG, Format.SVG, Format.PDF, Format.GIF, Format.GRAPHML])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    picture: Picture, trace: Trace, tmp_path: Path, form: Format
) -> None:
    # What is written beside the file goes to a device without room.
    (tmp_path / f".a.{form}.{os.getpid()}").symlink_to("/dev/full")
    order = Order(tmp_path / f"a.{form}", form, (0, 1) if form is Format.GIF else (0,))
    with pytest.raises(UserError, match=r"a\.\w+ cannot be written: no space left on device"):
        export(picture, lambda: trace, order, lambda _share: None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", [Format.PNG, Format.PDF, Format.GIF])
def test_what_is_cancelled_leaves_nothing_and_spares_what_was_there(
    picture: Picture, trace: Trace, tmp_path: Path, form: Format
) -> None:
    order = Order(tmp_path / f"a.{form}", form, tuple(range(10)), is_numbered=form is Format.PNG)
    first = order.file_at(0, len(picture.timeline))
    first.write_text("mine")

    def report(share: float) -> None:
        if share > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(picture, lambda: trace, order, report)
    assert [path.name for path in tmp_path.iterdir()] == [first.name]
    assert first.read_text() == "mine"


def test_a_picture_that_fits_nowhere_is_a_sentence(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    order = Order(tmp_path / "a.svg", Format.SVG, (0,))
    with pytest.raises(UserError, match="choose a smaller scale"):
        export(picture, lambda: trace, order, _out_of_memory)


def _out_of_memory(share: float) -> None:
    if share > 0:
        raise MemoryError


def test_a_large_png_is_drawn_piece_by_piece(picture: Picture, trace: Trace, tmp_path: Path) -> None:
    order = replace(Order(tmp_path / "a.png", Format.PNG, (11,)), scale=9.0)
    (path,) = run(picture, trace, order)
    page = order.page(picture)
    with Image.open(path) as image:
        assert image.size == (page.width, page.height)
        assert page.width * page.height > 8_000_000
        left, top, width, height = picture.scene.boxes[0].tolist()
        ground = (0xF6, 0xF7, 0xF9)
        assert image.getpixel((0, 0)) == ground
        assert image.getpixel((round(9 * (28 + left + width / 2)), round(9 * (28 + top + height - 6)))) != ground
