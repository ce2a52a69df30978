"""What the nodes inside of a composite op made: no function returns it, but other nodes and views hold it.

``cross_entropy`` shows only its loss; the ``log_softmax`` inside is held by the node that saved it. A ``linear`` of
three dimensions returns a view of what its ``addmm`` made.
"""

from __future__ import annotations

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.tensor import TensorSummary
from gradviz.engine.internals import base_of, grad_fn_of, is_accumulate, sequence_number_of, version_of
from gradviz.engine.record import IterationRecord, OpRecord
from gradviz.engine.tensors import TensorTable


class Inner:
    """Looks for what the inner nodes of a record's composite ops made; `IterationRecord.inner` is what it finds."""

    def __init__(self, record: IterationRecord) -> None:
        self._record = record
        self._held: dict[str, tuple[torch.Tensor, int]] | None = None

    def note_saved(self, op: OpRecord, tensor: torch.Tensor, number: str) -> None:
        """Note which node inside of ``op`` made ``tensor``, if one did: a node saved it, it has this ``number``."""
        maker = grad_fn_of(tensor)
        if maker is not None and tensor.output_nr == 0:
            self._note(op, maker, tensor, number)

    def finish(self, op: OpRecord, nodes: list[GradFn]) -> None:
        """All has been noted of what the ``nodes`` of a composite ``op`` saved; of what is missing tell the form."""
        if not nodes:
            return
        self._note_bases(op)
        inner, returned = self._record.inner, {node for _, node in op.made}
        for node in nodes:
            if node not in inner and node not in returned and (form := form_of_output(node)) is not None:
                inner[node] = self._record.tensors.of_form(form)

    def _note_bases(self, op: OpRecord) -> None:
        """Note what ``op`` returned a view of, if a node inside has made that and it is still as it was."""
        for number, _ in op.made:
            view = self._unchanged(number)
            base = None if view is None else base_of(view)
            maker = None if base is None else grad_fn_of(base)
            if base is not None and maker is not None and base.output_nr == 0:
                self._note(op, maker, base, None)

    def _note(self, op: OpRecord, maker: GradFn, tensor: torch.Tensor, number: str | None) -> None:
        record = self._record
        if maker in record.inner or not is_within(maker, op) or any(node is maker for _, node in op.made):
            return
        tensors = record.tensors
        number = number or tensors.saved_id(tensor)
        # A view that changes nothing has the number of what it shows, which is another node's.
        record.inner[maker] = number if tensors.find(tensor) == number else tensors.seen(tensor)

    def _unchanged(self, number: str) -> torch.Tensor | None:
        """Return the tensor with this number, if it holds what was captured of it."""
        tensors: TensorTable = self._record.tensors
        if self._held is None:
            self._held = {name: (tensor, version) for name, tensor, version in tensors.held()}
        tensor, version = self._held.get(number, (None, 0))
        if tensor is None or version_of(tensor) != version or tensors.is_exposed(tensor):
            return None
        return tensor


def is_within(node: GradFn, op: OpRecord) -> bool:
    """Return whether ``op`` made ``node``."""
    return not is_accumulate(node) and op.first <= sequence_number_of(node) < op.last


def form_of_output(node: GradFn) -> TensorSummary | None:
    """Return what a node knows of its first output without its values."""
    known = getattr(node, "_input_metadata", ())
    if not known:
        return None
    form = known[0]
    return TensorSummary(tuple(map(int, form.shape)), str(form.dtype).removeprefix("torch."), str(form.device))
