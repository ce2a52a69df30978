"""What the rule of an optimizer is.

Its formulas are written once, as Python expressions: they are set in mathematical type, and they are computed with, so
that what is shown is what was compared with torch. In all of them

    p, q    the parameter before and after the step         g       its gradient
    d       the gradient after sign and weight decay        t       the number of the step, from 1
    b0, b   a momentum buffer before and after              m0, m   the mean of the gradient
    v0, v   the mean (Adagrad: the sum) of its square       w0, w   the largest v so far
    x0, x   the largest gradient so far, decayed            a0, a   the mean of the square of the steps s

and hyperparameters have the letters of `SYMBOLS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradviz.core.trace import Setting

SYMBOLS = {
    "p": r"\theta", "q": r"\theta'", "u": r"\tilde{\theta}", "g": r"\textcolor{gradient}{g}",
    "d": r"\tilde{g}", "t": "t",
    "b0": "b", "b": "b'", "m0": "m", "m": "m'", "v0": "v", "v": "v'", "w0": r"v_{\max}", "w": r"v'_{\max}",
    "x0": "u", "x": "u'", "a0": r"\delta", "a": r"\delta'", "s": "s",
    "mh": r"\hat{m}", "vh": r"\hat{v}", "c": r"\eta_t",
    "lr": r"\eta", "wd": r"\lambda", "mu": r"\mu", "tau": r"\tau", "beta1": r"\beta_1", "beta2": r"\beta_2",
    "eps": r"\epsilon", "alpha": r"\alpha", "fall": r"\gamma",
    "rho": r"\rho",
}  # fmt: skip
"""How each letter is set."""

Formulas = tuple[tuple[str, str], ...]
"""Letters with the expressions that they stand for, each of letters known before."""


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """How one step follows from the state before it: ``formulas`` in their order, the last one gives ``q``.

    ``constants`` are the hyperparameters by their letters. ``before`` and ``after`` tell the names of the optimizer's
    state by letters; what is not there before the first step is 0. ``words`` and ``caveat`` are sentences.
    """

    formulas: Formulas
    words: str
    caveat: str = ""
    constants: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class Settings:
    """The hyperparameters of a group, as numbers and as switches."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self._settings = settings

    def number(self, name: str, default: float = 0.0) -> float:
        """Return the number called ``name``."""
        value = self._settings.get(name)
        return float(value) if isinstance(value, int | float) else default

    def pair(self, name: str) -> tuple[float, float]:
        """Return the two numbers called ``name``.

        Raises:
            ValueError: there are no two.
        """
        value = self._settings.get(name)
        if not isinstance(value, tuple) or len(value) != 2:
            raise ValueError(name)
        return value[0], value[1]

    def is_on(self, name: str) -> bool:
        """Return whether the switch ``name`` is on."""
        return bool(self._settings.get(name))
