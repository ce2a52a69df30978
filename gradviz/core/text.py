"""How numbers, shapes and names are written, everywhere in the window and in pictures."""

from __future__ import annotations

import math
import re

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

_BACKWARD = re.compile(r"Backward(s|Autograd[A-Za-z]*)?[0-9]*$")
"""What autograd appends to an op: ``MulBackward0``, ``CopyBackwards``, ``UnbindBackwardAutogradNestedTensor0``."""

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
"""``MaxPool2DWithIndices`` is ``Max Pool2D With Indices``."""


def number(value: float | None) -> str:
    """Return ``value`` with four significant digits; ``–`` when there is none."""
    if value is None:
        return "–"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.4g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    # A negative zero keeps its sign; an exponent's is written as it is typed.
    return "−" + text[1:] if text.startswith("-") else text


def size(count: float) -> str:
    """Return ``count`` bytes as it is read, such as ``25.6 kB``."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def duration(nanoseconds: float) -> str:
    """Return a time as it is read, such as ``12.35 µs``."""
    for unit in ("ns", "µs", "ms"):
        if nanoseconds < 999.95:
            return f"{number(nanoseconds)} {unit}"
        nanoseconds /= 1000
    return f"{number(nanoseconds)} s"


def shape(size: tuple[int, ...]) -> str:
    """Return ``size`` as ``64×1000``; a scalar is ``scalar``."""
    return "×".join(map(str, size)) if size else "scalar"


def dtype(name: str) -> str:
    """Return the short form of a dtype's name, such as ``f32``."""
    return _SHORT_DTYPES.get(name, name)


def op_of(node_name: str) -> str:
    """Return what the op of a grad_fn is called, such as ``log_softmax`` for ``LogSoftmaxBackward0``."""
    base = _BACKWARD.sub("", node_name.rsplit("::", 1)[-1])
    return _WORD_START.sub("_", base).lower() or node_name


def readable(text: str) -> str:
    """Return ``text`` as it can be written anywhere: half a surrogate pair, which UTF-8 lacks, becomes ``\ufffd``."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
