"""The colours of the boxes of a scene by something else than their state, and the words that say it too."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gradviz.core.frame import Frame, NodeFrame
from gradviz.core.tones import Quality, Scale, Tone, tone_of, words_of
from gradviz.ui.canvas.look import differing
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.ramps import LEVELS, category_grounds, ramp
from gradviz.ui.theme import Theme

NOTHING, NONFINITE, FIRST = 0, 1, 2
"""Codes of boxes that have none, and whose values are not finite; then come the steps of a scale, or categories."""


@dataclass(frozen=True, eq=False, slots=True)
class Coloring:
    """What the boxes of a scene, by their numbers, are coloured by: ``codes`` of colours, and ``words``."""

    quality: Quality
    scale: Scale
    codes: NDArray[np.uint8]
    words: list[str]

    frames: list[NodeFrame | None]
    """Of the nodes that the boxes stand for; none of boxes that hold several."""

    @classmethod
    def resolve(
        cls, quality: Quality, scale: Scale, scene: Scene, whole: Frame, before: Coloring | None = None
    ) -> Coloring:
        """Return the colours of ``scene`` at a frame of the whole graph; ``before`` are those that it had last."""
        frames = [None if node.box is not None else whole.nodes.get(node.of or node.key) for node in scene.nodes]
        if before is None or (before.quality, before.scale, len(before.frames)) != (quality, scale, len(frames)):
            tones = [tone_of(quality, node, whole) for node in scene.nodes]
            codes = np.array([_code(scale, tone) for tone in tones], np.uint8)
            return cls(quality, scale, codes, [words_of(quality, tone) for tone in tones], frames)
        codes, words = before.codes.copy(), before.words.copy()
        boxes = [number for number, node in enumerate(scene.nodes) if node.box is not None]
        for number in (*boxes, *differing(frames, before.frames).tolist()):
            tone = tone_of(quality, scene.nodes[number], whole)
            codes[number], words[number] = _code(scale, tone), words_of(quality, tone)
        return cls(quality, scale, codes, words, frames)

    def changes(self, before: Coloring) -> list[int] | None:
        """Return the boxes that look different from ``before``; ``None``: all of them, and the legend."""
        if before.quality is not self.quality or before.scale != self.scale:
            return None
        pairs = enumerate(zip(self.words, before.words, strict=True))
        return [number for number, (new, old) in pairs if new != old]

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


def _code(scale: Scale, tone: Tone) -> int:
    if tone is None:
        return NOTHING
    if isinstance(tone, str):
        return FIRST + scale.names.index(tone) if tone in scale.names else NOTHING
    if not math.isfinite(tone):
        return NONFINITE
    return FIRST + min(int(scale.share(tone) * LEVELS), LEVELS - 1)
