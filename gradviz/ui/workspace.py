"""What the window shows, without the window: the run, the iteration, the position and the selection."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from gradviz.core.breakpoints import Breakpoint, Cause, reason
from gradviz.core.edits import GradientChange
from gradviz.core.messages.replies import Finished, Ready
from gradviz.core.messages.requests import StepTo
from gradviz.core.rates import RateChange
from gradviz.core.trace import Iteration, Trace
from gradviz.ui.breakpoints import Breakpoints, words
from gradviz.ui.document import Document
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState, Stepping
from gradviz.ui.firstlook import FirstLook
from gradviz.ui.live import Live
from gradviz.ui.recorder import HISTORY, ITERATIONS, PARAMETERS, STATUS, Recorder
from gradviz.ui.repetition import Repetition
from gradviz.ui.run_record import RunRecord, of_trace
from gradviz.ui.showing import Showing
from gradviz.ui.status import Facts, status


class Workspace(Showing):
    """Joins the engine, the document and the player. Its signals tell what has changed; views ask it for the rest."""

    run_started = Signal()
    status_changed = Signal(str)
    error_changed = Signal(object)
    iterations_changed = Signal()
    history_changed = Signal()
    parameters_changed = Signal()
    printed = Signal(str, int)
    run_state_changed = Signal(object)
    devices_changed = Signal()
    noticed = Signal(str)
    caught = Signal(int, str)
    """The run waits after an iteration, because of the condition that the text tells."""
    iteration_missing = Signal(int, str)
    """An iteration was asked for that is not here; the sentence says why, and that it can be recomputed."""

    def __init__(self, engine: Engine, document: Document, parent: QObject | None = None) -> None:
        super().__init__(Live(engine), parent)
        self.engine = engine
        self.document = document
        self.breakpoints = Breakpoints(self)
        self.stopped_at: int | None = None
        """The iteration after which the run has stopped because a condition held."""
        self.is_at_stop = False
        """Whether nobody has opened another iteration since then."""
        self.is_live_wanted = False
        """Whether runs wait before every node."""
        self.seed: int | None = 0
        self.opens_ops = False
        """Whether the next run records the aten ops inside of ops."""
        self._device = "cpu"
        self._ready: Ready | None = None
        self._recorder = Recorder(engine, self)
        self._first_look = FirstLook(self)
        self.repetition = Repetition(engine, self._recorder, self)
        self._connect()

    def _connect(self) -> None:
        engine = self.engine
        engine.ready.connect(self._on_ready)
        engine.paused.connect(self._on_paused)
        engine.crashed.connect(self.failed)
        engine.noticed.connect(self.noticed)
        engine.state_changed.connect(self._on_state)
        self._recorder.printed.connect(self.printed)
        self._recorder.first_recorded.connect(self._on_first_recorded)
        self._first_look.due.connect(lambda iteration: self._show(iteration, None))
        self._recorder.replaced.connect(self._first_look.drop)
        engine.recorded.connect(self._on_recorded)
        engine.caught.connect(self._on_caught)
        self.live.changed.connect(self._tell_status)
        self.breakpoints.changed.connect(engine.set_breakpoints)
        self._recorder.ended.connect(self._on_ended)
        self._recorder.told.connect(self._on_told)
        self.repetition.ready.connect(self.open_iteration)
        self.repetition.said.connect(self.noticed)
        self.repetition.failed.connect(self.failed)
        self.repetition.missing.connect(self.iteration_missing)
        self.repetition.progressed.connect(self._tell_status)
        self.document.edited.connect(self._tell_status)
        self.document.arguments_changed.connect(self._tell_status)
        self.document.text_replaced.connect(self._on_text_replaced)

    # What there is

    @property
    def record(self) -> RunRecord | None:
        """The run whose iterations can be opened; ``None`` before the first."""
        return self._recorder.record

    @property
    def finished(self) -> Finished | None:
        """How the latest run ended; ``None`` while it goes on, or when its process is gone."""
        return self._recorder.finished

    @property
    def devices(self) -> tuple[str, ...]:
        """What a program can run on; empty until the worker has said so."""
        return self._ready.devices if self._ready else ()

    @property
    def device(self) -> str:
        """What the next program runs on."""
        return self._device

    @property
    def recorded(self) -> tuple[int, ...]:
        """The iterations that can be opened."""
        recorded = self._recorder.recorded
        index = self.live.index
        return recorded if index is None or index in recorded else tuple(sorted((*recorded, index)))

    @property
    def total(self) -> int:
        """How many iterations the run has had so far."""
        index = self.live.index
        return max(self._recorder.total, 0 if index is None else index + 1)

    @property
    def is_live(self) -> bool:
        """Whether a run goes on and its newest values are on show."""
        return self.engine.state in (EngineState.RUNNING, EngineState.PAUSING)

    @property
    def is_stale(self) -> bool:
        """Whether the text or its arguments are others than what ran."""
        if self.record is None:
            return False
        ran = self.record.program
        return ran.source != self.document.text or ran.arguments != self.document.arguments

    @property
    def status(self) -> str:
        """One line about the worker and the run."""
        facts = Facts(
            self.engine.state,
            self.engine.is_busy,
            self._ready,
            self._recorder.finished,
            self._device,
            self.total,
            self.is_stale,
            self.repetition.progress,
            self.memory,
        )
        return status(facts)

    @property
    def memory(self) -> tuple[int, int] | None:
        """Bytes that are held of the run, and the budget; ``None`` without a run of this window's own."""
        record = self.record
        return None if record is None or not record.run else (record.used, self.engine.budget)

    # What is asked for

    def run(self, live_from: int | None = None, *, hold: bool = False) -> None:
        """Run the document's text; ``live_from``: and wait before every node from this iteration on.

        ``hold``: wait before it begins, and show nothing until then.
        """
        if not self.document.text.strip():
            self.noticed.emit(self.tr("There is no program yet: type one, or open an example."))
            return
        self.document.keep()
        program = self.document.program
        self._was_moved = False
        self.stopped_at = None
        # Drawn here, so that the run can be repeated while it goes on.
        seed = int.from_bytes(os.urandom(4), "little") if self.seed is None else self.seed
        self._recorder.start(program, self.engine.run + 1, self._device, seed)
        self.error_changed.emit(None)
        self.run_started.emit()
        if hold:
            self._clear()
        live = self.is_live_wanted or live_from is not None
        stepping = Stepping(live, live_from or 0, self.breakpoints.all, hold)
        self.engine.run_program(program, self._device, seed, aten=self.opens_ops, stepping=stepping)
        if self.engine.state == EngineState.STARTING:
            # Nothing happens yet, but a run waits that can be stopped.
            self.run_state_changed.emit(self.engine.state)
        self._tell_status()

    def look_inside(self) -> None:
        """Run again as before, but record the aten ops inside of ops; position and selection stay."""
        was_on, self.opens_ops = self.opens_ops, True
        self.run()
        self.opens_ops = was_on
        self._was_moved = True

    def toggle_pause(self) -> None:
        """Let the run wait after its next iteration, or go on."""
        if self.engine.state == EngineState.RUNNING:
            self.engine.pause()
        else:
            self.engine.resume()

    def step_live(self) -> bool:
        """Let the real engine step, if what it has done so far is on show; return whether it does."""
        is_laid_out = self.picture is not None and self.picture.iteration.index == self.current
        if self.live.is_waiting and (self.is_at_edge or (self.current == self.live.index and not is_laid_out)):
            self.live.step()
            return True
        at_end = self.player.position == self.player.end
        return self.is_live_wanted and at_end and self.engine.state == EngineState.PAUSED and self.engine.step_on()

    def go_on(self, to: StepTo) -> None:
        """Let a run go on that waits before a node or after an iteration."""
        if self.live.is_waiting:
            self.live.step(to)
        elif to is StepTo.BREAKPOINT:
            self.engine.resume()

    def set_device(self, device: str) -> None:
        """Run programs on ``device`` from now on."""
        if device != self._device and (not self.devices or device in self.devices):
            self._device = device
            self.devices_changed.emit()
            self._tell_status()

    def set_budget(self, budget: int) -> None:
        """Keep runs in so many bytes: what is held here at once, what the worker holds from the next run on."""
        self.engine.budget = budget
        self._recorder.set_budget(budget)
        self._tell_status()

    def open_iteration(self, index: int) -> None:
        """Show iteration ``index``, at the position of the one before if it has the same form."""
        held = self.live.iteration
        if held is not None and held.index == index:
            self._show(held, self._end_of(held))
            return
        iteration = self._recorder.get(index)
        if iteration is not None:
            self.is_at_stop = False
            self._show(iteration, self.player.position if self.picture else None)
        else:
            self.repetition.miss(index)

    def seek_iteration(self, index: int) -> None:
        """Show iteration ``index``; where it is not here, the nearest one that is, and offer to recompute it."""
        recorded = self.recorded
        if index not in recorded and recorded:
            nearest = min(recorded, key=lambda number: abs(number - index))
            if nearest != self.current:
                self.open_iteration(nearest)
        self.open_iteration(index)

    def open_session(
        self,
        trace: Trace,
        iteration: int | None = None,
        position: int | None = None,
        breakpoints: tuple[Breakpoint, ...] = (),
        changes: tuple[RateChange, ...] = (),
        edits: tuple[GradientChange, ...] = (),
    ) -> None:
        """Show a run that was recorded before; no worker is needed."""
        record = of_trace(trace)
        record.changes.extend(changes)
        record.edits.extend(edits)
        self.open_record(record, iteration, position, breakpoints)

    def open_record(
        self,
        record: RunRecord,
        iteration: int | None = None,
        position: int | None = None,
        breakpoints: tuple[Breakpoint, ...] = (),
    ) -> None:
        """Show the record of a run; no worker is needed."""
        program = record.program
        self.document.new(program.source, program.name, program.arguments)
        self.breakpoints.replace(breakpoints)
        self._recorder.replace(record)
        self._was_moved = False
        if record.printed:
            self.printed.emit(record.printed, 0)
        chosen = self._recorder.get(iteration) or next(iter(record.recordings.iterations), None)
        if chosen is None:
            self._clear()
        else:
            self._show(chosen, position)
        self.error_changed.emit(record.error)

    def select_line(self, line: int) -> None:
        """Select a node of a line of the program; called again, the next one."""
        if self.picture is None or self.is_stale:
            return
        from gradviz.ui.picture import nodes_of_line

        keys = nodes_of_line(self.picture, line)
        if keys:
            after = keys.index(self._selection) + 1 if self._selection in keys else len(keys) - 1
            self.select(keys[after % len(keys)])

    def redraw(self) -> None:
        """Make all texts again: they are in another language now."""
        self.draw_again()
        self._tell_status()

    def close(self) -> None:
        """End the worker and every thread, and keep the text."""
        self.end_drawing()
        self.repetition.beside.close(wait=True)
        self.engine.close()
        # What the end of the workers has to tell is told by now.
        self._recorder.close()
        self.document.close()

    # What happens

    def _on_ready(self, ready: Ready) -> None:
        self._ready = ready
        if self._device not in ready.devices and ready.devices:
            self._device = ready.devices[0]
        self.devices_changed.emit()
        self._tell_status()

    def _on_text_replaced(self) -> None:
        """Forget the run: it was another program's."""
        self.engine.stop()
        self.breakpoints.replace(())
        self.stopped_at = None
        self._recorder.replace(None)
        self.error_changed.emit(None)
        self.run_started.emit()
        self._clear()
        self._tell_status()

    def _on_state(self, state: EngineState) -> None:
        self.run_state_changed.emit(state)
        self._recorder.mark(PARAMETERS)
        self._tell_status()

    def _on_paused(self, index: int) -> None:
        if index >= 0:
            self.open_iteration(index)
        self._tell_status()

    def _on_first_recorded(self, iteration: Iteration) -> None:
        if iteration.index != self.live.index:
            self._first_look.hold(iteration)

    def _on_recorded(self, iteration: Iteration) -> None:
        """Put what was stepped through on show once more: it is complete now."""
        if iteration.index == self.live.index:
            self.live.forget()
            if self.current == iteration.index:
                self._show(iteration, self.player.position)

    def _on_caught(self, index: int, cause: Cause) -> None:
        self.stopped_at, self.is_at_stop = index, True
        self._recorder.mark(PARAMETERS)
        self.caught.emit(index, words(reason(cause)))

    def _on_ended(self, finished: Finished) -> None:
        self._first_look.show_now()
        if not self.recorded:
            self._clear()
        self.error_changed.emit(finished.error)
        self._tell_status()

    # What is told

    @override
    def _show(self, iteration: Iteration, position: int | None) -> None:
        self._first_look.drop()
        super()._show(iteration, position)
        self._recorder.show(iteration.index)
        self.repetition.forget()

    @override
    def _emit_frame(self) -> None:
        super()._emit_frame()
        if not self.is_live:
            self._recorder.mark(PARAMETERS)

    def _on_told(self, what: frozenset[str]) -> None:
        if HISTORY in what:
            self.history_changed.emit()
        if PARAMETERS in what:
            self.parameters_changed.emit()
        if ITERATIONS in what:
            self.iterations_changed.emit()
        if STATUS in what:
            self._tell_status()

    def _tell_status(self) -> None:
        self.status_changed.emit(self.status)
