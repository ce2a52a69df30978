"""Sets formulas in mathematical type, off the thread of the window: one takes 10 to 30 ms, the first of all 300."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

UNITS = 16.0
"""The height of type in the pictures."""

_MOST = 512
"""Formulas that are kept."""


class Formula(NamedTuple):
    """What is to be set: TeX, and the colours of the text and of the gradient in it."""

    tex: str
    text: str
    gradient: str


class Typesetter(QObject):
    """Keeps what was set; `finished` tells that a formula that was asked for is there now."""

    finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Formula, bytes | None] = {}
        self._waiting: set[Formula] = set()
        self._era = 0
        # ziamath keeps its settings for all, so that one formula is set at a time.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._made.connect(self._take)

    _made = Signal(int, object, object)

    def knows(self, formula: Formula) -> bool:
        """Return whether ``formula`` was set, or could not be; if not, it will be."""
        if formula in self._known:
            return True
        if formula not in self._waiting:
            self._waiting.add(formula)
            self._pool.start(_Job(self, self._era, formula))
        return False

    @property
    def is_busy(self) -> bool:
        """Whether formulas are being set."""
        return bool(self._waiting)

    def svg(self, formula: Formula) -> bytes | None:
        """Return ``formula`` as SVG; ``None`` if it cannot be set, or is not yet."""
        return self._known.get(formula)

    def forget(self) -> None:
        """Forget every formula."""
        self.close()
        self._known.clear()
        self._waiting.clear()

    def close(self) -> None:
        """Drop what waits, and what was set but not taken yet; wait for the thread."""
        self._era += 1
        self._pool.clear()
        self._pool.waitForDone()
        self._waiting.clear()

    def work(self, era: int, formula: Formula) -> None:
        """Set one formula; runs in the pool's thread."""
        self._made.emit(era, formula, svg_of(formula))

    def _take(self, era: int, formula: Formula, svg: bytes | None) -> None:
        if era != self._era:
            return
        self._waiting.discard(formula)
        while len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[formula] = svg
        self.finished.emit(formula)


class _Job(QRunnable):
    def __init__(self, typesetter: Typesetter, era: int, formula: Formula) -> None:
        super().__init__()
        self._typesetter, self._era, self._formula = typesetter, era, formula

    @override
    def run(self) -> None:
        self._typesetter.work(self._era, self._formula)


@cache
def typesetter() -> Typesetter:
    """Return the one of the application."""
    return Typesetter(QCoreApplication.instance())


def svg_of(formula: Formula) -> bytes | None:
    """Return ``formula`` as SVG; ``None`` if it cannot be set."""
    try:
        svg = _set(formula.tex.replace(r"\textcolor{gradient}", rf"\textcolor{{{formula.gradient}}}"), formula.text)
    except Exception:  # noqa: BLE001  whatever it is, the formula is then shown in plain characters
        return None
    # The line over a mean takes no colour.
    return svg.replace('"black"', f'"{formula.text}"').encode()


def _set(tex: str, color: str) -> str:
    # Loaded with the first formula: it takes a fifth of a second.
    from ziamath.config import config
    from ziamath.zmath import Latex

    # Qt draws no symbols that are defined once and used again.
    config.svg2 = False
    return str(Latex(tex, size=UNITS, color=color).svg())
