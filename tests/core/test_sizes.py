"""The account of memory against what Python itself says it has allocated."""

from __future__ import annotations

import gc
import tracemalloc

import msgspec
import pytest

from gradviz.core.messages.replies import Recorded
from gradviz.core.messages.wire import Decoder, encode
from gradviz.core.sizes import ARRAY, STATISTICS, SUMMARY, data_of, size_of, size_of_summary, summaries_in
from gradviz.core.trace import HookCall, Iteration
from tests import traces


@pytest.mark.parametrize(
    "iteration", [traces.two_layer(), traces.chain(300), traces.chain(20)], ids=["two layers", "chain", "short chain"]
)
def test_the_account_is_what_a_decoded_iteration_takes(iteration: Iteration) -> None:
    frame = encode(Recorded(1, iteration))
    list(Decoder().feed(frame))
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        (message,) = Decoder().feed(frame)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert isinstance(message, Recorded)
    assert size_of(message.iteration) == pytest.approx(taken, rel=0.25)


def test_numbers_count_exactly_and_shared_summaries_once() -> None:
    iteration = traces.two_layer()
    found = {id(summary): summary for summary in summaries_in(iteration)}
    assert size_of(iteration) > sum(map(data_of, found.values()))
    doubled = msgspec.structs.replace(iteration, backward=(*iteration.backward, *iteration.backward))
    assert size_of(doubled) - size_of(iteration) < 10_000
    w1 = iteration.tensors["w1"]
    assert size_of_summary(w1) == SUMMARY + STATISTICS + ARRAY + data_of(w1)


def test_what_hooks_saw_counts_too() -> None:
    iteration = traces.two_layer()
    seen = traces.random(60, 60, seed=9)
    event = msgspec.structs.replace(iteration.backward[0], hooks=(HookCall("hook f", seen),))
    hooked = msgspec.structs.replace(iteration, backward=(event, *iteration.backward[1:]))
    assert size_of(hooked) - size_of(iteration) == size_of_summary(seen)
