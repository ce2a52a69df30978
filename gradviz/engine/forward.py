"""Watch the forward pass: every torch function that the program calls, and the nodes that autograd makes meanwhile.

Measured on torch 2.13: the nodes that an op makes are exactly those whose sequence number lies between the thread's
counter before and after the call.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn
from torch.overrides import TorchFunctionMode, resolve_name
from typing_extensions import override

from gradviz.core.tensor import WHOLE_LIMIT
from gradviz.engine.codefile import filename_of, folder_of
from gradviz.engine.internals import (
    Alone,
    caller_frame,
    dispatch_depth,
    is_accumulate,
    saving_is_hooked,
    sequence_number,
    unseen,
)
from gradviz.engine.names import Names
from gradviz.engine.ops import OPS, Op, op_of, tensors_in
from gradviz.engine.record import IterationRecord, OpRecord, Returned
from gradviz.engine.scopes import FOLLOWING, Scopes
from gradviz.engine.source import Source

_TORCH = folder_of(resolve_name)
_MODULE = filename_of(torch.nn.Module.register_buffer)
_OURS = folder_of(is_accumulate)

Call = Callable[[Op, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


class ForwardMode(TorchFunctionMode):
    """Hands every op to ``call`` while ``listening``, and some questions to ``ask``; it costs little while not."""

    def __init__(self, call: Call, ask: Call) -> None:
        super().__init__()
        self._call = call
        self._ask = ask
        self.listening = False

    @override
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if not self.listening:
            return func(*args, **kwargs) if kwargs else func(*args)
        op = OPS.get(func) or op_of(func)
        if op.is_question and not op.watch:
            return func(*args, **kwargs) if kwargs else func(*args)
        follow = self._ask if op.is_question else self._call
        if types or dispatch_depth():
            # The class of a tensor, or a mode of the program's, wants to see every call, and would see ours.
            with Alone() as alone:
                return follow(op, alone.heard(func), args, kwargs or {})
        return follow(op, func, args, kwargs or {})


class OpNoter:
    """Writes ops into the record of the current iteration."""

    def __init__(self, source: Source, names: Names) -> None:
        self._source = source
        self._names = names
        # By ``id``: to hash a code object takes longer than all the rest of a look at a frame.
        self._transparent: dict[int, bool] = {}
        self._codes: list[CodeType] = []
        self.places: dict[str, tuple[CodeType | None, int]] = {}
        """Where the program's variables were created."""
        self.scopes = Scopes(source, names, self._returned)
        self.record: IterationRecord | None = None

    def caller(self) -> tuple[FrameType | None, bool]:
        """Return the program's frame that called the op, and whether it called it itself and not through a module."""
        frame: FrameType | None = caller_frame(2)
        is_direct = True
        filename = self._source.filename
        transparent = self._transparent
        while frame is not None:
            code = frame.f_code
            if code.co_filename == filename:
                break
            if code is FOLLOWING and self.scopes.callers:
                return self.scopes.callers[-1], False
            if is_direct:
                known = transparent.get(id(code))
                is_direct = self._is_transparent(code) if known is None else known
            frame = frame.f_back
        return frame, is_direct

    def _is_transparent(self, code: CodeType) -> bool:
        """Return whether a frame between the program and the op is only torch's way of calling that one op."""
        name = code.co_filename
        self._codes.append(code)
        known = self._transparent[id(code)] = name.startswith((_TORCH, _OURS)) and name != _MODULE
        return known

    def inputs(self, record: IterationRecord, tensors: list[torch.Tensor]) -> tuple[str, ...]:
        """Return the ids of an op's inputs, and give them their names."""
        find = record.tensors.find
        return tuple([find(tensor) or self._input(record, tensor) for tensor in tensors])

    def _input(self, record: IterationRecord, tensor: torch.Tensor) -> str:
        number = record.tensors.seen(tensor)
        name = self._names.tensor(tensor, self.caller()[0])
        if name is not None:
            record.tensors.names[number] = name
        return number

    def note(
        self,
        record: IterationRecord,
        op: Op,
        inputs: list[torch.Tensor],
        ids: tuple[str, ...],
        outputs: list[torch.Tensor],
        first: int,
    ) -> OpRecord:
        """Return the record of an op that has just run; its nodes are those made since ``first``."""
        frame, is_direct = self.caller()
        made: list[tuple[str, GradFn]] = []
        numbers: list[str] = []
        last = sequence_number()
        tensors = record.tensors
        for tensor in outputs:
            number = tensors.made(tensor) if tensor.numel() <= WHOLE_LIMIT else tensors.made_of(tensor, inputs)
            numbers.append(number)
            try:
                grad_fn = tensor.grad_fn
            except RuntimeError:
                # As in `grad_fn_of`, without a call for every output.
                continue
            if grad_fn is not None:
                made.append((number, grad_fn))
        return OpRecord(
            op.name,
            frame.f_code if frame else None,
            frame.f_lasti if frame else -1,
            is_direct,
            self.scopes.current,
            op.writes,
            ids,
            tuple(numbers),
            first,
            last,
            tuple(made),
            saving_is_hooked(),
            record.calls,
        )

    def note_plain(
        self,
        record: IterationRecord,
        op: Op,
        inputs: list[torch.Tensor],
        ids: tuple[str, ...],
        outputs: list[torch.Tensor],
    ) -> OpRecord:
        """Note an op that has nothing to do with gradients."""
        noted = self.note(record, op, inputs, ids, outputs, sequence_number())
        for number in noted.outputs:
            record.origins[number] = (noted.code, noted.instruction)
        if noted.is_direct:
            names = self._name(noted.code, noted.instruction, outputs)
            record.tensors.names.update(zip(noted.outputs, names, strict=False))
        if ids:
            record.plain.append(noted)
        return noted

    def name_plain(self, outputs: list[torch.Tensor]) -> None:
        """Name what an op made that has nothing to do with gradients, and is not shown because others have."""
        frame, is_direct = self.caller()
        if frame is not None and is_direct:
            self._name(frame.f_code, frame.f_lasti, outputs)

    def _name(self, code: CodeType | None, instruction: int, outputs: list[torch.Tensor]) -> tuple[str, ...]:
        if code is None:
            return ()
        names = self._source.place(code, instruction).variables
        for name, tensor in zip(names, outputs, strict=False):
            self._names.call(tensor, name)
            self.places[name] = (code, instruction)
        return names

    def _returned(self, result: object, frame: FrameType) -> None:
        """Note what a module returned to the program: it names what the module's last op made."""
        record = self.record
        if record is None:
            return
        with unseen():
            found = [record.tensors.find(tensor) for tensor in tensors_in(result)]
        if found and None not in found:
            known = tuple(number for number in found if number is not None)
            record.returned.append(Returned(frame.f_code, frame.f_lasti, known))
