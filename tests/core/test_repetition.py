from __future__ import annotations

import math

import msgspec
import pytest

from gradviz.core.messages.replies import Recomputed
from gradviz.core.repetition import compared, same_bits
from tests import traces


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0, True),
        (math.nan, math.nan, True),
        (0.0, -0.0, False),
        (1.0, math.nextafter(1.0, 2.0), False),
        (None, None, True),
        (None, 1.0, False),
        (math.inf, math.inf, True),
    ],
)
def test_bits_are_compared(one: float | None, other: float | None, same: bool) -> None:
    assert same_bits(one, other) is same


def test_the_verdict_compares_the_losses_and_names_what_was_put_back() -> None:
    iteration = msgspec.structs.replace(traces.two_layer(), loss=2.5)
    verdict = compared(Recomputed(2, 1, 7, iteration, 5, ("w",)), 2.5)
    assert (verdict.is_equal, verdict.keyframe, verdict.restored) == (True, 5, ("w",))
    assert not compared(Recomputed(2, 1, 7, iteration), 2.4999).is_equal
    assert not compared(Recomputed(2, 1, 7, iteration), None).is_equal
