"""Follow a program from op to op: where its iterations begin and end, and what of them is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from threading import get_ident
from typing import Any, NamedTuple

import torch

from gradviz.core.collector import collector_paused
from gradviz.engine.aten import AtenNoter
from gradviz.engine.build import build
from gradviz.engine.calls import Call, CallNoter
from gradviz.engine.carry import Carried
from gradviz.engine.forward import ForwardMode, OpNoter
from gradviz.engine.gate import Gate
from gradviz.engine.hooks import HookNoter
from gradviz.engine.internals import (
    caller_frame,
    current_task,
    function_modes,
    grad_fn_of,
    sequence_number,
    unchecked,
    unseen,
)
from gradviz.engine.leaves import named_leaves
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.names import Names
from gradviz.engine.ops import Op, Watch, tensors_in, tensors_of
from gradviz.engine.passes import PassNoter, loss_of
from gradviz.engine.patches import Pass, patched
from gradviz.engine.policy import Policy
from gradviz.engine.quiet import Quiet
from gradviz.engine.record import IterationRecord
from gradviz.engine.regions import Region, patched_regions
from gradviz.engine.release import release
from gradviz.engine.source import Source
from gradviz.engine.stack import make_room
from gradviz.engine.update import Change, UpdateNoter

MOST_NESTED = 8
"""Backward passes inside of each other that are recorded; deeper ones only run."""

TOO_NESTED = f"Backward passes inside of each other were recorded {MOST_NESTED} deep; those further inside only ran."


class _Before(NamedTuple):
    """What an op is about to overwrite; ``change`` is the update of a leaf, if it is one."""

    change: Change | None
    ids: tuple[str, ...] | None
    needed: bool


class Recorder:
    """Records the iterations that ``policy`` wants and tells ``listener``.

    An iteration ends where the first op with a gradient follows a backward pass. Ops are seen by a function mode, which
    is on the stack only while something is recorded; backward passes by replacing torch's entry points.
    """

    def __init__(
        self,
        source: Source,
        names: Names,
        policy: Policy,
        listener: Listener,
        *,
        aten: AtenNoter | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._source = source
        self._names = names
        self._policy = policy
        self._listener = listener
        self._aten = aten
        self._gate = gate
        self._noter = OpNoter(source, names)
        self._ops = CallNoter(self._noter, aten)
        self._updates = UpdateNoter(source, names, self._noter.caller)
        self._hooks = HookNoter()
        self._passes = PassNoter(source, names, (self._noter, self._updates, self._hooks), aten=aten, gate=gate)
        self._mode = ForwardMode(self._call, self._ask)
        self._mode_on = ExitStack()
        self._mode_is_on = False
        self._other_modes = 0
        self._thread = get_ident()
        self._numbers = count()
        self._carried = Carried()
        self._record: IterationRecord | None = None
        self._last: IterationRecord | None = None
        self._wants_next = False
        self._calls = 0
        self._nodes_made = 0
        self.quiet = Quiet()
        # The engine's task in which each of the passes that run now was started.
        self._tasks: list[int] = []
        self._is_open = True
        self._in_region = False
        self._has_ended = False
        self._most_nodes = 0
        self._began = 0.0
        self._plain_seconds = 0.0
        self.index = 0

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Follow everything that runs inside."""
        self._other_modes = len(function_modes())
        self._most_nodes = self._passes.most_nodes = self._ops.most_nodes = make_room()
        with patched(self), patched_regions(self), self._updates.watching_optimizers():
            self._begin(self._policy.wants(0))
            try:
                yield
            finally:
                self._wake()
                self._pop_mode()
                self._noter.scopes.unwatch()
        self._has_ended = True
        self._end()
        self._deliver_last()
        self._listener.program_ended(self.index)

    # Iterations

    @property
    def iterations(self) -> int:
        """How many there were so far."""
        return self.index + (self._calls > 0)

    def _begin(self, wanted: bool) -> None:
        self._began = time.perf_counter()
        if wanted:
            holder = self._listener.holder
            self._record = IterationRecord(
                self.index, self._numbers, carried=self._carried, holder=holder, has_aten=self._aten is not None
            )
            if holder is not None:
                holder.begin()
        else:
            self._carried.clear()
        self._noter.record = self._hooks.record = self._record
        self._updates.begin(self._record)
        self._is_open = True
        self._ops.first_node = sequence_number()
        self._listen()

    def _advance(self) -> None:
        """End the current iteration and begin the next."""
        self._wake()
        wanted, was_recorded = self._wants_next, self._record is not None
        self._end()
        self._listener.iteration_ended(self.index, was_recorded)
        self.index += 1
        self._calls = 0
        self._wants_next = False
        if wanted or was_recorded or self._mode_is_on:
            self._begin(wanted)
            return
        # Nothing to record, as before: in a loop of short iterations every call counts.
        self._updates.has_stepped = False
        self._is_open = True
        self._began = time.perf_counter()

    def _end(self) -> None:
        record = self._record
        seconds = time.perf_counter() - self._began
        if record is None:
            if seconds < self._plain_seconds or not self._plain_seconds:
                self._plain_seconds = seconds
            return
        self._record = None
        self._noter.record = self._updates.record = self._hooks.record = None
        self._mode.listening = False
        started = time.perf_counter()
        with unseen(), collector_paused():
            self._finish(record)
        building = time.perf_counter() - started
        # Without an iteration to compare with: looking takes about twice as long as building.
        looking = seconds - self._plain_seconds if self._plain_seconds else 2.0 * building
        self._policy.recorded(max(0.0, looking) + building)

    def _finish(self, record: IterationRecord) -> None:
        """Make an iteration of ``record``, or drop it if nothing happened in it."""
        self._updates.finish(record)
        if record.has_backward or record.ops or (record.plain and not self.index):
            self._keep(record)
        else:
            release(record)

    def _keep(self, record: IterationRecord) -> None:
        record.captures.secure()
        if not self._policy.keeps_last_only:
            self._deliver(record)
        elif self._last is None or record.has_backward or not self._last.has_backward:
            if self._last is not None:
                release(self._last)
            self._last = record
        else:
            release(record)

    def _deliver_last(self) -> None:
        if self._last is not None:
            self._deliver(self._last)
            self._last = None

    def _deliver(self, record: IterationRecord) -> None:
        iteration = build(record, self._source, self._names, self._noter.places)
        if record.holder is not None:
            record.holder.finish(record, iteration.backward)
        release(record)
        self._names.forget()
        if record.holder is not None:
            record.holder.settle()
        self._listener.iteration_recorded(iteration)

    # The mode

    def _listen(self) -> None:
        """See ops while there is something to record, or while the iteration to record is about to begin."""
        wanted = self._record is not None or self._wants_next
        if not wanted and not self._mode_is_on:
            return
        self._mode.listening = wanted
        if wanted:
            self._noter.scopes.watch()
        else:
            self._noter.scopes.unwatch()
        if wanted and not self._mode_is_on and len(function_modes()) == self._other_modes:
            self._mode_on.enter_context(self._mode)
            self._mode_is_on = True

    def _pop_mode(self) -> None:
        """Take the mode off the stack if it is on top: modes of the program's own must stay nested."""
        self._mode.listening = False
        modes = function_modes()
        if self._mode_is_on and modes and modes[-1] is self._mode:
            self._mode_on.close()
            self._mode_is_on = False

    # Ops

    @property
    def _is_over(self) -> bool:
        """Whether the next op with a gradient begins an iteration: not while a gradient's own graph is made."""
        return self._calls > 0 and (not self._is_open or self._updates.has_stepped)

    def _ask(self, op: Op, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do what is no op, but may end the path of a gradient, change values unseen, or change gradients."""
        record = self._record
        if record is None or get_ident() != self._thread or not args or not isinstance(args[0], torch.Tensor):
            return function(*args, **kwargs)
        tensor = args[0]
        if op.watch is Watch.HOOK:
            return self._hooks.register(op.name, function, args, kwargs)
        result = function(*args, **kwargs)
        # What an optimizer does to its parameters is an update, and noted as one.
        if op.watch & Watch.EXPOSES and not self._updates.is_in_optimizer:
            record.tensors.expose(tensor)
        # A parameter's data are asked for to fill it, not to compute with.
        is_cut = op.watch & Watch.CUT and tensor.requires_grad and not isinstance(tensor, torch.nn.Parameter)
        if is_cut and not self._is_over and not self._updates.is_in_optimizer:
            outputs = [result] if isinstance(result, torch.Tensor) else []
            self._ops.note(record, Call(op, [tensor], None, outputs, sequence_number(), made=False))
        return result

    def _call(self, op: Op, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if get_ident() != self._thread:
            return function(*args, **kwargs)
        inputs = tensors_of(args, kwargs)
        writes = op.writes or bool(kwargs and kwargs.get("out") is not None) or op.is_inplace(args, kwargs)
        before = self._about_to_write(inputs) if writes else None
        if self._aten is not None:
            function = self._aten.around(function)
        first = sequence_number()
        began = time.perf_counter_ns()
        result = function(*args, **kwargs)
        took = time.perf_counter_ns() - began
        made = sequence_number() > first
        if made and self._calls and self._is_over and torch.is_grad_enabled():
            self._advance()
        record = self._record
        if record is None or (self._updates.is_in_optimizer and not made):
            return result
        outputs = [result] if isinstance(result, torch.Tensor) else list(tensors_in(result))
        if not outputs and writes:
            outputs = inputs[:1]
        if before is not None and before.change is not None:
            self._updates.after(before.change, op)
        elif outputs and not (self._calls and self._is_over):
            ids, needed = (None, False) if before is None else (before.ids, before.needed)
            call = unchecked(Call, (op, inputs, ids, outputs, first, made, needed, None, took))
            self._ops.note(record, call)
        return result

    def _about_to_write(self, inputs: list[torch.Tensor]) -> _Before:
        """Note what an op is about to overwrite."""
        record, ids = self._record, None
        change = self._updates.before(inputs)
        if record is not None:
            record.captures.secure()
            if not self._is_over:
                ids = self._noter.inputs(record, inputs)
        return _Before(change, ids, any(tensor.requires_grad for tensor in inputs))

    def region(
        self, region: Region, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call ``function``, which is shown as one op."""
        if self._in_region or self._tasks or self._has_ended or get_ident() != self._thread:
            return function(*args, **kwargs)
        if self._aten is not None and not region.is_compiled:
            function = self._aten.around(function)
        first = sequence_number()
        with self._looking_away(region.is_compiled):
            began = time.perf_counter_ns()
            result = function(*args, **kwargs)
            took = time.perf_counter_ns() - began
        made = sequence_number() > first
        if made and self._calls and self._is_over and torch.is_grad_enabled():
            self._advance()
        if self._record is not None and not self._is_over:
            listening, self._mode.listening = self._mode.listening, False
            try:
                self._note_region(self._record, region, list(tensors_in((args, kwargs))), result, (first, took))
            finally:
                self._mode.listening = listening
        return result

    def _note_region(
        self, record: IterationRecord, region: Region, inputs: list[torch.Tensor], result: object, ran: tuple[int, int]
    ) -> None:
        outputs = list(tensors_in(result))
        if outputs:
            made = any(grad_fn_of(tensor) is not None for tensor in outputs)
            op = Op(region.name, is_question=False, writes=False)
            first, took = ran
            self._ops.note(record, Call(op, inputs, None, outputs, first, made, note=region.note, nanoseconds=took))

    @contextmanager
    def _looking_away(self, is_compiled: bool) -> Iterator[None]:
        """See no op and no backward pass inside; a compiler must not find the mode either, or it compiles that too."""
        was_on, was_listening = self._mode_is_on, self._mode.listening
        self._in_region, self._mode.listening = True, False
        if self._record is not None:
            # What runs inside may write unseen.
            self._record.captures.secure()
        try:
            if is_compiled:
                self._pop_mode()
                with self._noter.scopes.paused():
                    yield
            else:
                yield
        finally:
            self._in_region, self._mode.listening = False, was_listening
            if was_on and not self._mode_is_on:
                self._listen()

    # Backward passes

    @property
    def is_busy(self) -> bool:
        """Whether this pass is the inside of one that is followed already, or not the program's own."""
        if self.quiet.is_inside or self._in_region or self._has_ended or get_ident() != self._thread:
            return True
        if not self._tasks:
            return False
        if current_task() == self._tasks[-1]:
            return True
        if len(self._tasks) > MOST_NESTED and self._record is not None:
            self._record.note = TOO_NESTED
        return len(self._tasks) > MOST_NESTED

    def follow(self, started: Pass) -> Any:
        """Run a backward pass and record what there is to record of it."""
        if self._tasks:
            return self._follow_nested(started)
        self._wake()
        if self._calls and (not self._is_open or self._updates.has_stepped) and sequence_number() > self._nodes_made:
            self._advance()
        # What is done to look at gradients is no op of the program's; no mode at all costs less than one that is quiet.
        if self._mode_is_on:
            self._pop_mode()
        self._tasks.append(current_task())
        try:
            result = started.run() if self._record is None else self._run_recorded(self._record, started)
        finally:
            self._tasks.pop()
            self._nodes_made = sequence_number()
        self._is_open = started.creates_graph
        self._calls += 1
        with unseen():
            self._tell_of_pass(started, loss_of(started.roots))
        self._wants_next = self._policy.wants(self.index + 1)
        if self._wants_next or self._mode_is_on or self._record is not None:
            self._listen()
        elif not self._is_open:
            self.quiet.begin(self._listener.rest, self._nodes_made)
        return result

    def _wake(self) -> None:
        """Go on where a loop is that was left to itself."""
        losses = self.quiet.end()
        if not losses:
            return
        self._nodes_made = self.quiet.nodes_made
        self.index += len(losses)
        # Each took as long as the next one.
        self._began += (time.perf_counter() - self._began) * len(losses) / (len(losses) + 1)
        self._listener.passes_ended(losses)

    def _run_recorded(self, record: IterationRecord, started: Pass) -> Any:
        with unseen():
            loss = loss_of(started.roots)
        return self._passes.run(record, started, loss)

    def _tell_of_pass(self, started: Pass, loss: torch.Tensor | None) -> None:
        if self._gate is not None and self._gate.checks and started.function == "backward":
            self._gate.after_pass(self.index, loss, self._all_leaves(started))
        if self._calls == 1:
            self._listener.backward_ended(loss, self._passes.leaves)

    def _all_leaves(self, started: Pass) -> Leaves:
        """Return the leaves that a pass has reached, whether it was recorded or not."""
        known, names = self._passes.leaves, self._names
        leaves = named_leaves(started.nodes(), known, names, self._most_nodes, caller_frame())
        if self._record is None:
            # Nothing of an iteration that is not recorded may be kept.
            self._names.forget()
        return leaves

    def _follow_nested(self, started: Pass) -> Any:
        """Run a pass that a node starts while it runs: a checkpoint that runs its part of the forward pass again."""
        self._tasks.append(current_task())
        try:
            return started.run() if self._record is None else self._passes.run(self._record, started, None, depth=1)
        finally:
            self._tasks.pop()
