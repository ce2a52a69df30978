"""What the actions do. Each group of handlers is one small class; `Commands` finds a handler by its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from gradviz.core.budget import MEGABYTE, SMALLEST
from gradviz.ui.settings import Settings
from gradviz.ui.workspace import Workspace

translate = QCoreApplication.translate

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Events per second that are offered."""

MOST_MEMORY = 1 << 36
"""Bytes; the largest memory budget that is offered."""

SEED = 0
"""Of torch's random numbers, when every run shall draw the same ones."""


class Commands:
    """Groups of handlers, such as ``run`` or ``file``."""

    def __init__(self, **groups: object) -> None:
        self._groups = groups

    def handler(self, name: str) -> Callable[..., None]:
        """Return the handler called ``group.method``."""
        group, method = name.split(".")
        found: Callable[..., None] = getattr(self._groups[group], method)
        return found


class RunCommands:
    """Run, stop, pause."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self._workspace = workspace
        self._settings = settings
        self.fix_seed(settings.has_fixed_seed)
        workspace.set_budget(settings.memory_budget)

    def start(self) -> None:
        """Run the program."""
        self._workspace.run()

    def stop(self) -> None:
        """End the run."""
        self._workspace.engine.stop()

    def pause(self, _checked: bool = False) -> None:
        """Pause, or go on."""
        self._workspace.toggle_pause()

    def open_ops(self, opened: bool) -> None:
        """Record the aten ops inside of ops from the next run on, or not."""
        self._workspace.opens_ops = opened

    def fix_seed(self, fixed: bool) -> None:
        """Draw the same random numbers in every run, or not."""
        self._settings.has_fixed_seed = fixed
        self._workspace.seed = SEED if fixed else None

    def recompute(self) -> None:
        """Record all of the iteration that was asked for last, or of the one on show, by running up to it again."""
        self._workspace.repetition.start()

    def cancel_recompute(self) -> None:
        """End what is recomputed."""
        self._workspace.repetition.cancel()

    def more_memory(self) -> None:
        """Double the memory budget."""
        self._set_budget(min(2 * self._settings.memory_budget, MOST_MEMORY))

    def less_memory(self) -> None:
        """Halve the memory budget."""
        self._set_budget(max(self._settings.memory_budget // 2, SMALLEST))

    def _set_budget(self, budget: int) -> None:
        self._settings.memory_budget = budget
        self._workspace.set_budget(budget)
        sentence = translate("RunCommands", "The memory budget of a run is {size} MB now.")
        self._workspace.noticed.emit(sentence.format(size=budget // MEGABYTE))

    def escape(self) -> None:
        """End what is recomputed, or the run, or show the whole graph again, or select nothing."""
        picture = self._workspace.picture
        if self._workspace.repetition.is_beside:
            self.cancel_recompute()
        elif self._workspace.engine.is_busy:
            self.stop()
        elif picture is not None and picture.behind is not None:
            self._workspace.show_behind(None)
        else:
            self._workspace.select(None)


class StepCommands(QObject):
    """Move through the events of an iteration, and from one recorded iteration to another."""

    def __init__(self, workspace: Workspace, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._player = workspace.player
        self._settings = settings
        self._player.set_speed(settings.speed)

    def play(self) -> None:
        """Play, or pause."""
        self._player.toggle()

    def back(self) -> None:
        """One event back."""
        self._player.step(-1)

    def forward(self) -> None:
        """One event on; at the end of what the waiting engine has done, it steps."""
        if not self._workspace.step_live():
            self._player.step(1)

    def previous_line(self) -> None:
        """Back to an event of another line."""
        self._player.step_line(-1)

    def next_line(self) -> None:
        """On to an event of another line."""
        self._player.step_line(1)

    def to_start(self) -> None:
        """Go to where nothing has run yet."""
        self._player.to_start()

    def to_loss(self) -> None:
        """Go to where the forward pass is complete."""
        self._player.to_loss()

    def to_end(self) -> None:
        """Go to where everything has run."""
        self._player.to_end()

    def previous_iteration(self) -> None:
        """Open the recorded iteration before this one."""
        self._go_to_neighbour(-1)

    def next_iteration(self) -> None:
        """Open the recorded iteration after this one."""
        self._go_to_neighbour(1)

    def slower(self) -> None:
        """Play at the next lower speed."""
        self.set_speed(max((speed for speed in SPEEDS if speed < self._player.speed), default=SPEEDS[0]))

    def faster(self) -> None:
        """Play at the next higher speed."""
        self.set_speed(min((speed for speed in SPEEDS if speed > self._player.speed), default=SPEEDS[-1]))

    def set_speed(self, speed: float) -> None:
        """Play at ``speed`` events per second, now and after the next start."""
        self._player.set_speed(speed)
        self._settings.speed = self._player.speed

    def _go_to_neighbour(self, direction: int) -> None:
        recorded, current = self._workspace.recorded, self._workspace.current
        if current is None or not recorded:
            return
        if direction > 0:
            found = next((index for index in recorded if index > current), None)
        else:
            found = next((index for index in reversed(recorded) if index < current), None)
        if found is not None:
            self._workspace.open_iteration(found)
