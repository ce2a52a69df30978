"""The trace document: a `Trace` as JSON, for other programs to read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradviz.core.diagnose import diagnose
from gradviz.core.pieces import Members, pieces, settled
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.text import readable
from gradviz.core.trace import (
    AtenOp,
    BackwardCall,
    BackwardEvent,
    ForwardEvent,
    GradNode,
    Iteration,
    OptimizerState,
    ProgramError,
    Setting,
    Trace,
    UpdateEvent,
    Variable,
)

FORMAT = "gradviz-trace"
VERSION = 1

Json = dict[str, Any]


def to_json(trace: Trace) -> str:
    """Return ``trace`` as the text of a trace document."""
    return readable(json.dumps(to_document(trace), ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def json_pieces(trace: Trace) -> Iterator[str]:
    """Yield what `to_json` returns in pieces of a tensor or an event each: other threads get their turn in between.

    No more than such a piece is in memory at once: to let go of a whole document takes long, too.
    """
    for piece in pieces(_outline(trace)):
        yield readable(piece)


def to_document(trace: Trace) -> Json:
    """Return ``trace`` as plain JSON values; NaN and infinities are the strings ``"nan"``, ``"inf"``, ``"-inf"``."""
    document: Json = settled(_outline(trace))
    return document


def _outline(trace: Trace) -> Json:
    """Return the document with iterators for what is large."""
    tensors: dict[str, TensorSummary] = {}
    for iteration in trace.iterations:
        tensors.update(iteration.tensors)
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": {"name": trace.program.name, "source": trace.program.source},
        "environment": {
            "torch": trace.environment.torch,
            "device": trace.environment.device,
            "python": trace.environment.python,
            "seed": trace.environment.seed,
        },
        "iterations": (_iteration(iteration) for iteration in trace.iterations),
        "tensors": Members((name, summary(value)) for name, value in tensors.items()),
        "losses": [number(loss) for loss in trace.losses],
        "variables": {name: _variable(variable) for name, variable in trace.variables.items()},
        "printed": trace.printed,
        "error": None if trace.error is None else _error(trace.error),
        "files": dict(trace.files),
        "findings": [finding.document() for finding in diagnose(trace)],
    }


def number(value: float | None) -> float | str | None:
    """Return ``value`` as JSON can write it."""
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"


def summary(tensor: TensorSummary) -> Json:
    """Return a summary as JSON values: ``values`` flat, ``thumbnail`` in rows."""
    result: Json = {
        "shape": list(tensor.shape),
        "dtype": tensor.dtype,
        "device": tensor.device,
        "min": number(tensor.min),
        "max": number(tensor.max),
        "mean": number(tensor.mean),
        "norm": number(tensor.norm),
        "nan": tensor.nan,
        "inf": tensor.inf,
    }
    if tensor.values is not None:
        result["values"] = _flat(tensor.values)
    elif tensor.thumbnail is not None:
        rows = tensor.thumbnail.shape[0]
        flat = _flat(tensor.thumbnail)
        width = len(flat) // rows if rows else 0
        result["thumbnail"] = [flat[row * width : (row + 1) * width] for row in range(rows)]
        if tensor.coarse > 1:
            result["coarse"] = tensor.coarse
    return result


def _flat(array: Array) -> list[Any]:
    values = array.numpy().ravel()
    if values.dtype.kind == "c":
        return [[number(float(value.real)), number(float(value.imag))] for value in values.astype(np.complex128)]
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        return [number(value) for value in values.tolist()]
    items: list[Any] = values.tolist()
    return items


def _maybe(tensor: TensorSummary | None) -> Json | None:
    return None if tensor is None else summary(tensor)


def _iteration(iteration: Iteration) -> Json:
    return {
        "index": iteration.index,
        "loss": number(iteration.loss),
        "forward": map(_forward, iteration.forward),
        "nodes": (_node(node, iteration) for node in iteration.nodes),
        "backward": map(_backward, iteration.backward),
        "update": map(_update, iteration.update),
        "roots": list(iteration.roots),
        "names": dict(iteration.names),
        "calls": [_call(call) for call in iteration.calls],
        "note": iteration.note,
        "has_aten": iteration.has_aten,
    }


def _forward(event: ForwardEvent) -> Json:
    return {
        "op": event.op,
        "line": event.line,
        "columns": None if event.columns is None else list(event.columns),
        "variable": event.variable,
        "scope": event.scope,
        "inplace": event.inplace,
        "inputs": list(event.inputs),
        "outputs": list(event.outputs),
        "nodes": list(event.nodes),
        "cut": event.cut,
        "elsewhere": None if event.elsewhere is None else list(event.elsewhere),
        "note": event.note,
        "after": event.after,
        "inside": [_aten(op) for op in event.inside],
        "nanoseconds": event.nanoseconds,
    }


def _node(node: GradNode, iteration: Iteration) -> Json:
    return {
        "id": node.id,
        "name": node.name.rsplit("::", 1)[-1],
        "line": node.line,
        "columns": None if node.columns is None else list(node.columns),
        "variable": node.variable,
        "scope": node.scope,
        "next": [list(edge) for edge in node.next],
        "saved": {name: summary(iteration.tensors[tensor]) for name, tensor in node.saved.items()},
        "tensor": node.tensor,
        "event": node.event,
        "elsewhere": None if node.elsewhere is None else list(node.elsewhere),
        "made_by": node.made_by,
        "maker": node.maker,
        "opaque": node.opaque,
        "hooks": list(node.hooks),
        "constants": dict(node.constants),
    }


def _backward(event: BackwardEvent) -> Json:
    return {
        "node": event.node,
        "grad_outputs": [_maybe(grad) for grad in event.grad_outputs],
        "grad_inputs": [_maybe(grad) for grad in event.grad_inputs],
        "grad": _maybe(event.grad),
        "call": event.call,
        "hooks": [
            {"name": hook.name, "before": _maybe(hook.before), "after": _maybe(hook.after)} for hook in event.hooks
        ],
        "inside": [_aten(op) for op in event.inside],
        "nanoseconds": event.nanoseconds,
    }


def _aten(op: AtenOp) -> Json:
    return {"name": op.name, "inputs": [list(size) for size in op.inputs], "outputs": [list(s) for s in op.outputs]}


def _call(call: BackwardCall) -> Json:
    return {
        "function": call.function,
        "roots": list(call.roots),
        "creates_graph": call.creates_graph,
        "node": call.node,
        "error": call.error,
    }


def _update(event: UpdateEvent) -> Json:
    return {
        "variable": event.variable,
        "line": event.line,
        "columns": None if event.columns is None else list(event.columns),
        "node": event.node,
        "by": event.by,
        "elsewhere": None if event.elsewhere is None else list(event.elsewhere),
        "calls": event.calls,
        "before": summary(event.before),
        "after": summary(event.after),
        "gradient": _maybe(event.gradient),
        "optimizer": None if event.optimizer is None else _optimizer(event.optimizer),
    }


def _optimizer(state: OptimizerState) -> Json:
    return {
        "settings": {name: _setting(value) for name, value in state.settings.items()},
        "before": {name: summary(tensor) for name, tensor in state.before.items()},
        "after": {name: summary(tensor) for name, tensor in state.after.items()},
    }


def _setting(value: Setting) -> Any:
    if isinstance(value, tuple):
        return [number(item) for item in value]
    return number(value) if isinstance(value, float) else value


def _variable(variable: Variable) -> Json:
    return {
        "requires_grad": variable.requires_grad,
        "is_leaf": variable.is_leaf,
        "value": summary(variable.value),
        "grad": _maybe(variable.grad),
    }


def _error(error: ProgramError) -> Json:
    return {
        "kind": error.kind,
        "message": error.message,
        "line": error.line,
        "columns": None if error.columns is None else list(error.columns),
        "hint": error.hint,
    }
