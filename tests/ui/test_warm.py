"""What the first run needs is loaded before it, a piece at a time."""

from __future__ import annotations

import json
import subprocess
import sys

from gradviz.ui.warm import WANTED

SCRIPT = """
import json, sys, time
from PySide6.QtWidgets import QApplication
from gradviz.ui.warm import WANTED, Warmup
app = QApplication([])
missing = [name for name in WANTED if name not in sys.modules]
warmup = Warmup(app)
warmup.start()
loaded = []
end = time.monotonic() + 30
while not warmup.is_done and time.monotonic() < end:
    before = {name for name in WANTED if name in sys.modules}
    app.processEvents()
    loaded.append(len({name for name in WANTED if name in sys.modules} - before))
    time.sleep(0.005)
print(json.dumps([missing, [name for name in WANTED if name in sys.modules], max(loaded)]))
"""


def test_every_module_is_loaded_in_a_turn_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120)
    missing, there, most = json.loads(done.stdout.splitlines()[-1])
    assert "highspy" in missing
    assert there == list(WANTED)
    # One of them may bring another one along.
    assert most <= 2
