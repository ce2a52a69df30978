"""Draw a session's graph to files, without a window."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gradviz.core.errors import UserError
from gradviz.core.graph import GraphNode, node_of
from gradviz.core.scopes import all_scopes, name_of
from gradviz.core.search import Searched
from gradviz.core.session import Session
from gradviz.core.tones import Quality, scale_of
from gradviz.ui.drawing import draw
from gradviz.ui.export.emphasis import Emphasis
from gradviz.ui.export.order import Format, Order
from gradviz.ui.export.work import export
from gradviz.ui.language import Language
from gradviz.ui.picture import Picture
from gradviz.ui.theme import THEMES

_MOST_TOLD = 8
"""Of several names that can be meant so many are told."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures are wanted: their ``format``, and one position (the last, without one) or ``every`` one.

    ``collapsed`` are the scopes that are shown as boxes; ``None``: as the window opens the graph. ``scale`` is in
    pixels per unit; without one, what is usual for the format. ``quality`` decides about the colours of boxes;
    ``paths`` names the node whose paths are lit, as `find_node` takes it.
    """

    format: Format = Format.PNG
    theme: str = "light"
    position: int | None = None
    every: bool = False
    scale: float | None = None
    is_transparent: bool = False
    seconds: float = 0.8
    collapsed: frozenset[str] | None = None
    quality: Quality = Quality.STATE
    paths: str | None = None
    has_legend: bool = False
    has_caption: bool = False
    language: str = "en"


def render(session: Session, folder: Path, wanted: Pictures) -> tuple[Path, ...]:
    """Draw the iteration that ``session`` shows into ``folder``; return the files.

    Raises:
        UserError: there is nothing to draw, no such position, scope or node, or a file cannot be written.
    """
    if not session.trace.iterations:
        raise UserError(f"{session.trace.program.name} ran no op: there is nothing to draw.")
    application = _application()
    with _speaking(application, wanted.language):
        picture = draw(session.trace.iterations[session.iteration], wanted.collapsed, None, lambda: False)
        _check_scopes(picture, wanted)
        made = export(picture, lambda: session.trace, _order(session, picture, folder, wanted), lambda _share: None)
        # Qt's fonts and pictures belong to the application: it goes last.
        del picture
    return made


def _order(session: Session, picture: Picture, folder: Path, wanted: Pictures) -> Order:
    total, form = len(picture.timeline), wanted.format
    positions = _positions(total, wanted)
    stem = f"{Path(session.trace.program.name).stem}-{picture.iteration.index}"
    is_one_file = form.is_data or form.is_film or (form is Format.PDF and wanted.every)
    return Order(
        folder / f"{stem}.{form}",
        form,
        positions,
        form.usual_scale if wanted.scale is None else wanted.scale,
        THEMES[wanted.theme],
        wanted.is_transparent,
        wanted.seconds,
        emphasis=_emphasis(picture, wanted),
        has_legend=wanted.has_legend,
        has_caption=wanted.has_caption,
        program=session.trace.program.name,
        is_numbered=not is_one_file,
    )


def _positions(total: int, wanted: Pictures) -> tuple[int, ...]:
    if wanted.every or (wanted.format.is_film and wanted.position is None):
        return tuple(range(total + 1))
    position = total if wanted.position is None else wanted.position
    if not 0 <= position <= total:
        raise UserError(f"There is no position {position}: this iteration has positions 0 to {total}.")
    return (position,)


def _emphasis(picture: Picture, wanted: Pictures) -> Emphasis:
    if wanted.quality is not Quality.STATE and scale_of(wanted.quality, picture.iteration) is None:
        raise UserError(f"Nothing of this iteration has a colour by {wanted.quality}.")
    paths = None if wanted.paths is None else find_node(picture, wanted.paths)
    return Emphasis(wanted.quality, paths)


def find_node(picture: Picture, name: str) -> str:
    """Return the node that ``name`` means: the last that a variable holds, or the only one that a search finds.

    Raises:
        UserError: there is none, or there are several.
    """
    graph = picture.graph
    named = [key for key in graph if name in (key, node_of(graph, key).variable, node_of(graph, key).title)]
    exact = [key for key in named if name in (key, node_of(graph, key).variable)]
    found = exact[-1:] or named or list(Searched(graph, picture.iteration.tensors).find(name))
    if len(found) == 1:
        return found[0]
    if not found:
        known = _listed(sorted({node_of(graph, key).variable or "" for key in graph} - {""}))
        raise UserError(f"There is no node “{name}” in this graph; its variables are: {known}.")
    listed = _listed([_told(node_of(graph, key)) for key in found])
    raise UserError(f"“{name}” means {len(found)} nodes; name one of them: {listed}.")


def _listed(names: list[str]) -> str:
    """Return ``names``, of many the first and how many there are more."""
    more = len(names) - _MOST_TOLD
    return ", ".join(names[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "") if names else "none"


def _told(node: GraphNode) -> str:
    line = "" if node.line is None else f"line {node.line}"
    about = ", ".join(part for part in (node.title, node.scope, line) if part)
    return f"{node.key} ({about})"


def _check_scopes(picture: Picture, wanted: Pictures) -> None:
    scopes = set(map(name_of, all_scopes(picture.places)))
    for name in sorted(wanted.collapsed or ()):
        if name not in scopes:
            # The outer ones first: of a large net there are hundreds.
            known = _listed(sorted(scopes, key=lambda scope: (scope.count("."), scope)))
            raise UserError(f"There is no module or loop “{name}” in this graph; there are: {known}.")


def _application() -> QCoreApplication:
    """Return Qt's application; fonts need one, a display is not needed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or QApplication(["gradviz"])


@contextlib.contextmanager
def _speaking(application: QCoreApplication, name: str) -> Iterator[None]:
    """Write words of the pictures in the language ``name``."""
    language = Language(application)
    language.use(name)
    try:
        yield
    finally:
        language.use("en")
