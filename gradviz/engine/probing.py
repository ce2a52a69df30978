"""Answer what is asked of the loss of an iteration at other parameters."""

from __future__ import annotations

import time
from collections.abc import Callable

from gradviz.core.messages.replies import Probed, Probing
from gradviz.core.messages.requests import Probe
from gradviz.core.probe import Answer, ElementProbe, LineProbe, PlaneAnswer
from gradviz.engine.evaluate import Evaluator
from gradviz.engine.keeper import Keeper
from gradviz.engine.landscape import look_along, look_over
from gradviz.engine.run import Request
from gradviz.engine.whatif import try_element

Send = Callable[[Probing | Probed], None]

_TELL = 0.1
"""Seconds between two reports."""


def probe(message: Probe, keeper: Keeper, send: Send) -> Probed:
    """Return the answer to ``message``; earlier, coarser answers and reports of how far it is are sent.

    Raises:
        UserError: there is no answer; the text says why.
        StopRun: it was ended from outside.
    """
    return Probed(message.run, message.of, message.index, _Asked(message, keeper, send).answer())


class _Asked:
    def __init__(self, message: Probe, keeper: Keeper, send: Send) -> None:
        self._message = message
        self._keeper = keeper
        self._send = send
        self._told = 0.0

    def answer(self) -> Answer:
        message, question = self._message, self._message.question
        request = Request(message.program, message.device, message.seed, changes=message.changes, edits=message.edits)
        keyframes = self._keeper.keyframes
        keeps_path = not isinstance(question, ElementProbe | LineProbe)
        evaluator = Evaluator(
            request, message.index, keyframes, self._at_iteration, keeps_path=keeps_path, question=question
        )
        if isinstance(question, ElementProbe):
            return try_element(evaluator, question)
        if isinstance(question, LineProbe):
            return look_along(evaluator, question, self._at_point)
        return look_over(evaluator, question, self._tell, self._at_point)

    def _tell(self, answer: PlaneAnswer) -> None:
        message = self._message
        self._send(Probed(message.run, message.of, message.index, answer, is_last=False))

    def _at_iteration(self, _runs: int, iteration: int) -> None:
        if self._is_time():
            self._send(Probing(self._message.run, iteration=iteration))

    def _at_point(self, done: int, total: int) -> None:
        if self._is_time():
            self._send(Probing(self._message.run, done, total))

    def _is_time(self) -> bool:
        self._keeper.answer_all()
        now = time.monotonic()
        if now - self._told < _TELL:
            return False
        self._told = now
        return True
