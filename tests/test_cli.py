"""The command line as a person or a script meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import gradviz
from gradviz import cli
from gradviz.core import session

GOOD = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x * x).sum()
loss.backward()
print(x.grad)
"""
LOOP = "import torch\nw = torch.ones(2, requires_grad=True)\nfor i in range(3):\n    (w * i).sum().backward()\n"


class Result(NamedTuple):
    code: int
    out: str
    err: str

    def document(self) -> Any:
        """Return standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


class Shell:
    """Runs ``gradviz`` in this process, in a folder of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def write(self, source: str | bytes, name: str = "program.py") -> Path:
        path = self.folder / name
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return path

    def run(self, *arguments: str | Path) -> Result:
        self._capture.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as ending:
            code = int(str(ending.code))
        out, err = self._capture.readouterr()
        assert code in (0, 1, 2)
        assert "gradviz itself" not in err
        return Result(code, out, err)

    def trace(self, source: str | bytes, *arguments: str | Path) -> Result:
        return self.run("trace", self.write(source), *arguments)


@pytest.fixture
def shell(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capfd)


def _sentence(result: Result, code: int) -> str:
    """Return the one line of an error."""
    assert result.code == code
    assert result.err.startswith("gradviz")
    assert result.err.count("\n") == 1
    return result.err


# What goes well


def test_a_trace_document_on_standard_output(shell: Shell) -> None:
    result = shell.trace(GOOD, "--json", "-", "--seed", "3")
    assert result.code == 0
    document = result.document()
    assert result.err == document["printed"] == "tensor([2., 4.])\n"
    assert document["program"] == {"name": "program.py", "source": GOOD}
    assert document["environment"]["seed"] == 3
    assert document["losses"] == [5.0]
    assert document["error"] is None
    (iteration,) = document["iterations"]
    assert [event["op"] for event in iteration["forward"]] == ["mul", "sum"]
    assert document["variables"]["x"]["grad"]["values"] == [2.0, 4.0]


def test_a_trace_document_and_a_session_in_files(shell: Shell) -> None:
    result = shell.trace(GOOD, "--json", "trace.json", "-o", "run.gradviz")
    assert (result.code, result.out, result.err) == (0, "tensor([2., 4.])\n", "")
    assert json.loads((shell.folder / "trace.json").read_text())["losses"] == [5.0]
    loaded = session.load(shell.folder / "run.gradviz")
    assert loaded.trace.losses == (5.0,)
    assert loaded.trace.program.path == str(shell.folder / "program.py")


def test_a_trace_that_goes_nowhere_is_summed_up(shell: Shell) -> None:
    result = shell.trace(GOOD)
    assert (result.code, result.out) == (0, "tensor([2., 4.])\n")
    assert "iteration 0, loss 5: 2 forward, 3 backward" not in result.out
    assert "iteration 0, loss 5: 2 forward," in result.err


@pytest.mark.parametrize(("chosen", "indices"), [("last", [2]), ("all", [0, 1, 2]), ("1", [1]), ("002", [2])])
def test_iterations(shell: Shell, chosen: str, indices: list[int]) -> None:
    document = shell.trace(LOOP, "--json", "-", "--iteration", chosen).document()
    assert [iteration["index"] for iteration in document["iterations"]] == indices
    assert len(document["losses"]) == 3


def test_a_program_without_backward_still_shows_its_ops(shell: Shell) -> None:
    result = shell.trace("import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * x).sum()\n", "--json", "-")
    assert result.code == 0
    (iteration,) = result.document()["iterations"]
    assert [event["op"] for event in iteration["forward"]] == ["mul", "sum"]
    assert iteration["backward"] == []


@pytest.mark.parametrize("source", ["", "\n\n# nothing\n", "print(1)\n", "import sys\nsys.exit()\n", "\ufeffx = 1\n"])
def test_a_program_without_any_tensor(shell: Shell, source: str) -> None:
    result = shell.trace(source, "--json", "-")
    assert result.code == 0
    assert result.document()["iterations"] == []


def test_trust_is_accepted(shell: Shell) -> None:
    assert shell.trace(GOOD, "--trust").code == 0


def test_a_program_runs_as_main_with_its_own_arguments(shell: Shell) -> None:
    shell.write("value = 7\n", "beside_me.py")
    source = "import sys, beside_me\nif __name__ == '__main__':\n    print(beside_me.value, len(sys.argv), __file__)\n"
    result = shell.trace(source, "--seed", "1")
    assert result.out == f"7 1 {shell.folder / 'program.py'}\n"
    sys.modules.pop("beside_me")


# What the program does wrong: exit code 1, a sentence with the place, and a document all the same


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = (1 +\n", "line 1, column 5: SyntaxError: '(' was never closed. Correct"),
        ("x = 1\n  y = 2\n", "line 2, column 2: IndentationError: unexpected indent."),
        ("s = '变'; s.nothing\n", "line 1, column 10: AttributeError: 'str' object has no attribute 'nothing'."),
        ("import torch\nx = torch.ones(2)\nprint(x @ torch.ones(3))\n", "line 3, column 7: RuntimeError: inconsistent"),
        ("def f():\n    return {}['k']\nf()\n", "line 2, column 12: KeyError: no key 'k'."),
        ("import torch\r\n1/0\r\n", "line 2, column 1: ZeroDivisionError: division by zero."),
        (
            "import torch\ntorch.ones(1).sum().backward()\n",
            "line 2, column 1: RuntimeError: element 0 of tensors does not",
        ),
        ("import torch\ntorch.empty(10**12)\n", "line 2, column 1: RuntimeError: [enforce fail"),
        ("raise KeyboardInterrupt\n", "line 1, column 1: KeyboardInterrupt."),
        ("import sys\nsys.exit(3)\n", "line 2, column 1: SystemExit: the program ended itself with 3."),
        ("import sys\nsys.exit('bye')\n", "line 2, column 1: SystemExit: the program ended itself with 'bye'."),
        ("class E(Exception): pass\nE.__name__ = 'a\\nb'\nraise E('c\\n\\td')\n", "line 3, column 1: a b: c."),
        ("raise ValueError('\\ud800')\n", "line 1, column 1: ValueError: \ufffd."),
        ("assert False\n", "line 1, column 1: AssertionError."),
        ("input()\n", "line 1, column 1: EOFError: input() has nobody to ask here"),
        ("def f(): f()\nf()\n", "line 1, column 10: RecursionError: maximum recursion depth exceeded"),
        ("(" * 1000 + "\n", "line 1, column 201: SyntaxError: too many nested parentheses."),
        ("import not_a_module_at_all\n", "line 1, column 1: ModuleNotFoundError: No module named"),
        ("x = 1\0\n", "SyntaxError: source code string cannot contain null bytes."),
        ("import os\nos.remove(__file__)\n1/0\n", "line 3, column 1: ZeroDivisionError"),
    ],
    ids=range(20),
)
def test_errors_of_the_program(shell: Shell, source: str, said: str) -> None:
    result = shell.trace(source, "--json", "-")
    line = _sentence(result, 1)
    assert line.startswith("gradviz: program.py")
    assert said in line
    error = result.document()["error"]
    assert error["kind"].split()[0] in said
    if "line" in said.partition(":")[0]:
        assert f"line {error['line']}, column {error['columns'][0] + 1}:" in line


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import sys, torch\nsys.exit(torch.ones(3))\n", id="exit with a tensor"),
        pytest.param("class E(Exception):\n    def __str__(self): 1/0\nraise E\n", id="exception without words"),
        pytest.param(
            "import sys\nclass E:\n    def __repr__(self): 1/0\nsys.exit(E())\n", id="exit with what has no repr"
        ),
        pytest.param("x = " + "-" * 100_000 + "1\n", id="too deep for the parser"),
        pytest.param("x = " + "+".join(["1"] * 100_000) + "\n", id="too deep for the compiler"),
    ],
)
def test_errors_that_hide(shell: Shell, source: str) -> None:
    result = shell.trace(source, "--json", "-")
    assert _sentence(result, 1).startswith("gradviz: program.py")
    assert result.document()["error"]["kind"]


def test_what_ran_before_an_error_is_kept(shell: Shell) -> None:
    result = shell.trace(GOOD + "1/0\n", "--json", "-", "-o", "run.gradviz")
    assert result.code == 1
    assert result.document()["losses"] == [5.0]
    assert len(session.load(shell.folder / "run.gradviz").trace.iterations) == 1


# What programs do to the world around them


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.write(1, b'raw\\n')\n",
        "import os\nos.system('echo child')\n",
        "import sys\nsys.__stdout__.write('under\\n')\n",
        "import sys\nsys.stdout.close()\n",
        "import sys\nsys.stdout = None\nprint(1)\n",
        "import os\nos.close(1)\n",
        "import sys\nsys.stderr = None\n",
        "print('\\ud800', '\\x1b[2J')\n",
        "class A:\n    def __del__(self): raise ValueError\na = A()\ndel a\n",
        "import builtins\nbuiltins.print = None\n",
        "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start()\nt.join()\n",
        "__name__ = 'other'\ndel __file__\n",
        "import sys\nsys.exit(False)\n",
        "print('x' * 3_000_000)\n",
    ],
    ids=range(14),
)
def test_standard_output_holds_the_document_alone(shell: Shell, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.print", print)
    result = shell.trace(source, "--json", "-")
    assert result.code == 0
    assert result.document()["format"] == "gradviz-trace"


def test_what_a_program_writes_to_standard_error_goes_there(shell: Shell) -> None:
    result = shell.trace("import sys\nprint('out')\nprint('err', file=sys.stderr)\n")
    assert result.out.startswith("out\n")
    assert "err" not in result.out
    assert result.err.startswith("err\n")


def test_a_program_that_prints_a_lot_is_kept_up_to_a_limit(shell: Shell) -> None:
    result = shell.trace(
        "for i in range(200_000):\n    print('a line of some length that is printed', i)\n", "--json", "-"
    )
    printed = result.document()["printed"]
    assert len(result.err) > len(printed)
    assert "more characters were printed" in printed[-60:]


def test_a_program_that_changes_the_directory(shell: Shell) -> None:
    (shell.folder / "elsewhere").mkdir()
    result = shell.trace("import os\nos.chdir('elsewhere')\n", "-o", "run.gradviz", "--json", "trace.json")
    assert result.code == 0
    assert not any((shell.folder / "elsewhere").iterdir())
    assert session.load(shell.folder / "run.gradviz").trace.program.name == "program.py"
    assert (shell.folder / "trace.json").exists()


def test_giant_views_cost_nothing(shell: Shell) -> None:
    source = "import torch\nx = torch.ones(1, requires_grad=True)\ny = x.expand(10**12)\n(x * 2).sum().backward()\n"
    started = time.perf_counter()
    document = shell.trace(source, "--json", "-").document()
    assert time.perf_counter() - started < 5
    value = document["variables"]["y"]["value"]
    assert (value["shape"], value["mean"], value["norm"]) == ([10**12], 1.0, 1e6)


def test_windows_that_overlap_cost_no_more_than_their_memory(shell: Shell) -> None:
    source = "import torch\nx = torch.ones(10**6, requires_grad=True)\ny = x.unfold(0, 10**5, 1)\n"
    result = shell.trace(source, "--json", "-")
    assert result.code == 0
    assert result.document()["variables"]["y"]["value"]["shape"] == [900_001, 100_000]


def test_tensors_without_values_may_be_differentiated(shell: Shell) -> None:
    source = "import torch\nx = torch.ones(3, device='meta', requires_grad=True)\n(x * 2).sum().backward()\n"
    assert shell.trace(source, "--json", "-").code == 0


def test_names_like_those_of_the_format(shell: Shell) -> None:
    source = "import torch\nref, dtype, shape, nan = (torch.ones(2, requires_grad=True) for _ in range(4))\n"
    assert shell.trace(source, "-o", "run.gradviz").code == 0
    assert set(session.load(shell.folder / "run.gradviz").trace.variables) == {"ref", "dtype", "shape", "nan"}


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode here")
def test_a_program_whose_name_is_no_unicode(shell: Shell) -> None:
    program = shell.write(GOOD + "1/0\n", os.fsdecode(b"n\xff.py"))
    result = shell.run("trace", program, "--json", "-", "-o", "run.gradviz")
    assert result.code == 1
    assert result.document()["program"]["name"] == "n\ufffd.py"


# Wrong usage: exit code 2, one line, and nothing is run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trace"], "required"),
        (["trace", "nothing.py"], "There is no file nothing.py."),
        (["trace", "."], "is a directory"),
        (["trace", "latin.py"], "line 2, byte 6 is 0xe9"),
        (["trace", "binary.py"], "is not UTF-8 text"),
        (["trace", "huge.py"], "too large"),
        (["trace", "run.py", "--device", "tpu"], "no device “tpu” here; this machine offers cpu"),
        (["trace", "run.py", "--device", ""], "no device “” here"),
        (["trace", "run.py", "--iteration", "first"], "not “first”"),
        (["trace", "run.py", "--iteration", "-1"], "not “-1”"),
        (["trace", "run.py", "--iteration", ""], "not “”"),
        (["trace", "run.py", "--iteration", "²"], "not “²”"),
        (["trace", "run.py", "--iteration", "9" * 5000], "not “9999"),
        (["trace", "run.py", "--seed", "x"], "invalid int value"),
        (["trace", "run.py", "--seed", "9" * 5000], "invalid int value"),
        (["trace", "run.py", "--seed", "-1"], "A seed is a whole number"),
        (["trace", "run.py", "--seed", str(2**32)], "A seed is a whole number"),
        (["trace", "run.py", "--nonsense"], "unrecognized arguments"),
        (["trace", "run.py", "-o", "run.py"], "is the program itself"),
        (["trace", "run.py", "--json", "run.py"], "is the program itself"),
        (["trace", "run.py", "-o", "link.py"], "is the program itself"),
        (["trace", "run.py", "-o", "a", "--json", "./a"], "cannot be both"),
        (["trace", "run.py", "-o", "."], "is a folder"),
        (["trace", "run.py", "-o", "/"], "is a folder"),
        (["trace", "run.py", "--json", "."], "is a folder"),
        (["render", "nothing.py", "-o", "pictures"], "There is no file nothing.py."),
        (["render", "run.py"], "required"),
        (["render", "run.py", "-o", "run.py"], "cannot be made: file exists"),
        (["render", "run.py", "-o", "pictures", "--at", "x"], "invalid int value"),
        (["render", "run.py", "-o", "pictures", "--at", "1", "--all"], "not allowed with"),
        (["render", "run.py", "-o", "pictures", "--format", "bmp"], "invalid choice"),
        (["render", "run.py", "-o", "pictures", "--colour", "red"], "invalid choice"),
        (["render", "bad.gradviz", "-o", "pictures"], "bad.gradviz is not a gradviz session"),
        (["nothing.py"], "There is no file nothing.py."),
        (["."], "There is no file ."),
        (["run.py", "--nonsense"], "unrecognized arguments"),
    ],
    ids=range(36),
)
def test_wrong_usage(shell: Shell, arguments: Sequence[str], said: str) -> None:
    ran = shell.folder / "ran"
    source = f"import pathlib\npathlib.Path({str(ran)!r}).touch()\n"
    shell.write(source, "run.py")
    shell.write(b"ok = 1\ns = '\xe9\xe8'\n", "latin.py")
    shell.write(bytes(range(256)), "binary.py")
    shell.write(b"#" * 5_000_001, "huge.py")
    shell.write("no session", "bad.gradviz")
    (shell.folder / "link.py").symlink_to("run.py")
    result = shell.run(*arguments)
    assert said in _sentence(result, 2)
    assert result.out == ""
    assert not ran.exists()
    assert (shell.folder / "run.py").read_text() == source


@pytest.mark.parametrize("output", ["-o", "--json"])
def test_outputs_that_cannot_be_written(shell: Shell, output: str) -> None:
    result = shell.trace("", output, "missing/file")
    assert "missing/file cannot be written: no such file or directory." in _sentence(result, 2)


def test_an_iteration_that_is_not_there(shell: Shell) -> None:
    result = shell.trace(LOOP, "--json", "-", "--iteration", "3")
    assert "There is no iteration 3: the run has 3, numbered from 0." in _sentence(result, 2)
    assert result.out == ""


@pytest.mark.parametrize("arguments", [["--help"], ["trace", "--help"], ["render", "-h"], ["doctor", "-h"]])
def test_help_names_every_option(shell: Shell, arguments: list[str]) -> None:
    result = shell.run(*arguments)
    assert (result.code, result.err) == (0, "")
    options = {
        "--help": ("FILE", "--trust", "--version", "gradviz trace --help"),
        "trace": ("PROGRAM", "--output", "--json", "--iteration", "--seed", "--device", "--trust"),
        "render": (
            "PROGRAM|SESSION",
            "--format",
            "--at",
            "--all",
            "--theme",
            "--scale",
            "--expand",
            "--collapse",
            "--seconds-per-step",
            "--colour",
            "--paths",
            "--legend",
            "--caption",
            "--language",
        ),
        "doctor": ("PROGRAM|SESSION", "--json", "--iteration", "--seed", "--device"),
    }[arguments[0]]
    assert all(option in result.out for option in options)
    assert max(map(len, result.out.splitlines())) <= 120


def test_version(shell: Shell) -> None:
    assert shell.run("--version") == (0, f"gradviz {gradviz.__version__}\n", "")


def test_nothing_that_goes_wrong_inside_shows_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_arguments: object) -> int:
        raise LookupError("lost\nin here")

    monkeypatch.setattr("gradviz.cli.entry._command", fail)
    monkeypatch.delenv("GRADVIZ_DEBUG", raising=False)
    assert cli.main(["trace", "x.py"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("gradviz: something went wrong in gradviz itself (LookupError: lost in here)")
    assert said.count("\n") == 1
    monkeypatch.setenv("GRADVIZ_DEBUG", "1")
    with pytest.raises(LookupError):
        cli.main(["trace", "x.py"])


# As a process


@contextmanager
def _heeding_ctrl_c() -> Iterator[None]:
    """Let processes that are started inside heed Ctrl+C, also where the tests run in the background and ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(*arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gradviz", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, **{"stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL, **options})


def test_a_process_with_an_ascii_terminal_writes_utf8(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print('≤')\nraise ValueError('变')\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with _start("trace", tmp_path / "p.py", "--json", "-", env=environment) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(out.decode())["printed"] == "≤\n"
    assert err.decode("ascii").splitlines() == [
        "\\u2264", "gradviz: p.py, line 2, column 1: ValueError: \\u53d8.",
    ]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise here")
def test_a_reader_that_goes_away_is_no_error_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print('x' * 500_000)\nprint('end')\n")
    with _start("trace", tmp_path / "p.py", "-o", tmp_path / "p.gradviz") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(60) == 1
    assert err == b""
    trace = session.load(tmp_path / "p.gradviz").trace
    assert trace.error is None
    assert trace.printed.endswith("end\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_behind_standard_output(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print(1)\n")
    with Path("/dev/full").open("w") as full, _start("trace", tmp_path / "p.py", "--json", "-", stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.decode().splitlines() == ["1", "gradviz: Standard output cannot be written: no space left on device."]


@pytest.mark.skipif(os.name == "nt", reason="interrupts come otherwise here")
def test_an_endless_program_ends_with_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(
        "print('on', flush=True)\nimport sys\nsys.__stdout__.flush()\nwhile True:\n    pass\n"
    )
    with _heeding_ctrl_c(), _start("trace", tmp_path / "p.py") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"on\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"KeyboardInterrupt" in err
    assert err.count(b"\n") <= 2


# doctor


SICK = "import torch\nx = torch.tensor([0.0, 1.0], requires_grad=True)\nx.sqrt().sum().backward()\nprint(x.grad)\n"


def test_a_healthy_program_is_told_so(shell: Shell) -> None:
    result = shell.run("doctor", shell.write(GOOD))
    assert result.code == 0
    assert result.out == "program.py: nothing was found in 1 recorded iteration.\n"
    assert result.err == "tensor([2., 4.])\n"


def test_a_finding_has_its_line_its_cause_and_a_fix(shell: Shell) -> None:
    result = shell.run("doctor", shell.write(SICK))
    assert result.code == 1
    said, fix = result.out.splitlines()
    assert said.startswith("program.py, line 3: The gradient becomes ∞ in the derivative of sqrt in line 3")
    assert fix.startswith("    Keep what enters it away from 0")


def test_findings_as_a_document(shell: Shell) -> None:
    result = shell.run("doctor", shell.write(SICK), "--json", "-")
    assert result.code == 1
    (finding,) = result.document()["findings"]
    assert (finding["kind"], finding["cause"], finding["phase"]) == ("nonfinite", "infinite_slope", "backward")
    assert (finding["line"], finding["variable"], finding["remark"]) == (3, None, False)
    assert "sqrt" in finding["message"]
    shell.run("trace", shell.write(SICK), "--json", "trace.json")
    assert json.loads((shell.folder / "trace.json").read_text())["findings"] == [finding]


def test_the_doctor_reads_sessions_and_writes_files(shell: Shell) -> None:
    shell.trace(SICK, "-o", "run.gradviz")
    (shell.folder / "program.py").unlink()
    assert shell.run("doctor", "run.gradviz", "--json", "found.json").code == 1
    assert len(json.loads((shell.folder / "found.json").read_text())["findings"]) == 1


def test_a_program_that_fails_is_a_finding(shell: Shell) -> None:
    result = shell.run("doctor", shell.write("import torch\ntorch.ones(2, requires_grad=True).backward()\n"))
    assert result.code == 1
    assert "line 2: The program ended with RuntimeError" in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["doctor"], "required"),
        (["doctor", "nothing.py"], "There is no file nothing.py."),
        (["doctor", "run.py", "--iteration", "x"], "not “x”"),
        (["doctor", "run.py", "--json", "run.py"], "is the program itself"),
        (["render", "run.py", "-o", "pictures", "--scale", "0"], "must be a number above 0"),
        (["render", "run.py", "-o", "pictures", "--expand", "--collapse", "a"], "not allowed with"),
    ],
)
def test_wrong_usage_of_the_doctor_and_of_pictures(shell: Shell, arguments: Sequence[str], said: str) -> None:
    shell.write("raise SystemExit('it ran')\n", "run.py")
    assert said in _sentence(shell.run(*arguments), 2)


ARGUMENTS = "import sys, torch\nw = torch.ones(1, requires_grad=True)\nw.sum().backward()\nprint(sys.argv[1:])\n"


def test_what_follows_two_hyphens_is_for_the_program(shell: Shell) -> None:
    path = shell.write(ARGUMENTS)
    found = shell.run("trace", path, "-o", shell.folder / "a.gradviz", "--", "--epochs", "3", "-o", "two words")
    assert (found.code, found.out) == (0, "['--epochs', '3', '-o', 'two words']\n")
    kept = session.load(shell.folder / "a.gradviz").trace.program
    assert kept.arguments == ("--epochs", "3", "-o", "two words")
    assert shell.run("trace", path).out == "[]\n"


@pytest.mark.parametrize("command", ["doctor", "lockstep"])
def test_the_other_commands_hand_on_arguments_too(shell: Shell, command: str) -> None:
    path = shell.write("import sys\nassert sys.argv[1:] == ['--epochs', '3'], sys.argv\n" + ARGUMENTS)
    programs = [path, path] if command == "lockstep" else [path]
    found = shell.run(command, *programs, "--", "--epochs", "3")
    assert "AssertionError" not in found.out + found.err


def test_render_hands_on_arguments_too(shell: Shell) -> None:
    path = shell.write("import sys\nassert sys.argv[1:] == ['--epochs', '3'], sys.argv\n" + ARGUMENTS)
    found = shell.run("render", path, "-o", shell.folder / "pictures", "--format", "json", "--", "--epochs", "3")
    assert (found.code, found.err) == (0, "")


def test_the_list_of_arguments_stays_the_programs_own(shell: Shell) -> None:
    path = shell.write("import sys\nassert not sys.argv[1:], sys.argv[1:]\nraise ValueError(sys.argv)\n")
    found = shell.run("trace", path)
    assert f"ValueError: ['{path}']" in found.err


def test_arguments_without_a_program_are_told(shell: Shell) -> None:
    found = shell.run("--", "--epochs", "3")
    assert found.code == 2
    assert "name a file" in found.err
