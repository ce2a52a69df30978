from __future__ import annotations

import math
import struct
from itertools import pairwise
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.core.edits import Edit, GradientChange, How
from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import LaneTensor
from gradviz.core.messages.replies import (
    Checked,
    Defined,
    Fetched,
    Finished,
    GradientChanged,
    Halted,
    Holding,
    KeyframeSaved,
    LaneStep,
    PassEnded,
    Paused,
    Printed,
    Probed,
    Probing,
    Progress,
    RateChanged,
    Ready,
    Recomputed,
    Recomputing,
    Recorded,
    Sampled,
    Stepped,
)
from gradviz.core.messages.requests import (
    Abort,
    CheckNode,
    DefineNode,
    EditGradient,
    FetchPart,
    GoOn,
    Pause,
    Probe,
    Recompute,
    Resume,
    RunInLockstep,
    RunProgram,
    SaveKeyframe,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
    StepTo,
    Stop,
)
from gradviz.core.messages.samples import ParameterSample
from gradviz.core.messages.wire import LARGEST_MESSAGE, Decoder, Message, ProtocolError, encode
from gradviz.core.place import Part, Place, Span
from gradviz.core.probe import ElementProbe, Exactness, LineAnswer, PlaneAnswer, PlaneProbe
from gradviz.core.rates import Rate, RateChange
from gradviz.core.statistics import Statistics
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import Environment, Program, ProgramError, Variable
from tests import traces
from tests.generated import iterations

_NAN = TensorSummary(
    (2,), "float32", "cpu", Statistics(math.nan, math.inf, -math.inf, math.nan, 1, 1),
    Array.of(np.array([math.nan, math.inf], np.float32)),
)  # fmt: skip
_WHOLE = LaneTensor((2,), "float32", 1.5, 1.0, 1, Array.of(np.array([1.0, math.nan], np.float32)))
_BLOCKS = LaneTensor((900, 900), "float32", 1.5, 1.0, 0, None, Array.of(np.ones((4, 4))), 4, 2**32 - 1)
_CHANGE = GradientChange(3, 1, 7, "MulBackward0", (Edit(How.REPLACE, values=Array.of(np.ones((2, 2)))),), aborts=True)
SAMPLES: tuple[Message, ...] = (
    RunProgram(1, Program("p.py", "print('变')\n", "/tmp/p.py"), "cuda:0", 2**64 - 1, "all"),
    RunProgram(2, Program("p.py", "")),
    RunProgram(2, Program("p.py", ""), live=True, live_from=7, breakpoints=(Breakpoint(Kind.NONFINITE),)),
    SetBreakpoints(
        3, (Breakpoint(Kind.NODE, 4, "MulBackward0"), Breakpoint(Kind.ABOVE, limit=math.inf, enabled=False))
    ),
    StepOn(3, StepTo.PASS),
    EditGradient(3, Edit(How.REPLACE, values=Array.of(np.ones((2, 2))), index=(1, 2))),
    Abort(3),
    Stop(3),
    Pause(4),
    Resume(5),
    RunProgram(5, Program("p.py", ""), hold=True),
    StepIteration(5),
    SetRate(5, 1e-3),
    CheckNode(0, "MulBackward0", {"dim": "0"}, ("self",), {"a": _NAN}, (2,), (_NAN, None), (None, _NAN)),
    DefineNode(0, "TanhBackward0"),
    Ready(0, "2.13.0", "3.11.7", ("cpu", "cuda:0")),
    Checked(0, "MulBackward0", 1e-9, math.nan, None, 12, ""),
    Defined(0, "TanhBackward0", ("self: tanh_backward(grad, result)",)),
    Printed(1, "line\n\0", 7),
    Sampled(1, 0, (1.5, None, math.nan, -math.inf), (ParameterSample("w", _NAN), ParameterSample("b", _NAN, _NAN))),
    Recorded(1, traces.two_layer()),
    Progress(1, 56, 123.5, 57, 500, Rate(1e-4, "learning_rate")),
    Progress(1, 0, 0.0, None, 9, Rate(math.inf, is_uniform=False)),
    RateChanged(1, RateChange(57, 1e-4, 1e-3)),
    RateChanged(1, refused="no"),
    Paused(1, -1),
    Paused(1, 12),
    Paused(1, 12, Cause(Breakpoint(Kind.FLIP, variable="w"), "w", -0.5)),
    Halted(1, traces.two_layer(), 3, (_NAN, None), Cause()),
    Stepped(1, traces.two_layer().backward, 3, (None,), Cause(), True, "no"),
    PassEnded(1, (), "E: why"),
    FetchPart(1, 7, Place("arrived", event=3, port=1), Part(Span(0, 9, 2), Span(4, 5))),
    Fetched(1, 7, Place("tensor", id="t3"), Part(Span(0, 1), Span(0, 2)), Array.of(np.ones((1, 2))), "gone"),
    Recompute(2, 1, 137, Program("p.py", ""), "cpu", 3),
    Recompute(2, 1, 137, Program("p.py", ""), changes=(RateChange(3, 0.5, 0.25),)),
    Recomputing(2, 5),
    Recomputed(2, 1, 137, traces.two_layer(), 128, ("w", "w.grad"), 138, ProgramError("E", "m"), True),
    Probe(3, 1, 5, Program("p.py", ""), ElementProbe("w", 3, 0.1), "cpu", 3),
    Probe(3, 1, 5, Program("p.py", ""), PlaneProbe("path", 0.5)),
    Probing(3, 7, 81, 5),
    Probed(3, 1, 5, reason="why not", stopped=True),
    Probed(3, 1, 5, LineAnswer(1.0, -4.0, (0.0, 0.1), (1.0, 0.7), Exactness(is_replayed=True), 0.1, 0.6, ("w",))),
    Probed(3, 1, 5, PlaneAnswer("path", 1.0, (0.0,), (0.0,), Array.of(np.ones((1, 1))), Exactness(is_replayed=False))),
    Holding(1, None, 12, (0, 3), 99),
    RunInLockstep(4, Program("p.py", ""), "cpu", 3, 8, 100),
    GoOn(4, 16),
    Recompute(2, 1, 137, Program("p.py", ""), edits=(_CHANGE,), keyframe="/tmp/键"),
    SaveKeyframe(1, 137, "/tmp/键"),
    KeyframeSaved(1, "/tmp/键", 128),
    GradientChanged(1, _CHANGE),
    LaneStep(4, Step(7, math.nan, "float64", (LaneParameter("w", None, _WHOLE, _BLOCKS),), 2)),
    Finished(
        1, Environment(), 3, 0.5, {"w": Variable(True, True, _NAN, _NAN)}, ProgramError("E", "m", 1, (0, 2)), True
    ),
)


def _same(one: Any, other: Any) -> bool:
    """Compare with NaN equal to itself."""
    return repr(one) == repr(other)


def _frame(body: bytes) -> bytes:
    return struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: type(message).__name__)
def test_every_message_comes_back(message: Message) -> None:
    assert _same(list(Decoder().feed(encode(message))), [message])


def test_every_kind_of_message_is_tried() -> None:
    assert {type(message) for message in SAMPLES} == set(get_args(Message))


@given(st.lists(st.sampled_from(SAMPLES), max_size=5), st.lists(st.integers(0, 100_000), max_size=12))
def test_a_stream_may_be_cut_anywhere(sent: list[Message], cuts: list[int]) -> None:
    stream = b"".join(map(encode, sent))
    places = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    decoder = Decoder()
    received: list[Message] = []
    for start, end in pairwise(places):
        received += decoder.feed(stream[start:end])
    assert _same(received, sent)


def test_a_stream_may_come_byte_by_byte() -> None:
    decoder = Decoder()
    stream = b"".join(encode(message) for message in SAMPLES if not isinstance(message, Recorded))
    received = [message for i in range(len(stream)) for message in decoder.feed(stream[i : i + 1])]
    assert len(received) == len(SAMPLES) - 1


@given(iterations())
def test_any_iteration_comes_back(iteration: Any) -> None:
    (message,) = Decoder().feed(encode(Recorded(1, iteration)))
    assert isinstance(message, Recorded)
    assert _same(message.iteration, iteration)


@given(st.binary(max_size=200))
def test_garbage_is_a_protocol_error_or_waits_for_more(garbage: bytes) -> None:
    try:
        received = list(Decoder().feed(garbage))
    except ProtocolError:
        return
    assert all(isinstance(message, get_args(Message)) for message in received)


@given(st.sampled_from([message for message in SAMPLES if not isinstance(message, Recorded)]), st.data())
def test_a_flipped_byte_is_a_protocol_error_or_another_message(message: Message, data: st.DataObject) -> None:
    body = bytearray(encode(message)[4:])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        received = list(Decoder().feed(_frame(bytes(body))))
    except ProtocolError:
        return
    assert len(received) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x80",
        msgspec.msgpack.encode({"type": "Nobody", "run": 1}),
        msgspec.msgpack.encode({"type": "Stop"}),
        msgspec.msgpack.encode({"type": "Stop", "run": "1"}),
        msgspec.msgpack.encode({"type": "Stop", "run": 1.5}),
        msgspec.msgpack.encode([1, 2]),
        msgspec.msgpack.encode({"type": "Stop", "run": 1}) + b"x",
        b"\x82\xa4type\xa4Stop\xa1x" + b"\x91" * 100_000,
        b"\x82\xa4type\xa4\xff\xfe\xfd\xfc\xa3run\x01",
        encode(Printed(1, "abcd"))[4:].replace(b"abcd", b"\xed\xa0\x80d"),
        b"\x80\x04\x95\x10",
    ],
    ids=range(13),
)
def test_what_is_no_message_is_a_protocol_error(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(Decoder().feed(_frame(body)))


def test_an_announced_giant_is_refused_before_it_arrives() -> None:
    with pytest.raises(ProtocolError, match="1073741825 bytes"):
        list(Decoder().feed(struct.pack("<I", LARGEST_MESSAGE + 1)))
    assert list(Decoder().feed(struct.pack("<I", LARGEST_MESSAGE))) == []


def test_messages_before_the_garbage_are_delivered() -> None:
    stream = Decoder().feed(encode(Stop(1)) + _frame(b"\xc1") + encode(Stop(2)))
    assert next(stream) == Stop(1)
    with pytest.raises(ProtocolError):
        next(stream)


def test_a_decoder_goes_on_after_a_bad_frame() -> None:
    decoder = Decoder()
    with pytest.raises(ProtocolError):
        list(decoder.feed(_frame(b"\xc1")))
    assert list(decoder.feed(encode(Stop(2)))) == [Stop(2)]


def test_text_that_is_no_unicode_is_sent_all_the_same() -> None:
    sent = Finished(1, Environment(), 0, 0.0, {"\ud800": Variable(True, True, _NAN)}, ProgramError("E", "\udfff"))
    assert list(Decoder().feed(encode(Printed(1, "a\ud800b")))) == [Printed(1, "a\ufffdb")]
    (message,) = Decoder().feed(encode(sent))
    assert isinstance(message, Finished)
    assert _same(message.variables, {"\ufffd": Variable(True, True, _NAN)})
