"""Rules of functions of one tensor, element by element: roots, logarithms, waves, activations."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, unary

_HARD = {"a": "min_val", "b": "max_val"}
_FLAT = unary("round(x)", "0 * G", say.NOTHING, say.JUMPS)
_GELU = "0.5 * x * (1 + tanh(u))"
_GELU_SLOPE = "0.5 * (1 + tanh(u)) + 0.5 * x * (1 - tanh(u)**2) * sqrt(2 / pi) * (1 + 0.134145 * x**2)"

FUNCTIONS: dict[str, Rule | tuple[Rule, ...]] = {
    "ExpBackward0": unary("exp(x)", "G * y", say.ITSELF),
    "Exp2Backward0": unary("2**x", "G * y * log(2)", say.ITSELF),
    "Expm1Backward0": unary("exp(x) - 1", "G * (y + 1)", say.ITSELF),
    "LogBackward0": unary("log(x)", "G / x", say.SLOPE, say.AT_ZERO_INFINITE),
    "Log2Backward0": unary("log2(x)", "G / (x * log(2))", say.SLOPE, say.AT_ZERO_INFINITE),
    "Log10Backward0": unary("log10(x)", "G / (x * log(10))", say.SLOPE, say.AT_ZERO_INFINITE),
    "Log1PBackward0": unary("log(1 + x)", "G / (1 + x)", say.SLOPE),
    "SqrtBackward0": unary("sqrt(x)", "G / (2 * y)", say.ITSELF, say.NEGATIVE_NAN),
    "RsqrtBackward0": unary("1 / sqrt(x)", "-G * y**3 / 2", say.ITSELF, say.NEGATIVE_NAN),
    "SinBackward0": unary("sin(x)", "G * cos(x)", say.SLOPE),
    "CosBackward0": unary("cos(x)", "-G * sin(x)", say.SLOPE),
    "TanBackward0": unary("tan(x)", "G * (1 + y**2)", say.ITSELF),
    "AsinBackward0": unary("asin(x)", "G / sqrt(1 - x**2)", say.SLOPE, say.AT_EDGE_INFINITE),
    "AcosBackward0": unary("acos(x)", "-G / sqrt(1 - x**2)", say.SLOPE, say.AT_EDGE_INFINITE),
    "AtanBackward0": unary("atan(x)", "G / (1 + x**2)", say.SLOPE),
    "SinhBackward0": unary("sinh(x)", "G * cosh(x)", say.SLOPE),
    "CoshBackward0": unary("cosh(x)", "G * sinh(x)", say.SLOPE),
    "TanhBackward0": unary("tanh(x)", "G * (1 - y**2)", say.ITSELF, say.SATURATES),
    "SigmoidBackward0": unary("sigmoid(x)", "G * y * (1 - y)", say.ITSELF, say.SATURATES),
    "LogSigmoidBackward0": unary("logsigmoid(x)", "G * sigmoid(-x)", say.SLOPE),
    "ReluBackward0": unary("relu(x)", "G * (y > 0)", say.GATE, say.DEAD),
    "LeakyReluBackward0": unary(
        "where(x > 0, x, a * x)", "G * where(x > 0, 1, a)", say.SLOPE, say.KINK_LOW, constants={"a": "negative_slope"}
    ),
    "PreluKernelBackward0": Rule(
        "where(x > 0, x, w * x)", {"x": "G * where(x > 0, 1, w)", "w": "G * where(x > 0, 0, x)"}, say.SLOPE,
        say.KINK_LOW, saved={"x": "self", "w": "weight"},
    ),
    "GeluBackward0": (
        unary("x * Phi(x)", "G * (Phi(x) + x * phi(x))", say.SLOPE, when={"approximate": "none"}),
        unary(
            _GELU, f"G * ({_GELU_SLOPE})", say.SLOPE, when={"approximate": "tanh"},
            local={"u": "sqrt(2 / pi) * (x + 0.044715 * x**3)"},
        ),
    ),
    "SiluBackward0": unary("x * sigmoid(x)", "G * sigmoid(x) * (1 + x * (1 - sigmoid(x)))", say.SLOPE),
    "EluBackward0": unary(
        "where(x > 0, s * x, a * s * (exp(k * x) - 1))", "G * where(x > 0, s, a * s * k * exp(k * x))", say.SLOPE,
        say.KINK_LOW, constants={"a": "alpha", "s": "scale", "k": "input_scale"},
    ),
    "CeluBackward0": unary(
        "where(x > 0, x, a * (exp(x / a) - 1))", "G * where(x > 0, 1, exp(x / a))", say.SLOPE,
        constants={"a": "alpha"},
    ),
    "SoftplusBackward0": unary(
        "log(1 + exp(b * x)) / b", "G * sigmoid(b * x)", say.SLOPE, say.LINEAR_BEYOND, constants={"b": "beta"}
    ),
    "MishBackward0": unary(
        "x * t", "G * (t + x * (1 - t**2) * sigmoid(x))", say.SLOPE, local={"t": "tanh(log(1 + exp(x)))"}
    ),
    "HardtanhBackward0": unary("clamp(x, a, b)", "G * (a < x < b)", say.GATE, say.EDGE_ZERO, constants=_HARD),
    "HardsigmoidBackward0": unary("clamp(x / 6 + 1 / 2, 0, 1)", "G / 6 * (-3 < x < 3)", say.GATE, say.EDGE_ZERO),
    "HardswishBackward0": unary(
        "x * clamp(x / 6 + 1 / 2, 0, 1)", "G * ((x >= 3) + (-3 < x < 3) * (x / 3 + 1 / 2))", say.SLOPE
    ),
    "AbsBackward0": unary("abs(x)", "G * sign(x)", say.SLOPE, say.KINK_ZERO),
    "SignBackward0": unary("sign(x)", "0 * G", say.NOTHING, say.JUMPS),
    "RoundBackward0": _FLAT,
    "FloorBackward0": unary("floor(x)", "0 * G", say.NOTHING, say.JUMPS),
    "CeilBackward0": unary("ceil(x)", "0 * G", say.NOTHING, say.JUMPS),
    "TruncBackward0": unary("trunc(x)", "0 * G", say.NOTHING, say.JUMPS),
    "ErfBackward0": unary("erf(x)", "2 / sqrt(pi) * G * exp(-x**2)", say.SLOPE),
    "ErfcBackward0": unary("1 - erf(x)", "-2 / sqrt(pi) * G * exp(-x**2)", say.SLOPE),
}  # fmt: skip
