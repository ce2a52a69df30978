"""What the window asks of the worker."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from gradviz.core.breakpoints import Breakpoint
from gradviz.core.budget import DEFAULT
from gradviz.core.edits import Edit, GradientChange
from gradviz.core.place import Part, Place
from gradviz.core.probe import Question
from gradviz.core.rates import RateChange
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Program


class Request(msgspec.Struct, frozen=True, tag=True):
    """From the window to the worker; ``run`` numbers the runs, so that late replies can be told apart."""

    run: int


class RunProgram(Request, frozen=True, tag=True):
    """Run ``program``. ``record`` is ``"sampled"``, ``"10/s"``, ``"all"``, ``"last"`` or an iteration's number.

    ``live`` lets the engine wait before every node of every backward pass from iteration ``live_from`` on.
    ``budget`` are the bytes for everything that is kept of the run, here and there.
    ``aten`` asks for the aten ops inside of ops and nodes too. ``hold``: wait before the program begins.
    """

    program: Program
    device: str = "cpu"
    seed: int | None = None
    record: str = "sampled"
    budget: int = DEFAULT
    aten: bool = False
    live: bool = False
    live_from: int = 0
    breakpoints: tuple[Breakpoint, ...] = ()
    hold: bool = False


class Stop(Request, frozen=True, tag=True):
    """End the run now."""


class Pause(Request, frozen=True, tag=True):
    """Record the next iteration in full and wait at its end."""


class Resume(Request, frozen=True, tag=True):
    """Go on after `Pause`."""


class StepIteration(Request, frozen=True, tag=True):
    """Go on from where the run waits, record one more iteration and wait at its end."""


class SetRate(Request, frozen=True, tag=True):
    """Train with the learning rate ``rate`` from the next update on."""

    rate: float


class SetBreakpoints(Request, frozen=True, tag=True):
    """Wait at these from now on, and at no others."""

    breakpoints: tuple[Breakpoint, ...]


class StepTo(StrEnum):
    """How far to go: to the next node, to the first node of the next backward pass, or to a breakpoint.

    A breakpoint on the way is always waited at.
    """

    NODE = "node"
    PASS = "pass"
    BREAKPOINT = "breakpoint"


class StepOn(Request, frozen=True, tag=True):
    """Let the engine go on that waits before a node, or that waits at the end of an iteration."""

    to: StepTo = StepTo.NODE


class EditGradient(Request, frozen=True, tag=True):
    """Change a gradient that is about to enter the node before which the engine waits."""

    edit: Edit


class Abort(Request, frozen=True, tag=True):
    """End the backward pass that waits: the program gets an exception, ``.grad`` and random numbers are as before."""


class CheckNode(Request, frozen=True, tag=True):
    """Compare the gradients of a node with finite differences.

    ``values`` are what the letters of its rule stand for; ``saved`` names the tensors it kept. ``received`` arrived,
    ``sent`` left. All that is needed is here, so that a node of a session can be checked too.
    """

    name: str
    constants: dict[str, str]
    saved: tuple[str, ...]
    values: dict[str, TensorSummary]
    shape: tuple[int, ...]
    received: tuple[TensorSummary | None, ...]
    sent: tuple[TensorSummary | None, ...]


class DefineNode(Request, frozen=True, tag=True):
    """Look up PyTorch's own definition of the gradients of the grad_fn ``name``."""

    name: str


class FetchPart(Request, frozen=True, tag=True):
    """Read a part of a tensor of ``iteration``, which is the one that the worker holds of run ``run``."""

    iteration: int
    place: Place
    part: Part


class Recompute(Request, frozen=True, tag=True):
    """Run ``program`` again as run ``of`` did, record iteration ``index`` alone, and end there.

    ``run`` is the number of this repetition. ``changes`` are made again that a person has made of the learning rate,
    and ``edits`` those of gradients. ``keyframe`` is a file with one of the first run, if another worker has that.
    """

    of: int
    index: int
    program: Program
    device: str = "cpu"
    seed: int | None = None
    budget: int = DEFAULT
    changes: tuple[RateChange, ...] = ()
    edits: tuple[GradientChange, ...] = ()
    keyframe: str = ""


class RunInLockstep(Request, frozen=True, tag=True):
    """Run ``program`` beside others, and tell of every iteration; begin iteration ``until`` when `GoOn` allows it.

    ``iterations`` ends the run after so many. With a ``dtype`` all its floating tensors are of that; whatever dtype and
    device, it starts from the same numbers.
    """

    program: Program
    device: str = "cpu"
    seed: int | None = None
    until: int = 1
    iterations: int | None = None
    dtype: str | None = None


class GoOn(Request, frozen=True, tag=True):
    """A run in lockstep may begin the iterations before number ``until``."""

    until: int


class Probe(Request, frozen=True, tag=True):
    """Ask for the loss of iteration ``index`` of run ``of`` at other parameters; ``run`` numbers this repetition."""

    of: int
    index: int
    program: Program
    question: Question
    device: str = "cpu"
    seed: int | None = None
    budget: int = DEFAULT
    changes: tuple[RateChange, ...] = ()
    edits: tuple[GradientChange, ...] = ()


class SaveKeyframe(Request, frozen=True, tag=True):
    """Write the last keyframe of run ``run`` before iteration ``before`` into the file ``path``, for another worker."""

    before: int
    path: str


Requests = (
    RunProgram
    | Stop
    | Pause
    | Resume
    | StepIteration
    | SetRate
    | SetBreakpoints
    | StepOn
    | EditGradient
    | Abort
    | CheckNode
    | DefineNode
    | FetchPart
    | Recompute
    | Probe
    | RunInLockstep
    | GoOn
    | SaveKeyframe
)
