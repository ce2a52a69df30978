"""Where the title of a box is in the middle distance, where it is enlarged."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from gradviz.ui.canvas.measure import TITLE

_SIGN_SIDE, _EDGE_SIDE = 30.0, 9.0
"""What the sign of the state takes at the right, and the border at the left, of a box whose title is long."""


def beside_sign(rect: QRectF, place: QRectF, title_width: float, size: int) -> tuple[QRectF, int]:
    """Return where a title is centred and its size: next to the sign in the corner of the box ``rect``, not under it.

    ``place`` and ``size`` are what they would be without the sign, ``title_width`` what it takes in the size `TITLE`.
    """
    most = rect.width() - _SIGN_SIDE - _EDGE_SIDE
    size = min(size, int(TITLE * most / max(title_width, 1.0)))
    beyond = place.center().x() + title_width * size / TITLE / 2 - (rect.right() - _SIGN_SIDE)
    return place.translated(-max(beyond, 0.0), 0.0), size
