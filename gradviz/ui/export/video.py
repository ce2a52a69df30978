"""Video through ffmpeg, where there is one: on the PATH, or the one that the package ``imageio-ffmpeg`` brings.

gradviz brings none itself: the usual builds are under the GPL, and would add 30 MB for what a GIF often does as well.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QImage

from gradviz.core.errors import UserError
from gradviz.ui.export.pixels import channels

SHORTEST = 0.04

_NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0
"""`subprocess.CREATE_NO_WINDOW`, which other systems lack."""

_RATE = "25"
"""Frames per second of the file: some players refuse a film of one frame per second."""

_ENCODERS = {
    # Every player knows this way of halving the colours; without it, few play the file.
    "mp4": ["-f", "mp4", "-pix_fmt", "yuv420p", "-crf", "18", "-movflags", "+faststart"],
    "webm": ["-f", "webm", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-crf", "24", "-b:v", "0", "-cpu-used", "4"],
}


class VideoWriter:
    """Hands pictures of one size to ffmpeg."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def write(self, image: QImage) -> None:
        """Write the next frame.

        Raises:
            BrokenPipeError: ffmpeg takes no more.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(channels(image, has_alpha=False).tobytes())


@contextlib.contextmanager
def video(path: Path, kind: str, size: tuple[int, int], seconds: float) -> Iterator[VideoWriter]:
    """Give what writes a film to ``path``; every frame stays for ``seconds``.

    Raises:
        UserError: there is no ffmpeg, or it failed.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [find_ffmpeg(), *arguments(kind, size, seconds), str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(),
            creationflags=_NO_WINDOW,
        )
        try:
            with contextlib.suppress(BrokenPipeError):
                yield VideoWriter(process)
                process.communicate()
        except BaseException:
            process.kill()
            raise
        finally:
            process.communicate()
        if process.returncode:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            why = lines[-1].rstrip(".") if lines else f"exit code {process.returncode}"
            raise UserError(f"ffmpeg could not write the film: {why}.")


def arguments(kind: str, size: tuple[int, int], seconds: float) -> list[str]:
    """Return what ffmpeg is told, without the name of the file."""
    width, height = size
    rate = f"{1000}/{round(1000 * max(seconds, SHORTEST))}"
    taken = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-framerate", rate, "-i", "-"]
    return ["-y", "-loglevel", "error", *taken, "-r", _RATE, *_ENCODERS[kind]]


def _environment() -> dict[str, str]:
    """Return the environment without what a bundle of gradviz puts into it: ffmpeg takes the system's libraries."""
    result = dict(os.environ)
    original = result.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        result.pop("LD_LIBRARY_PATH", None)
        result |= {} if original is None else {"LD_LIBRARY_PATH": original}
    return result


def find_ffmpeg() -> str:
    """Return where ffmpeg is.

    Raises:
        UserError: there is none; the sentence says how to get one.
    """
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        bundled: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError, OSError):
        raise UserError(
            "Video needs ffmpeg, and there is none here: install it, or “pip install imageio-ffmpeg”; or choose GIF."
        ) from None
    return bundled
