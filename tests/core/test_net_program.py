"""The text that follows from a form, as a person reads it. That it runs is tested with torch: tests/engine."""

from __future__ import annotations

import ast

import msgspec
import pytest

from gradviz.core.net.form import TUTORIAL, Activation, Loss, NetForm, Source, Spelling, Start, Table
from gradviz.core.net.program import program
from gradviz.core.net.recipe import number
from gradviz.core.resources import examples

EXAMPLES = {Spelling.BY_HAND: "04", Spelling.NN: "05", Spelling.OPTIM: "06"}


def changed(**values: object) -> NetForm:
    return msgspec.structs.replace(NetForm(), **values)


@pytest.mark.parametrize("spelling", list(Spelling))
def test_the_nets_of_the_tutorial_are_the_examples(spelling: Spelling) -> None:
    (path,) = [path for path in examples() if path.name.startswith(EXAMPLES[spelling])]
    example = path.source()
    assert ast.dump(ast.parse(program(TUTORIAL[spelling], spelling))) == ast.dump(ast.parse(example))


def test_a_plain_option_is_not_written_and_a_changed_one_is() -> None:
    form = changed(optimizer="adam", options=(("beta1", 0.5), ("eps", 1e-8)))
    text = program(form, Spelling.OPTIM)
    assert "betas=(0.5, 0.999)" in text
    assert "eps=" not in text


def test_momentum_differs_from_what_torch_takes_by_itself() -> None:
    assert "momentum=0.9" in program(changed(optimizer="momentum"), Spelling.OPTIM)
    assert "nesterov=True" in program(changed(optimizer="nesterov"), Spelling.OPTIM)


def test_a_long_call_is_wrapped() -> None:
    options = (("beta1", 0.5), ("eps", 1e-6), ("weight_decay", 0.25), ("amsgrad", 1.0))
    text = program(changed(optimizer="adamw", options=options), Spelling.OPTIM)
    assert max(map(len, text.splitlines())) <= 79
    assert "amsgrad=True" in text


def test_a_file_is_read_with_its_columns() -> None:
    table = Table('/data/a "b".csv', 10, 4, ("a", "b", "c", "d"), (1,), 2, ";", (0, 3, 0, 0))
    form = changed(source=Source.FILE, table=table, loss=Loss.CROSS_ENTROPY, d_out=3)
    text = program(form, Spelling.NN)
    assert 'np.loadtxt("/data/a \\"b\\".csv", delimiter=";", skiprows=2, ndmin=2)' in text
    assert "x = table[:, [0, 2, 3]]" in text
    assert "y = table[:, 1].long()" in text
    assert "import numpy as np\nimport torch" in text


def test_an_array_of_numpy_is_loaded() -> None:
    text = program(changed(source=Source.FILE, table=Table("/data/a.npy", 9, 3, (), (2,))), Spelling.NN)
    assert 'np.load("/data/a.npy")' in text
    assert "x = table[:, :2]" in text
    assert "y = table[:, 2:3]" in text


def test_device_dtype_and_seed() -> None:
    text = program(changed(device="cuda", dtype="float64", seed=7), Spelling.BY_HAND)
    assert 'torch.set_default_device("cuda")\ntorch.manual_seed(7)' in text
    assert "torch.float64" in text
    assert "seed" not in program(changed(seed=None), Spelling.BY_HAND)


@pytest.mark.parametrize("spelling", list(Spelling))
def test_every_program_is_parsed_and_fits_a_page(spelling: Spelling) -> None:
    for activation in Activation:
        for start in Start:
            for loss in Loss:
                form = changed(activation=activation, start=start, loss=loss, bias=start is not Start.NORMAL, scale=0.5)
                text = program(form, spelling)
                ast.parse(text)
                assert max(map(len, text.splitlines())) <= 79
                assert text.endswith("\n")
                assert "\n\n\n\n" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-4, "1e-4"), (0.1, "0.1"), (1.0, "1.0"), (2.5e-7, "2.5e-7"), (0.01, "0.01"), (1e6, "1e6"), (0.0, "0.0")],
)
def test_numbers_are_written_as_people_do(value: float, text: str) -> None:
    assert number(value) == text
    assert float(number(value)) == value
