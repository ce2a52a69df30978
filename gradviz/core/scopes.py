"""Scopes: the tree of module calls and loop rounds that the nodes of a graph lie in, and which of it to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import networkx as nx

from gradviz.core.graph import Graph, node_of
from gradviz.core.loops import Round, rounds

Path = tuple[str, ...]
"""The steps from the outermost scope inwards: names of modules, ``@9`` for the loop at line 9, ``#3`` for a round."""

LOOP, ROUND = "@", "#"

LIMIT = 60
"""More boxes than these are not taken in at a glance."""


def name_of(path: Path) -> str:
    """Return the name of a scope, which `path_of` turns back."""
    return ".".join(path)


def path_of(name: str) -> Path:
    """Return the path of the scope called ``name``."""
    return tuple(name.split(".")) if name else ()


def paths(graph: Graph) -> dict[str, Path]:
    """Return the innermost scope of every node. What has none of its own lies where all its consumers lie."""
    found = rounds(graph)
    result: dict[str, Path] = {}
    for key in reversed(list(nx.topological_sort(graph))):
        node = node_of(graph, key)
        if node.event is not None:
            result[key] = _with_round(path_of(node.scope), found.get(node.event))
        elif node.scope:
            result[key] = path_of(node.scope)
        else:
            result[key] = reduce(_common, (result[target] for target in graph.succ[key])) if graph.succ[key] else ()
    return {key: result[key] for key in graph}


def _with_round(path: Path, of: Round | None) -> Path:
    if of is None:
        return path
    outer = path_of(of.scope)
    return (*outer, f"{LOOP}{of.line}", f"{ROUND}{of.number}", *path[len(outer) :])


def _common(a: Path, b: Path) -> Path:
    count = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[:count]


def all_scopes(paths: Mapping[str, Path]) -> dict[Path, list[str]]:
    """Return every scope with the keys of the nodes in it, outer ones first."""
    held: dict[Path, list[str]] = defaultdict(list)
    for key, path in paths.items():
        for depth in range(1, len(path) + 1):
            held[path[:depth]].append(key)
    return dict(sorted(held.items(), key=lambda item: len(item[0])))


def at_depth(scopes: Iterable[Path], depth: int) -> frozenset[str]:
    """Return the names of the scopes to collapse so that the picture shows ``depth`` levels of them.

    These are the scopes of that depth, and those above that hold no others.
    """
    every = list(scopes)
    outer = {path[:-1] for path in every}
    return frozenset(name_of(path) for path in every if len(path) == depth or (len(path) < depth and path not in outer))


def useful_depth(paths: Mapping[str, Path], limit: int = LIMIT) -> int:
    """Return how many levels of scopes to show at first: as many as leave ``limit`` boxes; 0 where all fits.

    If even the outermost scopes are too many, they are what is shown: 1.
    """
    if len(paths) <= limit:
        return 0
    scopes = all_scopes(paths)
    deepest = max((len(path) for path in scopes), default=0)
    fitting = 1 if deepest else 0
    for depth in range(2, deepest + 1):
        if _count(paths, at_depth(scopes, depth)) > limit:
            break
        fitting = depth
    return fitting


def _count(paths: Mapping[str, Path], collapsed: frozenset[str]) -> int:
    """How many boxes the picture has, if none has to be divided."""
    labels = [label_of(path, collapsed) for path in paths.values()]
    return labels.count(None) + len(set(labels) - {None})


def label_of(path: Path, collapsed: frozenset[str]) -> str | None:
    """Return the outermost of the collapsed scopes around a path."""
    for depth in range(1, len(path) + 1):
        name = name_of(path[:depth])
        if name in collapsed:
            return name
    return None


def repeats(graph: Graph, paths: Mapping[str, Path], scope: str) -> int:
    """Return how many equal parts follow each other in ``scope``: numbered modules, or the rounds of a loop.

    Modules are equal when they hold the same ops, leaves and edges. Several in a row may make one part
    (Linear, ReLU, Linear, ReLU: 2). The rounds of a loop are parts by what they are. 1: there are no such parts.
    """
    outer = path_of(scope)
    depth = len(outer)
    children: dict[str, list[str]] = {}
    for key, path in paths.items():
        if path[:depth] == outer and len(path) > depth:
            children.setdefault(path[depth], []).append(key)
        elif path == outer and graph.pred[key]:
            # An op of its own stands between the parts.
            return 1
    if outer and outer[-1].startswith(LOOP):
        return len(children)
    if len(children) == 1:
        # A module that a loop calls.
        only = next(iter(children))
        return repeats(graph, paths, name_of((*outer, only))) if only.startswith(LOOP) else 1
    if len(children) < 2 or not all(name.isdigit() for name in children):
        return 1
    order = {key: i for i, key in enumerate(graph)}
    forms = [_form(graph, sorted(children[name], key=order.__getitem__)) for name in sorted(children, key=int)]
    return _times(forms)


def _times(forms: Sequence[object]) -> int:
    """How often the shortest period of a sequence is repeated."""
    count = len(forms)
    for period in range(1, count // 2 + 1):
        if count % period == 0 and all(forms[i] == forms[i - period] for i in range(period, count)):
            return count // period
    return 1


def _form(graph: Graph, keys: list[str]) -> tuple[object, ...]:
    """What is the same for parts of the same structure."""
    place = {key: i for i, key in enumerate(keys)}
    nodes = []
    for key in keys:
        node = node_of(graph, key)
        inputs = sorted((port, place.get(source, -1)) for source, _, port in graph.in_edges(key, keys=True))
        title = "" if not graph.pred[key] else node.title
        nodes.append((node.kind, title, node.name, tuple(inputs)))
    return tuple(nodes)
