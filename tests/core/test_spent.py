"""How long nodes took, at each position, alone and together."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from gradviz.core import text
from gradviz.core.frame import frame
from gradviz.core.graph import from_iteration
from gradviz.core.interchange import to_networkx
from gradviz.core.spent import Spent, phase_times, spent_at, totals
from gradviz.core.timeline import Timeline
from gradviz.core.tones import Quality, Scale, number_of, scale_of, tone_of, words_of
from gradviz.core.trace import BackwardEvent, ForwardEvent, Iteration
from tests import traces
from tests.traces import timed


def line(iteration: Iteration) -> Timeline:
    return Timeline(iteration, from_iteration(iteration))


def test_an_older_file_has_no_times() -> None:
    assert msgspec.convert({"op": "mm"}, ForwardEvent).nanoseconds is None
    assert msgspec.convert({"node": 1}, BackwardEvent).nanoseconds is None
    held = line(traces.two_layer())
    assert all(spent_at(held, key, len(held)) == Spent(None, None) for key in held.graph)
    assert scale_of(Quality.TIME, traces.two_layer()) is None


def test_a_position_knows_what_has_run() -> None:
    held = line(timed())
    # n0 is the sum: the last op, and the first node.
    assert [spent_at(held, "n0", position) for position in (5, 6, 7)] == [
        Spent(None, None),
        Spent(6_000, None),
        Spent(6_000, 10_000),
    ]
    assert spent_at(held, "ix", 16) == Spent(None, None)
    for position in range(len(held) + 1):
        at = frame(held, position)
        assert {key: node.nanoseconds for key, node in at.nodes.items()} == {
            key: spent_at(held, key, position).total for key in held.graph
        }


def test_frames_in_a_row_are_those_alone() -> None:
    held, before = line(timed()), None
    for position in (0, 3, 4, 9, 16, 2):
        before = frame(held, position, before)
        assert before == frame(held, position)


def test_everything_together_is_the_time_of_all_events() -> None:
    held = timed()
    assert sum(totals(held)) == 21_000 + 360_000
    assert phase_times(held) == (21_000, 360_000)
    at = frame(line(held), 16)
    assert sum(node.nanoseconds or 0 for node in at.nodes.values()) == 381_000
    assert phase_times(traces.two_layer()) == (None, None)


def test_an_op_that_made_several_nodes_counts_once() -> None:
    held = replace(timed(), forward=(replace(timed().forward[0], nodes=(1, 2)), *timed().forward[1:]))
    nodes = tuple(replace(node, event=0) if node.id in (1, 2) else node for node in held.nodes)
    lined = line(replace(held, nodes=nodes))
    assert spent_at(lined, "n1", 6).forward is None
    assert spent_at(lined, "n2", 6).forward == 1_000


def test_only_the_launch_is_known_of_another_device() -> None:
    held = timed()
    on_gpu = {name: replace(value, device="cuda:0") for name, value in held.tensors.items()}
    assert not spent_at(line(held), "n5", 16).is_launch
    assert spent_at(line(replace(held, tensors=on_gpu)), "n5", 16).is_launch


def test_the_colour_and_its_scale() -> None:
    held = timed()
    lined = line(held)
    assert scale_of(Quality.TIME, held) == Scale(1e4, 1e5)
    tone = tone_of(Quality.TIME, lined.graph.nodes["n0"]["node"], frame(lined, 16))
    assert tone == 16_000
    assert words_of(Quality.TIME, tone) == "16 µs"
    assert number_of(Quality.TIME, 1e6) == "1 ms"


@pytest.mark.parametrize(
    ("nanoseconds", "said"),
    [
        (0, "0 ns"),
        (850, "850 ns"),
        (999.96, "1 µs"),
        (12_345, "12.35 µs"),
        (4.5e6, "4.5 ms"),
        (2e9, "2 s"),
        (9e12, "9000 s"),
    ],
)
def test_times_are_written_with_their_unit(nanoseconds: float, said: str) -> None:
    assert text.duration(nanoseconds) == said


def test_other_programs_get_them_too() -> None:
    node = to_networkx(timed()).nodes["n0"]
    assert (node["forward_ns"], node["backward_ns"]) == (6_000, 10_000)
    assert "forward_ns" not in to_networkx(traces.two_layer()).nodes["n0"]
