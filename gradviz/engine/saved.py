"""Which tensors and plain values a node keeps for its backward pass."""

from __future__ import annotations

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.engine.inner import Inner, is_within
from gradviz.engine.internals import is_accumulate
from gradviz.engine.record import IterationRecord, OpRecord

_PREFIX = "_saved_"
_SIZES = "_sym_"
"""In the names of sizes, which the tensors tell too."""

_names: dict[type[GradFn], tuple[tuple[str, str], ...]] = {}
"""The attributes of each kind of node, and the names that they are told by."""


def note_saved(record: IterationRecord) -> None:
    """Note what the nodes of ``record`` saved, before the backward pass frees it.

    Where hooks pack what is saved (checkpoints), reading would run the forward pass again: those nodes are left out.
    """
    inner = Inner(record)
    for op in record.ops:
        if op.saves_are_packed:
            continue
        waiting = [node for _, node in op.made]
        made: list[GradFn] = []
        while waiting:
            node = waiting.pop()
            if node in record.saved or is_accumulate(node):
                continue
            # An op may have made more nodes than those of its outputs: they hang below, with numbers of its time.
            is_composite = op.last - op.first > 1
            record.saved[node] = _read(record, node, (inner, op) if is_composite else None)
            if is_composite:
                waiting += [n for n, _ in record.graph.get(node, ()) if n is not None and is_within(n, op)]
                made.append(node)
        inner.finish(op, made)


def _read(record: IterationRecord, node: GradFn, within: tuple[Inner, OpRecord] | None) -> dict[str, str]:
    """Return what ``node`` saved; ``within`` is told of what a composite op saved inside."""
    kind = type(node)
    names = _names.get(kind)
    if names is None:
        found = [name for name in dir(node) if name.startswith(_PREFIX) and _SIZES not in name]
        names = _names[kind] = tuple([(name, name[len(_PREFIX) :]) for name in found])
    saved: dict[str, str] = {}
    constants: dict[str, object] = {}
    for name, key in names:
        try:
            value = getattr(node, name)
        except RuntimeError:
            # Freed by an earlier pass, or changed in place since: torch itself refuses to use it.
            continue
        if isinstance(value, torch.Tensor):
            saved[key] = record.tensors.saved_id(value)
            if within is not None:
                within[0].note_saved(within[1], value, saved[key])
        elif isinstance(value, tuple) and any(isinstance(item, torch.Tensor) for item in value):
            items = ((number, item) for number, item in enumerate(value) if isinstance(item, torch.Tensor))
            saved.update((f"{key}[{number}]", record.tensors.saved_id(item)) for number, item in items)
        else:
            constants[key] = value
    if constants:
        record.constants[node] = constants
    return saved
