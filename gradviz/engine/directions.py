"""Directions in the space of the parameters: the gradient, the step, random ones."""

from __future__ import annotations

import math

import numpy as np
import torch

from gradviz.core.errors import UserError
from gradviz.engine.scene import Point, Scene

Direction = dict[str, torch.Tensor]
"""A change of the parameters, by their names, in float64."""

NO_PARAMETERS = "No parameter with a gradient was seen in this iteration, so there is no direction to go."
ZERO = "The gradient is zero: there is no direction to go."
NOT_FINITE = "The gradient or the parameters are not finite, so that there is no direction to go."


def chosen_points(scene: Scene) -> dict[str, Point]:
    """Return the parameters: leaves that the iteration has changed; if it has changed none, those with a gradient.

    Raises:
        UserError: there is none.
    """
    with_gradient = {name: point for name, point in scene.points.items() if point.gradient is not None}
    updated = {name: point for name, point in with_gradient.items() if _moved(point)}
    found = updated or with_gradient
    if not found:
        raise UserError(NO_PARAMETERS)
    if not all(torch.isfinite(point.value).all() for point in found.values()):
        raise UserError(NOT_FINITE)
    return found


def _moved(point: Point) -> bool:
    return point.after is not None and not torch.equal(point.after, point.value)


def dot(one: Direction, other: Direction) -> float:
    """Return the inner product of two directions."""
    return sum(float((one[name] * other[name]).sum()) for name in one)


def scaled(direction: Direction, factor: float) -> Direction:
    """Return ``direction``, ``factor`` times as long."""
    return {name: factor * value for name, value in direction.items()}


def gradient_of(points: dict[str, Point]) -> Direction:
    """Return the gradient.

    Raises:
        UserError: it is zero, or not finite.
    """
    found = {name: point.gradient.double() for name, point in points.items() if point.gradient is not None}
    square = dot(found, found)
    if square == 0:
        raise UserError(ZERO)
    if not np.isfinite(square):
        raise UserError(NOT_FINITE)
    return found


def step_of(points: dict[str, Point]) -> Direction | None:
    """Return how the update has changed the parameters; ``None`` if it has not."""
    found = {
        name: torch.zeros_like(point.value, dtype=torch.float64)
        if point.after is None
        else point.after.double() - point.value.double()
        for name, point in points.items()
    }
    return found if 0 < dot(found, found) < math.inf else None


def random_direction(points: dict[str, Point], seed: int) -> Direction:
    """Return a random direction in which each filter (the part with one first index) is as long as the parameter's."""
    generator = torch.Generator().manual_seed(seed)
    found = {}
    for name, point in points.items():
        value = point.value.double().cpu()
        drawn = torch.randn(value.shape, generator=generator, dtype=torch.float64)
        rows = value.reshape(value.shape[0], -1) if value.dim() > 1 else value.reshape(1, -1)
        own = drawn.reshape(rows.shape)
        own = own / own.norm(dim=1, keepdim=True).clamp_min(1e-30) * rows.norm(dim=1, keepdim=True)
        found[name] = own.reshape(value.shape).to(point.value.device)
    if dot(found, found) > 0:
        return found
    # Of parameters that are all zero every direction is as good.
    return {name: torch.ones_like(point.value, dtype=torch.float64) for name, point in points.items()}


def unit(direction: Direction, *against: Direction) -> Direction:
    """Return ``direction`` at length 1, without its parts along the unit directions ``against``."""
    for other in against:
        part = dot(direction, other)
        direction = {name: value - part * other[name] for name, value in direction.items()}
    return scaled(direction, 1 / (dot(direction, direction) ** 0.5 or 1.0))


def moved_by(points: dict[str, Point], direction: Direction) -> dict[str, torch.Tensor]:
    """Return the parameters, changed by ``direction``."""
    return {name: (point.value.double() + direction[name]).to(point.value.dtype) for name, point in points.items()}
