"""The loss of one iteration of a program at other parameters: from a tape of its ops, or by running it again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch.overrides import TorchFunctionMode

from gradviz.core.errors import UserError
from gradviz.core.probe import Exactness, Question
from gradviz.engine.everypass import HeardReplay
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.program import StopRun
from gradviz.engine.recompute import Chosen
from gradviz.engine.run import Request, run
from gradviz.engine.scene import Recording, Rerun
from gradviz.engine.streams import silence
from gradviz.engine.tapecalls import CannotReplay
from gradviz.engine.tapemodes import ChangeMode, TapeMode

Values = Mapping[str, torch.Tensor]
"""Other values of leaves, by their names."""

Progress = Callable[[int, int], None]
"""Told how many runs of the program have ended, and at which iteration the one that goes on is."""

NO_PASS = "This iteration has no backward pass number {number}: it has {total}."
NO_ITERATION = "The program ended before iteration {index} this time."


class Evaluator:
    """Computes losses of iteration ``index`` of the program of ``request``.

    A ``question`` may be about a tensor that can be changed too, although it needs no gradient, and says of which
    backward pass the loss is.

    Raises:
        UserError: the iteration does not come, or the program fails; the text says why.
        StopRun: the program was ended from outside.
    """

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        progress: Progress,
        *,
        keeps_path: bool = False,
        question: Question | None = None,
    ) -> None:
        self._request, self._keyframes = request, keyframes
        self.index = index
        self._progress = progress
        self._runs = 0
        self._is_checked = False
        recording = Recording(request, index, keyframes, self._at, keeps_path=keeps_path, question=question)
        self._run(recording, TapeMode(recording.tape))
        self.scene = recording.scene
        if not recording.has_come:
            raise UserError(NO_ITERATION.format(index=index))
        root, total = None if question is None else question.root, self.scene.roots.total
        if root is not None and not 0 <= root < total:
            raise UserError(NO_PASS.format(number=root + 1, total=total))
        self._reason = self._why_not()
        if not self._reason:
            self._take_gradients()

    def _take_gradients(self) -> None:
        """Compute the gradients of this loss; what is in ``.grad`` may be added up, or changed by hooks."""
        try:
            found = self.scene.tape.gradients()
        except CannotReplay:
            return
        for point in self.scene.points.values():
            gradient = found[point.number]
            point.gradient = None if gradient is None else gradient.detach()

    def _why_not(self) -> str:
        """Return why the tape cannot be used; empty if its loss is that of the run, bit for bit."""
        try:
            loss = self.scene.tape.loss({})
        except CannotReplay as reason:
            return str(reason)
        return "" if _same(loss, self.scene.base) else DIFFERENT

    @property
    def exactness(self) -> Exactness:
        """How losses are computed, so far."""
        return Exactness(not self._reason, self._is_checked, self._runs, self._reason)

    @property
    def is_fast(self) -> bool:
        """Whether losses come from the tape."""
        return not self._reason

    @property
    def may_decide(self) -> bool:
        """Whether losses come from the tape of a program that read values on the way, and may decide by them."""
        return self.is_fast and self.scene.tape.doubt

    def distrust(self) -> None:
        """Take no more losses from the tape: one that agrees with a run says nothing about the others."""
        self._reason = self._reason or MAY_DECIDE

    def loss(self, values: Values) -> float:
        """Return the loss with ``values`` for some of the leaves."""
        if not self._reason:
            try:
                return self._replayed(values)
            except CannotReplay as reason:
                self._reason = str(reason)
        return self.rerun(values)

    def _replayed(self, values: Values) -> float:
        return self.scene.tape.loss({self.scene.points[name].number: value for name, value in values.items()})

    def check(self, values: Values) -> float:
        """Return the loss of a whole run with ``values``; if the tape says something else it is not used any more."""
        real = self.rerun(values)
        if not self._reason:
            try:
                if _same(self._replayed(values), real):
                    self._is_checked = True
                else:
                    self._reason = DECIDES
            except CannotReplay as reason:
                self._reason = str(reason)
        return real

    def settle(self) -> bool:
        """Compare the unchanged loss once more: what the ops have written meanwhile may have spoiled the tape.

        Returns ``False`` if it has: then losses have to be computed again, which runs the program for each.
        """
        if self._reason:
            return True
        self._reason = self._why_not()
        return not self._reason

    def rerun(self, values: Values) -> float:
        """Return the loss of a whole run with ``values``.

        Raises:
            UserError: this time it has none.
        """
        leaves, points = self.scene.tape.leaves, self.scene.points
        mode = ChangeMode({leaves[points[name].number].first: value for name, value in values.items()})
        listener = Rerun(self._request, self.index, self._keyframes, self._at, mode, self.scene)
        self._run(listener, mode)
        if listener.loss is None:
            raise UserError(NO_ITERATION.format(index=self.index))
        if not mode.has_changed:
            raise UserError(OTHER_WAY)
        return listener.loss

    def _run(self, listener: Recording | Rerun, mode: TorchFunctionMode) -> None:
        # The iteration itself is not recorded: whoever looks at tensors would be seen by the tape.
        edits = [change for change in self._request.edits if change.index < self.index]
        replay = HeardReplay(edits, listener.pass_ended, lambda: listener.hears)
        wanted = Chosen(listener.first, *replay.indices)
        with listener.optimizers.watching(), mode:
            outcome = run(self._request, wanted, listener, silence(), replay)
        self._runs += 1
        if listener.has_come:
            return
        if outcome.stopped:
            raise StopRun
        if outcome.error is not None:
            raise UserError(f"{outcome.error.kind}: {outcome.error.message}")

    def _at(self, iteration: int) -> None:
        self._progress(self._runs, iteration)


DIFFERENT = "Its ops, run again, give another loss than the program did."
DECIDES = "The program decides by values: with changed parameters it computes something else."
MAY_DECIDE = "The program reads values on the way, and may decide by them."
OTHER_WAY = "With changed parameters the program goes another way, on which it does not use all of them as before."


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
