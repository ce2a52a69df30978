"""How numbers, shapes and names are written, everywhere in the window and in pictures."""

from __future__ import annotations

import math

_SHORT_DTYPES = {
    "float64": "f64",
    "float32": "f32",
    "float16": "f16",
    "bfloat16": "bf16",
    "int64": "i64",
    "int32": "i32",
    "int16": "i16",
    "int8": "i8",
    "uint8": "u8",
    "complex64": "c64",
    "complex128": "c128",
}


def number(value: float | None) -> str:
    """Return ``value`` with four significant digits; ``–`` when there is none."""
    if value is None:
        return "–"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.4g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    return text.replace("-", "−", 1) if value < 0 else text


def shape(size: tuple[int, ...]) -> str:
    """Return ``size`` as ``64×1000``; a scalar is ``scalar``."""
    return "×".join(map(str, size)) if size else "scalar"


def dtype(name: str) -> str:
    """Return the short form of a dtype's name, such as ``f32``."""
    return _SHORT_DTYPES.get(name, name)


def op_of(node_name: str) -> str:
    """Return what the op of a grad_fn is called, such as ``log_softmax`` for ``LogSoftmaxBackward0``."""
    base = node_name.rsplit("::", 1)[-1].split("Backward")[0]
    letters: list[str] = []
    for i, letter in enumerate(base):
        if letter.isupper() and i and not base[i - 1].isupper() and base[i - 1] != "_":
            letters.append("_")
        letters.append(letter.lower())
    return "".join(letters) or node_name
