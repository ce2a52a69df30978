"""Every optimizer and schedule of the form in the worker: the parameters are those of plain Python, bit for bit."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from gradviz.core.messages.requests import RunProgram
from gradviz.core.net.form import NetForm, Spelling, Start
from gradviz.core.net.optimizers import OPTIMIZERS
from gradviz.core.net.program import program
from gradviz.core.net.recipe import Kind, Recipe
from gradviz.core.net.schedules import SCHEDULES
from gradviz.core.trace import Program
from tests.engine import plain
from tests.engine.worker import worker

_SMALL = NetForm(n=16, d_in=7, h=5, d_out=3, bias=True, start=Start.LINEAR, iterations=50)
_changed = msgspec.structs.replace


def _default(torch_class: Any, name: str) -> Any:
    return inspect.signature(torch_class).parameters[name].default


@pytest.mark.parametrize("recipe", [*OPTIMIZERS, *SCHEDULES[1:]], ids=lambda recipe: recipe.key)
def test_the_table_says_what_torch_takes_by_itself(recipe: Recipe) -> None:
    module = torch.optim if recipe in OPTIMIZERS else torch.optim.lr_scheduler
    torch_class = getattr(module, recipe.torch_class)
    for parameter in recipe.parameters:
        default = _default(torch_class, parameter.argument or parameter.name)
        if default is inspect.Parameter.empty:
            assert parameter.default < parameter.low, "a value that is always written"
            continue
        if parameter.place is not None:
            default = default[parameter.place]
        assert parameter.default == default, parameter.name
        assert (parameter.kind is Kind.SWITCH) == isinstance(default, bool)


def test_every_optimizer_and_schedule_of_the_worker_is_that_of_plain_python_bit_for_bit() -> None:
    forms = {recipe.key: _changed(_SMALL, optimizer=recipe.key, learning_rate=recipe.rate) for recipe in OPTIMIZERS}
    forms |= {
        recipe.key: _changed(_SMALL, optimizer="adam", learning_rate=1e-2, schedule=recipe.key)
        for recipe in SCHEDULES[1:]
    }
    # Each of its steps goes through the net up to twenty times.
    forms["lbfgs"] = _changed(forms["lbfgs"], iterations=6)
    with worker() as run:
        for number, (key, form) in enumerate(forms.items(), 1):
            text = program(form, Spelling.OPTIM)
            finished = run.run(RunProgram(number, Program("net.py", text)))
            assert finished.error is None, key
            _, variables = plain.run(text)
            for name, parameter in variables["model"].named_parameters():
                value = finished.variables[f"model.{name}"].value
                assert value.values is not None
                assert np.array_equal(value.values.numpy(), parameter.detach().numpy()), (key, name)
                assert torch.isfinite(parameter).all(), key
