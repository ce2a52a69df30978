"""The real engine, paused: a pre-hook waits before a node until a person lets it go on.

Measured on torch 2.13: a pre-hook gets the summed gradients, and a tuple that it returns replaces them; a backward pass
on the CPU runs on the calling thread. The program's thread waits in here; requests come from another one.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Any

from torch.autograd.graph import Node as GradFn

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.core.collector import collector_paused
from gradviz.core.edits import Edit, GradientChange
from gradviz.core.errors import UserError
from gradviz.core.messages.replies import GradientChanged, Halted, PassEnded, Stepped
from gradviz.core.messages.requests import Abort, StepOn, StepTo
from gradviz.core.trace import BackwardEvent, Iteration
from gradviz.engine.build import backward_event
from gradviz.engine.change import edited, is_finite, sends_nonfinite
from gradviz.engine.gate import Gate
from gradviz.engine.prehooks import Arrive, Grads, PreHooks
from gradviz.engine.record import IterationRecord
from gradviz.engine.replay import Replay, note_edit, replayed
from gradviz.engine.rollback import BackwardAborted, Rollback
from gradviz.engine.summarize import summary_of
from gradviz.engine.walk import walk

Picture = Callable[[], Iteration]

_INSIDE = (Kind.NODE, Kind.LINE, Kind.NONFINITE)


def stepped(gate: Gate, record: IterationRecord, picture: Picture, run: Callable[[], Any]) -> Any:
    """Run a backward pass that is recorded, and wait where ``gate`` wants it; ``picture`` builds what is recorded.

    A pass that may be waited in costs a copy of every ``.grad``, and a pre-hook on the nodes that may be waited at: on
    those of the breakpoints, or on all of them while stepping or looking for what is not finite.
    """
    if isinstance(gate, Replay):
        return replayed(gate, record, run)
    if gate.target is StepTo.PASS:
        gate.target = StepTo.NODE
    if not gate.is_stepping(record.index) and not gate.active(*_INSIDE):
        return unwaited(run)
    return _Pass(gate, record, picture).run(run)


def unwaited(run: Callable[[], Any]) -> Any:
    """Run a backward pass that is recorded, and that nobody waits in."""
    # What is noted of it holds no cycles, and there is much of it.
    with collector_paused():
        return run()


class _Pass:
    """The pre-hooks of one backward pass."""

    def __init__(self, gate: Gate, record: IterationRecord, picture: Picture) -> None:
        self._gate = gate
        self._record = record
        self._build = picture
        self._nodes = walk(record.passes[-1].roots, edges=record.graph)
        self._hooks = PreHooks()
        self._picture: Iteration | None = None
        self._told: int | None = None
        self._turn = len(record.passes) - 1

    def run(self, run: Callable[[], Any]) -> Any:
        before = Rollback(leaf for leaf, _, _ in self._record.leaves.values())
        error = ""
        try:
            self._hook()
            return run()
        except BaseException as failure:
            error = f"{type(failure).__name__}: {failure}".splitlines()[0]
            if isinstance(failure, BackwardAborted):
                before.restore()
            raise
        finally:
            self._hooks.remove()
            if self._told is not None:
                self._gate.tell(PassEnded(self._gate.run, self._news(), error))

    # Hooks

    def _hook(self) -> None:
        """Watch the nodes that may be waited at, as far as they are not watched yet; a later one still counts."""
        for node in self._watched():
            self._hooks.add(node, self._watch(node))

    def _watched(self) -> list[GradFn]:
        gate = self._gate
        if gate.is_stepping(self._record.index) or gate.active(Kind.NONFINITE):
            return self._nodes
        places = gate.active(Kind.NODE, Kind.LINE)
        return [node for node in self._nodes if any(self._is_at(one, node) for one in places)]

    def _watch(self, node: GradFn) -> Arrive:
        def arrive(grads: Grads) -> Grads | None:
            cause = self._cause(node, grads)
            result = None if cause is None else self._wait(node, grads, cause)
            # The time in which a person thinks is not the node's.
            self._record.since = self._record.since and perf_counter_ns()
            return result

        return arrive

    # Why to wait

    def _cause(self, node: GradFn, grads: Grads) -> Cause | None:
        gate = self._gate
        for one in gate.active(*_INSIDE):
            if one.kind is Kind.NONFINITE:
                if (found := self._nonfinite(one, node, grads)) is not None:
                    return found
            elif self._is_at(one, node) and not (one.kind is Kind.LINE and self._was_in(one.line)):
                return Cause(one)
        return Cause() if gate.target is StepTo.NODE and gate.is_stepping(self._record.index) else None

    def _nonfinite(self, one: Breakpoint, node: GradFn, grads: Grads) -> Cause | None:
        gate, index = self._gate, self._record.index
        if gate.nonfinite_in == index:
            return None
        arrives = not all(map(is_finite, grads))
        if not arrives and not (node in self._record.saved and sends_nonfinite(node, grads)):
            return None
        gate.nonfinite_in = index
        return Cause(one, is_sending=not arrives)

    def _is_at(self, one: Breakpoint, node: GradFn) -> bool:
        if one.kind is Kind.NODE:
            return one.name == node.name() and self._number(node) == one.node
        return one.kind is Kind.LINE and self._line(node) == one.line

    def _was_in(self, line: int | None) -> bool:
        """Return whether the node that ran last is of ``line`` too: a line is waited at once."""
        done = self._record.backward[-1] if self._record.backward else None
        return done is not None and done.call == self._record.calls - 1 and self._line(done.node) == line

    def _number(self, node: GradFn) -> int:
        if node not in self._record.order:
            self._picture = self._build()
        return self._record.order[node]

    def _line(self, node: GradFn) -> int | None:
        number = self._number(node)
        if self._picture is None:
            self._picture = self._build()
        return self._picture.nodes[number].line

    # Waiting

    def _wait(self, node: GradFn, grads: Grads, cause: Cause) -> Grads | None:
        gate = self._gate
        now = grads
        edits: list[Edit] = []
        gate.is_waiting = True
        try:
            self._tell(node, grads, cause)
            while not isinstance(request := gate.next_request(), StepOn):
                if isinstance(request, Abort):
                    self._tell_change(node, edits, aborts=True)
                    raise BackwardAborted.before(node.name())
                now = self._edited(node, now, cause, request.edit, edits)
        finally:
            gate.is_waiting = False
        gate.target = request.to
        self._hook()
        if not edits:
            return None
        self._tell_change(node, edits)
        note_edit(self._record, node, grads, now)
        return now

    def _edited(self, node: GradFn, grads: Grads, cause: Cause, edit: Edit, edits: list[Edit]) -> Grads:
        """Return the gradients after ``edit``, which is one of the ``edits`` then, and tell what they are."""
        refused = ""
        try:
            grads = edited(grads, edit)
            edits.append(edit)
        except UserError as error:
            refused = str(error)
        self._gate.tell(Stepped(self._gate.run, (), self._number(node), _summaries(grads), cause, not refused, refused))
        return grads

    def _tell_change(self, node: GradFn, edits: list[Edit], *, aborts: bool = False) -> None:
        """Tell what a person has done here, and where that is, so that it can be done again."""
        place = self._nodes.index(node)
        change = GradientChange(self._record.index, self._turn, place, node.name(), tuple(edits), aborts)
        self._gate.tell(GradientChanged(self._gate.run, change))

    def _tell(self, node: GradFn, grads: Grads, cause: Cause) -> None:
        gate = self._gate
        if self._told is None:
            picture = self._build()
            self._picture = self._picture or picture
            self._told = len(self._record.backward)
            gate.tell(Halted(gate.run, picture, self._record.order[node], _summaries(grads), cause))
        else:
            events = self._news()
            gate.tell(Stepped(gate.run, events, self._record.order[node], _summaries(grads), cause))

    def _news(self) -> tuple[BackwardEvent, ...]:
        """Return the events that have not been told yet."""
        start, self._told = self._told or 0, len(self._record.backward)
        return tuple(
            backward_event(event, self._record.order, self._record.captures.summary)
            for event in self._record.backward[start:]
            if event.node in self._record.order
        )


def _summaries(grads: Grads) -> tuple[Any, ...]:
    return tuple(None if grad is None else summary_of(grad) for grad in grads)
