"""The values of the net form: what is wrong with them, what follows from the data, and that they can be kept."""

from __future__ import annotations

import msgspec
import pytest

from gradviz.core.errors import UserError
from gradviz.core.net.check import faults
from gradviz.core.net.form import TUTORIAL, Loss, NetForm, Source, Spelling, Table, fitted
from gradviz.core.net.optimizers import OPTIMIZERS
from gradviz.core.net.program import program
from gradviz.core.net.schedules import SCHEDULES

TABLE = Table("/data/flowers.csv", 150, 5, ("a", "b", "c", "d", "kind"), (4,), 1, ",", (0, 0, 0, 0, 3))


def changed(**values: object) -> NetForm:
    return msgspec.structs.replace(NetForm(), **values)


def fields(form: NetForm) -> list[str]:
    return [fault.field for fault in faults(form)]


@pytest.mark.parametrize("spelling", list(Spelling))
def test_nothing_is_wrong_with_the_nets_of_the_tutorial(spelling: Spelling) -> None:
    assert faults(TUTORIAL[spelling]) == ()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("n", {"n": 0}),
        ("d_in", {"d_in": -1}),
        ("h", {"h": 0}),
        ("d_out", {"d_out": 0}),
        ("h", {"h": 10**7}),
        ("batch", {"batch": -1}),
        ("batch", {"batch": 65}),
        ("learning_rate", {"learning_rate": 0.0}),
        ("learning_rate", {"learning_rate": float("nan")}),
        ("scale", {"scale": float("inf")}),
        ("iterations", {"iterations": 0}),
        ("seed", {"seed": -1}),
        ("seed", {"seed": 2**64}),
        ("table", {"source": Source.FILE}),
        ("targets", {"source": Source.FILE, "table": msgspec.structs.replace(TABLE, targets=())}),
        ("targets", {"source": Source.FILE, "table": msgspec.structs.replace(TABLE, targets=(0, 1, 2, 3, 4))}),
        ("targets", {"source": Source.FILE, "table": msgspec.structs.replace(TABLE, targets=(5,))}),
        ("loss", {"source": Source.CURVE, "loss": Loss.BCE}),
        ("loss", {"source": Source.FILE, "table": TABLE, "loss": Loss.BCE}),
        (
            "loss",
            {
                "source": Source.FILE,
                "table": msgspec.structs.replace(TABLE, targets=(0,)),
                "loss": Loss.CROSS_ENTROPY,
            },
        ),
        ("d_out", {"loss": Loss.CROSS_ENTROPY, "d_out": 1}),
        ("dtype", {"dtype": "int64"}),
        ("optimizer", {"optimizer": "best"}),
        ("schedule", {"schedule": "best"}),
        ("beta1", {"optimizer": "adam", "options": (("beta1", 1.0),)}),
        ("factor", {"schedule": "plateau", "schedule_options": (("factor", 1.0),)}),
        ("iterations", {"schedule": "one_cycle", "iterations": 3}),
    ],
)
def test_one_sentence_says_what_is_wrong_with_a_field(field: str, values: dict[str, object]) -> None:
    form = changed(**values)
    assert fields(form) == [field]
    (fault,) = faults(form)
    assert fault.sentence.endswith(".")
    assert "{" not in fault.sentence
    with pytest.raises(UserError, match="^" + fault.sentence[:10]):
        program(form, Spelling.OPTIM)


def test_each_field_has_a_sentence_of_its_own() -> None:
    assert fields(changed(n=0, h=0, learning_rate=-1.0)) == ["n", "h", "learning_rate"]


def test_the_data_prescribe_the_sizes() -> None:
    digits = fitted(changed(source=Source.DIGITS, loss=Loss.CROSS_ENTROPY))
    assert (digits.d_in, digits.d_out) == (15, 10)
    curve = fitted(changed(source=Source.CURVE))
    assert (curve.d_in, curve.d_out) == (1, 1)
    # Two classes can be told apart by one output, or by one for each.
    assert fitted(changed(source=Source.XOR, loss=Loss.BCE, d_out=1)).d_out == 1
    assert fitted(changed(source=Source.XOR, loss=Loss.CROSS_ENTROPY, d_out=1)).d_out == 2


def test_a_file_prescribes_the_sizes() -> None:
    form = fitted(changed(source=Source.FILE, table=TABLE, loss=Loss.CROSS_ENTROPY))
    assert (form.n, form.d_in, form.d_out) == (150, 4, 3)
    form = fitted(changed(source=Source.FILE, table=msgspec.structs.replace(TABLE, targets=(0, 1))))
    assert (form.n, form.d_in, form.d_out) == (150, 3, 2)


def test_a_form_can_be_kept_as_json() -> None:
    form = changed(source=Source.FILE, table=TABLE, seed=None, optimizer="adam", options=(("beta1", 0.5),))
    assert msgspec.json.decode(msgspec.json.encode(form), type=NetForm) == form


@pytest.mark.parametrize("recipe", [*OPTIMIZERS, *SCHEDULES], ids=lambda recipe: recipe.key)
def test_what_is_usual_is_allowed_and_every_parameter_is_explained(recipe: object) -> None:
    from gradviz.core.net.recipe import Recipe

    assert isinstance(recipe, Recipe)
    assert recipe.tip.endswith(".")
    for parameter in recipe.parameters:
        assert parameter.allows(parameter.usual)
        assert parameter.tip.endswith(".")
        assert recipe.parameter(parameter.name) is parameter
