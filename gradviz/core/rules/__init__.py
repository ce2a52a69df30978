"""Derivative rules: for the commonest grad_fns a formula per input, a sentence, and what to watch out for."""

from __future__ import annotations

from collections.abc import Mapping

from gradviz.core.rules.arithmetic import ARITHMETIC
from gradviz.core.rules.functions import FUNCTIONS
from gradviz.core.rules.layers import LAYERS
from gradviz.core.rules.losses import LOSSES
from gradviz.core.rules.model import Rule
from gradviz.core.rules.products import PRODUCTS
from gradviz.core.rules.reductions import REDUCTIONS
from gradviz.core.rules.shapes import SHAPES

RULES: dict[str, tuple[Rule, ...]] = {
    name: rules if isinstance(rules, tuple) else (rules,)
    for table in (ARITHMETIC, FUNCTIONS, PRODUCTS, REDUCTIONS, LOSSES, SHAPES, LAYERS)
    for name, rules in table.items()
}
"""The rules by the name of the grad_fn; of several, the first that holds for the node's constants."""


def rule_for(
    name: str, constants: Mapping[str, str] | None = None, saved: Mapping[str, object] | None = None
) -> Rule | None:
    """Return the rule of a node by its name, such as ``torch::autograd::CopySlices``, and what it saved."""
    rules = RULES.get(name.rsplit("::", 1)[-1], ())
    return next((rule for rule in rules if rule.holds(constants or {}, saved or {})), None)
