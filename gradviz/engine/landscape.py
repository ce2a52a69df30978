"""The loss around the parameters: along the gradient, and over a plane through them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from gradviz.core.errors import UserError
from gradviz.core.probe import SIDES, LineAnswer, LineProbe, PathPoint, PlaneAnswer, PlaneProbe
from gradviz.core.tensor import Array
from gradviz.engine.directions import (
    Direction,
    chosen_points,
    dot,
    gradient_of,
    moved_by,
    random_direction,
    scaled,
    step_of,
    unit,
)
from gradviz.engine.evaluate import Evaluator
from gradviz.engine.scene import Point

Known = dict[tuple[float, float], float]

Tell = Callable[[PlaneAnswer], None]
Progress = Callable[[int, int], None]
"""Told how many losses are computed, and of how many."""

SECONDS = 40.0
"""A finer grid is begun only if it will be done in so many seconds, as far as the coarser one tells."""

_RERUN_POINTS, _RERUN_SIDES = 9, (5, SIDES[0])
"""Where every loss is a run of the program."""

_USUAL = 4.0
"""How many times as far as the update one looks, usually."""

NO_PATH = "At least three iterations are needed to find the plane that the parameters moved in."
NO_STEP = "The parameters were not updated in this iteration, so there is no step to look along."


# Along the gradient


def look_along(evaluator: Evaluator, question: LineProbe, progress: Progress) -> LineAnswer:
    """Compute the loss at θ − t·g.

    Raises:
        UserError: there is no direction to go.
    """
    points = chosen_points(evaluator.scene)
    gradient, step = gradient_of(points), step_of(points)
    square = dot(gradient, gradient)
    taken = None if step is None else -dot(step, gradient) / square
    far = _reach(evaluator, square, taken) * question.reach

    def at(t: float) -> float:
        return evaluator.loss(moved_by(points, scaled(gradient, -t)))

    if evaluator.may_decide:
        evaluator.distrust()
    count = question.points if evaluator.is_fast else min(question.points, _RERUN_POINTS)
    ts = sorted({*np.linspace(-far / 4, far, count).tolist(), 0.0})
    losses = []
    for number, t in enumerate(ts):
        losses.append(evaluator.scene.base if t == 0 else at(t))
        progress(number + 1, len(ts))
    after = None if step is None else evaluator.loss(moved_by(points, step))
    if not evaluator.settle():
        return look_along(evaluator, question, progress)
    scene, how = evaluator.scene, evaluator.exactness
    told = scene.base, -square, tuple(ts), tuple(losses), how, taken, after, tuple(points), scene.roots
    return LineAnswer(*told)


def _reach(evaluator: Evaluator, square: float, taken: float | None) -> float:
    """Return how far to go: some times as far as the update; without one, to where the tangent meets zero."""
    if taken is not None and taken > 0:
        return _USUAL * taken
    base = abs(evaluator.scene.base)
    return (base if 0 < base < float("inf") else 1.0) / square


# Over a plane


class _Plane:
    """Two unit directions at right angles, how far to go along each, and the path seen from there."""

    def __init__(self, evaluator: Evaluator, points: dict[str, Point], question: PlaneProbe) -> None:
        self.points = points
        step = step_of(points)
        self._path = self._offsets(evaluator, step)
        self.explained: float | None = None
        if question.across == "path":
            self.u, self.v = self._principal()
        elif question.across == "step":
            if step is None:
                raise UserError(NO_STEP)
            self.u = unit(step)
            self.v = self._second(scaled(gradient_of(points), -1.0), question)
        else:
            self.u = unit(scaled(gradient_of(points), -1.0))
            self.v = self._second(random_direction(points, question.seed), question)
        self.path = [self._seen(index, offset) for index, offset in self._path]
        self.reach = self._far(step) * question.reach

    def _offsets(self, evaluator: Evaluator, step: Direction | None) -> list[tuple[int, Direction]]:
        """Return where the parameters were before, are, and go, seen from where they are."""
        found = []
        for index, held in evaluator.scene.path:
            if all(name in held and held[name].shape == point.value.shape for name, point in self.points.items()):
                offset = {name: held[name].double() - point.value.double() for name, point in self.points.items()}
                found.append((index, offset))
        here = {name: torch.zeros_like(point.value, dtype=torch.float64) for name, point in self.points.items()}
        found.append((evaluator.index, here))
        if step is not None:
            found.append((evaluator.index + 1, step))
        return found

    def _second(self, direction: Direction, question: PlaneProbe) -> Direction:
        """Return a unit direction at right angles to the first; a random one where the two are the same line."""
        length = dot(direction, direction) ** 0.5
        rest = {name: value - dot(direction, self.u) * self.u[name] for name, value in direction.items()}
        if dot(rest, rest) ** 0.5 <= 1e-6 * length:
            direction = random_direction(self.points, question.seed)
        return unit(unit(direction, self.u), self.u)

    def _principal(self) -> tuple[Direction, Direction]:
        """Return the two directions in which the path is spread most."""
        if len(self._path) < 3:
            raise UserError(NO_PATH)
        rows = torch.stack([torch.cat([offset[name].reshape(-1) for name in self.points]) for _, offset in self._path])
        rows = rows - rows.mean(dim=0)
        # Of the products of the points with each other: there are far fewer of these than parameters.
        weights, vectors = torch.linalg.eigh(rows @ rows.T)
        total = float(weights.clamp_min(0).sum())
        first, second = (vectors[:, -1] @ rows, vectors[:, -2] @ rows)
        self.explained = float(weights[-2:].clamp_min(0).sum()) / total if total > 0 else None
        u = unit(self._parted(first))
        if dot(u, u) == 0:
            raise UserError(NO_STEP)
        if float(weights[-2]) <= 1e-12 * float(weights[-1]):
            # The path is a straight line.
            return u, unit(random_direction(self.points, 0), u)
        return u, unit(unit(self._parted(second), u), u)

    def _parted(self, row: torch.Tensor) -> Direction:
        found, start = {}, 0
        for name, point in self.points.items():
            end = start + point.value.numel()
            found[name] = row[start:end].reshape(point.value.shape)
            start = end
        return found

    def _seen(self, index: int, offset: Direction) -> PathPoint:
        x, y = dot(offset, self.u), dot(offset, self.v)
        off = math.sqrt(max(0.0, dot(offset, offset) - x * x - y * y))
        return PathPoint(index, x, y, off)

    def _far(self, step: Direction | None) -> float:
        if self.explained is not None:
            return 1.25 * max(max(abs(point.x), abs(point.y)) for point in self.path)
        if step is not None:
            return _USUAL * math.sqrt(dot(step, step))
        size = {name: point.value.double() for name, point in self.points.items()}
        return 0.1 * (math.sqrt(dot(size, size)) or 1.0)

    def at(self, x: float, y: float) -> dict[str, torch.Tensor]:
        """Return the parameters at a place of the plane."""
        return moved_by(self.points, {name: x * self.u[name] + y * self.v[name] for name in self.points})


def look_over(evaluator: Evaluator, question: PlaneProbe, tell: Tell, progress: Progress) -> PlaneAnswer:
    """Compute the loss over a plane: each grid is told, and a finer one begun if it does not take too long.

    Raises:
        UserError: there are no two directions to go.
    """
    plane = _Plane(evaluator, chosen_points(evaluator.scene), question)
    if evaluator.may_decide:
        evaluator.distrust()
    known: Known = {(0.0, 0.0): evaluator.scene.base}
    sides = SIDES if evaluator.is_fast else _RERUN_SIDES
    finer = [side for side in sides[1:] if side <= question.side]
    each, answer = _fill(evaluator, question, plane, sides[0], known, progress)
    for side in finer:
        if each * (side * side - len(known)) > SECONDS or (side > SIDES[0] and not evaluator.is_fast):
            break
        tell(answer)
        each, answer = _fill(evaluator, question, plane, side, known, progress)
    if not evaluator.settle():
        return look_over(evaluator, question, tell, progress)
    return msgspec.structs.replace(answer, exactness=evaluator.exactness, is_last=True)


def _fill(
    evaluator: Evaluator, question: PlaneProbe, plane: _Plane, side: int, known: Known, progress: Progress
) -> tuple[float, PlaneAnswer]:
    """Compute what is not ``known`` yet of a grid, from its middle; return the seconds of each loss, and the grid."""
    # Halves of halves: the places of a coarser grid are, bit for bit, places of a finer one.
    axis = (np.linspace(-1.0, 1.0, side) * plane.reach).tolist()
    wanted = [(x, y) for y in axis for x in axis if (x, y) not in known]
    wanted.sort(key=lambda place: place[0] ** 2 + place[1] ** 2)
    started = time.perf_counter()
    for number, place in enumerate(wanted):
        known[place] = evaluator.loss(plane.at(*place))
        progress(number + 1, len(wanted))
    each = (time.perf_counter() - started) / max(len(wanted), 1)
    losses: NDArray[np.float64] = np.array([[known[x, y] for x in axis] for y in axis])
    answer = PlaneAnswer(
        question.across,
        evaluator.scene.base,
        tuple(axis),
        tuple(axis),
        Array.of(losses),
        evaluator.exactness,
        tuple(plane.path),
        plane.explained,
        tuple(plane.points),
        is_last=False,
        roots=evaluator.scene.roots,
    )
    return each, answer
