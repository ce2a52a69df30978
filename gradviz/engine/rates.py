"""The learning rate of a program that runs: in its optimizers, or in a variable that its loop reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import torch

from gradviz.core.rates import Rate
from gradviz.engine.schedules import Led, Moved, follow

NAMES = ("learning_rate", "lr", "eta", "step_size", "lrate")
"""What a variable is called that holds a learning rate."""

NOWHERE = (
    "The program has no learning rate that can be changed: no optimizer of torch.optim, and no variable such as "
    "learning_rate that its loop reads."
)


class Changed(NamedTuple):
    """What the learning rate was ``before`` a change, and what becomes of the change."""

    before: float
    led: Led = Led()


class Rates:
    """The learning rate of the program ``text``, whose global ``variables`` these are."""

    def __init__(
        self, text: str, variables: MutableMapping[str, Any], optimizers: Sequence[torch.optim.Optimizer]
    ) -> None:
        self._text = text
        self._variables = variables
        self._seen = optimizers

    def now(self) -> Rate | None:
        """Return the learning rate as it is; ``None`` if there is none that can be found."""
        groups = list(self._groups())
        if groups:
            values = [float(group["lr"]) for group in groups]
            return Rate(values[0], is_uniform=len(set(values)) == 1)
        name = self._name
        return None if name is None else Rate(float(self._variables[name]), name)

    def change(self, value: float) -> Changed | None:
        """Make the learning rate ``value``, also for the schedules that lead it; ``None`` if there is none."""
        rate = self.now()
        if rate is None:
            return None
        if rate.name:
            self._variables[rate.name] = value
            return Changed(rate.value)
        moved = []
        for group in self._groups():
            before = float(group["lr"])
            wanted = value if rate.is_uniform or not rate.value else before * value / rate.value
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(wanted)
            else:
                group["lr"] = wanted
            moved.append(Moved(group, before, wanted))
        return Changed(rate.value, follow(self._optimizers, moved))

    @property
    def _optimizers(self) -> Sequence[torch.optim.Optimizer]:
        """Those that have stepped, else those of the variables."""
        return self._seen or [one for one in self._variables.values() if isinstance(one, torch.optim.Optimizer)]

    def _groups(self) -> Iterator[dict[str, Any]]:
        """Yield the groups of parameters that have a learning rate."""
        for optimizer in self._optimizers:
            yield from (group for group in optimizer.param_groups if "lr" in group)

    @property
    def _name(self) -> str | None:
        held: Mapping[str, Any] = self._variables
        return next((name for name in self._read if _is_number(held.get(name))), None)

    @cached_property
    def _read(self) -> tuple[str, ...]:
        """The names of global variables for a learning rate that are read in a loop or in a function."""
        try:
            tree = ast.parse(self._text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()
        read = set(_read_again(tree))
        return tuple(name for name in NAMES if name in read)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read_again(tree: ast.Module) -> Iterator[str]:
    """Yield the names of global variables that may be read more than once: in a loop, or in a function."""
    waiting = [(node, False) for node in ast.iter_child_nodes(tree)]
    while waiting:
        node, is_in_loop = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # A variable of the function's own is out of reach.
            arguments = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
            own = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            yield from (name for name in _loaded(node) if name not in own | arguments)
            continue
        if is_in_loop and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        is_in_loop = is_in_loop or isinstance(node, ast.For | ast.While)
        waiting += [(one, is_in_loop) for one in ast.iter_child_nodes(node)]


def _loaded(node: ast.AST) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))
