"""Carries out an export, in any thread: draws, and writes files that are there completely or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from gradviz.core.collector import collector_paused
from gradviz.core.document import json_pieces
from gradviz.core.errors import UserError
from gradviz.core.frame import Frame, frame
from gradviz.core.interchange import to_dot, to_graphml
from gradviz.core.shown import project
from gradviz.core.trace import Trace
from gradviz.core.wholefile import whole_file, whole_path, write_whole
from gradviz.ui.canvas.export import Drawing, Shot
from gradviz.ui.export.emphasis import Marker
from gradviz.ui.export.order import Format, Order
from gradviz.ui.export.pixels import channels, packed
from gradviz.ui.export.png import PngWriter
from gradviz.ui.export.video import video
from gradviz.ui.picture import Picture

Report = Callable[[float], None]
"""Hears how much is done, from 0 to 1; raises `Cancelled` where the rest is not wanted any more."""

_SAMPLES = 8
"""So many frames of a film decide which colours it has."""


def export(picture: Picture, trace: Callable[[], Trace], order: Order, report: Report) -> tuple[Path, ...]:
    """Carry out ``order``; return the files that it has made. ``trace`` is asked for only where it is needed.

    Raises:
        UserError: it cannot be done; one sentence. Nothing is left behind.
        Cancelled: ``report`` said so. Nothing is left behind.
    """
    report(0.0)
    try:
        if order.format.is_data:
            # The collector would look at all that the process holds, again and again, and every thread would wait.
            with collector_paused():
                return _data(picture, trace, order, report)
        return _Export(picture, order, report).run()
    except MemoryError:
        raise UserError("The picture does not fit into memory; choose a smaller scale.") from None


def _data(picture: Picture, trace: Callable[[], Trace], order: Order, report: Report) -> tuple[Path, ...]:
    if order.format is Format.JSON:
        with whole_file(order.path) as file:
            for piece in json_pieces(trace()):
                report(0.5)
                file.write(piece.encode())
    elif order.format is Format.DOT:
        write_whole(order.path, to_dot(picture.iteration, order.path.stem).encode())
    else:
        write_whole(order.path, to_graphml(picture.iteration).encode())
    return (order.path,)


class _Export:
    """Draws the positions of one order."""

    def __init__(self, picture: Picture, order: Order, report: Report) -> None:
        self._picture = picture
        self._order = order
        self._report = report
        self._title = f"{order.path.stem} – gradviz"
        transparent = order.is_transparent and order.format.can_be_transparent
        self._marker = Marker(picture, order.emphasis)
        self._drawing = Drawing(picture.scene, order.theme, order.page(picture), transparent=transparent)
        self._has_alpha = transparent

    def run(self) -> tuple[Path, ...]:
        ways: dict[Format, Callable[[], tuple[Path, ...]]] = {
            Format.PNG: self._series,
            Format.SVG: self._series,
            Format.PDF: self._pages,
            Format.GIF: self._gif,
        }
        return ways.get(self._order.format, self._video)()

    def _shots(self, positions: tuple[int, ...]) -> Iterator[Shot]:
        """Yield what is drawn at ``positions``; tell after each how far this is."""
        picture, order = self._picture, self._order
        before: Frame | None = None
        for number, position in enumerate(positions, start=1):
            before = frame(picture.timeline, position, before)
            caption = order.caption(picture, position) if order.has_caption else None
            yield Shot(project(before, picture.shown), self._marker.mark(before), caption)
            self._report(number / len(positions))

    def _series(self) -> tuple[Path, ...]:
        order = self._order
        paths = tuple(order.file_at(position, len(self._picture.timeline)) for position in order.positions)
        with ExitStack() as finished:
            for path, shown in zip(paths, self._shots(order.positions), strict=True):
                unfinished = finished.enter_context(whole_path(path))
                if order.format is Format.SVG:
                    unfinished.write_bytes(self._drawing.svg(shown, self._title))
                else:
                    self._write_png(unfinished, shown)
        return paths

    def _write_png(self, path: Path, shown: Shot) -> None:
        page, done = self._drawing.page, 0
        with path.open("wb") as file:
            writer = PngWriter(file, page.width, page.height, has_alpha=self._has_alpha)
            for strip in self._drawing.strips(shown):
                rows = np.concatenate([channels(tile, has_alpha=self._has_alpha) for tile in strip], axis=1)
                writer.write(rows)
                done += len(rows)
                if len(self._order.positions) == 1:
                    self._report(done / page.height)
            writer.finish()

    def _pages(self) -> tuple[Path, ...]:
        write_whole(self._order.path, self._drawing.pdf(self._shots(self._order.positions), self._title))
        return (self._order.path,)

    def _gif(self) -> tuple[Path, ...]:
        # Only a film needs Pillow.
        from gradviz.ui.export.gif import GifWriter
        from gradviz.ui.export.palette import Palette

        positions = self._order.positions
        chosen = np.linspace(0, len(positions) - 1, min(_SAMPLES, len(positions))).round().astype(int)
        sampled = tuple(positions[number] for number in chosen.tolist())
        drawing, told, share = self._drawing, self._report, len(sampled) / (len(sampled) + len(positions))
        self._report = lambda done: told(share * done)
        palette = Palette.of_frames(packed(drawing.image(shown)) for shown in self._shots(sampled))
        self._report = lambda done: told(share + (1 - share) * done)
        with whole_file(self._order.path) as file:
            writer = GifWriter(file, palette, self._order.seconds)
            for shown in self._shots(positions):
                writer.write(packed(drawing.image(shown)))
            writer.finish()
        return (self._order.path,)

    def _video(self) -> tuple[Path, ...]:
        order, page = self._order, self._drawing.page
        with (
            whole_path(order.path) as unfinished,
            video(unfinished, order.format.value, (page.width, page.height), order.seconds) as writer,
        ):
            for shown in self._shots(order.positions):
                writer.write(self._drawing.image(shown))
        return (order.path,)
