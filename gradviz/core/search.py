"""Finding nodes of a graph by what is typed: plain words, or ``line:7 shape:64x1000 scope:encoder`` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from gradviz.core import text
from gradviz.core.graph import Graph, GraphNode, node_of
from gradviz.core.tensor import TensorSummary

PREFIXES = ("line", "op", "var", "scope", "grad_fn", "shape", "dtype", "device")
"""What can stand before a colon."""

_LINE = re.compile(r"(?:line\s*|第\s*)?(\d+)\s*行?", re.IGNORECASE)
_TIMES = re.compile(r"[x×*,]")


class _Asked(NamedTuple):
    """One thing that is asked for: ``prefix`` is empty for plain words."""

    prefix: str
    words: str


def find(graph: Graph, query: str, tensors: Mapping[str, TensorSummary]) -> tuple[str, ...]:
    """Return the nodes that fit everything in ``query``: what it names itself first, then what it is a part of."""
    asked = _read(query)
    if not asked:
        return ()
    hits = []
    for key in graph:
        node = node_of(graph, key)
        tensor = None if node.tensor is None else tensors.get(node.tensor)
        ranks = [_rank(node, tensor, one) for one in asked]
        known = [rank for rank in ranks if rank is not None]
        if len(known) == len(ranks):
            hits.append((max(known), key))
    return tuple(key for _, key in sorted(hits, key=lambda hit: hit[0]))


def _read(query: str) -> list[_Asked]:
    """Take a query apart; words that no prefix stands before belong together."""
    words = query.strip().casefold()
    if not words:
        return []
    line = _LINE.fullmatch(words)
    if line is not None:
        return [_Asked("number", line[1])]
    asked, plain = [], []
    for word in words.split():
        prefix, colon, rest = word.partition(":")
        if colon and rest and prefix in PREFIXES:
            asked.append(_Asked(prefix, rest))
        elif not (colon and prefix in PREFIXES):
            plain.append(word)
    return [_Asked("", " ".join(plain)), *asked] if plain else asked


def _rank(node: GraphNode, tensor: TensorSummary | None, asked: _Asked) -> int | None:
    """Return how well a node fits, 0 best; ``None``: not at all."""
    if asked.prefix:
        return 0 if _FITS[asked.prefix](node, tensor, asked.words) else None
    fields = [node.title, node.variable or "", node.name, node.scope]
    if tensor is not None:
        fields += [text.shape(tensor.shape), text.dtype(tensor.dtype), tensor.dtype]
    rank = next((i for i, field in enumerate(fields) if asked.words in field.casefold()), None)
    return rank if rank is None or rank > 1 else 0


def _has_number(node: GraphNode, _tensor: TensorSummary | None, words: str) -> bool:
    """Whether a bare number is its line, or a part of its name: ``conv2``."""
    return node.line == int(words) or any(words in field for field in (node.title, node.variable or ""))


def _has_line(node: GraphNode, _tensor: TensorSummary | None, words: str) -> bool:
    """Whether it was written in a line, or in one from ``3-7``."""
    first, dash, last = words.partition("-")
    if node.line is None or not first.isdecimal() or (dash and not last.isdecimal()):
        return False
    return int(first) <= node.line <= int(last or first)


def _has_shape(_node: GraphNode, tensor: TensorSummary | None, words: str) -> bool:
    """Whether its value has a shape; ``?`` stands for any size: ``?x1000``."""
    if tensor is None:
        return False
    if words == "scalar":
        return tensor.shape == ()
    sizes = [size for size in _TIMES.split(words.strip("()[]")) if size]
    fits = [wanted == "?" or wanted == str(size) for wanted, size in zip(sizes, tensor.shape, strict=False)]
    return len(sizes) == len(tensor.shape) and bool(sizes) and all(fits)


def _has_dtype(_node: GraphNode, tensor: TensorSummary | None, words: str) -> bool:
    return tensor is not None and words in (tensor.dtype, text.dtype(tensor.dtype), tensor.dtype.rpartition(".")[2])


def _has_device(_node: GraphNode, tensor: TensorSummary | None, words: str) -> bool:
    return tensor is not None and tensor.device.startswith(words)


Fits = Callable[[GraphNode, TensorSummary | None, str], bool]

_FITS: dict[str, Fits] = {
    "number": _has_number,
    "line": _has_line,
    "op": lambda node, _tensor, words: words in node.title.casefold(),
    "var": lambda node, _tensor, words: words in (node.variable or "").casefold(),
    "scope": lambda node, _tensor, words: words in node.scope.casefold(),
    "grad_fn": lambda node, _tensor, words: words in node.name.casefold(),
    "shape": _has_shape,
    "dtype": _has_dtype,
    "device": _has_device,
}
