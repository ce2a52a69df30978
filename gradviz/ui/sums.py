"""The sums that are written where gradients meet."""

from __future__ import annotations

from collections.abc import Iterable

from gradviz.core.frame import Frame
from gradviz.core.graph import node_of
from gradviz.core.meeting import meetings, words_of
from gradviz.ui.picture import Picture


def sums_at(picture: Picture, frame: Frame, keys: Iterable[str]) -> dict[str, str]:
    """Return, by the box drawn for it, the sum of each of the nodes ``keys`` where gradients meet and one has come."""
    sums: dict[str, str] = {}
    for key in dict.fromkeys(keys):
        drawn = picture.shown.holder.get(key)
        if drawn is None or node_of(picture.shown.graph, drawn).box is not None:
            continue
        found = meetings(picture.timeline, key, frame.position)
        # Before the first one has come there is nothing to be read: the forward pass knows no sum.
        if found and any(term.has_come for term in found[0].terms):
            sums[drawn] = words_of(found[0])
    return sums
