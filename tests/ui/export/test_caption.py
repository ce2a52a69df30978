"""The words above a picture: which step of what it is."""

from __future__ import annotations

import pytest

from gradviz.ui.export.caption import caption, longest
from gradviz.ui.picture import Picture


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (0, "step 0 of 16"),
        (1, "step 1 of 16 · forward: mm"),
        (3, "step 3 of 16 · forward: y_pred = mm"),
        (7, "step 7 of 16 · backward: SumBackward0"),
        (11, "step 11 of 16 · backward: w2.grad"),
        (16, "step 16 of 16 · update: w2"),
    ],
)
def test_what_has_happened(picture: Picture, position: int, said: str) -> None:
    assert caption("net.py", picture, position) == ("net.py · iteration 0", said)


def test_the_longest_is_among_those_that_are_measured(picture: Picture) -> None:
    positions = range(len(picture.timeline) + 1)
    every = [caption("net.py", picture, position) for position in positions]
    measured = longest("net.py", picture, positions)
    assert set(measured) <= set(every)
    assert max(map(len, (body for _, body in every))) == max(map(len, (body for _, body in measured)))
