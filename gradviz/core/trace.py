"""What one run of a program did, event by event."""

from __future__ import annotations

import msgspec

from gradviz.core.tensor import TensorSummary

# `gc=False`: these values hold no cycles, and the garbage collector would visit many thousands of them.

Columns = tuple[int, int]
"""First and last-plus-one column of a piece of source text, in characters, counted from 0."""


class Program(msgspec.Struct, frozen=True, gc=False):
    """The user's text; ``path`` is the file it came from."""

    name: str
    source: str
    path: str | None = None


class Environment(msgspec.Struct, frozen=True, gc=False):
    """Where the program ran; ``seed`` is torch's, and running again with it repeats the run."""

    torch: str = ""
    device: str = "cpu"
    python: str = ""
    seed: int | None = None


class ForwardEvent(msgspec.Struct, frozen=True, gc=False):
    """An op ran. ``inputs`` and ``outputs`` are tensor ids; ``nodes`` the grad_fns it made, its own one last.

    ``cut`` says why the gradient path ends here (``"no_grad"``, ``"detach"``, ``"not differentiable"``), if it does.
    """

    op: str
    line: int | None = None
    columns: Columns | None = None
    variable: str | None = None
    scope: str = ""
    inplace: bool = False
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    nodes: tuple[int, ...] = ()
    cut: str | None = None


class GradNode(msgspec.Struct, frozen=True, gc=False):
    """A ``grad_fn``, or the ``AccumulateGrad`` of a leaf.

    ``next`` is torch's ``next_functions``: per differentiable input the node that receives its gradient and the number
    of that node's output. ``tensor`` is the id of the value it stands for: the op's output, or the leaf itself.
    ``event`` is the index of the forward event that made it. ``saved`` names the tensors kept for the backward pass.
    """

    id: int
    name: str
    line: int | None = None
    columns: Columns | None = None
    variable: str | None = None
    scope: str = ""
    next: tuple[tuple[int | None, int], ...] = ()
    saved: dict[str, str] = {}
    tensor: str | None = None
    event: int | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether this is where a leaf's gradient is accumulated."""
        return self.name.endswith("AccumulateGrad")


class BackwardEvent(msgspec.Struct, frozen=True, gc=False):
    """A grad_fn ran. ``grad_outputs`` arrived, ``grad_inputs`` left, one per entry of the node's ``next``.

    For a leaf nothing leaves: ``grad`` is its ``.grad`` after this event. ``call`` numbers the backward calls of the
    iteration from 0.
    """

    node: int
    grad_outputs: tuple[TensorSummary | None, ...] = ()
    grad_inputs: tuple[TensorSummary | None, ...] = ()
    grad: TensorSummary | None = None
    call: int = 0


class UpdateEvent(msgspec.Struct, frozen=True, gc=False):
    """A parameter changed; ``by`` is the optimizer's class or the in-place op."""

    variable: str
    before: TensorSummary
    after: TensorSummary
    line: int | None = None
    columns: Columns | None = None
    node: int | None = None
    by: str = ""


Event = ForwardEvent | BackwardEvent | UpdateEvent


class Iteration(msgspec.Struct, frozen=True, gc=False):
    """One forward + backward (+ update) round. Node ids count from 0 in each iteration; tensor ids are the run's.

    ``roots`` are the nodes that backward started from, ``names`` the variables that hold tensors of ``tensors``.
    """

    index: int
    loss: float | None = None
    forward: tuple[ForwardEvent, ...] = ()
    nodes: tuple[GradNode, ...] = ()
    backward: tuple[BackwardEvent, ...] = ()
    update: tuple[UpdateEvent, ...] = ()
    roots: tuple[int, ...] = ()
    tensors: dict[str, TensorSummary] = {}
    names: dict[str, str] = {}

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event in the order in which the player steps through them."""
        return (*self.forward, *self.backward, *self.update)


class Variable(msgspec.Struct, frozen=True, gc=False):
    """A tensor that a name of the program holds at the end of the run."""

    requires_grad: bool
    is_leaf: bool
    value: TensorSummary
    grad: TensorSummary | None = None


class ProgramError(msgspec.Struct, frozen=True, gc=False):
    """Why a run did not come to its end. ``kind`` is the exception's class, ``hint`` what to do about it."""

    kind: str
    message: str
    line: int | None = None
    columns: Columns | None = None
    hint: str = ""


class Trace(msgspec.Struct, frozen=True, gc=False):
    """A whole run: the recorded iterations (all others have only a loss), the final variables and what was printed."""

    program: Program
    environment: Environment = Environment()
    iterations: tuple[Iteration, ...] = ()
    losses: tuple[float | None, ...] = ()
    variables: dict[str, Variable] = {}
    printed: str = ""
    error: ProgramError | None = None
