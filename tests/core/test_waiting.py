from __future__ import annotations

from gradviz.core.frame import NodeState, frame
from gradviz.core.graph import from_iteration, grad_key
from gradviz.core.timeline import Timeline
from gradviz.core.waiting import waiting
from tests import traces


def test_the_node_that_waits_shows_what_is_about_to_enter_it() -> None:
    iteration = traces.two_layer()
    before = frame(Timeline(iteration, from_iteration(iteration)), len(iteration.forward))
    key, arrived = grad_key(iteration.backward[0].node), traces.random(3)
    after = waiting(before, key, (None, arrived))
    assert after.nodes[key].state is NodeState.WAITING
    assert after.nodes[key].gradient is arrived
    assert after.nodes[key].arrived == after.nodes[key].expected
    assert {k: n for k, n in after.nodes.items() if k != key} == {k: n for k, n in before.nodes.items() if k != key}
    assert before.nodes[key].gradient is None


def test_a_node_that_is_not_there_changes_nothing() -> None:
    iteration = traces.two_layer()
    before = frame(Timeline(iteration, from_iteration(iteration)), 0)
    assert waiting(before, "n99", ()) is before
