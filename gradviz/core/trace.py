"""What one run of a program did, event by event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gradviz.core.tensor import TensorSummary

# `gc=False`: these values hold no cycles, and the garbage collector would visit many thousands of them.

Columns = tuple[int, int]
"""First and last-plus-one column of a piece of source text, in characters, counted from 0."""

Elsewhere = tuple[str, int]
"""A line of another file than the program's: the file's name and the line's number. Then there is no ``line``."""


class Program(msgspec.Struct, frozen=True, gc=False):
    """The user's text; ``path`` is the file it came from, ``arguments`` what ``sys.argv`` holds behind its name."""

    name: str
    source: str
    path: str | None = None
    arguments: tuple[str, ...] = ()


class Environment(msgspec.Struct, frozen=True, gc=False):
    """Where the program ran; ``seed`` is torch's, and running again with it repeats the run."""

    torch: str = ""
    device: str = "cpu"
    python: str = ""
    seed: int | None = None


class AtenOp(msgspec.Struct, frozen=True, gc=False):
    """One of torch's own ops that ran inside of an op or a node, with the shapes of the tensors it took and made."""

    name: str
    inputs: tuple[tuple[int, ...], ...] = ()
    outputs: tuple[tuple[int, ...], ...] = ()


class ForwardEvent(msgspec.Struct, frozen=True, gc=False):
    """An op ran. ``inputs`` and ``outputs`` are tensor ids; ``nodes`` the grad_fns it made, its own one last.

    ``cut`` says why the gradient path ends here (``"no_grad"``, ``"detach"``, ``"not differentiable"``), if it does.
    ``note`` says in a sentence what is not shown of it. ``after`` counts the backward calls of the iteration that had
    ended before it ran: only a graph of gradients (``create_graph``) is continued after one. ``inside`` are the aten
    ops that it ran, where the run was asked for them. ``nanoseconds`` is how long it took while it was recorded; on a
    GPU, how long until it was launched. It is ``None`` where nobody measured: the run followed aten ops, for example.
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
    elsewhere: Elsewhere | None = None
    note: str | None = None
    after: int = 0
    inside: tuple[AtenOp, ...] = ()
    nanoseconds: int | None = None


class GradNode(msgspec.Struct, frozen=True, gc=False):
    """A ``grad_fn``, or the ``AccumulateGrad`` of a leaf.

    ``next`` is torch's ``next_functions``: per differentiable input the node that receives its gradient and the number
    of that node's output. ``tensor`` is the id of the value it stands for: the op's output, or the leaf itself.
    ``event`` is the index of the forward event that made it. ``saved`` names the tensors kept for the backward pass.
    ``made_by`` is the backward call that made it, for a node of a gradient's own graph or of a recomputation; ``maker``
    is the node that ran meanwhile: this one is a part of its derivative.
    ``opaque`` says in a sentence what cannot be seen of it. ``hooks`` names what the program registered on its tensor.
    ``constants`` are the plain values it keeps (exponent, dimension, limits), as Python writes them.
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
    elsewhere: Elsewhere | None = None
    made_by: int | None = None
    opaque: str | None = None
    hooks: tuple[str, ...] = ()
    constants: dict[str, str] = {}
    maker: int | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether this is where a leaf's gradient is accumulated."""
        return self.name.endswith("AccumulateGrad")


class HookCall(msgspec.Struct, frozen=True, gc=False):
    """A hook of the program's saw a gradient; ``after`` is what it made of it, ``None`` where it left it as it was."""

    name: str
    before: TensorSummary | None = None
    after: TensorSummary | None = None


class BackwardEvent(msgspec.Struct, frozen=True, gc=False):
    """A grad_fn ran. ``grad_outputs`` arrived, ``grad_inputs`` left, one per entry of the node's ``next``.

    For a leaf nothing leaves: ``grad`` is its ``.grad`` after this event. ``call`` numbers the backward calls of the
    iteration from 0. ``hooks`` ran before it in this order; ``grad_outputs`` are what they made of the gradient.
    ``inside`` are the aten ops that it ran, where the run was asked for them. ``nanoseconds`` is how long it took while
    it was recorded, with the engine's own work before it (adding up gradients that meet); see `ForwardEvent`.
    """

    node: int
    grad_outputs: tuple[TensorSummary | None, ...] = ()
    grad_inputs: tuple[TensorSummary | None, ...] = ()
    grad: TensorSummary | None = None
    call: int = 0
    hooks: tuple[HookCall, ...] = ()
    inside: tuple[AtenOp, ...] = ()
    nanoseconds: int | None = None


class BackwardCall(msgspec.Struct, frozen=True, gc=False):
    """One pass of the engine: ``backward`` adds to the leaves' ``.grad``, ``grad`` leaves them untouched.

    ``node`` is the node that started it, for a pass inside another one. ``error`` is why it did not come to its end.
    """

    function: str = "backward"
    roots: tuple[int, ...] = ()
    creates_graph: bool = False
    node: int | None = None
    error: str | None = None


Setting = bool | int | float | str | tuple[float, ...] | None
"""A hyperparameter of an optimizer, such as ``lr`` or ``betas``."""


class OptimizerState(msgspec.Struct, frozen=True, gc=False):
    """What an optimizer has for a parameter: the ``settings`` of its group, its state ``before`` and ``after`` a step.

    Tensors have torch's own names: ``momentum_buffer``, ``exp_avg``, ``step``. Before its first step there are none.
    """

    settings: dict[str, Setting] = {}
    before: dict[str, TensorSummary] = {}
    after: dict[str, TensorSummary] = {}


class UpdateEvent(msgspec.Struct, frozen=True, gc=False):
    """A parameter changed; ``by`` is the optimizer's class or the in-place op.

    ``calls`` counts the backward calls of the iteration that had ended before it; ``None`` means all of them.
    ``gradient`` is its ``.grad`` then, ``optimizer`` what the optimizer has for it, if one changed it.
    """

    variable: str
    before: TensorSummary
    after: TensorSummary
    line: int | None = None
    columns: Columns | None = None
    node: int | None = None
    by: str = ""
    elsewhere: Elsewhere | None = None
    calls: int | None = None
    gradient: TensorSummary | None = None
    optimizer: OptimizerState | None = None

    @property
    def summaries(self) -> tuple[TensorSummary, ...]:
        """Every tensor in it."""
        state = () if self.optimizer is None else (*self.optimizer.before.values(), *self.optimizer.after.values())
        gradient = () if self.gradient is None else (self.gradient,)
        return (self.before, self.after, *gradient, *state)


Event = ForwardEvent | BackwardEvent | UpdateEvent


class Iteration(msgspec.Struct, frozen=True, gc=False):
    """One forward + backward (+ update) round. Node ids count from 0 in each iteration; tensor ids are the run's.

    ``roots`` are the nodes that backward started from, ``names`` the variables that hold tensors of ``tensors``,
    ``calls`` the backward calls in the order in which they began. ``note`` says what of it could not be recorded.
    ``has_aten`` says whether the aten ops inside of its events were recorded.
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
    calls: tuple[BackwardCall, ...] = ()
    note: str | None = None
    has_aten: bool = False

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event in the order in which they happened, in which the player steps through them."""
        return _in_order(self.forward, self.backward, self.update)


def _in_order(
    forward: tuple[ForwardEvent, ...], backward: tuple[BackwardEvent, ...], update: tuple[UpdateEvent, ...]
) -> tuple[Event, ...]:
    """Return all events, each kind in its own order: an op or an update follows the backward calls before it."""
    late = next((number for number, event in enumerate(forward) if event.after), len(forward))
    early = next((number for number, event in enumerate(update) if event.calls is not None), len(update))
    if late == len(forward) and early == len(update):
        return (*forward, *backward, *update)
    ends: dict[int, int] = {}
    for number, event in enumerate(backward, start=1):
        ends[event.call] = number
    placed: list[tuple[int, int, Event]] = [(number, 0, event) for number, event in enumerate(backward)]
    placed += _placed(forward, [event.after for event in forward], ends, -2)
    every = len(backward)
    placed += _placed(update, [every if event.calls is None else event.calls for event in update], ends, -1)
    return tuple(event for _, _, event in sorted(placed, key=lambda item: item[:2]))


def _placed(
    events: Sequence[Event], waited: Sequence[int], ends: dict[int, int], kind: int
) -> Iterator[tuple[int, int, Event]]:
    """Yield ``events`` with their places: before how many backward events, and what comes first at the same place."""
    place = 0
    for event, calls in zip(events, waited, strict=True):
        place = max(place, max((end for call, end in ends.items() if call < calls), default=0))
        yield place, kind, event


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
    """A whole run: the recorded iterations (all others have only a loss), the final variables and what was printed.

    ``files`` are the texts of the other files that events are ``elsewhere`` in, by their names.
    """

    program: Program
    environment: Environment = Environment()
    iterations: tuple[Iteration, ...] = ()
    losses: tuple[float | None, ...] = ()
    variables: dict[str, Variable] = {}
    printed: str = ""
    error: ProgramError | None = None
    files: dict[str, str] = {}
