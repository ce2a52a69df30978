from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.edits import Edit, How, typed
from gradviz.core.errors import UserError
from tests import traces

GRADIENT = traces.random(2, 3)
SCALAR = traces.random()


def test_a_number_scales_or_fills() -> None:
    assert typed(How.SCALE, " -2.5 ", "", GRADIENT) == Edit(How.SCALE, -2.5)
    assert typed(How.FILL, "nan", "", GRADIENT, 1).output == 1


@pytest.mark.parametrize("place", ["1, 2", "[1][2]", "(1 2)", "-1;-1", " 1,2 "])
def test_an_index_may_be_written_in_many_ways(place: str) -> None:
    assert typed(How.ELEMENT, "7", place.replace("][", ","), GRADIENT) == Edit(How.ELEMENT, 7.0, index=(1, 2))


def test_a_scalar_has_an_empty_index() -> None:
    assert typed(How.ELEMENT, "7", "", SCALAR) == Edit(How.ELEMENT, 7.0)


def test_values_take_the_gradients_shape() -> None:
    values = typed(How.REPLACE, "[[1, 2, 3], [4, 5, 6e-1]]", "", GRADIENT).values
    assert values is not None
    assert np.array_equal(values.numpy(), np.array([[1, 2, 3], [4, 5, 0.6]]))


@pytest.mark.parametrize(
    ("how", "text", "place", "why"),
    [
        (How.SCALE, "", "", "“” is no number; write one such as 0.5, -2 or 1e3."),
        (How.FILL, "two", "", "“two” is no number; write one such as 0.5, -2 or 1e3."),
        (How.ELEMENT, "1", "a, b", "“a, b” is no index; write whole numbers such as 0, 2."),
        (How.ELEMENT, "1", "0", "The index needs 2 numbers, one for each axis of the gradient."),
        (How.ELEMENT, "1", "0, 3", "There is no element [0, 3] in a gradient of shape [2, 3]."),
        (How.REPLACE, "1 2", "", "The gradient has 6 elements, and 2 were given."),
        (How.REPLACE, "1 x", "", "“1 x” is no list of numbers; write them as in [1, 0.5, -2]."),
    ],
)
def test_a_slip_gets_one_sentence(how: How, text: str, place: str, why: str) -> None:
    with pytest.raises(UserError) as error:
        typed(how, text, place, GRADIENT)
    assert str(error.value) == why
