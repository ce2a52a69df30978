"""What the window and the worker process say to each other."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from gradviz.core.breakpoints import Breakpoint, Cause
from gradviz.core.budget import DEFAULT
from gradviz.core.edits import Edit, GradientChange
from gradviz.core.lockstep.steps import Step
from gradviz.core.place import Part, Place
from gradviz.core.probe import Answer, Question
from gradviz.core.rates import Rate, RateChange
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.text import readable
from gradviz.core.trace import BackwardEvent, Environment, Iteration, Program, ProgramError, Variable

_HEADER = struct.Struct("<I")
LARGEST_MESSAGE = 1 << 30
"""Bytes. A larger announced length means that the stream is not ours."""


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


class ParameterSample(msgspec.Struct, frozen=True):
    """A parameter and its gradient as they are now."""

    name: str
    value: TensorSummary
    grad: TensorSummary | None = None


class UpdateSample(msgspec.Struct, frozen=True):
    """How a parameter changed from one backward pass to the next: ``update`` is what was added to it.

    ``ratio`` is ‖update‖ ÷ ‖parameter‖ of the elements that ``update`` holds; ``None`` where that is not defined.
    """

    name: str
    update: TensorSummary
    ratio: float | None


class GradientNorms(NamedTuple):
    """The L2 norm of each parameter's gradient after iteration ``at``, of those that have one."""

    at: int
    norms: dict[str, float]


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
Message = Requests | Replies

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class ProtocolError(Exception):
    """The other side sent what is not a message."""


def encode(message: Message) -> bytearray:
    """Return ``message`` as one frame: its length as 4 bytes, then msgpack."""
    # A recorded iteration can take tens of megabytes: it is written once, in its place.
    frame = bytearray(_HEADER.size)
    try:
        _encoder.encode_into(message, frame, _HEADER.size)
    except UnicodeEncodeError:
        # A program may print, or be called, what is no Unicode text.
        plain = _readable(msgspec.to_builtins(message, builtin_types=(bytes,)))
        _encoder.encode_into(plain, frame, _HEADER.size)
    _HEADER.pack_into(frame, 0, len(frame) - _HEADER.size)
    return frame


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    return value


class Decoder:
    """Turns a byte stream back into messages, however it is cut up."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes | bytearray) -> Iterator[Message]:
        """Add ``data``; yield each message that it completes.

        Raises:
            ProtocolError: the stream holds something else.
        """
        self._buffer += data
        start = 0
        try:
            while len(self._buffer) - start >= _HEADER.size:
                (size,) = _HEADER.unpack_from(self._buffer, start)
                if size > LARGEST_MESSAGE:
                    raise ProtocolError(f"a message of {size} bytes was announced")
                end = start + _HEADER.size + size
                if len(self._buffer) < end:
                    return
                begin, start = start + _HEADER.size, end
                with memoryview(self._buffer)[begin:end] as body:
                    message = _decode(body)
                yield message
        finally:
            del self._buffer[:start]


def _decode(body: memoryview) -> Message:
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(str(error)) from error
