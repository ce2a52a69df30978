"""The real engine while it waits: before which node, with which gradients, and what is recorded so far."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal

from gradviz.core.breakpoints import Cause
from gradviz.core.edits import Edit
from gradviz.core.messages.replies import Halted, PassEnded, Stepped
from gradviz.core.messages.requests import StepTo
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import GradNode, Iteration
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState


class Live(QObject):
    """Follows the engine from halt to halt, and sends what a person wants of it."""

    halted = Signal(object)
    """An iteration, as recorded so far: the engine waits in another pass."""
    advanced = Signal(object)
    """The same iteration with the events that have come; or its gradients were edited, and there are none."""
    left = Signal()
    """The engine does not wait any more, and nothing has come yet."""
    changed = Signal()
    """Whether the engine waits, before what, or why, is another one; comes after the others."""
    refused = Signal(str)
    """Why an edit could not be made."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._iteration: Iteration | None = None
        self._node: int | None = None
        self._arriving: tuple[TensorSummary | None, ...] = ()
        self._cause = Cause()
        self._is_on_its_way = False
        self._was_edited = False
        engine.halted.connect(self._on_halted)
        engine.stepped.connect(self._on_stepped)
        engine.pass_ended.connect(self._on_pass_ended)
        engine.state_changed.connect(self._on_state)

    @property
    def iteration(self) -> Iteration | None:
        """The iteration that is stepped through, until it is recorded."""
        return self._iteration

    @property
    def index(self) -> int | None:
        """The number of `iteration`."""
        return None if self._iteration is None else self._iteration.index

    @property
    def is_waiting(self) -> bool:
        """Whether the engine waits before `node`."""
        return self._node is not None

    @property
    def node(self) -> GradNode | None:
        """The node that runs next."""
        return None if self._node is None or self._iteration is None else self._iteration.nodes[self._node]

    @property
    def arriving(self) -> tuple[TensorSummary | None, ...]:
        """What is about to enter it, after all edits."""
        return self._arriving

    @property
    def cause(self) -> Cause:
        """Why the engine waits."""
        return self._cause

    @property
    def was_edited(self) -> bool:
        """Whether `arriving` is what a person made of it."""
        return self._was_edited

    # What is asked for

    def step(self, to: StepTo = StepTo.NODE) -> None:
        """Go on. A second request before the answer to the first one is dropped."""
        if self.is_waiting and not self._is_on_its_way:
            self._is_on_its_way = self._engine.step_on(to)
            if to is not StepTo.NODE:
                self._leave()

    def edit(self, edit: Edit) -> None:
        """Change a gradient that is about to enter the node."""
        if self.is_waiting and not self._is_on_its_way:
            self._is_on_its_way = self._engine.edit_gradient(edit)

    def abort(self) -> None:
        """End this pass: ``.grad`` is put back, and the program gets an exception."""
        if self.is_waiting and self._engine.abort():
            self._leave()

    def forget(self) -> None:
        """Drop the iteration: it is recorded now, or its run is over."""
        self._iteration = None
        self._leave()

    # What happens

    def _on_halted(self, told: Halted) -> None:
        self._iteration = told.iteration
        self._wait(told)
        self.halted.emit(told.iteration)
        self.changed.emit()

    def _on_stepped(self, told: Stepped) -> None:
        self._is_on_its_way = False
        if told.refused:
            self.refused.emit(told.refused)
            return
        self._add(told)
        self._wait(told)
        self._was_edited = told.is_edited
        self.advanced.emit(self._iteration)
        self.changed.emit()

    def _on_pass_ended(self, told: PassEnded) -> None:
        self._add(told)
        self._reset()
        self.advanced.emit(self._iteration)
        self.changed.emit()

    def _on_state(self, state: EngineState) -> None:
        if state in (EngineState.READY, EngineState.STARTING, EngineState.STOPPED):
            self.forget()

    def _add(self, told: Stepped | PassEnded) -> None:
        held = self._iteration
        if held is not None and told.events:
            self._iteration = msgspec.structs.replace(held, backward=(*held.backward, *told.events))

    def _wait(self, told: Halted | Stepped) -> None:
        self._node, self._arriving, self._cause = told.node, told.arriving, told.cause
        self._is_on_its_way = self._was_edited = False

    def _leave(self) -> None:
        was_waiting = self.is_waiting
        self._reset()
        if was_waiting:
            self.left.emit()
            self.changed.emit()

    def _reset(self) -> None:
        self._node, self._arriving, self._is_on_its_way, self._was_edited = None, (), False, False
