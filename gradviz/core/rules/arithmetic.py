"""Rules of the operators and of functions that work element by element on one or two tensors."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, binary, unary

_CLAMP = {"a": "min", "b": "max"}

ARITHMETIC: dict[str, Rule | tuple[Rule, ...]] = {
    "AddBackward0": binary("x + alpha * w", ("G", "alpha * G"), say.PASSES_BOTH, constants={"alpha": "alpha"}),
    "SubBackward0": binary("x - alpha * w", ("G", "-alpha * G"), say.PASSES_AND_FLIPS, constants={"alpha": "alpha"}),
    "RsubBackward0": binary("w - alpha * x", ("-alpha * G", "G"), say.PASSES_AND_FLIPS, constants={"alpha": "alpha"}),
    "RsubBackward1": unary("c - alpha * x", "-alpha * G", say.FLIPS, constants={"alpha": "alpha", "c": ""}),
    "MulBackward0": binary("x * w", ("G * w", "G * x"), say.OTHER_FACTOR),
    "DivBackward0": binary("x / w", ("G / w", "-G * x / w**2"), say.QUOTIENT, say.ZERO_DIVISION),
    "PowBackward0": unary("x**n", "n * G * x**(n - 1)", say.POWER, constants={"n": "exponent"}),
    "PowBackward1": binary(
        "x**w", ("G * w * x**(w - 1)", "G * y * log(x)"), say.POWERS, say.NEGATIVE_BASE, saved={"w": "exponent"}
    ),
    "PowBackward2": Rule(
        "a**x", {"x": "G * y * log(a)"}, say.ITSELF, saved={"x": "exponent"}, constants={"a": "self"}
    ),
    "NegBackward0": unary("-x", "-G", say.FLIPS),
    "FmodBackward1": binary("fmod(x, w)", ("G", "-G * trunc(x / w)"), say.STEPS, say.ZERO_DIVISION),
    "RemainderBackward1": binary("remainder(x, w)", ("G", "-G * floor(x / w)"), say.STEPS, say.ZERO_DIVISION),
    "ReciprocalBackward0": unary("1 / x", "-G * y**2", say.ITSELF, say.AT_ZERO_INFINITE),
    "MaximumBackward0": binary(
        "maximum(x, w)", ("G * ((x > w) + (x == w) / 2)", "G * ((w > x) + (x == w) / 2)"), say.WINNER, say.TIES_SHARE
    ),
    "MinimumBackward0": binary(
        "minimum(x, w)", ("G * ((x < w) + (x == w) / 2)", "G * ((w < x) + (x == w) / 2)"), say.WINNER, say.TIES_SHARE
    ),
    "Atan2Backward0": binary("atan2(x, w)", ("G * w / (x**2 + w**2)", "-G * x / (x**2 + w**2)"), say.SLOPE),
    "HypotBackward0": binary("hypot(x, w)", ("G * x / y", "G * w / y"), say.SLOPE, say.ZERO_DIVISION),
    "AddcmulBackward0": Rule(
        "x + v * a * b", {"x": "G", "a": "v * G * b", "b": "v * G * a"}, say.OTHER_FACTOR,
        saved={"x": "self", "a": "tensor1", "b": "tensor2"}, constants={"v": "value"},
    ),
    "AddcdivBackward0": Rule(
        "x + v * a / b", {"x": "G", "a": "v * G / b", "b": "-v * G * a / b**2"}, say.QUOTIENT, say.ZERO_DIVISION,
        saved={"x": "self", "a": "tensor1", "b": "tensor2"}, constants={"v": "value"},
    ),
    "LerpBackward0": binary(
        "x + t * (w - x)", ("G * (1 - t)", "G * t"), say.WEIGHTED, saved={"w": "end"}, constants={"t": "weight"}
    ),
    "LerpBackward1": Rule(
        "x + t * (w - x)", {"x": "G * (1 - t)", "w": "G * t", "t": "G * (w - x)"}, say.WEIGHTED,
        saved={"x": "self", "w": "end", "t": "weight"},
    ),
    "ClampBackward0": Rule(
        "clamp(x, a, b)", {"x": "G * (a <= x <= b)", "a": "G * (x < a)", "b": "G * (x > b)"}, say.GATES, say.EDGE_ONE,
        saved={"x": "self", "a": "min", "b": "max"},
    ),
    "ClampBackward1": unary("clamp(x, a, b)", "G * (a <= x <= b)", say.GATE, say.EDGE_ONE, constants=_CLAMP),
    "ClampMinBackward0": unary("clamp(x, a)", "G * (x >= a)", say.GATE, say.EDGE_ONE, constants={"a": "min"}),
    "ClampMaxBackward0": unary("clamp(x, None, b)", "G * (x <= b)", say.GATE, say.EDGE_ONE, constants={"b": "max"}),
}  # fmt: skip
