from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gradviz.ui.export.gif import GifWriter
from gradviz.ui.export.palette import Palette
from gradviz.ui.export.pixels import Packed


def film(frames: list[Packed], seconds: float = 0.25) -> bytes:
    file = io.BytesIO()
    writer = GifWriter(file, Palette.of_frames(frames), seconds)
    for frame in frames:
        writer.write(frame)
    writer.finish()
    return file.getvalue()


def decoded(data: bytes) -> tuple[list[Packed], list[int]]:
    frames, milliseconds = [], []
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            milliseconds.append(int(image.info["duration"]))
            plain = np.asarray(image.convert("RGB")).astype(np.uint32)
            packed = 0xFF000000 | plain[..., 0] << 16 | plain[..., 1] << 8 | plain[..., 2]
            frames.append(packed.astype(np.uint32))
    return frames, milliseconds


def squares() -> list[Packed]:
    frames = []
    for step in range(6):
        frame = np.full((50, 70), 0xFFF6F7F9, np.uint32)
        frame[5 * step : 5 * step + 9, 60 - 9 * step : 65 - 9 * step] = 0xFFC4560B + step
        frames.append(frame)
    return [*frames, frames[-1]]


def test_every_frame_is_decoded_as_it_was_written() -> None:
    frames = squares()
    read, milliseconds = decoded(film(frames))
    assert milliseconds == [250] * 7
    assert all((a == b).all() for a, b in zip(read, frames, strict=True))


def test_only_what_changes_takes_room() -> None:
    noise = np.random.default_rng(0).choice(np.arange(0xFF000000, 0xFF0000C8, dtype=np.uint32), (300, 400))
    moved = noise.copy()
    moved[10:20, 10:20] = 0xFF000001
    one, many = len(film([noise])), len(film([noise, *[moved, noise] * 10]))
    assert many < 1.1 * one


@pytest.mark.parametrize(("seconds", "told"), [(0.001, 20), (1.0, 1000), (0.333, 330), (10_000.0, 600_000)])
def test_the_length_of_a_step(seconds: float, told: int) -> None:
    assert decoded(film(squares(), seconds))[1][0] == told
