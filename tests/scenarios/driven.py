"""The application as it is, with a window on it for a test: it tells on standard output where its parts are."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from gradviz.ui.app import Start, make_application
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell


def place(widget: QWidget) -> tuple[int, int]:
    """Return the middle of ``widget`` on the screen."""
    middle = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
    return middle.x(), middle.y()


def state(shell: Shell) -> dict[str, object]:
    """Return what a test looks for."""
    views, workspace = shell.face.views, shell.workspace
    picture = workspace.picture
    return {
        "buttons": {b.objectName(): place(b) for b in shell.face.bar.findChildren(QToolButton) if b.isVisible()},
        "parts": {} if views is None else {n: place(getattr(views, n)) for n in ("editor", "graph", "timeline")},
        "engine": workspace.engine.state.name,
        "position": workspace.player.position,
        "events": workspace.player.end,
        "recorded": list(workspace.recorded),
        "nodes": 0 if picture is None else len(picture.graph),
        "selection": workspace.selection,
        "banner": shell.face.banner.text if shell.face.banner.isVisible() else "",
        "text": workspace.document.text,
    }


def main() -> int:
    app = make_application()
    settings = Settings(Path(sys.argv[1]))
    settings.theme, settings.language = "light", "en"
    start = Start(app, settings, sys.argv[2])
    start.window.move(0, 0)

    def tell() -> None:
        if start.shell is not None and start.shell.face.views is not None:
            sys.stdout.write(json.dumps(state(start.shell)) + "\n")
            sys.stdout.flush()

    timer = QTimer(app)
    timer.timeout.connect(tell)
    timer.start(50)
    code = app.exec()
    start.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
