"""Rules of the layers of neural nets. ``h`` is the normalized input, with mean ``m`` and inverse deviation ``r``."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, unary

_CONV = {
    "s": "stride", "p": "padding", "q": "dilation", "g": "groups",
}  # fmt: skip
_POOL = {"k": "kernel_size", "s": "stride", "p": "padding"}
_NORMALIZED = {"x": "r * (w * G - avg(w * G) - h * avg(w * h * G))", "w": "G * h", "b": "G"}

LAYERS: dict[str, Rule | tuple[Rule, ...]] = {
    "ConvolutionBackward0": Rule(
        "conv(x, w, s, p, q, g) + channels(b)",
        {"x": "convT(G, w, s, p, q)", "w": "correlate(x, G, s, p, q)", "b": "per_channel(G)"}, say.CONVOLUTION,
        saved={"x": "input", "w": "weight"}, constants=_CONV, when={"transposed": "False"},
    ),
    "MaxPool2DWithIndicesBackward0": unary(
        "maxpool(x, k, s, p)", "unpool(G, i)", say.CHOSEN, say.TIES_ONE, saved={"i": "result1"}, constants=_POOL
    ),
    "AvgPool2DBackward0": unary(
        "avgpool(x, k, s, p)", "windows(G, k, s, p)", say.WINDOWS, constants=_POOL,
        when={"ceil_mode": "False", "count_include_pad": "True", "divisor_override": "None"},
    ),
    "AdaptiveAvgPool2DBackward0": unary("adaptive(x)", "shares(G)", say.WINDOWS, say.ONE_WINDOW),
    "NativeBatchNormBackward0": (
        Rule(
            "h * w + b", _NORMALIZED, say.NORMALIZED, saved={"x": "input", "w": "weight"},
            local={"h": "(x - avg(x)) * r", "r": "1 / sqrt(avg((x - avg(x))**2) + e)"}, constants={"e": "eps"},
            when={"training": "True"},
        ),
        Rule(
            "h * w + b", {"x": "r * w * G", "w": "G * h", "b": "G"}, say.SCALED,
            saved={"x": "input", "w": "weight", "m": "running_mean", "v": "running_var"},
            local={"h": "(x - m) * r", "r": "1 / sqrt(v + e)"}, constants={"e": "eps"}, when={"training": "False"},
        ),
    ),
    "NativeLayerNormBackward0": Rule(
        "h * w + b", _NORMALIZED, say.NORMALIZED,
        saved={"x": "input", "w": "weight", "b": "bias", "m": "result1", "r": "result2"},
        local={"h": "(x - avg(x)) * r"}, constants={"n": "normalized_shape"},
        # torch keeps no epsilon, so that r cannot be computed anew.
        can_run=False,
    ),
    "NativeDropoutBackward0": unary(
        "x * (m) / (1 - p)", "G * (m) / (1 - p)", say.DROPPED, saved={"x": "input", "m": "result1"},
        constants={"p": "p"},
    ),
}  # fmt: skip
