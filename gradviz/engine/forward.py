"""Watch the forward pass: every torch function that the program calls, and the nodes that autograd makes meanwhile.

Measured on torch 2.13: the nodes that an op makes are exactly those whose sequence number lies between the thread's
counter before and after the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn
from torch.overrides import TorchFunctionMode
from torch.utils.hooks import RemovableHandle
from typing_extensions import override

from gradviz.engine.internals import caller_frame, saving_is_hooked, sequence_number
from gradviz.engine.names import Names
from gradviz.engine.ops import Op, op_of, tensors_in
from gradviz.engine.record import IterationRecord, OpRecord
from gradviz.engine.source import Source

_TORCH = str(Path(torch.__file__).parent)
_MODULE = torch.nn.modules.module.__file__
_OURS = str(Path(__file__).parent)

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
        op = op_of(func)
        if op.is_question:
            if op.watch:
                return self._ask(op, func, args, kwargs or {})
            return func(*args, **kwargs) if kwargs else func(*args)
        return self._call(op, func, args, kwargs or {})


class Scopes:
    """The modules that are being called, and the names that their results are given."""

    def __init__(self, source: Source, names: Names, returned: Callable[[Any, FrameType], None]) -> None:
        self._source = source
        self._names = names
        self._returned = returned
        self._stack: list[str] = []
        self._handles: list[RemovableHandle] = []

    @property
    def current(self) -> str:
        """The path of the innermost module that is being called; empty outside of all modules."""
        return self._stack[-1] if self._stack else ""

    def watch(self) -> None:
        """Follow module calls from now on."""
        if self._handles:
            return
        module = torch.nn.modules.module
        self._handles = [
            module.register_module_forward_pre_hook(self._entered),
            module.register_module_forward_hook(self._left, always_call=True),
        ]

    def unwatch(self) -> None:
        """Stop following module calls."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._stack.clear()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Follow no module calls inside."""
        stack, was_on = list(self._stack), bool(self._handles)
        self.unwatch()
        try:
            yield
        finally:
            if was_on:
                self.watch()
                self._stack[:] = stack

    def _entered(self, module: torch.nn.Module, _args: object) -> None:
        self._stack.append(self._names.module(module, self._source.frame(caller_frame(1))))

    def _left(self, _module: torch.nn.Module, _args: object, result: object) -> None:
        if self._stack:
            self._stack.pop()
        frame: FrameType | None = caller_frame(1)
        while frame is not None and frame.f_code.co_filename == _MODULE:
            frame = frame.f_back
        if frame is not None and frame.f_code.co_filename == self._source.filename:
            self._returned(result, frame)


class OpNoter:
    """Writes ops into the record of the current iteration."""

    def __init__(self, source: Source, names: Names) -> None:
        self._source = source
        self._names = names
        self._transparent: dict[CodeType, bool] = {}
        self.places: dict[str, tuple[CodeType | None, int]] = {}
        """Where the program's variables were created."""
        self.scopes = Scopes(source, names, self._name_result)
        self.record: IterationRecord | None = None

    def caller(self) -> tuple[FrameType | None, bool]:
        """Return the program's frame that called the op, and whether it called it itself and not through a module."""
        frame: FrameType | None = caller_frame(2)
        is_direct = True
        filename = self._source.filename
        while frame is not None and frame.f_code.co_filename != filename:
            is_direct = is_direct and self._is_transparent(frame.f_code)
            frame = frame.f_back
        return frame, is_direct

    def _is_transparent(self, code: CodeType) -> bool:
        """Return whether a frame between the program and the op is only torch's way of calling that one op."""
        known = self._transparent.get(code)
        if known is None:
            name = code.co_filename
            known = name.startswith((_TORCH, _OURS)) and name != _MODULE
            self._transparent[code] = known
        return known

    def inputs(self, record: IterationRecord, tensors: list[torch.Tensor]) -> tuple[str, ...]:
        """Return the ids of an op's inputs, and give them their names."""
        ids = []
        frame = None
        for tensor in tensors:
            is_new = not record.tensors.known(tensor)
            number = record.tensors.id_of(tensor)
            if is_new:
                frame = frame or self.caller()[0]
                name = self._names.tensor(tensor, frame)
                if name is not None:
                    record.tensors.names[number] = name
            ids.append(number)
        return tuple(ids)

    def note(
        self, record: IterationRecord, op: Op, inputs: tuple[str, ...], outputs: list[torch.Tensor], first: int
    ) -> OpRecord:
        """Return the record of an op that has just run; its nodes are those made since ``first``."""
        frame, is_direct = self.caller()
        made: list[tuple[str, GradFn]] = []
        ids: list[str] = []
        last = sequence_number()
        for tensor in outputs:
            number = record.tensors.made(tensor)
            ids.append(number)
            grad_fn = tensor.grad_fn
            if grad_fn is not None:
                made.append((number, grad_fn))
        noted = OpRecord(
            name=op.name,
            code=frame.f_code if frame else None,
            instruction=frame.f_lasti if frame else -1,
            is_direct=is_direct,
            scope=self.scopes.current,
            inplace=op.writes,
            inputs=inputs,
            outputs=tuple(ids),
            first=first,
            last=last,
            made=tuple(made),
            saves_are_packed=saving_is_hooked(),
            after=record.calls,
        )
        if is_direct and frame is not None:
            noted.variables = self._source.place(frame.f_code, frame.f_lasti).variables
            self._name(record, noted, outputs)
        return noted

    def note_plain(
        self, record: IterationRecord, op: Op, inputs: tuple[str, ...], outputs: list[torch.Tensor], note: str | None
    ) -> None:
        """Note an op that has nothing to do with gradients."""
        noted = self.note(record, op, inputs, outputs, sequence_number())
        for number in noted.outputs:
            record.origins[number] = (noted.code, noted.instruction)
        for name in noted.variables:
            self.places[name] = (noted.code, noted.instruction)
        noted.note = note
        if inputs:
            record.plain.append(noted)

    def _name(self, record: IterationRecord, noted: OpRecord, outputs: list[torch.Tensor]) -> None:
        names = noted.variables
        if len(names) == 1:
            names = names * min(1, len(noted.outputs))
        for name, number, tensor in zip(names, noted.outputs, outputs, strict=False):
            record.tensors.names[number] = name
            self._names.call(tensor, name)

    def _name_result(self, result: object, frame: FrameType) -> None:
        """Name what a module returned to the program: its last op stored it."""
        record = self.record
        names = self._source.place(frame.f_code, frame.f_lasti).variables
        if record is None or not names:
            return
        for name, tensor in zip(names, tensors_in(result), strict=False):
            if not record.tensors.known(tensor):
                continue
            number = record.tensors.id_of(tensor)
            record.tensors.names[number] = name
            for noted in reversed(record.ops):
                if number in noted.outputs:
                    noted.variables = (name,)
                    break
