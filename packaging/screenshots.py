"""Draw the pictures of the documentation: the real window, driven offscreen, one PNG per entry of SHOTS.

`python3 packaging/dev.py screenshots [FOLDER]`; without FOLDER they go to packaging/pictures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, SignalInstance, qInstallMessageHandler

from gradviz.core.resources import examples
from gradviz.ui.app import make_application
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow

FOLDER = Path(__file__).resolve().parent.parent / "packaging" / "pictures"
SIZE = (1440, 900)
PATIENCE_MS = 60_000
SETTLE_MS = 700
"""Time for animations to end and for the last panel to be painted."""


class Shot(NamedTuple):
    """A picture: its file, the example that runs, how far the player has gone (0 to 1), theme and language.

    ``action`` is done at the end: it opens a panel.
    """

    name: str
    example: str
    progress: float
    theme: str = "light"
    language: str = "en"
    action: str = ""


SHOTS = (
    Shot("first", "01", 1.0),
    Shot("backward", "04", 0.6),
    Shot("training", "06", 1.0),
    Shot("update", "06", 1.0, action="lab.update"),
    Shot("why", "08", 1.0, action="graph.why"),
    Shot("dark", "05", 0.7, theme="dark"),
    Shot("chinese", "05", 0.7, language="zh_CN"),
)


class NotDrawn(Exception):
    """A picture could not be drawn."""


def main(arguments: list[str]) -> int:
    """Draw every picture into the folder and name it."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(pass_on)
    application = make_application()
    for shot in SHOTS:
        file = folder / f"{shot.name}.png"
        try:
            with tempfile.TemporaryDirectory(prefix="gradviz-pictures-") as home:
                draw(shot, Path(home), file)
        except NotDrawn as error:
            print(f"{shot.name}: {error}", file=sys.stderr)
            return 1
        print(file, flush=True)
    application.quit()
    return 0


def pass_on(_: QtMsgType, __: QMessageLogContext, message: str) -> None:
    """Print what Qt says, but not that a window without a screen has no size hints."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def draw(shot: Shot, home: Path, file: Path) -> None:
    """Open the window with settings of its own, draw it, and close it with its worker."""
    settings = Settings(home / "gradviz.ini")
    settings.theme, settings.language = shot.theme, shot.language
    window = MainWindow(settings)
    shell = Shell(window, settings)
    try:
        window.resize(*SIZE)
        window.show()
        play(shell, shot)
        if not window.grab().save(str(file)):
            raise NotDrawn(f"{file} cannot be written")
    finally:
        window.close()
        shell.close()
        settle()


def play(shell: Shell, shot: Shot) -> None:
    """Run the example and go to the position."""
    found = [example for example in examples() if example.name.startswith(shot.example)]
    if not found:
        raise NotDrawn(f"there is no example {shot.example}")
    workspace = shell.workspace
    shell.start()
    shell.fill()
    shell.fill_values()
    wait_for(workspace.engine.ready, "the worker to start")
    shell.face.files.open_example(found[0])
    workspace.run()
    wait_for(workspace.engine.finished, f"{found[0].name} to end")
    settle()
    if workspace.picture is None:
        raise NotDrawn("no event was recorded")
    workspace.player.seek(round(workspace.player.end * shot.progress))
    settle()
    if shot.action:
        shell.face.actions_by_id[shot.action].trigger()
        settle()


def wait_for(signal: SignalInstance, what: str) -> None:
    """Let the application work until it tells; raise if that takes too long."""
    loop = QEventLoop()
    signal.connect(lambda *_: loop.exit(0))
    QTimer.singleShot(PATIENCE_MS, loop, lambda: loop.exit(1))
    if loop.exec():
        raise NotDrawn(f"waiting for {what} took too long")


def settle() -> None:
    """Let the application work for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
