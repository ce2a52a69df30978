"""The colours of a film: one palette for all of its frames, so that what does not change does not flicker."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gradviz.ui.export.pixels import Packed, split

MOST = 256
_EXACT = 160
"""So many of the most frequent colours are taken as they are; the rest of the palette stands for all others."""
_WEIGHT = 32
_AT_ONCE = 4096


class Palette:
    """Up to 256 colours; ``of`` finds the nearest one for every pixel."""

    def __init__(self, colors: Packed) -> None:
        self.colors = colors[:MOST]
        self._channels = split(self.colors).astype(np.int32)
        self._known = np.sort(self.colors)
        self._indices = np.argsort(self.colors).astype(np.uint8)

    @classmethod
    def of_frames(cls, frames: Iterable[Packed]) -> Palette:
        """Return the palette for pictures like ``frames``: what is most frequent in them stays exactly as it is."""
        counts: dict[int, int] = {}
        for frame in frames:
            found, times = np.unique(frame, return_counts=True)
            for color, count in zip(found.tolist(), times.tolist(), strict=True):
                counts[color] = counts.get(color, 0) + count
        ordered = sorted(counts, key=lambda color: (-counts[color], color))
        if len(ordered) <= MOST:
            return cls(np.array(ordered, np.uint32))
        rest = ordered[_EXACT:]
        weights = [min(counts[color], _WEIGHT) for color in rest]
        exact = np.array(ordered[:_EXACT], np.uint32)
        return cls(np.concatenate([exact, _averaged(np.array(rest, np.uint32), weights)]))

    @property
    def table(self) -> bytes:
        """Red, green and blue of 256 colours."""
        return split(self.colors).tobytes().ljust(3 * MOST, b"\0")

    def of(self, pixels: Packed) -> NDArray[np.uint8]:
        """Return the number of the colour that is nearest to each pixel."""
        found, inverse = np.unique(pixels, return_inverse=True)
        nearest: NDArray[np.uint8] = np.concatenate([self._nearest(part) for part in _parts(found)])
        numbers: NDArray[np.uint8] = nearest[inverse].reshape(pixels.shape)
        return numbers

    def _nearest(self, colors: Packed) -> NDArray[np.uint8]:
        """Return the nearest for colours in increasing order; what has been asked once is known."""
        places = np.searchsorted(self._known, colors).clip(max=len(self._known) - 1)
        result: NDArray[np.uint8] = self._indices[places]
        new = colors[self._known[places] != colors]
        if len(new):
            apart = split(new).astype(np.int32)[:, None, :] - self._channels[None, :, :]
            indices = np.einsum("ijk,ijk->ij", apart, apart).argmin(axis=1).astype(np.uint8)
            result[self._known[places] != colors] = indices
            known, numbers = np.concatenate([self._known, new]), np.concatenate([self._indices, indices])
            order = np.argsort(known)
            self._known, self._indices = known[order], numbers[order]
        return result


def _parts(colors: Packed) -> list[Packed]:
    return [colors[start : start + _AT_ONCE] for start in range(0, len(colors), _AT_ONCE)]


def _averaged(colors: Packed, weights: list[int]) -> Packed:
    """Return the colours that stand for ``colors`` in the rest of the palette."""
    line = split(np.repeat(colors, weights))
    picture = Image.frombytes("RGB", (len(line), 1), np.ascontiguousarray(line).tobytes())
    picture = picture.quantize(MOST - _EXACT, Image.Quantize.MEDIANCUT)
    table = np.array(picture.getpalette("RGB"), np.uint32).reshape(-1, 3)
    return (0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]).astype(np.uint32)
