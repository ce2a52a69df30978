"""What the worker tells the window."""

from __future__ import annotations

import msgspec

from gradviz.core.breakpoints import Cause
from gradviz.core.edits import GradientChange
from gradviz.core.lockstep.steps import Step
from gradviz.core.messages.samples import GradientNorms, ParameterSample, UpdateSample
from gradviz.core.place import Part, Place
from gradviz.core.probe import Answer
from gradviz.core.rates import Rate, RateChange
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import BackwardEvent, Environment, Iteration, ProgramError, Variable


class Reply(msgspec.Struct, frozen=True, tag=True):
    """From the worker to the window, about run ``run`` (0: about the worker itself)."""

    run: int


class Ready(Reply, frozen=True, tag=True):
    """torch is loaded; ``devices`` are the names a program can run on."""

    torch: str
    python: str
    devices: tuple[str, ...]


class Printed(Reply, frozen=True, tag=True):
    """The program wrote ``text``; ``skipped`` lines were left out before it."""

    text: str
    skipped: int = 0


class Sampled(Reply, frozen=True, tag=True):
    """Live values: ``losses`` of the iterations from number ``first`` on, and the parameters after one of them.

    That one is number ``at``; ``None``: the last. ``updates`` is what iteration ``updated`` changed. ``rates`` are the
    learning rates of the optimizers, by names for people, when the parameters were taken. ``norms`` come more often.
    """

    first: int
    losses: tuple[float | None, ...]
    parameters: tuple[ParameterSample, ...]
    at: int | None = None
    rates: dict[str, float] = {}
    updates: tuple[UpdateSample, ...] = ()
    updated: int = -1
    norms: tuple[GradientNorms, ...] = ()

    @property
    def taken(self) -> int:
        """The iteration that the parameters belong to."""
        return self.first + len(self.losses) - 1 if self.at is None else self.at

    def followed_by(self, new: Sampled) -> Sampled:
        """Return this and ``new``, whose losses come next, as one: all losses and norms, and of the rest the newest."""
        parameters = new if new.parameters else self
        updates = new if new.updates else self
        return Sampled(
            new.run,
            self.first,
            self.losses + new.losses,
            parameters.parameters,
            parameters.taken,
            parameters.rates,
            updates.updates,
            updates.updated,
            self.norms + new.norms,
        )


class Recorded(Reply, frozen=True, tag=True):
    """One iteration, in full."""

    iteration: Iteration


class Progress(Reply, frozen=True, tag=True):
    """How far a training is: in iteration ``index``, at ``speed`` iterations a second.

    ``done`` of ``total`` rounds of the program's own loops; ``None`` where no loop says how long it is. ``rate`` is
    the learning rate as it is now, if the program has one that can be found.
    """

    index: int
    speed: float
    done: int | None = None
    total: int | None = None
    rate: Rate | None = None


class RateChanged(Reply, frozen=True, tag=True):
    """The learning rate was changed as a person wanted; or ``refused`` says why it was not."""

    change: RateChange | None = None
    refused: str = ""


class Paused(Reply, frozen=True, tag=True):
    """The program waits after iteration ``index``; ``cause`` is the breakpoint whose condition held in it.

    Before the first iteration ``index`` is -1. ``let_go`` is how often it was let go on before: who has let it go on
    once more meanwhile need not believe that it waits.
    """

    index: int
    cause: Cause | None = None
    let_go: int = 0


class Halted(Reply, frozen=True, tag=True):
    """A pass has halted for the first time: the engine waits before ``node`` of ``iteration``, as recorded so far.

    ``arriving`` are the gradients that are about to enter the node.
    """

    iteration: Iteration
    node: int
    arriving: tuple[TensorSummary | None, ...]
    cause: Cause


class Stepped(Reply, frozen=True, tag=True):
    """The engine waits again, before ``node``; ``events`` have happened since it last did.

    After an edit there are none, and ``arriving`` is what the edit made of the gradients; ``refused`` says why it could
    not be made.
    """

    events: tuple[BackwardEvent, ...]
    node: int
    arriving: tuple[TensorSummary | None, ...]
    cause: Cause
    is_edited: bool = False
    refused: str = ""


class PassEnded(Reply, frozen=True, tag=True):
    """The backward pass that had halted is over, after these last ``events``; ``error`` says what ended it early."""

    events: tuple[BackwardEvent, ...]
    error: str = ""


class GradientChanged(Reply, frozen=True, tag=True):
    """A person has changed gradients, or ended a pass, and the engine has gone on with that."""

    change: GradientChange


class KeyframeSaved(Reply, frozen=True, tag=True):
    """The keyframe of iteration ``index`` is in the file ``path``; ``None``: there is none, or it was not written."""

    path: str
    index: int | None = None


class Finished(Reply, frozen=True, tag=True):
    """The run is over: by itself, by an error, or because it was ``stopped``."""

    environment: Environment
    iterations: int
    seconds: float
    variables: dict[str, Variable]
    error: ProgramError | None = None
    stopped: bool = False


class Checked(Reply, frozen=True, tag=True):
    """What `CheckNode` found: largest errors, relative to the largest gradient.

    ``error`` compares autograd with finite differences, both in float64; ``recorded`` the recorded gradients with
    autograd's in float64; ``formula`` the rule's formulas with autograd's. ``reason`` says why there is none.
    """

    name: str
    error: float | None = None
    recorded: float | None = None
    formula: float | None = None
    elements: int = 0
    reason: str = ""


class Defined(Reply, frozen=True, tag=True):
    """PyTorch's own formulas for the grad_fn ``name``, as ``input: code``; none, if it has none."""

    name: str
    formulas: tuple[str, ...]


class Fetched(Reply, frozen=True, tag=True):
    """The elements of a part, every one exact, in rows and columns; or ``reason``, a sentence that says why not."""

    iteration: int
    place: Place
    part: Part
    values: Array | None = None
    reason: str = ""


class Holding(Reply, frozen=True, tag=True):
    """What the worker holds of run ``run``: the tensors of ``iteration`` in ``tensors`` bytes, and ``keyframes``."""

    iteration: int | None
    tensors: int
    keyframes: tuple[int, ...] = ()
    size: int = 0
    """Bytes of the keyframes."""


class Recomputing(Reply, frozen=True, tag=True):
    """The repetition has come to iteration ``at``."""

    at: int


class Recomputed(Reply, frozen=True, tag=True):
    """How a repetition ended: with the ``iteration``, or by an error, or ``stopped``, or because it never came to it.

    ``keyframe`` is the iteration at whose end its state was compared with what the first run had there (``None``: there
    was nothing to compare with), ``differing`` names what was not the same, and was put back to what it was.
    """

    of: int
    index: int
    iteration: Iteration | None = None
    keyframe: int | None = None
    differing: tuple[str, ...] = ()
    iterations: int = 0
    error: ProgramError | None = None
    stopped: bool = False


class Probing(Reply, frozen=True, tag=True):
    """How far a `Probe` is: ``done`` of ``total`` losses; while there is no total, it runs, and is at ``iteration``."""

    done: int = 0
    total: int = 0
    iteration: int = 0


class Probed(Reply, frozen=True, tag=True):
    """An answer to a `Probe`; ``is_last`` is false while a better one is to come. ``reason`` says why there is none."""

    of: int
    index: int
    answer: Answer | None = None
    reason: str = ""
    stopped: bool = False
    is_last: bool = True


class LaneStep(Reply, frozen=True, tag=True):
    """An iteration of a run in lockstep has ended."""

    step: Step


Replies = (
    Ready
    | Printed
    | Sampled
    | Recorded
    | Progress
    | RateChanged
    | Paused
    | Halted
    | Stepped
    | PassEnded
    | Finished
    | Checked
    | Defined
    | Fetched
    | Holding
    | Recomputing
    | Recomputed
    | Probing
    | Probed
    | LaneStep
    | GradientChanged
    | KeyframeSaved
)
