"""Pictures without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import networkx as nx
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from gradviz.core.errors import UserError
from gradviz.core.graph import node_of
from gradviz.core.session import Session
from gradviz.core.tones import Quality
from gradviz.core.trace import Program, Trace
from gradviz.ui.canvas.cut import Cut
from gradviz.ui.drawing import draw
from gradviz.ui.export.order import Format
from gradviz.ui.render import Pictures, find_node, render
from gradviz.ui.theme import DARK
from tests.traces import two_layer
from tests.ui.folded import blocks


@pytest.fixture
def session(qapp: object) -> Session:
    return Session(Trace(Program("net.py", ""), iterations=(two_layer(),)))


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_the_last_position_twice_as_large(session: Session, tmp_path: Path) -> None:
    (path,) = render(session, tmp_path, Pictures(theme="dark"))
    assert path.name == "net-0-16.png"
    image = QImage(str(path))
    cut = Cut.whole(draw(two_layer(), None, None, lambda: False).scene, 2.0)
    assert (image.width(), image.height()) == (cut.width, cut.height)
    assert image.pixelColor(0, 0).name().upper() == DARK.canvas


def test_every_position_is_a_picture_a_page_or_a_frame(session: Session, tmp_path: Path) -> None:
    every = Pictures(every=True, scale=0.4, seconds=0.5)
    assert names(render(session, tmp_path, every)) == [f"net-0-{i:02d}.png" for i in range(17)]
    (pages,) = render(session, tmp_path, replace(every, format=Format.PDF))
    assert b"/Count 17" in pages.read_bytes()
    (film,) = render(session, tmp_path, replace(every, format=Format.GIF, every=False))
    with Image.open(film) as opened:
        assert getattr(opened, "n_frames", 1) == 17
        assert opened.info["duration"] == 500


def test_data(session: Session, tmp_path: Path) -> None:
    (path,) = render(session, tmp_path, Pictures(Format.GRAPHML))
    assert path.name == "net-0.graphml"
    assert len(nx.read_graphml(path)) == 10


def test_a_large_graph_opens_as_in_the_window_or_whole(qapp: object, tmp_path: Path) -> None:
    large = Session(Trace(Program("deep.py", ""), iterations=(blocks(20, 10),)))
    sizes = []
    for collapsed in (None, frozenset[str](), frozenset({"net.blocks"}), frozenset({"net.blocks.3"})):
        (path,) = render(large, tmp_path, Pictures(scale=0.2, collapsed=collapsed))
        sizes.append(QImage(str(path)).height())
    few, whole, least, one = sizes
    assert least < few < one < whole


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Pictures(position=17), "positions 0 to 16"),
        (Pictures(position=-1), "no position -1"),
        (Pictures(collapsed=frozenset({"net"})), "no module or loop “net” in this graph; there are: none"),
    ],
)
def test_what_is_not_there_is_a_sentence(session: Session, tmp_path: Path, wanted: Pictures, said: str) -> None:
    with pytest.raises(UserError, match=said):
        render(session, tmp_path, wanted)
    assert not list(tmp_path.iterdir())


def test_the_picture_carries_what_was_asked_for(session: Session, tmp_path: Path) -> None:
    plain, *others = (
        Pictures(scale=1.0, position=11),
        Pictures(scale=1.0, position=11, quality=Quality.GRADIENT),
        Pictures(scale=1.0, position=11, paths="w2"),
        Pictures(scale=1.0, position=11, has_legend=True),
        Pictures(scale=1.0, position=11, has_caption=True),
        Pictures(scale=1.0, position=11, has_caption=True, has_legend=True, language="zh_CN"),
    )

    def made(wanted: Pictures) -> QImage:
        (path,) = render(session, tmp_path, wanted)
        return QImage(str(path))

    before = made(plain)
    images = [made(wanted) for wanted in others]
    coloured, lit, legend, caption, chinese = images
    assert coloured.size() == lit.size() == before.size()
    assert before not in (coloured, lit)
    assert legend.width() > before.width()
    assert caption.height() > before.height()
    assert chinese.size() != legend.size()
    # The language of one picture is not that of the next.
    assert made(others[2]) == legend


@pytest.mark.parametrize(
    ("name", "found"),
    [("w1", "w1"), ("clamp", "clamp"), ("line:7 op:pow", "pow"), ("SumBackward", "sum"), ("loss", "sum")],
)
def test_a_node_is_named_as_in_the_search(session: Session, name: str, found: str) -> None:
    picture = draw(two_layer(), None, None, lambda: False)
    assert node_of(picture.graph, find_node(picture, name)).title == found
    assert find_node(picture, "n0") == "n0"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("q", "no node “q” in this graph; its variables are: .*w1, w2"),
        ("mm", r"“mm” means 2 nodes; name one of them: n\d+ \(mm, line 6\), n\d+ \(mm, line 6\)"),
    ],
)
def test_a_node_that_is_not_there_is_a_sentence(session: Session, tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        render(session, tmp_path, Pictures(paths=name))
    assert not list(tmp_path.iterdir())


def test_a_colour_that_nothing_has_is_a_sentence(qapp: object, tmp_path: Path) -> None:
    forward_only = msgspec.structs.replace(two_layer(), backward=(), update=())
    session = Session(Trace(Program("net.py", ""), iterations=(forward_only,)))
    with pytest.raises(UserError, match="has a colour by gradient"):
        render(session, tmp_path, Pictures(quality=Quality.GRADIENT))


def test_of_many_modules_the_outer_ones_are_told(qapp: object, tmp_path: Path) -> None:
    large = Session(Trace(Program("deep.py", ""), iterations=(blocks(20, 10),)))
    with pytest.raises(UserError, match=r"there are: net, net\.blocks, .* and \d+ more\.$") as raised:
        render(large, tmp_path, Pictures(collapsed=frozenset({"encoder"})))
    assert len(str(raised.value)) < 300
