"""The colours of the boxes of a scene by something else than their state, and the words that say it too."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from typing_extensions import override

from gradviz.core.frame import Frame, NodeFrame
from gradviz.core.tones import STEP, Quality, Scale, Tone, ended, tone_of, words_of
from gradviz.ui.canvas.look import differing
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.ramps import LEVELS, category_grounds, ramp
from gradviz.ui.theme import Theme

NOTHING, NONFINITE, FIRST = 0, 1, 2
"""Codes of boxes that have none, and whose values are not finite; then come the steps of a scale, or categories."""


class Words(Sequence[str]):
    """What stands in boxes with these tones; only those that are seen are ever written."""

    def __init__(self, quality: Quality, tones: list[Tone]) -> None:
        self._quality = quality
        self._tones = tones

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    @override
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [words_of(self._quality, tone) for tone in self._tones[place]]
        return words_of(self._quality, self._tones[place])

    @override
    def __len__(self) -> int:
        return len(self._tones)


@dataclass(frozen=True, eq=False, slots=True)
class Coloring:
    """What the boxes of a scene, by their numbers, are coloured by: ``tones``, ``codes`` of colours, and ``words``."""

    quality: Quality
    scale: Scale
    codes: NDArray[np.uint8]
    tones: list[Tone]

    frames: list[NodeFrame | None]
    """Of the nodes that the boxes stand for; none of boxes that hold several."""

    @property
    def words(self) -> Sequence[str]:
        """What stands in each box."""
        return Words(self.quality, self.tones)

    @classmethod
    def resolve(
        cls, quality: Quality, scale: Scale, scene: Scene, whole: Frame, before: Coloring | None = None
    ) -> Coloring:
        """Return the colours of ``scene`` at a frame of the whole graph; ``before`` are those that it had last."""
        if before is None or not before.fits(quality, scale, scene):
            return ended(cls.resolving(quality, scale, scene, whole))
        frames = _frames(scene, whole)
        codes, tones = before.codes.copy(), before.tones.copy()
        boxes = [number for number, node in enumerate(scene.nodes) if node.box is not None]
        for number in (*boxes, *differing(frames, before.frames).tolist()):
            tones[number] = tone_of(quality, scene.nodes[number], whole)
            codes[number] = _code(scale, tones[number])
        return cls(quality, scale, codes, tones, frames)

    @classmethod
    def resolving(cls, quality: Quality, scale: Scale, scene: Scene, whole: Frame) -> Generator[None, None, Coloring]:
        """Work out what `resolve` returns, a little between two steps."""
        tones: list[Tone] = []
        codes = np.empty(len(scene.nodes), np.uint8)
        for first in range(0, len(scene.nodes), STEP):
            some = [tone_of(quality, node, whole) for node in scene.nodes[first : first + STEP]]
            codes[first : first + STEP] = [_code(scale, tone) for tone in some]
            tones += some
            yield
        return cls(quality, scale, codes, tones, _frames(scene, whole))

    def fits(self, quality: Quality, scale: Scale, scene: Scene) -> bool:
        """Whether these are colours by the same scale, of as many boxes."""
        return self.quality is quality and self.scale == scale and len(self.frames) == len(scene.nodes)

    def changes(self, before: Coloring) -> list[int] | None:
        """Return the boxes that look different from ``before``; ``None``: all of them, and the legend."""
        if before.quality is not self.quality or before.scale != self.scale:
            return None
        pairs = enumerate(zip(self.tones, before.tones, strict=True))
        return [number for number, (new, old) in pairs if new is not old and new != old]

    def ground(self, code: int, theme: Theme) -> QColor:
        """Return the ground of a box."""
        return ground_of(code, self.scale, theme)


def ground_of(code: int, scale: Scale, theme: Theme) -> QColor:
    """Return the ground that stands for a code of a scale."""
    if code == NOTHING:
        return theme.color("panel")
    if code == NONFINITE:
        return theme.color("nonfinite_tint")
    grounds = category_grounds(theme) if scale.names else ramp(theme)
    return grounds[(code - FIRST) % len(grounds)]


def _frames(scene: Scene, whole: Frame) -> list[NodeFrame | None]:
    return [None if node.box is not None else whole.nodes.get(node.of or node.key) for node in scene.nodes]


def _code(scale: Scale, tone: Tone) -> int:
    if tone is None:
        return NOTHING
    if isinstance(tone, str):
        return FIRST + scale.names.index(tone) if tone in scale.names else NOTHING
    if not math.isfinite(tone):
        return NONFINITE
    return FIRST + min(int(scale.share(tone) * LEVELS), LEVELS - 1)
