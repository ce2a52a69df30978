"""What the rule of an optimizer is.

Its formulas are written once, as Python expressions: they are set in mathematical type, and they are computed with, so
that what is shown is what was compared with torch. In all of them

    p, q    the parameter before and after the step         g       its gradient
    d       the gradient after sign and weight decay        t       the number of the step, from 1
    b0, b   a momentum buffer before and after              m0, m   the mean of the gradient
    v0, v   the mean (Adagrad: the sum) of its square       w0, w   the largest v so far
    x0, x   the largest gradient so far, decayed            a0, a   the mean of the square of the steps s
    z0, z   the gradient of the step before, and this one   k0, k   a step size for each element
    y0, y   the mean of the parameter                       e0, e   the learning rate that the optimizer has come to
    M0, M   the product of all momenta c so far             h0, h   the weight of the parameter in its mean

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
    "z0": r"\tilde{g}_0", "z": r"\tilde{g}'", "k0": "s", "kk": r"\tilde{s}", "k": "s'", "j": "j",
    "up": r"\eta^{+}", "down": r"\eta^{-}", "lo": r"s_{\min}", "hi": r"s_{\max}",
    "y0": r"\overline{\theta}", "y": r"\overline{\theta}'", "e0": r"\eta_t", "e": r"\eta_{t+1}",
    "h0": r"\mu_t", "h": r"\mu_{t+1}", "t0": "t_0", "decay": r"\lambda_0",
    "M0": r"\pi_{t-1}", "M": r"\pi_t", "ct": r"\mu_t", "cn": r"\mu_{t+1}", "psi": r"\gamma",
    "far": r"\rho_{\infty}", "near": r"\rho_t", "r": "r_t",
}  # fmt: skip
"""How each letter is set."""

_NUMBERS = ("t", "c", "e0", "e", "h0", "h", "M0", "M", "ct", "cn", "far", "near", "r")
"""Letters that are one number whatever the rule."""

Formulas = tuple[tuple[str, str], ...]
"""Letters with the expressions that they stand for, each of letters known before."""


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """How one step follows from the state before it: ``formulas`` in their order, that of ``q`` gives the parameter.

    ``constants`` are the hyperparameters by their letters. ``before`` and ``after`` tell the names of the optimizer's
    state by letters; what is not there before the first step is 0, or what ``initial`` says. ``words`` and ``caveat``
    are sentences.
    """

    formulas: Formulas
    words: str
    caveat: str = ""
    constants: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    initial: Mapping[str, float] = field(default_factory=dict)

    @property
    def numbers(self) -> frozenset[str]:
        """The letters that are one number for all elements."""
        return frozenset((*self.constants, *_NUMBERS))

    def formula(self, letter: str) -> str:
        """Return the formula of ``letter``."""
        return dict(self.formulas)[letter]


class Settings:
    """The hyperparameters of a group, as numbers and as switches; ``step`` is the number of the step, if known."""

    def __init__(self, settings: Mapping[str, Setting], step: float | None = None) -> None:
        self._settings = settings
        self.step = step

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
