"""Rules of the losses. ``share`` is G, divided by the number N of terms where the loss is their mean."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule

_NAMES = {"x": "self", "t": "target"}
_REDUCTION = {"r": "reduction"}


def _loss(terms: str, x: str, t: str, words: str, caveat: str = "", **constants: str) -> Rule:
    """Return the rule of a loss that reduces ``terms``, one per element of ``x`` and the target ``t``."""
    return Rule(
        f"reduce({terms}, r)", {"x": x, "t": t}, words, caveat, saved=_NAMES, constants={**_REDUCTION, **constants},
        unless=("weight", "pos_weight"),
    )  # fmt: skip


LOSSES: dict[str, Rule | tuple[Rule, ...]] = {
    "MseLossBackward0": _loss("(x - t)**2", "2 * share * (x - t)", "2 * share * (t - x)", say.DIFFERENCE),
    "SmoothL1LossBackward0": _loss(
        "where(abs(x - t) < b, (x - t)**2 / (2 * b), abs(x - t) - b / 2)", "share * clamp((x - t) / b, -1, 1)",
        "-share * clamp((x - t) / b, -1, 1)", say.CLIPPED, b="beta",
    ),
    "HuberLossBackward0": _loss(
        "where(abs(x - t) < b, (x - t)**2 / 2, b * (abs(x - t) - b / 2))", "share * clamp(x - t, -b, b)",
        "-share * clamp(x - t, -b, b)", say.CLIPPED, b="delta",
    ),
    "L1LossBackward0": _loss("abs(x - t)", "share * sign(x - t)", "share * sign(t - x)", say.DIFFERENCE, say.KINK_ZERO),
    "BinaryCrossEntropyBackward0": _loss(
        "-(t * log(x) + (1 - t) * log(1 - x))", "share * (x - t) / (x * (1 - x))", "share * (log(1 - x) - log(x))",
        say.PROBABILITY, say.CLAMPED_LOG,
    ),
    "BinaryCrossEntropyWithLogitsBackward0": _loss(
        "-(t * logsigmoid(x) + (1 - t) * logsigmoid(-x))", "share * (sigmoid(x) - t)", "-share * x", say.LOGIT
    ),
    "NllLossBackward0": Rule(
        "reduce(-take(x, t, 1), r)", {"x": "-onehot(t) * share"}, say.TARGET, say.IGNORED, saved=_NAMES,
        constants=_REDUCTION, unless=("weight",),
    ),
    "NllLoss2DBackward0": Rule(
        "reduce(-take(x, t, 1), r)", {"x": "-onehot(t) * share"}, say.TARGET, say.IGNORED, saved=_NAMES,
        constants=_REDUCTION, unless=("weight",),
    ),
}  # fmt: skip
