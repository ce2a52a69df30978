"""The main path on a real X display, by mouse and keyboard from outside of the process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from gradviz.core.resources import examples
from gradviz.ui.theme import LIGHT

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None or shutil.which("xdotool") is None, reason="needs Xvfb and xdotool"
)

State = dict[str, Any]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen of its own; Xvfb picks the number and writes it to a pipe."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1500x950x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


class Driven:
    """The application on the display, what it tells, and hands to work it with."""

    def __init__(self, display: str, folder: Path, program: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenarios.driven", str(folder / "settings.ini"), str(program)],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.state: State = {}
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.wait(lambda state: state.get("engine") == "READY")
        self._do("search", "--sync", "--onlyvisible", "--name", "gradviz", "windowfocus")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.state = json.loads(line)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, stdout=subprocess.DEVNULL)

    def wait(self, is_right: Callable[[State], object]) -> State:
        """Wait until the application tells what is wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.state and is_right(self.state):
                return self.state
            assert self._process.poll() is None, "the application ended"
            time.sleep(0.02)
        raise AssertionError(f"not in {PATIENCE:.0f} s; last: {self.state}")

    def press(self, *keys: str) -> None:
        self._do("key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                self.press("Return")
            if line:
                self._do("type", "--delay", "8", line)

    def click(self, kind: str, name: str) -> None:
        x, y = self.state[kind][name]
        self._do("mousemove", str(x), str(y), "click", "1")

    def picture(self, name: str) -> QImage:
        """Return the screen as it is after it came to rest."""
        time.sleep(0.5)
        path = self._folder / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=True)
        return QImage(str(path))

    def close(self) -> int:
        if self._process.poll() is None:
            self.press("ctrl+q")
        code = self._process.wait(20)
        self._reader.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code


@pytest.fixture
def driven(display: str, tmp_path: Path) -> Iterator[Driven]:
    application = Driven(display, tmp_path, examples()[1].path)
    yield application
    assert application.close() == 0


def count(image: QImage, color: str, around: tuple[int, int]) -> int:
    """Return how many pixels near ``around`` have ``color``, about."""
    wanted = QColor(color)
    found = 0
    for y in range(max(0, around[1] - 240), min(image.height(), around[1] + 240)):
        for x in range(max(0, around[0] - 200), min(image.width(), around[0] + 200), 2):
            pixel = image.pixelColor(x, y)
            near = abs(pixel.red() - wanted.red()) + abs(pixel.green() - wanted.green())
            found += near + abs(pixel.blue() - wanted.blue()) < 24
    return found


@pytest.mark.skipif(shutil.which("import") is None, reason="needs ImageMagick to take pictures of the screen")
def test_the_main_path_by_mouse_and_keyboard(driven: Driven) -> None:
    driven.click("buttons", "button.run.start")
    state = driven.wait(lambda s: s["events"] == 9 and s["nodes"] == 5 and s["position"] == 4)
    middle = tuple(state["parts"]["graph"])
    forward = driven.picture("forward")
    assert count(forward, LIGHT.forward, middle) > 100
    assert count(forward, LIGHT.backward, middle) == 0

    driven.click("parts", "graph")
    driven.press("Right", "Right")
    driven.wait(lambda s: s["position"] == 6)
    driven.click("buttons", "button.step.forward")
    driven.wait(lambda s: s["position"] == 7)
    driven.press("End")
    driven.wait(lambda s: s["position"] == 9)
    backward = driven.picture("backward")
    assert count(backward, LIGHT.backward, middle) > 100
    driven.press("Left")
    driven.wait(lambda s: s["position"] == 8)
    driven.press("Home")
    driven.wait(lambda s: s["position"] == 0)
    start = driven.picture("start")
    assert count(start, LIGHT.backward, middle) == 0

    driven.click("parts", "editor")
    driven.press("ctrl+a")
    driven.type("import torch\nx = torch.ones(3, requires_grad=True)\n(x * 2).sum().backward()")
    driven.wait(lambda s: "x * 2" in s["text"])
    driven.press("F5")
    driven.wait(lambda s: s["events"] == 5 and s["nodes"] == 3)
    driven.press("ctrl+a")
    driven.type("x = 1 +")
    driven.press("F5")
    state = driven.wait(lambda s: s["banner"])
    assert "Line 1" in state["banner"]
    assert state["text"] == "x = 1 +"
