"""``gradviz lockstep``: programs side by side on the command line."""

from __future__ import annotations

import json

import pytest

from gradviz.core.lanereport import FORMAT
from tests.test_cli import Shell, shell

__all__ = ["shell"]

forked = pytest.mark.usefixtures("forked_lanes")
"""All but the first test: one of them starts workers as the command does."""

LOOP = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
for t in range(4):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= {} * w.grad
    w.grad = None
    print(t)
"""


def test_programs_that_agree(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    result = shell.run("lockstep", "a.py", "a.py")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "a.py (1): 4 iterations, loss 0.078125.",
        "a.py (2): 4 iterations, loss 0.078125.",
        "a.py (2) and a.py (1) are equal bit for bit in every iteration (4).",
    ]


@forked
def test_programs_that_part_and_the_document(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    shell.write(LOOP.format(0.125), "b.py")
    result = shell.run("lockstep", "a.py", "b.py", "--iterations", "3", "--json", "-")
    assert (result.code, result.err) == (1, "")
    document = result.document()
    assert (document["format"], document["version"], document["agreed"]) == (FORMAT, 1, False)
    assert [(run["title"], run["state"], run["iterations"]) for run in document["runs"]] == [
        ("a.py", "done", 3),
        ("b.py", "done", 3),
    ]
    assert document["runs"][0]["losses"] == [[0, 5.0], [1, 1.25], [2, 0.3125]]
    (verdict,) = document["verdicts"]
    assert (verdict["run"], verdict["state"]) == ("b.py", "parted")
    parting = verdict["parting"]
    assert (parting["iteration"], parting["moment"], parting["cause"]) == (0, "update", "learning rate")
    assert (parting["tensor"], parting["factor"]) == ("w", 0.5)
    assert "another learning rate" in verdict["sentence"]


@forked
def test_a_file_gets_the_document_and_the_terminal_the_words(shell: Shell) -> None:
    shell.write(LOOP.format("torch.nan"), "a.py")
    result = shell.run("lockstep", "a.py", "a.py", "--json", "out.json")
    assert result.code == 0
    assert "Where both have NaN or infinities they are not compared." in result.out
    losses = json.loads((shell.folder / "out.json").read_text())["runs"][0]["losses"]
    assert losses == [[0, 5.0], [1, "nan"], [2, "nan"], [3, "nan"]]


@forked
def test_a_program_that_fails_is_told_with_its_line(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    shell.write(LOOP.format(0.25).replace("    print(t)", "    print(t / (2 - t))"), "b.py")
    result = shell.run("lockstep", "a.py", "b.py")
    assert result.code == 1
    assert "b.py: failed after 3 iterations, line 9: ZeroDivisionError: division by zero." in result.out
    assert "b.py and a.py are equal bit for bit in every iteration (3)." in result.out


@forked
def test_runs_of_different_length_do_not_agree(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    shell.write(LOOP.format(0.25).replace("range(4)", "range(6)"), "b.py")
    assert shell.run("lockstep", "a.py", "b.py").code == 1
    assert shell.run("lockstep", "a.py", "b.py", "--iterations", "4").code == 0


@forked
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.py"], "Two to 4 programs can run side by side, not 1."),
        (["a.py"] * 5, "Two to 4 programs can run side by side, not 5."),
        (["a.py", "none.py"], "none.py"),
        (["a.py", "a.py", "--iterations", "0"], "A run has at least one iteration, not 0."),
        (["a.py", "a.py", "--json", "a.py"], "a.py is one of the programs; write to another file."),
        (["a.py", "a.py", "--json", "."], ". is a folder; give the file a name."),
        (["a.py", "a.py", "--iterations", "many"], "invalid int value"),
    ],
)
def test_wrong_usage_is_one_line(shell: Shell, arguments: list[str], said: str) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    result = shell.run("lockstep", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("\n") == 1


@forked
def test_a_device_that_is_not_there_is_told_at_each_run(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    result = shell.run("lockstep", "a.py", "a.py", "--device", "nowhere")
    assert result.code == 1
    assert result.out.count("nowhere") >= 2


@forked
def test_one_program_in_several_dtypes(shell: Shell) -> None:
    shell.write(LOOP.format(0.25), "a.py")
    result = shell.run("lockstep", "a.py", "--dtype", "float32", "--dtype", "float64", "--dtype", "bfloat16")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[:3] == [f"a.py, {name}: 4 iterations, loss 0.078125." for name in ("float32", "float64", "bfloat16")]
    # Every number of this program is exact in all of them.
    assert lines[3].startswith("a.py, float64 and a.py, float32 agree to rounding in every iteration (4): ")
    assert lines[3].endswith("What counts as rounding is that of float32, the coarser of the two dtypes.")
    assert lines[4].endswith("What counts as rounding is that of bfloat16, the coarser of the two dtypes.")
