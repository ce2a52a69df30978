"""Finding nodes of a graph by what is typed: plain words, or ``line:7 shape:64x1000 scope:encoder`` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from gradviz.core import text
from gradviz.core.graph import Graph, node_of
from gradviz.core.tensor import TensorSummary

PREFIXES = ("line", "op", "var", "scope", "grad_fn", "shape", "dtype", "device")
"""What can stand before a colon."""

_LINE = re.compile(r"(?:line\s*|第\s*)?(\d+)\s*行?", re.IGNORECASE)
_TIMES = re.compile(r"[x×*,]")
_NOT_AT_ALL = 255

Flags = NDArray[np.bool_]
_T = TypeVar("_T", bound=Hashable)


class _Asked(NamedTuple):
    """One thing that is asked for: ``prefix`` is empty for plain words."""

    prefix: str
    words: str


class _Column(Generic[_T]):
    """One thing about every node. What many nodes have in common is asked once."""

    def __init__(self, values: Iterable[_T]) -> None:
        different: dict[_T, int] = {}
        self._codes = np.array([different.setdefault(value, len(different)) for value in values], np.intp)
        self._different = tuple(different)

    def where(self, fits: Callable[[_T], bool]) -> Flags:
        """Return for which nodes it fits."""
        found: Flags = np.array([fits(value) for value in self._different], np.bool_)[self._codes]
        return found


class Searched:
    """The nodes of ``graph`` and their values (of ``tensors``), for searching; made once, and then asked often."""

    def __init__(self, graph: Graph, tensors: Mapping[str, TensorSummary]) -> None:
        self._keys = tuple(graph)
        nodes = [node_of(graph, key) for key in self._keys]
        held = [None if node.tensor is None else tensors.get(node.tensor) for node in nodes]
        self._titles = _Column(node.title.casefold() for node in nodes)
        self._variables = _Column((node.variable or "").casefold() for node in nodes)
        self._names = _Column(node.name.casefold() for node in nodes)
        self._scopes = _Column(node.scope.casefold() for node in nodes)
        self._lines = _Column(node.line for node in nodes)
        self._shapes = _Column(None if tensor is None else tensor.shape for tensor in held)
        self._dtypes = _Column(None if tensor is None else tensor.dtype for tensor in held)
        self._devices = _Column(None if tensor is None else tensor.device for tensor in held)

    def find(self, query: str) -> tuple[str, ...]:
        """Return the nodes that fit everything in ``query``: what it names itself first, then what it is a part of."""
        asked = _read(query)
        if not asked or not self._keys:
            return ()
        ranks = np.maximum.reduce([self._rank(one) for one in asked])
        order = np.argsort(ranks, kind="stable")
        return tuple(self._keys[number] for number in order[: int((ranks != _NOT_AT_ALL).sum())].tolist())

    def _rank(self, asked: _Asked) -> NDArray[np.uint8]:
        """Return how well each node fits, 0 best."""
        if asked.prefix:
            return np.where(self._fits(asked), 0, _NOT_AT_ALL).astype(np.uint8)
        words = asked.words
        fields = [
            self._named(words),
            self._names.where(lambda value: words in value),
            self._scopes.where(lambda value: words in value),
            self._shapes.where(lambda sizes: sizes is not None and words in text.shape(sizes).casefold()),
            self._dtypes.where(lambda name: name is not None and (words in text.dtype(name) or words in name)),
        ]
        ranks = np.full(len(self._keys), _NOT_AT_ALL, np.uint8)
        for rank, field in reversed(list(enumerate(fields))):
            ranks[field] = rank
        return ranks

    def _fits(self, asked: _Asked) -> Flags:
        words = asked.words
        named = {"op": self._titles, "var": self._variables, "scope": self._scopes, "grad_fn": self._names}
        if asked.prefix in named:
            return named[asked.prefix].where(lambda value: words in value)
        match asked.prefix:
            case "number":
                # A line, or a part of a name: ``conv2``.
                has_line = self._lines.where(lambda line: line == int(words))
                return has_line | self._named(words)
            case "line":
                return self._lines.where(lambda line: _is_in_lines(line, words))
            case "shape":
                return self._shapes.where(lambda sizes: _has_shape(sizes, words))
            case "dtype":
                return self._dtypes.where(lambda name: name is not None and words in _spellings(name))
            case _:
                return self._devices.where(lambda name: name is not None and name.startswith(words))

    def _named(self, words: str) -> Flags:
        return self._titles.where(lambda value: words in value) | self._variables.where(lambda value: words in value)


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


def _is_in_lines(line: int | None, words: str) -> bool:
    """Whether ``line`` is the one asked for, or one from ``3-7``."""
    first, dash, last = words.partition("-")
    if line is None or not first.isdecimal() or (dash and not last.isdecimal()):
        return False
    return int(first) <= line <= int(last or first)


def _has_shape(shape: tuple[int, ...] | None, words: str) -> bool:
    """Whether a value has a shape; ``?`` stands for any size: ``?x1000``."""
    if shape is None:
        return False
    if words == "scalar":
        return shape == ()
    sizes = [size for size in _TIMES.split(words.strip("()[]")) if size]
    fits = [wanted == "?" or wanted == str(size) for wanted, size in zip(sizes, shape, strict=False)]
    return len(sizes) == len(shape) and bool(sizes) and all(fits)


def _spellings(dtype: str) -> tuple[str, ...]:
    return dtype, text.dtype(dtype), dtype.rpartition(".")[2]
