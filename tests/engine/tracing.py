"""Run programs with and without the tracer, for comparison."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from gradviz.core.trace import Iteration, Program, Trace
from gradviz.engine.run import Request, trace_program

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
TUTORIAL = sorted(EXAMPLES.glob("0[1-6]_*.py"))


def trace(source: str, record: str = "last", *, seed: int | None = 0) -> Trace:
    """Return the trace of ``source``; it must run without an error."""
    result = trace_program(Request(Program("program.py", source), seed=seed), record, lambda _text: None)
    assert result.error is None, result.error
    return result


def failed(source: str) -> Trace:
    """Return the trace of ``source``, which must fail."""
    result = trace_program(Request(Program("program.py", source), seed=0), "last", lambda _text: None)
    assert result.error is not None
    return result


def iteration(source: str, record: str = "last") -> Iteration:
    """Return the recorded iteration of ``source``."""
    return trace(source, record).iterations[-1]


def plain(source: str) -> tuple[dict[str, Any], str]:
    """Run ``source`` as Python does; return its variables and what it printed."""
    torch.manual_seed(0)
    module = ModuleType("__main__")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "plain.py", "exec"), module.__dict__)
    return module.__dict__, printed.getvalue()


class FirstBackward(Exception):
    """Ends a program at its first backward pass."""


class Oracle(TorchFunctionMode):
    """Collects what the ops of a program return, until ``backward`` asks torch for the gradients of all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.outputs: list[torch.Tensor] = []
        self.gradients: Sequence[torch.Tensor | None] = ()

    @override
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") == "backward":
            root, *given = args
            gradient = given[0] if given else (kwargs or {}).get("gradient")
            self.gradients = torch.autograd.grad(root, self.outputs, gradient, retain_graph=True, allow_unused=True)
            raise FirstBackward
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.grad_fn is not None and "__get__" not in repr(func):
            self.outputs.append(result)
        return result


def gradients_by_torch(source: str) -> list[torch.Tensor | None]:
    """Return what ``torch.autograd.grad`` gives for every intermediate of the first iteration, in forward order."""
    oracle = Oracle()
    torch.manual_seed(0)
    with contextlib.redirect_stdout(io.StringIO()), oracle, contextlib.suppress(FirstBackward):
        exec(compile(source, "oracle.py", "exec"), {"__name__": "__main__"})
    return list(oracle.gradients)


def order_by_profiler(source: str) -> list[str]:
    """Return the names of the nodes of the first backward pass as the profiler saw them start."""
    original: Any = torch.Tensor.backward
    names: list[str] = []

    def profiled(tensor: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        profiler: Any = torch.autograd.profiler.profile
        with profiler() as profile:
            original(tensor, *args, **kwargs)
        prefix = "autograd::engine::evaluate_function: "
        found: list[Any] = list(profile.function_events or ())
        events = sorted(found, key=lambda event: float(event.time_range.start))
        names.extend(event.name.removeprefix(prefix) for event in events if event.name.startswith(prefix))
        raise FirstBackward

    torch.manual_seed(0)
    torch.Tensor.backward = profiled  # type: ignore[method-assign, assignment]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(FirstBackward):
            exec(compile(source, "profiled.py", "exec"), {"__name__": "__main__"})
    finally:
        torch.Tensor.backward = original  # type: ignore[method-assign]
    return names
