"""What is noted while an iteration runs, raw and cheap; `gradviz.engine.build` makes an `Iteration` of it.

Values are numbers of the record's `Captures`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from types import CodeType
from typing import NamedTuple, Protocol

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.trace import AtenOp, BackwardEvent, Setting
from gradviz.engine.captures import Captures
from gradviz.engine.carry import Carried
from gradviz.engine.tensors import TensorTable
from gradviz.engine.walk import Edges, walk

MOST_PLAIN_OPS = 2000
"""Ops without any gradient are recorded up to this number in an iteration; they matter where there are no others."""


@dataclass(slots=True)
class OpRecord:
    """An op ran. Nodes with a sequence number in ``first … last - 1`` are its own; ``made`` pairs outputs and nodes."""

    name: str
    code: CodeType | None
    instruction: int
    is_direct: bool
    scope: str
    inplace: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    first: int
    last: int
    made: tuple[tuple[str, GradFn], ...]
    saves_are_packed: bool
    after: int
    cut: str | None = None
    note: str | None = None
    inside: tuple[AtenOp, ...] = ()
    nanoseconds: int | None = None


class Returned(NamedTuple):
    """A module returned tensors to the program, at this instruction."""

    code: CodeType
    instruction: int
    tensors: tuple[str, ...]


class HookRecord(NamedTuple):
    """A hook of the program's saw a gradient; ``after`` is what it made of it, if it changed it.

    A late one ran after the gradient was accumulated.
    """

    name: str
    before: int
    after: int | None
    is_late: bool

    @property
    def left(self) -> int:
        """What it left behind."""
        return self.before if self.after is None else self.after


@dataclass(slots=True)
class CallRecord:
    """A backward call. The nodes with a sequence number in ``first … last - 1`` were made while it ran."""

    function: str
    creates_graph: bool
    roots: list[GradFn]
    parent: GradFn | None
    first: int
    last: int = 0
    error: str | None = None
    made: list[tuple[int, GradFn]] = field(default_factory=list)
    """How far the counter of nodes was after each node ran, for a call that makes a graph."""


class BackwardRecord(NamedTuple):
    """A node ran in backward call number ``call``."""

    node: GradFn
    grad_outputs: tuple[int | None, ...]
    grad_inputs: tuple[int | None, ...]
    grad: int | None
    call: int
    hooks: tuple[HookRecord, ...] = ()
    nanoseconds: int | None = None


class UpdateRecord(NamedTuple):
    """A leaf changed."""

    leaf: torch.Tensor
    name: str
    before: int
    after: int
    code: CodeType | None
    instruction: int
    by: str
    calls: int | None = None
    """How many backward calls had begun before it; ``None``: it is not known when it happened."""
    gradient: int | None = None
    optimizer: StateRecord | None = None


class StateRecord(NamedTuple):
    """What an optimizer had for a leaf, and has after its step; `OptimizerState` is made of it."""

    settings: dict[str, Setting]
    before: dict[str, int]
    after: dict[str, int]


class Accumulated(NamedTuple):
    """What was captured of a leaf's ``.grad``, with its memory and version then: unchanged, it is known still."""

    memory: int
    version: int
    captured: int


class Holder(Protocol):
    """Keeps the tensors of an iteration by reference, as long as it is the latest."""

    def begin(self) -> None:
        """An iteration begins to be recorded."""

    def note_leaves(self, record: IterationRecord) -> None:
        """The leaves are known; their backward pass begins."""

    def ran(
        self,
        event: int,
        arrived: tuple[torch.Tensor | None, ...],
        left: tuple[torch.Tensor | None, ...],
        to_leaf: tuple[bool, ...],
    ) -> None:
        """A node ran that got or sent a large gradient."""

    def accumulated(self, event: int, leaf: torch.Tensor) -> None:
        """The gradient of a leaf was accumulated."""

    def finish(self, record: IterationRecord, backward: tuple[BackwardEvent, ...]) -> None:
        """The iteration is over; its record is about to be released."""

    def settle(self) -> None:
        """The record was released."""


@dataclass(slots=True)
class IterationRecord:
    """Everything noted of one iteration. ``leaves`` are the leaf tensors by their ``AccumulateGrad`` nodes."""

    index: int
    numbers: count[int]
    ops: list[OpRecord] = field(default_factory=list)
    plain: list[OpRecord] = field(default_factory=list)
    backward: list[BackwardRecord] = field(default_factory=list)
    updates: list[UpdateRecord] = field(default_factory=list)
    roots: list[GradFn] = field(default_factory=list)
    saved: dict[GradFn, dict[str, str]] = field(default_factory=dict)
    constants: dict[GradFn, dict[str, object]] = field(default_factory=dict)
    """The plain values that nodes keep."""
    leaves: dict[GradFn, tuple[torch.Tensor, str, str]] = field(default_factory=dict)
    accumulated: dict[int, Accumulated] = field(default_factory=dict)
    """The gradients of leaves as the last pass has left them, by ``id`` of the leaf."""
    origins: dict[str, tuple[CodeType | None, int]] = field(default_factory=dict)
    loss: float | None = None
    since: int = 0
    """When the recorder let the engine go on last, in nanoseconds; 0: what happened since then is no node's time."""
    calls: int = 0
    passes: list[CallRecord] = field(default_factory=list)
    gradients: dict[GradFn, str] = field(default_factory=dict)
    """Tensors that a backward call made with a graph of their own, by their nodes."""
    inner: dict[GradFn, str] = field(default_factory=dict)
    """What nodes inside of composite ops made, as far as it was saved."""
    registered: dict[GradFn, list[str]] = field(default_factory=dict)
    """What the program registered on the tensors of nodes."""
    hooked: dict[int, GradFn] = field(default_factory=dict)
    """The nodes of the hooks that are watched, by the hooks' numbers."""
    inside: dict[tuple[GradFn, int], list[AtenOp]] = field(default_factory=dict)
    """The aten ops that nodes ran, by node and backward call."""
    has_aten: bool = False
    fired: dict[GradFn, list[HookRecord]] = field(default_factory=dict)
    """Hooks that ran, and whose node has not run yet."""
    order: dict[GradFn, int] = field(default_factory=dict)
    """The numbers that nodes have got when the iteration was built; they keep them if it is built again."""
    returned: list[Returned] = field(default_factory=list)
    graph: Edges = field(default_factory=dict)
    """Every node that was met so far, with what follows it."""
    reached: dict[GradFn, None] = field(default_factory=dict)
    """The nodes below the roots of all passes, in the order of a walk: they need not be walked again."""
    note: str | None = None
    holder: Holder | None = None
    """Who keeps gradients beyond the pass."""
    captures: Captures = field(default_factory=Captures)
    carried: Carried = field(default_factory=Carried)
    tensors: TensorTable = field(init=False)

    def __post_init__(self) -> None:
        self.tensors = TensorTable(self.numbers, self.captures, self.carried)

    def nodes(self) -> list[GradFn]:
        """Return every node of the iteration: those below roots, and those that ops made beside them."""
        reached = self.reached
        beside = [node for op in self.ops for _, node in op.made if node not in reached]
        return list({**reached, **dict.fromkeys(walk(beside, edges=self.graph))}) if beside else list(reached)

    @property
    def has_backward(self) -> bool:
        """Whether a backward pass belongs to it."""
        return self.calls > 0
