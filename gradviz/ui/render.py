"""Draw a session's graph to files, without a window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gradviz.core.errors import UserError
from gradviz.core.frame import frame
from gradviz.core.graph import from_iteration
from gradviz.core.session import Session
from gradviz.core.timeline import Timeline
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.export import render_image, render_pdf, render_svg
from gradviz.ui.canvas.measure import measure
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import THEMES

_SCALE = 2.0
"""Pixels per unit: sharp on a projector."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures are wanted: their ``format``, and one position (the last, without one) or ``every`` one."""

    format: str = "png"
    theme: str = "light"
    position: int | None = None
    every: bool = False


def render(session: Session, folder: Path, wanted: Pictures) -> Iterator[Path]:
    """Draw the iteration that ``session`` shows into ``folder``; yield each file once it is there.

    Raises:
        UserError: there is nothing to draw, no such position, or a file cannot be written.
    """
    if not session.trace.iterations:
        raise UserError(f"{session.trace.program.name} ran no op: there is nothing to draw.")
    application = _application()
    iteration = session.trace.iterations[session.iteration]
    graph = measure(from_iteration(iteration), iteration.tensors)
    timeline = Timeline(iteration, graph)
    scene = Scene.build(graph, arrange(graph))
    name = Path(session.trace.program.name).stem
    for position in _positions(timeline, wanted):
        path = folder / f"{name}-{iteration.index}-{position:0{len(str(len(timeline)))}d}.{wanted.format}"
        _draw(scene, timeline, position, wanted, path)
        yield path
    # Qt's fonts and pictures belong to the application: it goes last.
    del scene, application


def _positions(timeline: Timeline, wanted: Pictures) -> range:
    if wanted.every:
        return range(len(timeline) + 1)
    position = len(timeline) if wanted.position is None else wanted.position
    if not 0 <= position <= len(timeline):
        raise UserError(f"There is no position {position}: this iteration has positions 0 to {len(timeline)}.")
    return range(position, position + 1)


def _draw(scene: Scene, timeline: Timeline, position: int, wanted: Pictures, path: Path) -> None:
    picture, theme = frame(timeline, position), THEMES[wanted.theme]
    title = f"{path.stem} – gradviz"
    try:
        if wanted.format == "svg":
            render_svg(scene, picture, theme, path, title)
        elif wanted.format == "pdf":
            render_pdf(scene, picture, theme, path, title)
        elif not render_image(scene, picture, theme, _SCALE).save(str(path)):
            raise UserError(f"{path} cannot be written; check the folder and the space on the disk.")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from error


def _application() -> object:
    """Return Qt's application; fonts need one, a display is not needed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    return QGuiApplication.instance() or QApplication(["gradviz"])
