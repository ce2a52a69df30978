"""Rules of ops that move, copy, join or pick elements, and of what autograd does by itself."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, unary

_DIM = {"d": "dim"}
_INDEX = {"i": "index"}
_RESHAPED = unary("reshape(x)", "reshape(G)", say.RESHAPED)
_WRITES = {"d": "dim"}
_AT = {"d": "dim", "i": "index"}
_SLICE = {"d": "dim", "a": "start", "b": "end", "c": "step"}

SHAPES: dict[str, Rule | tuple[Rule, ...]] = {
    "AccumulateGrad": Rule("x", {"x": "G"}, say.ACCUMULATES),
    "CloneBackward0": unary("x", "G", say.PASSES),
    "AliasBackward0": unary("x", "G", say.PASSES),
    "ToCopyBackward0": unary("x", "G", say.CAST, say.PRECISION),
    "CopyBackwards": Rule("expand(w)", {"x": "0 * G", "w": "G"}, say.OVERWRITTEN),
    "CopySlices": Rule("", {}, say.SLICES),
    "FillBackward2": unary("expand(c)", "0 * G", say.OVERWRITTEN, constants={"c": ""}),
    "FillBackward3": Rule("expand(w)", {"x": "0 * G", "w": "sum(G)"}, say.OVERWRITTEN),
    "ZeroBackward0": unary("0 * x", "0 * G", say.OVERWRITTEN),
    "ViewBackward0": _RESHAPED,
    "UnsafeViewBackward0": _RESHAPED,
    "ReshapeAliasBackward0": _RESHAPED,
    "SqueezeBackward0": _RESHAPED,
    "SqueezeBackward1": _RESHAPED,
    "SqueezeBackward2": _RESHAPED,
    "UnsqueezeBackward0": _RESHAPED,
    "TBackward0": unary("T(x)", "T(G)", say.TURNED),
    "TransposeBackward0": unary(
        "transpose(x, a, b)", "transpose(G, a, b)", say.TURNED, constants={"a": "dim0", "b": "dim1"}
    ),
    "PermuteBackward0": unary("permute(x, p)", "unpermute(G, p)", say.TURNED, constants={"p": "dims"}),
    "FlipBackward0": unary("flip(x, d)", "flip(G, d)", say.TURNED, constants={"d": "dims"}),
    "TrilBackward0": unary("tril(x, k)", "tril(G, k)", say.MASKED, constants={"k": "diagonal"}),
    "TriuBackward0": unary("triu(x, k)", "triu(G, k)", say.MASKED, constants={"k": "diagonal"}),
    "ConstantPadNdBackward0": unary("pad(x, p)", "crop(G, p)", say.PARTS, constants={"p": "pad"}),
    "ExpandBackward0": unary("expand(x)", "copies(G)", say.COPIES),
    "RepeatBackward0": unary("tile(x, r)", "copies(G, r)", say.COPIES, constants={"r": "repeats"}),
    "CatBackward0": Rule("cat(xs, d)", {"x_i": "part(G, i, d)"}, say.PARTS, constants=_DIM, many=True),
    "StackBackward0": Rule("stack(xs, d)", {"x_i": "at(G, d, i)"}, say.PARTS, constants=_DIM, many=True),
    "SplitBackward0": unary("split(x, n, d)", "cat(Gs, d)", say.JOINED, constants={"d": "dim", "n": "split_size"}),
    "SplitWithSizesBackward0": unary(
        "split(x, n, d)", "cat(Gs, d)", say.JOINED, constants={"d": "dim", "n": "split_sizes"}
    ),
    "UnbindBackward0": unary("unbind(x, d)", "stack(Gs, d)", say.JOINED, constants=_DIM),
    "SelectBackward0": unary("at(x, d, i)", "put(G, d, i)", say.PLACED, constants=_AT),
    "SliceBackward0": unary("slice(x, d, a, b, c)", "putslice(G, d, a, b, c)", say.PLACED, constants=_SLICE),
    "AsStridedBackward0": unary(
        "strided(x, s, t, o)", "unstrided(G, s, t, o)", say.ADDED_AT, say.REPEATED,
        constants={"s": "size", "t": "stride", "o": "storage_offset"},
    ),
    "IndexBackward0": unary("index(x, i)", "addat(G, i)", say.ADDED_AT, say.REPEATED, saved={"i": "indices[]"}),
    "IndexSelectBackward0": unary(
        "rows(x, i, d)", "addrows(G, i, d)", say.ADDED_AT, say.REPEATED, saved=_INDEX, constants=_DIM
    ),
    "EmbeddingBackward0": Rule(
        "rows(w, i, 0)", {"w": "addrows(G, i, 0)"}, say.ADDED_AT, say.REPEATED, saved={"w": "weight", "i": "indices"},
        constants={"n": "padding_idx"}, when={"padding_idx": "-1", "scale_grad_by_freq": "False"},
    ),
    "GatherBackward0": unary(
        "gather(x, i, d)", "scatter(G, i, d)", say.ADDED_AT, say.REPEATED, saved=_INDEX, constants=_DIM
    ),
    "ScatterBackward0": Rule(
        "written(x, i, w, d)", {"x": "cleared(G, i, d)", "w": "gather(G, i, d)"}, say.WRITTEN, say.REPEATED_WRITE,
        saved={"x": "self", "w": "src", **_INDEX}, constants=_WRITES,
    ),
    "ScatterBackward1": unary(
        "cleared(x, i, d)", "cleared(G, i, d)", say.MASKED, saved=_INDEX, constants=_WRITES
    ),
    "ScatterAddBackward0": Rule(
        "x + scatter(w, i, d)", {"x": "G", "w": "gather(G, i, d)"}, say.ADDED_TO,
        saved={"x": "self", "w": "src", **_INDEX}, constants=_WRITES,
    ),
    "WhereBackward0": Rule(
        "where(c, x, w)", {"x": "G * (c)", "w": "G * (1 - c)"}, say.BRANCH,
        saved={"c": "condition", "x": "self", "w": "other"},
    ),
    "MaskedFillBackward0": unary("x * (1 - c)", "G * (1 - c)", say.MASKED, saved={"c": "mask"}),
}  # fmt: skip
