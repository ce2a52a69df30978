from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gradviz.ui.export.png import PngWriter


@pytest.mark.parametrize(("mode", "count"), [("RGB", 3), ("RGBA", 4)])
@pytest.mark.parametrize("rows", [1, 7, 40])
def test_another_reader_finds_the_same_pixels(mode: str, count: int, rows: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 23, count), dtype=np.uint8)
    pixels[10:20] = 200
    file = io.BytesIO()
    writer = PngWriter(file, 23, 40, has_alpha=count == 4)
    for start in range(0, 40, rows):
        writer.write(pixels[start : start + rows])
    writer.finish()
    file.seek(0)
    with Image.open(file) as read:
        assert (read.mode, read.size) == (mode, (23, 40))
        assert (np.asarray(read) == pixels).all()
