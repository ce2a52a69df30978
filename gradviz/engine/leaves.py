"""The leaves that a backward pass reaches, by their names, where the pass was not recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import FrameType

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import is_accumulate, leaf_of
from gradviz.engine.names import Names
from gradviz.engine.walk import walk


def named_leaves(
    roots: Iterable[GradFn],
    known: Mapping[str, torch.Tensor],
    names: Names,
    most: int,
    frame: FrameType | None = None,
) -> dict[str, torch.Tensor]:
    """Return every leaf below ``roots``; ``known`` has names already, ``frame`` is the program's own.

    This takes a few microseconds for each node; a graph of more than ``most`` nodes is left alone.
    """
    nodes = walk(roots, most)
    if len(nodes) > most:
        return dict(known)
    called = {id(leaf): name for name, leaf in known.items()}
    found: dict[str, torch.Tensor] = {}
    for node in nodes:
        if is_accumulate(node):
            leaf = leaf_of(node)
            name = called.get(id(leaf)) or names.tensor(leaf, frame) or f"leaf {len(found)}"
            found[name] = leaf
    return found
