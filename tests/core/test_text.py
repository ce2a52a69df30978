from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core import text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (math.nan, "NaN"),
        (-math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (0.0, "0"),
        (-0.0, "−0"),
        (1, "1"),
        (-1.5, "−1.5"),
        (0.1 + 0.2, "0.3"),
        (100.0, "100"),
        (9999.5, "1e4"),
        (123456, "1.235e5"),
        (1e10, "1e10"),
        (-1e10, "−1e10"),
        (1e100, "1e100"),
        (1e-5, "1e-5"),
        (-1e-5, "−1e-5"),
        (1e-10, "1e-10"),
        (1e-300, "1e-300"),
        (5e-324, "4.941e-324"),
        (1.7976931348623157e308, "1.798e308"),
    ],
)
def test_number(value: float | None, written: str) -> None:
    assert text.number(value) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_is_the_number(value: float) -> None:
    written = text.number(value)
    assert len(written) <= 11
    read = float(written.replace("−", "-"))
    assert math.copysign(1, read) == math.copysign(1, value)
    assert math.isinf(read) or math.isclose(read, value, rel_tol=6e-4, abs_tol=5e-324)


@given(st.floats(allow_nan=False))
def test_the_sign_of_a_number_is_a_minus_and_not_a_hyphen(value: float) -> None:
    assert not text.number(value).startswith("-")


@pytest.mark.parametrize(
    ("size", "written"), [((), "scalar"), ((0,), "0"), ((5,), "5"), ((64, 1000), "64×1000"), ((1, 0, 2), "1×0×2")]
)
def test_shape(size: tuple[int, ...], written: str) -> None:
    assert text.shape(size) == written


def test_dtype() -> None:
    assert text.dtype("float32") == "f32"
    assert text.dtype("bfloat16") == "bf16"
    assert text.dtype("float8_e4m3fn") == "float8_e4m3fn"


@pytest.mark.parametrize(
    ("node", "op"),
    [
        ("MulBackward0", "mul"),
        ("TBackward0", "t"),
        ("LogSoftmaxBackward0", "log_softmax"),
        ("NllLossBackward0", "nll_loss"),
        ("NllLoss2DBackward0", "nll_loss2d"),
        ("MaxPool2DWithIndicesBackward0", "max_pool2d_with_indices"),
        ("UpsampleNearest2DBackward0", "upsample_nearest2d"),
        ("FftR2CBackward0", "fft_r2c"),
        ("Log1PBackward0", "log1p"),
        ("Exp2Backward0", "exp2"),
        ("ClampBackward1", "clamp"),
        ("TanhBackwardBackward0", "tanh_backward"),
        ("torch::autograd::CopySlices", "copy_slices"),
        ("torch::autograd::CopyBackwards", "copy"),
        ("torch::autograd::AccumulateGrad", "accumulate_grad"),
        ("UnbindBackwardAutogradNestedTensor0", "unbind"),
        ("MyFunctionBackward", "my_function"),
        ("MyBackwardThingBackward", "my_backward_thing"),
        ("CTCLossBackward0", "ctc_loss"),
        ("_PrivateBackward", "_private"),
        ("Backward", "Backward"),
        ("", ""),
    ],
)
def test_op_of(node: str, op: str) -> None:
    assert text.op_of(node) == op


@given(st.text(st.characters(codec=None, categories=("L", "Cs", "Nd"))))
def test_readable_text_can_be_written_anywhere(said: str) -> None:
    text.readable(said).encode()


def test_readable_text_stays_as_it_is() -> None:
    assert text.readable("é变😀\0") == "é变😀\0"
    assert text.readable("\ud83d\ude00") == "😀"
    assert text.readable("a\ud800b") == "a\ufffdb"
