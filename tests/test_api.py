"""What scripts and notebooks call."""

from __future__ import annotations

import functools
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
import torch
from torch import nn

import gradviz
from gradviz import api
from gradviz.core import session
from gradviz.core.errors import UserError
from gradviz.core.integrity import check
from gradviz.core.trace import Iteration
from gradviz.engine.internals import function_modes

HERE = Path(__file__).name


def small(rate: float = 0.1, iterations: int = 1) -> list[float]:
    """Descend, as a script does."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    losses = []
    for _ in range(iterations):
        loss = (w * w).sum()
        torch.autograd.backward(loss)
        with torch.no_grad():
            w -= rate * w.grad  # type: ignore[operator]
        w.grad = None
        losses.append(loss.item())
    return losses


def line_of(text: str) -> int:
    """Return the first line of this file with ``text``."""
    return next(number for number, line in enumerate(Path(__file__).read_text().splitlines(), 1) if text in line)


def gradients(iteration: Iteration) -> dict[str, Any]:
    found = {}
    for event in iteration.backward:
        node = iteration.nodes[event.node]
        if node.is_leaf and event.grad is not None and event.grad.values is not None:
            found[node.variable or ""] = event.grad.values.numpy()
    return found


def entries() -> list[Any]:
    return [torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad, function_modes()]


# A call


def test_a_call_is_recorded_with_the_lines_of_its_file_and_torch_is_left_as_it_was() -> None:
    before = entries()
    trace = gradviz.trace(small, 0.2, iterations=2)
    assert entries() == before
    assert trace.program.name == HERE
    assert trace.program.source == Path(__file__).read_text().removesuffix("\n")
    assert trace.losses == pytest.approx((5.0, 1.8))
    first = trace.iterations[0]
    assert [(e.op, e.line, e.elsewhere) for e in first.forward] == [
        ("mul", line_of("loss = (w * w).sum()"), None),
        ("sum", line_of("loss = (w * w).sum()"), None),
    ]
    assert gradients(first)["w"].tolist() == [2.0, 4.0]
    assert [(update.variable, update.line) for update in first.update] == [("w", line_of("w -= rate"))]
    check(trace)


def test_a_loss_that_a_call_returns_gets_its_gradients_and_grad_stays_empty() -> None:
    model = nn.Linear(3, 1)
    x = torch.ones(2, 3)
    trace = gradviz.trace(lambda: model(x).square().mean())
    assert [parameter.grad for parameter in model.parameters()] == [None, None]
    assert not model.weight._backward_hooks
    found = gradients(trace.iterations[0])
    loss = model(x).square().mean()
    torch.autograd.backward(loss)
    assert model.weight.grad is not None
    assert model.bias.grad is not None
    np.testing.assert_array_equal(found["model.weight"], model.weight.grad.numpy())
    np.testing.assert_array_equal(found["model.bias"], model.bias.grad.numpy())
    assert len(trace.iterations[0].backward) == len(trace.iterations[0].nodes)
    check(trace)


@pytest.mark.parametrize("kind", ["module", "partial", "instance", "torch"])
def test_everything_that_can_be_called_can_be_traced(kind: str) -> None:
    class Instance:
        def __call__(self, x: torch.Tensor) -> torch.Tensor:
            return x * 2

    x = torch.ones(3, requires_grad=True)
    functions: dict[str, Any] = {
        "module": nn.Softplus(),
        "partial": functools.partial(torch.mul, other=x),
        "instance": Instance(),
        "torch": torch.exp,
    }
    trace = gradviz.trace(functions[kind], x)
    assert len(trace.iterations[0].forward) == 1
    assert trace.program.name == HERE


def test_what_a_call_raises_is_raised_unchanged() -> None:
    error = ValueError("mine")

    def fail() -> None:
        torch.ones(1, requires_grad=True).exp()
        raise error

    before = entries()
    with pytest.raises(ValueError, match="mine") as raised:
        gradviz.trace(fail)
    assert raised.value is error
    assert traceback.extract_tb(error.__traceback__)[-1].name == "fail"
    assert entries() == before


def test_a_call_without_grad_mode_has_its_ops() -> None:
    w = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        trace = gradviz.trace(torch.mul, w, 2)
    assert [(event.op, event.cut) for event in trace.iterations[0].forward] == [("mul", "no_grad")]
    assert not trace.iterations[0].backward


@pytest.fixture
def library(tmp_path: Path) -> ModuleType:
    """Return a module in another file."""
    path = tmp_path / "layers.py"
    path.write_text("SCALE = 3\n\ndef scaled(x):\n    y = SCALE * x  # ×\n    return y\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("layers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lines_of_other_files_are_told_with_their_file(library: ModuleType, tmp_path: Path) -> None:
    w = torch.ones(2, requires_grad=True)

    def step() -> torch.Tensor:
        total: torch.Tensor = library.scaled(w).sum()  # in two files
        return total

    trace = gradviz.trace(step)
    path = str(tmp_path / "layers.py")
    iteration = trace.iterations[0]
    assert [(e.op, e.line, e.elsewhere, e.variable) for e in iteration.forward] == [
        ("mul", None, (path, 4), "y"),
        ("sum", line_of("# in two files"), None, "total"),
    ]
    assert [node.elsewhere for node in iteration.nodes] == [None, (path, 4), None]
    assert trace.files == {path: Path(path).read_text(encoding="utf-8").removesuffix("\n")}
    assert trace.to_networkx().nodes["n1"]["file"] == path
    trace.save(tmp_path / "two.gradviz")
    assert gradviz.load(tmp_path / "two.gradviz") == trace


# A block


def test_a_block_is_recorded() -> None:
    before = entries()
    with gradviz.trace() as recording:
        small(iterations=3)
        with pytest.raises(UserError, match="when the with block has ended"):
            _ = recording.trace
    assert entries() == before
    assert len(recording.trace.iterations) == len(recording.trace.losses) == 3
    assert repr(recording) == repr(recording.trace)
    with pytest.raises(UserError, match="used once"), recording:
        pass


def test_a_block_that_fails_keeps_what_it_recorded_and_says_why() -> None:
    recording = gradviz.trace()

    def run() -> None:
        with recording:
            w = torch.ones(2, requires_grad=True)
            torch.autograd.backward((w * w).sum())
            _ = w + torch.ones(3)  # here

    with pytest.raises(RuntimeError, match="must match the size"):
        run()
    error = recording.trace.error
    assert error is not None
    assert (error.kind, error.line) == ("RuntimeError", line_of("# here"))
    assert error.hint.startswith("Compare the two shapes")
    assert gradients(recording.trace.iterations[0])["w"].tolist() == [2.0, 2.0]
    assert repr(recording.trace).endswith("ended by RuntimeError")


@pytest.mark.parametrize(("record", "indices"), [("last", [4]), ("all", [0, 1, 2, 3, 4]), (2, [2])])
def test_which_iterations_a_block_records_can_be_chosen(record: str | int, indices: list[int]) -> None:
    with gradviz.trace(record=record) as recording:
        small(iterations=5)
    assert [iteration.index for iteration in recording.trace.iterations] == indices
    assert len(recording.trace.losses) == 5


def test_arguments_that_mean_nothing_are_refused() -> None:
    with pytest.raises(TypeError, match="'recrod'"):
        gradviz.trace(recrod="all")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="only a function takes arguments"):
        gradviz.trace(torch.ones(1), torch.ones(1))  # type: ignore[call-overload]
    with pytest.raises(UserError, match="An iteration is a number"):
        gradviz.trace(record="some")


# Trace


def test_a_trace_says_what_it_is() -> None:
    trace = gradviz.trace(small, iterations=2)
    assert repr(trace) == f"Trace of {HERE}: 2 iterations, 4 forward, 6 backward, 2 update events, loss 3.2"
    assert repr(gradviz.trace(lambda: None)) == f"Trace of {HERE}: no op ran"
    with gradviz.trace(record=1) as recording:
        small(iterations=3)
    assert repr(recording).startswith(f"Trace of {HERE}: 1 of 3 iterations, 2 forward, ")


def test_a_trace_can_be_saved_loaded_and_converted(tmp_path: Path) -> None:
    trace = gradviz.trace(small, iterations=2)
    trace.save(tmp_path / "small.gradviz")
    loaded = gradviz.load(tmp_path / "small.gradviz")
    assert isinstance(loaded, gradviz.Trace)
    assert loaded == trace
    assert session.load(tmp_path / "small.gradviz").iteration == 1
    assert json.loads(trace.to_json())["format"] == "gradviz-trace"
    graph = trace.to_networkx(0)
    assert list(nx.topological_sort(graph)) == ["n0", "n1", "n2"]
    assert graph.nodes["n0"]["title"] == "w"
    assert graph.nodes["n0"]["grad_norm"] == pytest.approx(20**0.5)
    assert graph.nodes["n1"]["shape"] == (2,)
    assert sorted(port for _, target, port in graph.edges(keys=True) if target == "n1") == [0, 1]
    assert graph.edges["n1", "n2", 0]["grad_norm"] == pytest.approx(2**0.5)
    with pytest.raises(UserError, match="no recorded iteration 7: this trace has 2"):
        trace.to_dot(7)


def test_dot_names_every_node_and_edge_and_quotes_what_it_must() -> None:
    trace = gradviz.trace((torch.ones(2, requires_grad=True) * 3).sum(), names={})
    text = trace.to_dot()
    assert text.startswith(f'digraph "{HERE}" {{\n')
    assert '"n1" [label="mul\\nMulBackward0\\n2 f32", shape=box, style=rounded, ' in text
    assert '"n0" -> "n1" [port="0", grad_norm="4.24' in text
    assert text.count("->") == 2


def test_a_notebook_gets_a_picture_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = gradviz.trace(small)
    picture = trace._repr_svg_()
    assert picture is not None
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    monkeypatch.setattr(subprocess, "run", None)
    assert trace._repr_svg_() is picture


@pytest.mark.parametrize("command", [["/no/such/python"], [sys.executable, "-c", "raise SystemExit(1)"]])
def test_a_notebook_without_a_picture_gets_the_text(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setattr("gradviz.core.scripting.own_command", lambda: command)
    assert gradviz.trace(small)._repr_svg_() is None


def test_a_trace_without_events_has_no_picture() -> None:
    assert gradviz.trace(lambda: None)._repr_svg_() is None


# show


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put a process that notes what it was given, and waits for a file, in the place of the window."""
    program = """
        import pathlib, shutil, sys, time
        folder, file, *options = sys.argv[1:]
        folder = pathlib.Path(folder)
        shutil.copy(file, folder / "copy.gradviz")
        (folder / "told.tmp").write_text("\\n".join([file, *options]))
        (folder / "told.tmp").rename(folder / "told")
        while not (folder / "close").exists():
            time.sleep(0.01)
        sys.exit(3 if (folder / "crash").exists() else 0)
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)]
    monkeypatch.setattr("gradviz.core.processes.own_command", lambda: command)
    monkeypatch.setattr(api, "has_display", lambda: True)
    return tmp_path


def wait_for(condition: Any) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_show_opens_a_window_and_goes_on_and_its_file_goes_with_the_window(window: Path) -> None:
    w = torch.ones(2, requires_grad=True)
    loss = (w * 3).sum()
    gradviz.show(loss)
    wait_for((window / "told").exists)
    name, option = (window / "told").read_text().splitlines()
    assert option == "--temporary"
    assert gradients(gradviz.load(window / "copy.gradviz").iterations[0])["w"].tolist() == [3.0, 3.0]
    assert Path(name).exists()
    torch.autograd.backward(loss)
    (window / "close").touch()
    wait_for(lambda: not Path(name).exists())


def test_show_with_block_waits_and_says_that_a_window_crashed(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (window / "close").touch()
    (window / "crash").touch()
    trace = gradviz.trace(small)
    gradviz.show(trace, block=True)
    assert gradviz.load(window / "copy.gradviz") == trace
    said = capsys.readouterr().err
    assert said.startswith("gradviz: the window ended with exit code 3; ")
    assert said.count("\n") == 1


def test_show_calls_functions_and_takes_recordings(window: Path) -> None:
    (window / "close").touch()
    gradviz.show(small, 0.5, iterations=3, block=True)
    assert len(gradviz.load(window / "copy.gradviz").iterations) == 3
    with gradviz.trace() as recording:
        small()
    gradviz.show(recording, block=True)
    assert gradviz.load(window / "copy.gradviz") == recording.trace


def test_without_a_display_show_says_so_and_functions_run_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(api, "has_display", lambda: False)
    called: list[int] = []
    gradviz.show(called.append, 1)
    gradviz.show(torch.ones(1, requires_grad=True).sum())
    assert called == [1]
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all(line.startswith("gradviz: there is no display for a window; ") for line in said)


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({}, sys.platform in ("win32", "darwin")),
    ],
)
def test_whether_there_is_a_display(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], seen: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert api.has_display() is seen


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc when the window is there, and ends it by a signal")
def test_the_real_window_outlives_the_script_and_removes_its_file(tmp_path: Path) -> None:
    script = """
        import torch, gradviz, gradviz.api
        gradviz.api.has_display = lambda: True
        gradviz.show((torch.ones(2, requires_grad=True) * 3).sum())
        import threading, subprocess
        from pathlib import Path
        thread = next(t for t in threading.enumerate() if t.name == "gradviz window")
        process, path = thread._args
        print(process.pid, path)
    """
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    number, _, name = done.stdout.strip().partition(" ")
    process = int(number)
    try:
        wait_for(lambda: _is_idle(process))
        assert Path(name).exists()
        os.kill(process, signal.SIGTERM)
        wait_for(lambda: not Path(name).exists())
    except BaseException:
        os.kill(process, signal.SIGKILL)
        raise


def _is_idle(process: int) -> bool:
    """Return whether the window is there: its worker was started, and for a second there was nothing to do."""

    def ticks() -> int:
        return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))

    before = ticks()
    time.sleep(1)
    return bool(Path(f"/proc/{process}/task/{process}/children").read_text()) and ticks() - before < 5


def test_what_the_package_offers_is_there() -> None:
    assert {"Trace", "load", "show", "trace", "__version__"} <= set(dir(gradviz))
    for name in gradviz.__all__:
        assert getattr(gradviz, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = gradviz.nothing


def test_a_trace_says_what_is_wrong_with_its_gradients() -> None:
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    (found,) = gradviz.trace(lambda: x.sqrt().sum()).findings()
    assert (found.cause, found.line, found.values["op"]) == ("infinite_slope", line_of("x.sqrt().sum()"), "sqrt")
    assert gradviz.trace(lambda: (x + 1).sqrt().sum()).findings() == ()
    assert gradviz.trace((x + 1).sqrt().sum()).findings() == ()


def test_a_trace_as_graphml() -> None:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    text = gradviz.trace((x * x).sum()).to_graphml()
    read = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    assert read.nodes["n0"]["norm"] == 5.0
    assert read.nodes["n0"]["grad_norm"] == 10.0
