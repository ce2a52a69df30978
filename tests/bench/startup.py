"""From the start of the process to the first painted window: gradviz beside a bare PySide6 window, taking turns.

``python -m tests.bench.startup [--json]``
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from tests.bench.report import show, wants_json

ROUNDS = 9

WATCH = """
import sys, time
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            print(time.monotonic(), flush=True)
            import os
            os._exit(0)
        return False
watch = Watch()
"""

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
app.installEventFilter(watch)
window.resize(1440, 900)
window.show()
app.exec()
"""

GRADVIZ = """
from gradviz.ui.app import Start, make_application
from gradviz.ui.settings import Settings
app = make_application()
app.installEventFilter(watch)
start = Start(app, Settings())
app.exec()
"""


def seconds(program: str) -> float:
    """Return the time from before the process to its first painted window."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", WATCH + program], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) - began


def main() -> None:
    as_json = wants_json(__doc__)
    seconds(BARE), seconds(GRADVIZ)
    pairs = [(seconds(BARE), seconds(GRADVIZ)) for _ in range(ROUNDS)]
    show(
        {
            "bare window, s": statistics.median(bare for bare, _ in pairs),
            "gradviz window, s": statistics.median(ours for _, ours in pairs),
            "ratio": statistics.median(ours / bare for bare, ours in pairs),
        },
        as_json,
    )


if __name__ == "__main__":
    main()
