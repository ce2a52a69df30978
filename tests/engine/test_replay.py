"""What a person has done in the middle of backward passes is done again in a repetition, also by another worker."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from gradviz.core.edits import EDITED, Edit, GradientChange, How
from gradviz.core.messages.replies import (
    Finished,
    GradientChanged,
    Halted,
    Holding,
    KeyframeSaved,
    PassEnded,
    Printed,
    Probed,
    Recomputed,
    Sampled,
    Stepped,
)
from gradviz.core.messages.requests import (
    Abort,
    EditGradient,
    Probe,
    Recompute,
    Requests,
    RunProgram,
    SaveKeyframe,
    StepOn,
    StepTo,
    Stop,
)
from gradviz.core.probe import ElementAnswer, ElementProbe
from gradviz.core.repetition import same_bits
from gradviz.core.trace import Iteration, Program
from tests.engine.worker import Worker, worker

PROGRAM = """
import torch
from torch.nn.functional import dropout
w = torch.full((3, 4), 0.7, requires_grad=True)
b = torch.zeros(4, requires_grad=True)
for t in range(9):
    x = torch.randn(5, 3)
    loss = (dropout(x @ w, 0.3) + b).pow(2).mean()
    try:
        loss.backward()
    except RuntimeError as error:
        print(error)
    with torch.no_grad():
        for p in (w, b):
            if p.grad is not None:
                p -= 0.1 * p.grad
                p.grad = None
"""

ENDLESS = """
import torch
w = torch.ones(3, requires_grad=True)
for t in range(200):
    (w * w).sum().backward()
    w.data -= 0.001 * w.grad
    w.grad = None
print("there", flush=True)
while True:
    pass
"""

_numbers = count(1)


def changed_run(found: Worker) -> tuple[int, list[float | None], tuple[GradientChange, ...]]:
    """Run the program: scale a gradient in iteration 1, set an element in it and abort the pass of iteration 4."""
    number = next(_numbers)
    found.send(RunProgram(number, Program("p.py", PROGRAM), seed=3, live=True))
    found.wait_for(Halted)
    edit(found, number, StepTo.PASS)
    found.wait_for(Halted)
    edit(found, number, StepTo.NODE, Edit(How.SCALE, 3.0))
    found.wait_for(Stepped)
    edit(found, number, StepTo.PASS, Edit(How.FILL, 0.25), Edit(How.SCALE, -2.0))
    for _ in range(2):
        found.wait_for(Halted)
        edit(found, number, StepTo.PASS)
    found.wait_for(Halted)
    edit(found, number, StepTo.NODE)
    found.wait_for(Stepped)
    found.send(Abort(number))
    assert found.wait_for(PassEnded).error.startswith("BackwardAborted")
    found.wait_for(Halted)
    edit(found, number, StepTo.BREAKPOINT)
    finished = found.wait_for(Finished)
    assert finished.error is None
    losses = [loss for r in found.replies if isinstance(r, Sampled) and r.run == number for loss in r.losses]
    changes = [r.change for r in found.replies if isinstance(r, GradientChanged) and r.run == number]
    return number, losses, tuple(changes)


def edit(found: Worker, number: int, to: StepTo, *edits: Edit) -> None:
    for one in edits:
        found.send(EditGradient(number, one))
        assert found.wait_for(Stepped).is_edited
    found.send(StepOn(number, to))


def recompute(found: Worker, request: Recompute) -> Recomputed:
    found.send(request)
    return found.wait_for(Recomputed)


def asked(of: int, index: int, edits: tuple[GradientChange, ...], keyframe: str = "") -> Recompute:
    return Recompute(next(_numbers), of, index, Program("p.py", PROGRAM), seed=3, edits=edits, keyframe=keyframe)


def names(iteration: Iteration | None) -> list[str]:
    assert iteration is not None
    return [iteration.nodes[e.node].name for e in iteration.backward if any(h.name == EDITED for h in e.hooks)]


def test_edits_and_an_abort_are_told_with_their_places_and_made_again(tmp_path: Path) -> None:
    with worker() as found, worker() as other:
        run, losses, changes = changed_run(found)
        assert [(c.index, c.turn, c.name, len(c.edits), c.aborts) for c in changes] == [
            (1, 0, "MeanBackward0", 1, False),
            (1, 0, "PowBackward0", 2, False),
            (4, 0, "PowBackward0", 0, True),
        ]
        path = str(tmp_path / "keyframe")
        # An iteration whose pass was ended goes on to the next pass: there are eight.
        assert len(losses) == 8
        found.send(SaveKeyframe(run, 7, path))
        saved = found.wait_for(KeyframeSaved)
        assert saved.index is not None
        assert saved.path == path
        for index in (1, 2, 5, 7):
            with_all = recompute(other, asked(run, index, changes, path))
            assert with_all.iteration is not None, with_all.error
            assert same_bits(with_all.iteration.loss, losses[index])
            assert with_all.differing == ()
            assert with_all.keyframe == (saved.index if saved.index < index else None)
            assert names(with_all.iteration) == (["MeanBackward0", "PowBackward0"] if index == 1 else [])
            without = recompute(other, asked(run, index, ()))
            assert without.iteration is not None
            assert same_bits(without.iteration.loss, losses[index]) == (index == 1)
        held = [reply for reply in other.replies if isinstance(reply, Holding)]
        assert (held[-1].iteration, held[-1].keyframes) == (7, ())


def test_a_question_about_a_changed_run_is_answered_about_that_run() -> None:
    with worker() as found:
        run, losses, changes = changed_run(found)
        program = Program("p.py", PROGRAM)
        question = ElementProbe("w", 6, 0.1)
        found.send(Probe(next(_numbers), run, 6, program, question, seed=3, edits=changes))
        answer = found.wait_for(Probed).answer
        assert isinstance(answer, ElementAnswer)
        assert same_bits(answer.base, losses[6])


def test_a_keyframe_is_written_while_the_program_never_comes_to_rest(tmp_path: Path) -> None:
    with worker() as found:
        run = next(_numbers)
        found.send(RunProgram(run, Program("p.py", ENDLESS), seed=0))
        while "there" not in found.wait_for(Printed).text:
            pass
        path = tmp_path / "keyframe"
        found.send(SaveKeyframe(run, 150, str(path)))
        saved = found.wait_for(KeyframeSaved)
        assert saved.index is not None
        assert 0 <= saved.index < 150
        assert path.stat().st_size > 0
        found.send(Stop(run))
        assert found.wait_for(Finished).stopped


@pytest.mark.parametrize("case", ["before the first", "another run", "no folder"])
def test_why_there_may_be_no_keyframe(tmp_path: Path, case: str) -> None:
    with worker() as found:
        run = next(_numbers)
        found.run(RunProgram(run, Program("p.py", PROGRAM), seed=3))
        path = str(tmp_path / "missing" / "keyframe" if case == "no folder" else tmp_path / "keyframe")
        of, before = (run + 1, 5) if case == "another run" else (run, 0 if case == "before the first" else 5)
        request: Requests = SaveKeyframe(of, before, path)
        found.send(request)
        assert found.wait_for(KeyframeSaved) == KeyframeSaved(of, path, None)
        # A file that is not there, or no keyframe, costs nothing but the comparison.
        Path(tmp_path / "other").write_bytes(b"no keyframe")
        done = recompute(found, asked(run + 1000, 3, (), str(tmp_path / "other")))
        assert done.iteration is not None
        assert done.keyframe is None
