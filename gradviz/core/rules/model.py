"""What a derivative rule is.

Its formulas are written once, as Python expressions: `gradviz.core.rules.typeset` sets them in mathematical type, and
the engine computes with them, so that what is shown is what was compared with autograd.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """How the gradients of an op's inputs follow from ``G``, the gradient that arrived.

    ``forward`` computes the output ``y``. ``gradients`` has a formula per differentiable input, in the order of torch's
    ``next_functions``; a result is summed over the axes that were broadcast. In a rule of ``many`` inputs the one
    formula holds for each ``x_i``, number ``i`` of the list ``xs``.

    ``saved`` tells what torch calls the letters that it keeps as tensors, ``constants`` those that are plain values;
    ``local`` abbreviates. The rule holds if the constants are as in ``when`` and neither a saved tensor nor a
    ``name=value`` of ``unless`` is there. ``can_run`` is false where ``forward`` takes for fixed what depends on ``x``.
    """

    forward: str
    gradients: Mapping[str, str]
    words: str
    caveat: str = ""
    saved: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, str] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    many: bool = False
    can_run: bool = True

    @property
    def inputs(self) -> tuple[str, ...]:
        """The letters of the differentiable inputs."""
        return tuple(self.gradients)

    def holds(self, constants: Mapping[str, str], saved: Mapping[str, object]) -> bool:
        """Return whether the rule is about a node with these constants and saved tensors."""
        known = {f"{name}={value}" for name, value in constants.items()}
        if any(name in saved or name in known for name in self.unless):
            return False
        return all(constants.get(name, value) == value for name, value in self.when.items())


def unary(forward: str, gradient: str, words: str, caveat: str = "", **more: Any) -> Rule:
    """Return the rule of an op with one input ``x``, which torch calls ``self``; ``more`` are fields of the rule."""
    return Rule(forward, {"x": gradient}, words, caveat, saved={"x": "self", **more.pop("saved", {})}, **more)


def binary(forward: str, gradients: tuple[str, str], words: str, caveat: str = "", **more: Any) -> Rule:
    """Return the rule of an op of ``x`` and ``w``, which torch calls ``self`` and ``other``."""
    names = {"x": "self", "w": "other", **more.pop("saved", {})}
    return Rule(forward, dict(zip("xw", gradients, strict=True)), words, caveat, saved=names, **more)
