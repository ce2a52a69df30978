"""Follow a program from op to op: where its iterations begin and end, and what of them is recorded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any, NamedTuple

import torch

from gradviz.core.trace import Iteration
from gradviz.engine.backward import root_node, watching
from gradviz.engine.build import build, release
from gradviz.engine.forward import ForwardMode, OpNoter
from gradviz.engine.internals import function_modes, sequence_number
from gradviz.engine.names import Names
from gradviz.engine.ops import Op, tensors_in
from gradviz.engine.patches import patched
from gradviz.engine.policy import Policy
from gradviz.engine.record import MOST_PLAIN_OPS, IterationRecord
from gradviz.engine.saved import note_saved
from gradviz.engine.source import Source
from gradviz.engine.update import UpdateNoter

Leaves = dict[str, torch.Tensor]


class Listener:
    """What the recorder tells while the program runs; every method may be overridden."""

    def iteration_recorded(self, iteration: Iteration) -> None:
        """An iteration was recorded in full."""

    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        """An iteration ended and the next one has not begun: the place to wait in while the run is paused."""

    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        """A first backward pass of an iteration ended with ``loss``; the gradients of ``leaves`` are there."""


class _Call(NamedTuple):
    """An op that has run; ``ids`` are those of its inputs, if they had to be looked up before."""

    op: Op
    inputs: list[torch.Tensor]
    ids: tuple[str, ...] | None
    outputs: list[torch.Tensor]
    first: int
    made: bool


class Recorder:
    """Records the iterations that ``policy`` wants and tells ``listener``.

    An iteration ends where the first op with a gradient follows a backward pass. Ops are seen by a function mode, which
    is on the stack only while something is recorded; backward passes by replacing torch's entry points.
    """

    def __init__(self, source: Source, names: Names, policy: Policy, listener: Listener) -> None:
        self._source = source
        self._names = names
        self._policy = policy
        self._listener = listener
        self._noter = OpNoter(source, names)
        self._updates = UpdateNoter(source, names, self._noter.caller)
        self._mode = ForwardMode(self._call)
        self._mode_on = ExitStack()
        self._mode_is_on = False
        self._other_modes = 0
        self._thread = threading.get_ident()
        self._numbers = count()
        self._record: IterationRecord | None = None
        self._last: IterationRecord | None = None
        self._leaves: Leaves = {}
        self._wants_next = False
        self._calls = 0
        self._nodes_made = 0
        self._in_backward = False
        self._began = 0.0
        self._plain_seconds = 0.0
        self.index = 0
        self.iterations = 0

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Follow everything that runs inside."""
        self._other_modes = len(function_modes())
        with patched(self), self._updates.watching_optimizers():
            self._begin(self._policy.wants(0))
            try:
                yield
            finally:
                self._pop_mode()
                self._noter.scopes.unwatch()
        self._end()
        self._deliver_last()

    # Iterations

    def _begin(self, wanted: bool) -> None:
        self._began = time.perf_counter()
        if wanted:
            self._record = IterationRecord(self.index, self._numbers)
        self._noter.record = self._updates.record = self._record
        self._listen()

    def _advance(self) -> None:
        """End the current iteration and begin the next."""
        wanted, was_recorded = self._wants_next, self._record is not None
        self._end()
        self._listener.iteration_ended(self.index, was_recorded)
        self.index += 1
        self._calls = 0
        self._wants_next = False
        self._begin(wanted)

    def _end(self) -> None:
        record, self._record = self._record, None
        seconds = time.perf_counter() - self._began
        if record is None:
            self._plain_seconds = seconds if not self._plain_seconds else min(seconds, self._plain_seconds)
            return
        self._noter.record = self._updates.record = None
        self._mode.listening = False
        started = time.perf_counter()
        self._updates.finish(record)
        if record.has_backward or record.ops or (record.plain and not self.index):
            self._keep(record)
        else:
            release(record)
        building = time.perf_counter() - started
        # Without an iteration to compare with: looking takes about twice as long as building.
        looking = seconds - self._plain_seconds if self._plain_seconds else 2.0 * building
        self._policy.recorded(max(0.0, looking) + building)

    def _keep(self, record: IterationRecord) -> None:
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
        release(record)
        self._names.forget()
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

    def _call(self, op: Op, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if threading.get_ident() != self._thread:
            return function(*args, **kwargs)
        inputs = [*tensors_in(args), *tensors_in({k: v for k, v in kwargs.items() if k != "out"})]
        writes = op.writes or kwargs.get("out") is not None
        change = ids = None
        if writes:
            change = self._updates.before(inputs)
            if self._record is not None and not self._calls:
                # What is about to be overwritten.
                ids = self._noter.inputs(self._record, inputs)
        first = sequence_number()
        result = function(*args, **kwargs)
        made = sequence_number() > first
        if made and self._calls and torch.is_grad_enabled():
            self._advance()
        record = self._record
        if record is None or (self._updates.is_in_optimizer and not made):
            return result
        outputs = list(tensors_in(result))
        if not outputs and writes:
            outputs = inputs[:1]
        if change is not None:
            self._updates.after(change, op)
        elif not self._calls and outputs:
            self._note(record, _Call(op, inputs, ids, outputs, first, made))
        return result

    def _note(self, record: IterationRecord, call: _Call) -> None:
        cut = None
        if not call.made:
            if _is_initialisation(call):
                return
            if not any(tensor.requires_grad for tensor in call.inputs):
                if len(record.plain) < MOST_PLAIN_OPS:
                    ids = self._noter.inputs(record, call.inputs) if call.ids is None else call.ids
                    self._noter.note_plain(record, call.op, ids, call.outputs)
                return
            cut = _why_cut(call.op)
        ids = self._noter.inputs(record, call.inputs) if call.ids is None else call.ids
        noted = self._noter.note(record, call.op, ids, call.outputs, call.first)
        noted.cut = cut
        record.ops.append(noted)

    # Backward passes

    @property
    def is_busy(self) -> bool:
        """Whether a backward pass runs already, or this is another thread than the program's."""
        return self._in_backward or threading.get_ident() != self._thread

    def follow(self, roots: Sequence[torch.Tensor], run: Callable[[], Any]) -> Any:
        """Run a backward pass from ``roots`` and record what there is to record of it."""
        if self._calls and sequence_number() > self._nodes_made:
            self._advance()
        if self._record is None and not self._wants_next:
            self._pop_mode()
        self._in_backward = True
        # What is done to look at gradients is no op of the program's.
        self._mode.listening = False
        loss = _loss_of(roots)
        try:
            result = run() if self._record is None else self._run_recorded(self._record, roots, loss, run)
        finally:
            self._in_backward = False
            self._nodes_made = sequence_number()
        self._calls += 1
        self.iterations = self.index + 1
        if self._calls == 1:
            self._listener.backward_ended(loss, self._leaves)
        self._wants_next = self._policy.wants(self.index + 1)
        self._listen()
        return result

    def _run_recorded(
        self, record: IterationRecord, roots: Sequence[torch.Tensor], loss: torch.Tensor | None, run: Callable[[], Any]
    ) -> Any:
        # A root without gradient is left to torch, which says what is wrong with it.
        nodes = [root_node(root) for root in roots if root.requires_grad]
        with watching(record, nodes):
            if record.loss is None and loss is not None:
                record.loss = float(loss.item())
            record.roots.extend(node for node in nodes if node not in record.roots)
            note_saved(record)
            self._leaves = self._updates.note_leaves(record, self._noter.caller()[0])
            return run()


def _is_initialisation(call: _Call) -> bool:
    """Return whether a leaf is given its first values: no event of the forward pass, and no update yet."""
    target = call.outputs[0]
    return call.op.writes and target.is_leaf and target.requires_grad


def _why_cut(op: Op) -> str:
    if op.name in ("detach", "detach_"):
        return "detach"
    return "not differentiable" if torch.is_grad_enabled() else "no_grad"


def _loss_of(roots: Sequence[torch.Tensor]) -> torch.Tensor | None:
    """Return the root that is a loss: one real number that can be read."""
    root = roots[0] if roots else None
    if root is None or root.numel() != 1 or root.is_complex() or root.is_meta:
        return None
    return root
