"""What a picture tells without its colours."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.trace import BackwardEvent, ForwardEvent, GradNode, Iteration
from gradviz.ui.canvas.describe import describe
from gradviz.ui.canvas.edges import pill_text
from gradviz.ui.canvas.look import EdgeState, gradient_states
from tests.traces import random, summary
from tests.ui.canvas.conftest import Show, show_of

AT_10 = """\
ix | input | x | input · 64×1000 f32 | value computed | value
n1 | leaf | w1 | AccumulateGrad | leaf · 1000×100 f32 | value computed | value
n2 | grad_fn | mm | MmBackward0 | line 6 · 64×100 f32 | value computed | value
n3 | grad_fn | clamp | ClampBackward1 | line 6 · 64×100 f32 | 1 of 1 gradients arrived | value
n4 | leaf | w2 | AccumulateGrad | leaf · 100×10 f32 | 1 of 1 gradients arrived | value
n5 | grad_fn | mm | MmBackward0 | y_pred · 64×10 f32 | running now | value | gradient
iy | input | y | input · 64×10 f32 | value computed | value
n6 | grad_fn | sub | SubBackward0 | line 7 · 64×10 f32 | gradient done | value | gradient
n7 | grad_fn | pow | PowBackward0 | line 7 · 64×10 f32 | gradient done | value | gradient
n0 | grad_fn | sum | SumBackward0 | loss · scalar f32 | root | gradient done | value | gradient
n1 -> n2:1 | down, value
n2 -> n3:0 | down, value
n3 -> n5:0 | up, gradient ‖g‖ 78.08 | moving
n4 -> n5:1 | up, gradient ‖g‖ 32.24 | moving
n5 -> n6:0 | up, gradient ‖g‖ 25.5
n6 -> n7:0 | up, gradient ‖g‖ 24.36
n7 -> n0:0 | up, gradient ‖g‖ 24.68
ix -> n2:0 | down, value
iy -> n6:1 | down, value"""


def test_in_the_middle_of_backward(net: Show) -> None:
    assert sorted(describe(net.scene, net.frame(10)).splitlines()) == sorted(AT_10.splitlines())


def test_before_anything_has_run(net: Show) -> None:
    text = describe(net.scene, net.frame(0))
    assert "n2 | grad_fn | mm | MmBackward0 | line 6 · 64×100 f32 | not yet run\n" in text
    assert "n2 -> n3:0 | down, pending" in text
    assert describe(net.scene, None).count("not yet run") == len(net.scene.nodes)


def test_after_the_update(net: Show) -> None:
    text = describe(net.scene, net.frame(16))
    assert "n1 | leaf | w1 | AccumulateGrad | leaf · 1000×100 f32 | updated" in text
    assert "n4 | leaf | w2 | AccumulateGrad | leaf · 100×10 f32 | running now" in text


def broken() -> Iteration:
    """``loss = (w / 0).detach()…``: a value with NaN, a gradient with NaN, and a path that is cut."""
    bad = summary(np.array([1.0, np.nan, np.inf, np.nan], np.float32))
    good = random(4)
    zero = summary(np.zeros(4, np.float32))
    return Iteration(
        index=0,
        forward=(
            ForwardEvent("div", 2, (0, 3), None, inputs=("w",), outputs=("a",), nodes=(1,)),
            ForwardEvent("detach", 3, (0, 3), "d", inputs=("a",), outputs=("d",), cut="detach"),
            ForwardEvent("mul", 4, (0, 3), "loss", inputs=("a", "d"), outputs=("l",), nodes=(2,)),
        ),
        nodes=(
            GradNode(0, "torch::autograd::AccumulateGrad", variable="w", tensor="w"),
            GradNode(1, "DivBackward0", 2, next=((0, 0),), tensor="a", event=0),
            GradNode(2, "MulBackward0", 4, variable="loss", next=((1, 0), (None, 0)), tensor="l", event=2),
        ),
        backward=(
            BackwardEvent(2, (good,), (bad, None)),
            BackwardEvent(1, (bad,), (zero,)),
            BackwardEvent(0, (zero,), (), zero),
        ),
        roots=(2,),
        tensors={"w": good, "a": bad, "d": bad, "l": good},
        names={"w": "w"},
    )


def test_what_is_not_finite_zero_or_cut_is_told(qapp: object) -> None:
    show = show_of(broken())
    text = describe(show.scene, show.frame(6))
    assert "gradient done | value with 2 NaN, 1 infinite | gradient with 2 NaN, 1 infinite" in text
    assert "n1 -> n2:0 | up, nonfinite NaN 2 · Inf 1" in text
    assert "n0 -> n1:0 | up, zero ‖g‖ 0" in text
    assert "n1 -> e1:0 | down, value | cut" in text
    assert "e1 | op | detach | detach | d · 4 f32" in text


def test_a_number_on_an_edge_has_four_digits() -> None:
    assert pill_text(random(64, 10)) == "‖g‖ 25.31"
    assert pill_text(summary(np.array(-2.5, np.float32))) == "−2.5"


@pytest.mark.parametrize("norm", [1e-30, 1e-3, 1.0, 1e3, 1e30])
def test_a_larger_gradient_is_never_drawn_thinner(norm: float) -> None:
    smaller, larger = gradient_states(np.array([norm, norm * 10]))
    assert EdgeState.GRADIENT <= smaller <= larger


def test_decades_are_told_apart() -> None:
    drawn = gradient_states(np.logspace(-4, 4, 9))
    assert len(set(drawn.tolist())) == 9
