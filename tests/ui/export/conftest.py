"""A picture as the window has it, of an iteration made by hand."""

from __future__ import annotations

import pytest

from gradviz.core.trace import Iteration, Program, Trace
from gradviz.ui.drawing import draw
from gradviz.ui.picture import Picture
from tests.traces import SOURCE, two_layer


@pytest.fixture
def iteration() -> Iteration:
    return two_layer()


@pytest.fixture
def picture(iteration: Iteration, qapp: object) -> Picture:
    return draw(iteration, None, None, lambda: False)


@pytest.fixture
def trace(iteration: Iteration) -> Trace:
    return Trace(Program("net.py", SOURCE), iterations=(iteration,), losses=(1.0,))
