"""What a node can be coloured by, checked against numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace

from gradviz.core.collapse import collapse
from gradviz.core.frame import frame
from gradviz.core.graph import Graph, from_iteration, node_of
from gradviz.core.scopes import paths
from gradviz.core.timeline import Timeline
from gradviz.core.tones import Quality, Scale, Tone, scale_of, tone_of, words_of
from gradviz.core.trace import Iteration
from tests import traces
from tests.ui.folded import blocks


def tones(quality: Quality, iteration: Iteration, position: int, graph: Graph | None = None) -> dict[str, Tone]:
    whole = from_iteration(iteration)
    at = frame(Timeline(iteration, whole), position)
    shown = whole if graph is None else graph
    return {key: tone_of(quality, node_of(shown, key), at) for key in shown}


def test_the_gradient_is_the_norm_of_what_arrived() -> None:
    iteration = traces.two_layer()
    held = tones(Quality.GRADIENT, iteration, 9)
    arrived = iteration.backward[2].grad_outputs[0]
    assert arrived is not None
    assert arrived.values is not None
    assert held["n6"] == pytest.approx(np.linalg.norm(arrived.values.numpy()))
    assert held["n1"] is None
    assert held["ix"] is None


def test_the_value_is_its_root_mean_square() -> None:
    iteration = traces.two_layer()
    held = tones(Quality.VALUE, iteration, 14)
    values = iteration.tensors["w2"].values
    assert values is not None
    assert held["n4"] == pytest.approx(math.sqrt(np.mean(values.numpy().astype(np.float64) ** 2)), rel=1e-5)
    # Before an op has run it has no value, and no colour.
    assert tones(Quality.VALUE, iteration, 0)["n5"] is None


def test_memory_device_and_type() -> None:
    iteration = traces.two_layer()
    assert tones(Quality.MEMORY, iteration, 6)["n1"] == 1000 * 100 * 4
    assert tones(Quality.DEVICE, iteration, 6)["n1"] == "cpu"
    assert tones(Quality.DTYPE, iteration, 6)["n1"] == "float32"
    assert set(tones(Quality.STATE, iteration, 6).values()) == {None}


def test_a_box_says_it_of_all_that_is_in_it() -> None:
    iteration = blocks(2, 3)
    whole = from_iteration(iteration)
    shown = collapse(whole, paths(whole), frozenset({"net.blocks.0"}), iteration.tensors).graph
    end = len(iteration.events)
    assert tones(Quality.MEMORY, iteration, end, shown)["snet.blocks.0"] == 4 * 64 * 4  # the leaf and three ops
    assert tones(Quality.DTYPE, iteration, end, shown)["snet.blocks.0"] == "float32"
    single = tones(Quality.VALUE, iteration, end)["n1"]
    assert tones(Quality.VALUE, iteration, end, shown)["snet.blocks.0"] == pytest.approx(single)
    gradient = tones(Quality.GRADIENT, iteration, end)["n3"]
    assert tones(Quality.GRADIENT, iteration, end, shown)["snet.blocks.0"] == pytest.approx(gradient)


def test_a_scale_is_of_whole_decades_and_of_the_whole_iteration() -> None:
    iteration = traces.two_layer()
    scale = scale_of(Quality.GRADIENT, iteration)
    assert scale is not None
    for position in range(len(iteration.events) + 1):
        numbers = [tone for tone in tones(Quality.GRADIENT, iteration, position).values() if tone is not None]
        assert all(isinstance(tone, float) and scale.low <= tone <= scale.high for tone in numbers)
    assert math.log10(scale.low) == round(math.log10(scale.low))
    assert scale_of(Quality.DTYPE, iteration) == Scale(names=("float32",))
    assert scale_of(Quality.GRADIENT, replace(iteration, backward=())) is None


def test_a_scale_is_logarithmic_and_ends() -> None:
    scale = Scale(0.01, 100.0)
    assert [scale.share(tone) for tone in (0.01, 1.0, 100.0)] == pytest.approx([0.0, 0.5, 1.0])
    assert [scale.share(tone) for tone in (0.0, 1e-9, 1e9)] == [0.0, 0.0, 1.0]


def test_values_that_are_not_finite_are_no_number_of_the_scale() -> None:
    iteration = traces.two_layer()
    bad = traces.summary(np.array([1.0, np.nan], np.float32))
    iteration = replace(iteration, tensors={**iteration.tensors, "h": bad})
    tone = tones(Quality.VALUE, iteration, 6)["n2"]
    assert isinstance(tone, float)
    assert math.isnan(tone)
    scale = scale_of(Quality.VALUE, iteration)
    assert scale is not None
    assert math.isfinite(scale.high)


def test_the_words_say_what_the_number_is() -> None:
    assert words_of(Quality.GRADIENT, 31.25) == "‖g‖ 31.25"
    assert words_of(Quality.VALUE, math.nan) == "rms NaN"
    assert words_of(Quality.MEMORY, 400_000.0) == "400.0 kB"
    assert words_of(Quality.DTYPE, "float32") == "f32"
    assert words_of(Quality.DEVICE, "cuda:0") == "cuda:0"
    assert words_of(Quality.GRADIENT, None) == ""


@pytest.mark.parametrize("number", [5e-324, 1.7e308])
def test_a_scale_at_the_ends_of_what_a_number_can_be(number: float) -> None:
    iteration = traces.two_layer()
    tensors = dict.fromkeys(iteration.tensors, traces.summary(np.full((2, 2), number)))
    scale = scale_of(Quality.VALUE, replace(iteration, tensors=tensors))
    assert scale is None or 0 < scale.low < scale.high < math.inf
