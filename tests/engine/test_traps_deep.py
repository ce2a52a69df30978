"""Deep and large graphs (E1 to E3), each in a process of its own: what goes wrong here is a segmentation fault."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from gradviz.engine import stack
from tests.engine import tracing
from tests.forked.command import python

RUN = """
import sys
from gradviz.core.graph import from_iteration
from gradviz.core.integrity import check
from gradviz.core.trace import Program
from gradviz.engine.run import Request, trace_program
trace = trace_program(Request(Program("p.py", sys.argv[1])), "last", lambda text: None)
assert trace.error is None, trace.error
check(trace)
print([(len(found.forward), len(found.nodes), len(found.backward)) for found in trace.iterations])
"""
CHAIN = "import torch\nx = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range({}):\n    y = y + 1\n"


def run(source: str) -> str:
    program, arguments = python(RUN, source)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere graphs of this size are not looked at")
def test_e1_a_chain_of_60000_ops_whose_root_the_program_drops_last() -> None:
    # With a stack of 8 MB torch itself survives 30,000, and dies at 50,000.
    assert run(CHAIN.format(60_000) + "y.backward()\nx = x * 2\nx.sum().backward()\ndel y\n") == "[(2, 3, 3)]"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere graphs of this size are not looked at")
def test_e3_a_chain_is_walked_without_recursion() -> None:
    assert run(CHAIN.format(20_000) + "y.backward()\n") == "[(20000, 20001, 20001)]"


def test_e2_no_hook_is_left_on_a_shared_leaf() -> None:
    result = tracing.trace(
        "import torch\nw = torch.ones(3, requires_grad=True)\nfor _ in range(4):\n    (w * 2).sum().backward()\n", "1"
    )
    assert [len(found.backward) for found in result.iterations] == [3]


def test_e1_where_the_stack_is_small_large_graphs_are_left_alone_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gradviz.engine.recorder.make_room", lambda: 50)
    found = tracing.iteration(CHAIN.format(200) + "y.backward()\n")
    assert found.note is not None
    assert "stack" in found.note
    assert 0 < len(found.nodes) <= 60
    assert found.backward == ()
    small = tracing.iteration(CHAIN.format(20) + "y.backward()\n")
    assert (small.note, len(small.backward)) == (None, 21)


def test_threads_have_the_room_that_they_were_given() -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(stack.make_room()))
    thread.start()
    thread.join()
    assert 1000 < found[0] < 10_000_000
    assert stack.make_room() >= 4000
