"""The gradient as an optimizer uses it: with its sign, and with weight decay."""

from __future__ import annotations

from gradviz.core.updates import words as say
from gradviz.core.updates.model import Settings

Constants = dict[str, float]


def used_gradient(of: Settings, constants: Constants, *, decays: bool = True) -> tuple[str, list[tuple[str, str]]]:
    """Return the letter of the gradient that is used, and its formula where it is not ``g`` itself."""
    sign = "-g" if of.is_on("maximize") else "g"
    decay = of.number("weight_decay")
    if decays and decay:
        constants["wd"] = decay
        return "d", [("d", f"{sign} + wd * p")]
    return ("d", [("d", sign)]) if sign != "g" else ("g", [])


def decay_words(of: Settings) -> str:
    """Return what there is to say of weight decay, if there is any."""
    return say.DECAY if of.number("weight_decay") else ""
