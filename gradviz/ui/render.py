"""Draw a session's graph to files, without a window."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gradviz.core.errors import UserError
from gradviz.core.scopes import all_scopes, name_of
from gradviz.core.session import Session
from gradviz.ui.drawing import draw
from gradviz.ui.export.order import Format, Order
from gradviz.ui.export.work import export
from gradviz.ui.picture import Picture
from gradviz.ui.theme import THEMES


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures are wanted: their ``format``, and one position (the last, without one) or ``every`` one.

    ``collapsed`` are the scopes that are shown as boxes; ``None``: as the window opens the graph. ``scale`` is in
    pixels per unit; without one, what is usual for the format.
    """

    format: Format = Format.PNG
    theme: str = "light"
    position: int | None = None
    every: bool = False
    scale: float | None = None
    is_transparent: bool = False
    seconds: float = 0.8
    collapsed: frozenset[str] | None = None


def render(session: Session, folder: Path, wanted: Pictures) -> tuple[Path, ...]:
    """Draw the iteration that ``session`` shows into ``folder``; return the files.

    Raises:
        UserError: there is nothing to draw, no such position or scope, or a file cannot be written.
    """
    if not session.trace.iterations:
        raise UserError(f"{session.trace.program.name} ran no op: there is nothing to draw.")
    application = _application()
    picture = draw(session.trace.iterations[session.iteration], wanted.collapsed, None, lambda: False)
    _check_scopes(picture, wanted)
    made = export(picture, lambda: session.trace, _order(session, picture, folder, wanted), lambda _share: None)
    # Qt's fonts and pictures belong to the application: it goes last.
    del picture, application
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
        is_numbered=not is_one_file,
    )


def _positions(total: int, wanted: Pictures) -> tuple[int, ...]:
    if wanted.every or (wanted.format.is_film and wanted.position is None):
        return tuple(range(total + 1))
    position = total if wanted.position is None else wanted.position
    if not 0 <= position <= total:
        raise UserError(f"There is no position {position}: this iteration has positions 0 to {total}.")
    return (position,)


def _check_scopes(picture: Picture, wanted: Pictures) -> None:
    scopes = set(map(name_of, all_scopes(picture.places)))
    for name in sorted(wanted.collapsed or ()):
        if name not in scopes:
            known = ", ".join(sorted(scopes)) or "none"
            raise UserError(f"There is no module or loop “{name}” in this graph; there are: {known}.")


def _application() -> object:
    """Return Qt's application; fonts need one, a display is not needed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    return QGuiApplication.instance() or QApplication(["gradviz"])
