"""Make the changes of gradients that a person asks for, and find what is not finite."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.edits import Edit, How
from gradviz.core.errors import UserError
from gradviz.engine.internals import is_formula


def changed(grads: tuple[torch.Tensor | None, ...], edit: Edit) -> torch.Tensor:
    """Return what ``edit`` makes of the gradient that it is about; the gradient itself stays as it is.

    Raises:
        UserError: there is no such gradient, or it cannot be changed like this.
    """
    grad = grads[edit.output] if 0 <= edit.output < len(grads) else None
    if grad is None:
        raise UserError("No gradient arrives there, so there is nothing to change.")
    if grad.layout is not torch.strided:
        raise UserError("A sparse gradient cannot be changed here.")
    try:
        return _changed(grad, edit)
    except (RuntimeError, IndexError, TypeError, ValueError) as error:
        raise UserError(f"The gradient could not be changed: {str(error).splitlines()[0]}.") from error


def edited(grads: tuple[torch.Tensor | None, ...], edit: Edit) -> tuple[torch.Tensor | None, ...]:
    """Return ``grads`` after ``edit``.

    Raises:
        UserError: there is no such gradient, or it cannot be changed like this.
    """
    return (*grads[: edit.output], changed(grads, edit), *grads[edit.output + 1 :])


def _changed(grad: torch.Tensor, edit: Edit) -> torch.Tensor:
    if edit.how is How.SCALE:
        return grad * edit.number
    if edit.how is How.REPLACE and edit.values is not None:
        values = torch.from_numpy(edit.values.numpy().copy())
        return values.to(grad).reshape(grad.shape)
    result = grad.clone(memory_format=torch.contiguous_format)
    if edit.how is How.FILL:
        return result.fill_(edit.number)
    result[edit.index] = edit.number
    return result


def is_finite(tensor: torch.Tensor | None) -> bool:
    """Return whether no element is NaN or infinite."""
    if tensor is None:
        return True
    values = _values(tensor.detach())
    if not (values.is_floating_point() or values.is_complex()):
        return True
    # A sum is faster than a look at each element. It may overflow: then the elements tell.
    return bool(torch.isfinite(values.sum())) or bool(torch.isfinite(values).all())


def _values(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.coalesce().values() if tensor.layout is torch.sparse_coo else tensor


def norm_of(tensor: torch.Tensor) -> float:
    """Return the L2 norm; where the tensor's own type overflows it is computed in float64."""
    values = _values(tensor.detach())
    norm = float(torch.linalg.vector_norm(values))
    if norm == math.inf and not values.dtype.is_complex and bool(torch.isfinite(values).all()):
        norm = float(torch.linalg.vector_norm(values, dtype=torch.float64))
    return norm


def cosine(one: torch.Tensor, other: torch.Tensor) -> float | None:
    """Return the cosine of the angle between two gradients, ``None`` where one is zero or not finite."""
    if one.shape != other.shape or one.is_complex():
        return None
    a, b = (_values(tensor.detach()).double().flatten() for tensor in (one, other))
    if a.shape != b.shape:
        return None
    length = float(a.norm() * b.norm())
    return float(a.dot(b)) / length if 0 < length < float("inf") else None


def sends_nonfinite(node: GradFn, grads: tuple[torch.Tensor | None, ...]) -> bool:
    """Return whether ``node`` will send a gradient that is not finite: it is run on trial, which changes nothing.

    Only torch's own nodes can be run on trial, and only if no hooks keep what they saved: a checkpoint would run its
    forward pass. Of others the first node that gets such a gradient is found instead.
    """
    if not is_formula(node):
        return False
    try:
        with torch.no_grad():
            # The stubs do not know that a node can be called.
            sent = cast("Callable[..., object]", node)(*grads)
    except (RuntimeError, TypeError):
        # The pass itself will say what is wrong.
        return False
    found = sent if isinstance(sent, tuple) else (sent,)
    return not all(is_finite(grad) for grad in found if isinstance(grad, torch.Tensor))
