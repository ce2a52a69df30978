from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from gradviz.core.finite import not_finite
from tests import traces

BAD = traces.summary(np.array([1.0, math.inf], np.float32))


def test_events_of_every_kind_are_found() -> None:
    good = traces.two_layer()
    assert not_finite(good.events, good.tensors) == ()
    backward = (*good.backward[:3], replace(good.backward[3], grad_inputs=(BAD,)), *good.backward[4:])
    update = (good.update[0], replace(good.update[1], after=BAD))
    bad = replace(good, tensors={**good.tensors, "h": BAD}, backward=backward, update=update)
    forward = next(number for number, event in enumerate(bad.forward) if "h" in event.outputs)
    found = (forward, len(bad.forward) + 3, len(bad.events) - 1)
    assert not_finite(bad.events, bad.tensors) == found
    assert not_finite(bad.events[2:], bad.tensors, 2) == tuple(number for number in found if number >= 2)
