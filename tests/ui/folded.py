"""Iterations whose ops lie in modules, for tests of what is collapsed."""

from __future__ import annotations

from msgspec.structs import replace

from gradviz.core.trace import Iteration, Program, Trace
from tests import traces


def blocks(count: int, each: int) -> Iteration:
    """Return ``w -> op -> … -> loss`` in ``count`` modules ``net.blocks.…`` of ``each`` ops; the last op is outside."""
    iteration = traces.chain(count * each + 1)

    def scope(number: int) -> str:
        return f"net.blocks.{(number - 1) // each}" if 0 < number <= count * each else ""

    return replace(
        iteration,
        nodes=tuple(replace(node, scope=scope(node.id)) for node in iteration.nodes),
        forward=tuple(replace(event, scope=scope(i + 1)) for i, event in enumerate(iteration.forward)),
    )


def trace_of(*iterations: Iteration) -> Trace:
    """Return a finished run of these iterations."""
    return Trace(Program("p.py", "x"), iterations=iterations)
