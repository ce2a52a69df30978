"""In which order the parameters of a net are used."""

from __future__ import annotations

from gradviz.core.trace import Iteration


def depth_order(iteration: Iteration) -> tuple[str, ...]:
    """Return the names of the leaves in the order in which the forward ops first use them; unused ones come last."""
    leaves = [node for node in iteration.nodes if node.is_leaf and node.tensor is not None]
    names = {node.tensor: node.variable or "leaf" for node in leaves}
    used = [number for event in iteration.forward for number in event.inputs if number in names]
    return tuple(dict.fromkeys(names[number] for number in (*used, *names)))
