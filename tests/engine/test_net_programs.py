"""Programs of the net form, run: as plain Python and in the worker, in three spellings."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradviz.core.messages.replies import Printed
from gradviz.core.messages.requests import RunProgram
from gradviz.core.net.check import faults
from gradviz.core.net.datafile import read
from gradviz.core.net.form import (
    DTYPES,
    TUTORIAL,
    Activation,
    Loss,
    NetForm,
    Source,
    Spelling,
    Start,
)
from gradviz.core.net.optimizers import OPTIMIZERS
from gradviz.core.net.program import program
from gradviz.core.net.schedules import SCHEDULES
from gradviz.core.resources import examples
from gradviz.core.trace import Program
from tests.engine import plain
from tests.engine.worker import worker

EXAMPLES = {Spelling.BY_HAND: "04", Spelling.NN: "05", Spelling.OPTIM: "06"}

made_up = st.sampled_from([source for source in Source if source is not Source.FILE])
forms = st.builds(
    NetForm,
    n=st.integers(1, 12),
    d_in=st.integers(1, 5),
    h=st.integers(1, 6),
    d_out=st.integers(1, 4),
    activation=st.sampled_from(Activation),
    bias=st.booleans(),
    start=st.sampled_from(Start),
    scale=st.sampled_from([1.0, 0.5, 0.1]),
    loss=st.sampled_from(Loss),
    source=made_up,
    batch=st.integers(0, 3),
    learning_rate=st.sampled_from([1e-3, 1e-4]),
    iterations=st.just(6),
    seed=st.integers(0, 99),
    dtype=st.sampled_from(DTYPES),
    optimizer=st.sampled_from([recipe.key for recipe in OPTIMIZERS]),
    schedule=st.sampled_from([recipe.key for recipe in SCHEDULES]),
).filter(lambda form: not faults(form))
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def close(some: list[float], others: list[float]) -> bool:
    return len(some) == len(others) and all(
        math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in zip(some, others, strict=True)
    )


@pytest.mark.parametrize("spelling", list(Spelling))
def test_the_tutorials_losses_are_those_of_plain_python(spelling: Spelling) -> None:
    (example,) = [path for path in examples() if path.name.startswith(EXAMPLES[spelling])]
    expected = plain.printed_by_python(example.source())
    text = program(TUTORIAL[spelling], spelling)
    with worker() as run:
        finished = run.run(RunProgram(1, Program("net.py", text)))
        printed = "".join(reply.text for reply in run.replies if isinstance(reply, Printed))
    assert finished.error is None
    assert printed == expected
    losses = _losses(printed)
    assert len(losses) == 500
    assert losses[-1] < 1e-3 * losses[0]


def _losses(printed: str) -> list[float]:
    return [float(line.split()[1]) for line in printed.splitlines()]


@few
@given(forms)
def test_three_spellings_compute_the_same(form: NetForm) -> None:
    form = msgspec.structs.replace(form, optimizer="sgd", schedule="none")
    by_hand, nn, optim = (plain.run(program(form, spelling))[0] for spelling in Spelling)
    assert len(by_hand) == form.iterations
    assert all(map(math.isfinite, by_hand))
    assert close(by_hand, nn)
    assert close(nn, optim)


@few
@given(forms)
def test_every_optimizer_and_schedule_runs_and_the_loss_stays_finite(form: NetForm) -> None:
    losses, variables = plain.run(program(form, Spelling.OPTIM))
    assert len(losses) == form.iterations
    assert all(map(math.isfinite, losses))
    assert variables["model"][0].weight.dtype == getattr(torch, form.dtype)


@settings(few, max_examples=10)
@given(forms)
def test_all_data_at_once_and_a_small_step_make_the_loss_smaller(form: NetForm) -> None:
    form = msgspec.structs.replace(
        form, batch=0, learning_rate=1e-5, iterations=20, dtype="float64", start=Start.LINEAR, scale=1.0, bias=True
    )
    losses, _ = plain.run(program(form, Spelling.BY_HAND))
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("source", [Source.SPIRALS, Source.XOR, Source.DIGITS])
def test_made_up_classes_can_be_learned(source: Source) -> None:
    form = NetForm(
        n=200, h=32, bias=True, start=Start.KAIMING, loss=Loss.CROSS_ENTROPY, source=source, optimizer="adam",
        learning_rate=0.03, iterations=300,
    )  # fmt: skip
    _, variables = plain.run(program(form, Spelling.OPTIM))
    right = variables["model"](variables["x"]).argmax(dim=1) == variables["y"]
    assert right.double().mean() > 0.9


@pytest.mark.parametrize("spelling", list(Spelling))
@pytest.mark.parametrize("name", ["data.csv", "data.npy"])
def test_a_file_is_learned_from(tmp_path: Path, spelling: Spelling, name: str) -> None:
    numbers = np.random.default_rng(0).normal(size=(30, 3))
    rows = np.column_stack([numbers, numbers[:, 0] > 0])
    path = tmp_path / name
    if path.suffix == ".npy":
        np.save(path, rows)
    else:
        np.savetxt(path, rows, delimiter=",", header="a,b,c,kind", comments="")
    form = NetForm(
        h=8, bias=True, start=Start.KAIMING, loss=Loss.CROSS_ENTROPY, source=Source.FILE, table=read(path).table,
        learning_rate=0.5, iterations=100,
    )  # fmt: skip
    losses, variables = plain.run(program(form, spelling))
    assert losses[-1] < 0.5 * losses[0]
    assert variables["x"].shape == (30, 3)
    assert variables["y"].tolist() == rows[:, 3].tolist()
