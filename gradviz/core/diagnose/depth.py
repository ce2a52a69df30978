"""Whether the gradient vanishes or explodes on its way back through the layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gradviz.core.diagnose.case import Case
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.text import number
from gradviz.core.trace import GradNode

FEWEST_LAYERS = 5
"""What happens in fewer layers says little about depth."""
FAR = 1e3
"""A norm that changes by less is nothing to worry about."""
STEEP = 2.0
"""On average by this factor per layer: what changes more slowly does so in many layers, and can be trained."""
STEADY = 0.8
"""In at least this share of the layers the change goes the same way."""
VERY_FAR = 1e5
"""A norm that changes by more is bad in any number of layers, also where it does so block by block, and not layer by
layer: an attention has four, with gradients of their own sizes."""
PARTS = 4
"""In each of so many equal parts of the way such a change goes on: it does not come from one place."""


def through_depth(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield whether the gradient vanishes or explodes, in the last iteration in which it is finite."""
    for case in reversed(cases):
        layers = [(node, norm) for node in _layers(case) if (norm := _norm(case, node)) is not None]
        if len(layers) >= FEWEST_LAYERS:
            yield from _judged(case, layers)
            return


def _layers(case: Case) -> list[GradNode]:
    """Return the layers on the path back from the loss that has the most of them, in the order of the backward pass."""
    nodes = case.iteration.nodes
    best: dict[int, int] = {}
    came: dict[int, int] = {}
    for event in case.iteration.backward:
        here = nodes[event.node]
        total = best.get(here.id, 0) + _is_layer(here, nodes)
        best[here.id] = total
        for source, _ in here.next:
            if source is not None and total > best.get(source, -1) and not nodes[source].is_leaf:
                best[source], came[source] = total, here.id
    if not best:
        return []
    path, node = [], max(best, key=lambda number: best[number])
    seen: set[int] = set()
    while node not in seen:
        seen.add(node)
        path.append(nodes[node])
        node = came.get(node, node)
    return [one for one in reversed(path) if _is_layer(one, nodes)]


def _is_layer(node: GradNode, nodes: tuple[GradNode, ...]) -> bool:
    """Return whether an op applies a weight: a leaf of its own, perhaps transposed, is behind it."""
    return node.name.startswith(("Mm", "Addmm", "Bmm", "Convolution", "Mul", "Linear", "Mv")) and any(
        source is not None and _is_weight(nodes[source], nodes) for source, _ in node.next
    )


def _is_weight(node: GradNode, nodes: tuple[GradNode, ...]) -> bool:
    if node.is_leaf:
        return True
    through = node.name.startswith(("TBackward", "Transpose", "View", "Permute", "Unsafe")) and len(node.next) == 1
    source = node.next[0][0] if through else None
    return source is not None and nodes[source].is_leaf


def _norm(case: Case, node: GradNode) -> float | None:
    """Return the norm of the gradient that arrived at a layer; ``None`` where it is none, or no plain number."""
    arrived = case.ran[node.id].grad_outputs if node.id in case.ran else ()
    grad = arrived[0] if arrived else None
    return grad.norm if grad is not None and grad.is_finite and grad.norm else None


def _judged(case: Case, layers: list[tuple[GradNode, float]]) -> Iterator[Finding]:
    (first, start), (last, end) = layers[0], layers[-1]
    count = len(layers) - 1
    ratio = (end / start) ** (1 / count)
    falls = sum(b < a for (_, a), (_, b) in pairwise(layers)) / count
    values = {
        "count": str(count),
        "start": number(start),
        "end": number(end),
        "start_at": case.place_of_node(first).at,
        "ratio": number(float(f"{ratio:.2g}")),
    }
    place = case.place_of_node(last)
    is_steep = (ratio * STEEP < 1 and falls >= STEADY) or (ratio > STEEP and 1 - falls >= STEADY)
    if end * FAR < start and (is_steep or _goes_on([norm for _, norm in layers])):
        yield case.found(Kind.VANISHING, "vanishing", "backward", place, **values)
    elif end > start * FAR and (is_steep or _goes_on([end / norm * start for _, norm in layers])):
        yield case.found(Kind.EXPLODING, "exploding", "backward", place, **values)


def _goes_on(norms: Sequence[float]) -> bool:
    """Return whether ``norms`` fall very far, and in all parts of the way."""
    last = len(norms) - 1
    marks = [norms[last * part // PARTS] for part in range(PARTS + 1)]
    return norms[last] * VERY_FAR < norms[0] and all(after < before for before, after in pairwise(marks))
