"""Findings about traces made by hand; those about real runs are in tests/engine/test_diagnose.py."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from msgspec.structs import replace

from gradviz.core.diagnose import Finding, Kind, diagnose
from gradviz.core.diagnose.source import cleared_at, gradients_read
from gradviz.core.diagnose.texts import TEXTS
from gradviz.core.trace import Iteration, Program, ProgramError, Trace
from tests.generated import traces as any_trace
from tests.traces import SOURCE, chain, summary, two_layer


def trace_of(*iterations: Iteration) -> Trace:
    return Trace(Program("net.py", SOURCE), iterations=iterations)


@given(any_trace())
def test_any_trace_can_be_examined(trace: Trace) -> None:
    for found in diagnose(trace):
        assert found.message
        assert found.document()["cause"] in TEXTS


def test_a_net_of_random_numbers_has_no_finding() -> None:
    assert diagnose(trace_of(two_layer())) == ()


def test_the_first_bad_op_comes_first() -> None:
    iteration = two_layer()
    bad = summary(np.array([[math.nan, 1.0]], np.float32))
    tensors = {**iteration.tensors, "r": bad, "p": bad, "d": bad, "q": bad, "l": bad}
    (found,) = diagnose(trace_of(replace(iteration, tensors=tensors)))
    assert (found.kind, found.values["op"], found.line, found.key) == (Kind.NONFINITE, "clamp", 6, "n3")
    assert found.position == 2


def test_an_error_has_its_hint() -> None:
    error = ProgramError("RuntimeError", "no grad.", 3, None, "Create it.")
    (found,) = diagnose(replace(trace_of(), error=error))
    assert (found.message, found.fix, found.line) == ("The program ended with RuntimeError: no grad.", "Create it.", 3)


def test_a_deep_chain_without_layers_says_nothing_about_depth() -> None:
    assert diagnose(trace_of(chain(300))) == ()


@pytest.mark.parametrize("cause", TEXTS)
def test_every_text_is_a_sentence_with_the_same_kind_of_fields(cause: str) -> None:
    advice = TEXTS[cause]
    for text in advice:
        assert text.endswith((".", "{hint}"))
        assert "!" not in text
        assert set(re.findall(r"\{(\w*)\}", text)) <= {
            "variable", "op", "at", "what", "least", "most", "dtype", "other", "other_at", "held", "point", "iteration",
            "count", "start", "start_at", "end", "ratio", "error", "message", "hint",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("print(w.grad, net.fc.weight.grad.norm())", {"w", "net.fc.weight"}),
        ("w.grad = None\nw.grad.zero_()", {"w"}),
        ("if w.grad is not None:\n    w.grad.zero_()", set()),
        ("torch.autograd.grad(y, x)", set()),
        ("[p.grad for p in f()]", {"p"}),
        ("f().grad", set()),
        ("this is no program", set()),
    ],
)
def test_whose_gradient_a_program_reads(source: str, names: set[str]) -> None:
    assert gradients_read(source) == names


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("loss.backward()\nopt.zero_grad()\nopt.step()", 2),
        ("for i in r:\n    loss.backward()\n    x = 1\n    opt.zero_grad()\n    opt.step()", 4),
        ("opt.zero_grad()\nloss.backward()\nopt.step()", None),
        ("loss.backward()\nopt.step()\nopt.zero_grad()", None),
        ("loss.backward()\nopt.zero_grad()\nloss.backward()\nopt.step()", None),
        ("if (", None),
    ],
)
def test_where_gradients_are_cleared_too_early(lines: str, found: int | None) -> None:
    assert cleared_at(lines) == found


def test_a_finding_as_json_values() -> None:
    found = Finding(Kind.STALE, "never_updated", "update", {"variable": "a", "other": "b"}, "a", is_remark=True)
    assert found.document() == {
        "kind": "stale", "cause": "never_updated", "phase": "update", "variable": "a", "line": None,
        "message": "a gets a gradient and is never updated, while b is.",
        "fix": "Give a to the optimizer; or, if it is to stay as it is, do not require its gradient.",
        "iteration": None, "position": None, "remark": True,
    }  # fmt: skip
