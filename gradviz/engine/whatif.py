"""What if one element were a little larger: what the gradient promises, and what really happens."""

from __future__ import annotations

import torch

from gradviz.core.errors import UserError
from gradviz.core.probe import POINTS, ElementAnswer, ElementProbe
from gradviz.engine.evaluate import Evaluator
from gradviz.engine.scene import Point

NO_LEAF = "{name} is not computed with in this iteration by an op that can be seen."
NOT_AGAIN = (
    "{name} is not found when the program runs again: the op in line {line} that it was computed with gets other "
    "numbers."
)
NOT_AGAIN_THERE = "{name} is not found when the program runs again: no op that can be seen computes with its numbers."
NO_ELEMENT = "{name} has no such element."
NO_GRADIENT = "{name} got no gradient in this iteration, so nothing was promised."


def try_element(evaluator: Evaluator, question: ElementProbe) -> ElementAnswer:
    """Change an element by multiples of a step, and compute the loss each time.

    The loss at the step itself is that of a whole run.

    Raises:
        UserError: there is no such element, or no gradient.
    """
    point = _point(evaluator, question)
    gradient = point.gradient
    if gradient is None:
        raise UserError(NO_GRADIENT.format(name=question.leaf))
    real = evaluator.check({question.leaf: _changed(point, question, 1.0)})
    if evaluator.may_decide:
        evaluator.distrust()
    steps = sorted({*(factor * question.step for factor in POINTS), question.step})
    losses = []
    for step in steps:
        if step == question.step:
            losses.append(real)
        elif step == 0:
            losses.append(evaluator.scene.base)
        else:
            losses.append(evaluator.loss({question.leaf: _changed(point, question, step / question.step)}))
    if not evaluator.settle():
        return try_element(evaluator, question)
    return ElementAnswer(
        question,
        evaluator.scene.base,
        float(point.value.reshape(-1)[question.element]),
        float(gradient.reshape(-1)[question.element]),
        real,
        tuple(steps),
        tuple(losses),
        evaluator.exactness,
        evaluator.scene.precision,
        None if point.held is None else float(point.held.reshape(-1)[question.element]),
        evaluator.scene.roots,
    )


def _point(evaluator: Evaluator, question: ElementProbe) -> Point:
    point = evaluator.scene.points.get(question.leaf)
    if point is None:
        raise UserError(_why_not(question))
    if not 0 <= question.element < point.value.numel():
        raise UserError(NO_ELEMENT.format(name=question.leaf))
    return point


def _why_not(question: ElementProbe) -> str:
    if question.use is None:
        return NO_LEAF.format(name=question.leaf)
    if question.use.line is None:
        return NOT_AGAIN_THERE.format(name=question.leaf)
    return NOT_AGAIN.format(name=question.leaf, line=question.use.line)


def _changed(point: Point, question: ElementProbe, factor: float) -> torch.Tensor:
    changed = point.value.clone(memory_format=torch.contiguous_format)
    changed.view(-1)[question.element] += factor * question.step
    return changed
