"""The verdict as a sentence that a class can read."""

from __future__ import annotations

import pytest

from gradviz.core.lockstep.verdict import Cause, Moment, Parting, State, Verdict
from gradviz.core.lockstep.words import scale, sentence


def test_agreement_says_how_far_and_how_long() -> None:
    verdict = Verdict(1, State.ROUNDING, 500, 2.4e-6, 0)
    assert sentence(verdict, "by hand", "nn") == (
        "nn and by hand agree to rounding in every iteration (500): they differ by at most 2.4e-06."
    )


def test_a_parting_names_iteration_tensor_place_and_what_was_before() -> None:
    parting = Parting(12, Moment.GRADIENT, Cause.BACKWARD, "w2", "2.weight", 0.031, 0.5, "[4, 7]", before=2.4e-6)
    text = sentence(Verdict(1, State.PARTED, 40, 2.4e-6, 3, parting, alone=("b1",)), "by hand", "nn")
    assert text == (
        "nn and by hand part at iteration 12: the gradient of w2 (2.weight) differs by 3.1 % at [4, 7], although "
        "parameters and loss are equal. Until then they agree to rounding (at most 2.4e-06). Only by hand has b1."
    )


@pytest.mark.parametrize("cause", list(Cause))
@pytest.mark.parametrize("moment", list(Moment))
def test_every_cause_has_its_words(cause: Cause, moment: Moment) -> None:
    parting = Parting(3, moment, cause, "w", "w", 0.5, 1.0, "[1]", 2.0, further=2)
    text = sentence(Verdict(1, State.PARTED, 9, 0.0, 3, parting), "a", "b")
    assert text.startswith("b and a part at iteration 3: ")
    assert "{" not in text
    assert text.endswith("Other tensors like this: 2. Until then they are equal bit for bit.")


def test_differences_are_written_by_their_size() -> None:
    assert [scale(value) for value in (0.0, 3e-7, 0.0123, 2.5, float("inf"))] == [
        "0",
        "3.0e-07",
        "1.23 %",
        "250 %",
        "∞",
    ]
