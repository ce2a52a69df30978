"""Find a tensor of a recorded iteration in another run of the program: by the op that computes with it first."""

from __future__ import annotations

import torch

from gradviz.core.probe import Use, same_numbers
from gradviz.core.trace import Program
from gradviz.engine.internals import caller_frame, unseen
from gradviz.engine.source import Source
from gradviz.engine.summarize import summary_of


class Finder:
    """Looks at what ops of ``program`` are given, until the tensor of ``use`` is among it."""

    def __init__(self, program: Program, use: Use) -> None:
        self._source = Source(program.source, program.path or f"<{program.name}>")
        self._use = use
        self._passed = 0
        self.found: torch.Tensor | None = None

    def look(self, op: str, inputs: list[torch.Tensor]) -> None:
        """Look at ``inputs`` of ``op``, which is about to run."""
        use = self._use
        if self.found is not None or op != use.op or use.input >= len(inputs) or not torch.is_grad_enabled():
            return
        tensor = inputs[use.input]
        if tuple(tensor.shape) != use.value.shape or self._line() != use.line:
            return
        with unseen():
            is_it = same_numbers(use.value, summary_of(tensor))
        if is_it and self._passed == use.number:
            self.found = tensor
        self._passed += is_it

    def _line(self) -> int | None:
        frame = self._source.frame(caller_frame())
        return None if frame is None else self._source.place(frame.f_code, frame.f_lasti).line
