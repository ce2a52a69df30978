from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given

from gradviz.core import document
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import Environment, Program, ProgramError, Trace, Variable
from tests import traces
from tests.generated import traces as any_trace

Check = Any
"""A type, a set of alternatives in a tuple, `[item]` for lists, a function, or fields in a dict."""

NUMBER = (float, int, "nan", "inf", "-inf")
MAYBE_NUMBER = (*NUMBER, None)
INDEX, TEXT, MAYBE_TEXT, MAYBE_LINE = int, str, (str, None), (int, None)


def _columns(value: object) -> bool:
    return value is None or (isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value))


def _summary(value: object) -> bool:
    assert isinstance(value, dict)
    assert not {"values", "thumbnail"} <= value.keys()
    fields = {
        "shape": [int], "dtype": TEXT, "device": TEXT, "min": MAYBE_NUMBER, "max": MAYBE_NUMBER, "mean": MAYBE_NUMBER,
        "norm": MAYBE_NUMBER, "nan": int, "inf": int,
    }  # fmt: skip
    _check({key: value[key] for key in fields}, fields, "summary")
    rest = value.keys() - fields.keys()
    assert rest <= {"values", "thumbnail"}
    element = [*NUMBER] if not value["dtype"].startswith("complex") else None
    if "values" in value:
        assert len(value["values"]) == math.prod(value["shape"]) <= 4096
        for item in value["values"]:
            if element is None:
                _check(item, [NUMBER], "complex value")
                assert len(item) == 2
            else:
                _check(item, (*NUMBER, bool), "value")
    return True


def _maybe_summary(value: object) -> bool:
    return value is None or _summary(value)


def _next(value: object) -> bool:
    assert isinstance(value, list)
    return all(len(edge) == 2 and (edge[0] is None or type(edge[0]) is int) and type(edge[1]) is int for edge in value)


def _elsewhere(value: object) -> bool:
    return value is None or (isinstance(value, list) and [type(part) for part in value] == [str, int])


def _mapping(check: Check) -> Check:
    def checked(value: object) -> bool:
        assert isinstance(value, dict)
        for key, item in value.items():
            _check(item, check, key)
        return True

    return checked


ATEN = {"name": TEXT, "inputs": [[int]], "outputs": [[int]]}
FORWARD = {
    "op": TEXT, "line": MAYBE_LINE, "columns": _columns, "variable": MAYBE_TEXT, "scope": TEXT, "inplace": bool,
    "inputs": [str], "outputs": [str], "nodes": [int], "cut": MAYBE_TEXT, "elsewhere": _elsewhere,
    "note": MAYBE_TEXT, "after": int, "inside": [ATEN], "nanoseconds": (int, None),
}  # fmt: skip
NODE = {
    "id": int, "name": TEXT, "line": MAYBE_LINE, "columns": _columns, "variable": MAYBE_TEXT, "scope": TEXT,
    "next": _next, "saved": _mapping(_summary), "tensor": MAYBE_TEXT, "event": MAYBE_LINE, "elsewhere": _elsewhere,
    "made_by": MAYBE_LINE, "maker": MAYBE_LINE, "opaque": MAYBE_TEXT, "hooks": [str], "constants": _mapping(str),
}  # fmt: skip
BACKWARD = {
    "node": int, "grad_outputs": [_maybe_summary], "grad_inputs": [_maybe_summary], "grad": _maybe_summary, "call": int,
    "hooks": [{"name": TEXT, "before": _maybe_summary, "after": _maybe_summary}],
    "inside": [ATEN], "nanoseconds": (int, None),
}  # fmt: skip
SETTING = (*MAYBE_NUMBER, bool, str, [NUMBER])
OPTIMIZER = {"settings": _mapping(SETTING), "before": _mapping(_summary), "after": _mapping(_summary)}
UPDATE = {
    "variable": TEXT, "line": MAYBE_LINE, "columns": _columns, "node": MAYBE_LINE, "by": TEXT, "elsewhere": _elsewhere,
    "calls": MAYBE_LINE, "before": _summary, "after": _summary, "gradient": _maybe_summary,
    "optimizer": (OPTIMIZER, None),
}  # fmt: skip
CALL = {"function": TEXT, "roots": [int], "creates_graph": bool, "node": MAYBE_LINE, "error": MAYBE_TEXT}
ITERATION = {
    "index": int, "loss": MAYBE_NUMBER, "forward": [FORWARD], "nodes": [NODE], "backward": [BACKWARD],
    "update": [UPDATE], "roots": [int], "names": _mapping(str), "calls": [CALL], "note": MAYBE_TEXT,
    "has_aten": bool,
}  # fmt: skip
VARIABLE = {"requires_grad": bool, "is_leaf": bool, "value": _summary, "grad": _maybe_summary}
FINDING = {
    "kind": TEXT, "cause": TEXT, "phase": TEXT, "variable": MAYBE_TEXT, "line": MAYBE_LINE, "message": TEXT,
    "fix": TEXT, "iteration": MAYBE_LINE, "position": MAYBE_LINE, "remark": bool,
}  # fmt: skip
ERROR = {"kind": TEXT, "message": TEXT, "line": MAYBE_LINE, "columns": _columns, "hint": TEXT}
DOCUMENT = {
    "format": "gradviz-trace", "version": 1, "program": {"name": TEXT, "source": TEXT},
    "environment": {"torch": TEXT, "device": TEXT, "python": TEXT, "seed": MAYBE_LINE}, "iterations": [ITERATION],
    "tensors": _mapping(_summary), "losses": [MAYBE_NUMBER], "variables": _mapping(VARIABLE), "printed": TEXT,
    "error": (ERROR, None), "files": _mapping(str), "findings": [FINDING],
}  # fmt: skip


def _check(value: object, check: Check, where: str) -> None:
    assert _fits(value, check, where), f"{where}: {value!r}"


def _fits(value: object, check: Check, where: str) -> bool:
    if isinstance(check, tuple):
        return any(_fits(value, one, where) for one in check)
    if isinstance(check, list):
        return isinstance(value, list) and all(_fits(item, check[0], where) for item in value)
    if isinstance(check, dict):
        if not isinstance(value, dict):
            return False
        assert list(value) == list(check), f"{where}: {list(value)}"
        for key, item in value.items():
            _check(item, check[key], f"{where}.{key}")
        return True
    if isinstance(check, type):
        return type(value) is check
    if callable(check):
        return bool(check(value))
    return value == check and type(value) is type(check)


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


def _read(trace: Trace) -> dict[str, Any]:
    text = document.to_json(trace)
    text.encode()
    assert "\n" not in text
    read: dict[str, Any] = json.loads(text, parse_constant=_refuse)
    _check(read, DOCUMENT, "document")
    return read


@given(any_trace())
def test_any_trace_gives_a_document_of_the_format(trace: Trace) -> None:
    _read(trace)


def test_the_two_layer_net_field_by_field() -> None:
    iteration = traces.two_layer()
    trace = Trace(
        Program("net.py", traces.SOURCE, "/secret/net.py"),
        Environment("2.13.0", "cpu", "3.11.7", 7),
        (iteration,),
        (iteration.loss, math.nan),
        {"w1": Variable(True, True, iteration.tensors["w1"], None)},
        "printed\n",
        ProgramError("ValueError", "no", 3, (1, 2), "do"),
    )
    read = _read(trace)
    assert read["program"] == {"name": "net.py", "source": traces.SOURCE}
    assert read["environment"] == {"torch": "2.13.0", "device": "cpu", "python": "3.11.7", "seed": 7}
    assert read["losses"] == [iteration.loss, "nan"]
    assert read["error"] == {"kind": "ValueError", "message": "no", "line": 3, "columns": [1, 2], "hint": "do"}
    (there,) = read["iterations"]
    assert [event["op"] for event in there["forward"]] == ["mm", "clamp", "mm", "sub", "pow", "sum"]
    assert there["forward"][0]["columns"] == [9, 17]
    assert there["nodes"][1]["name"] == "AccumulateGrad"
    assert there["nodes"][2]["next"] == [[None, 0], [1, 0]]
    assert there["nodes"][2]["saved"]["self"] == read["tensors"]["x"]
    assert [event["node"] for event in there["backward"]] == [0, 7, 6, 5, 4, 3, 2, 1]
    assert there["update"][0]["by"] == "sub_"
    assert there["roots"] == [0]
    assert read["tensors"]["l"]["values"] == [iteration.loss]
    thumbnail = read["tensors"]["x"]["thumbnail"]
    assert (len(thumbnail), {len(row) for row in thumbnail}) == (64, {63})


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, None), (1.5, 1.5), (math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"), (-0.0, -0.0)],
)
def test_number(value: float | None, written: object) -> None:
    assert document.number(value) == written


@pytest.mark.parametrize(
    ("values", "name", "written"),
    [
        (np.array([[1, 2], [3, 4]], np.int64), "int64", [1, 2, 3, 4]),
        (np.array([True, False]), "bool", [True, False]),
        (np.array([1.5, math.nan, math.inf, -math.inf], np.float16), "float16", [1.5, "nan", "inf", "-inf"]),
        (np.array([complex(1, math.nan), complex(-math.inf, 2)], np.complex64), "complex64", [[1, "nan"], ["-inf", 2]]),
        (np.zeros((0, 3), np.float32), "float32", []),
        (np.float32(0.1).reshape(()), "float32", [float(np.float32(0.1))]),
        (np.array([2**63 - 1], np.int64), "int64", [2**63 - 1]),
    ],
)
def test_values_are_flat(values: Any, name: str, written: list[object]) -> None:
    summary = TensorSummary(values.shape, name, "cpu", values=Array.of(values))
    assert document.summary(summary)["values"] == written
    _check(json.loads(json.dumps(document.summary(summary), allow_nan=False)), _summary, "summary")


def test_a_tensor_without_values_has_neither_field() -> None:
    assert document.summary(TensorSummary((10**6, 10**6), "float32", "meta")).keys().isdisjoint({"values", "thumbnail"})


def test_text_that_is_no_unicode_is_written_all_the_same() -> None:
    trace = Trace(Program("\udcff.py", "'\ud800'"), printed="\ud83d\ude00", error=ProgramError("E", "\udfff"))
    read = _read(trace)
    assert read["program"] == {"name": "\ufffd.py", "source": "'\ufffd'"}
    assert read["printed"] == "😀"


@given(any_trace())
def test_the_pieces_make_the_document(trace: Trace) -> None:
    assert "".join(document.json_pieces(trace)) == document.to_json(trace)


def test_no_piece_is_longer_than_what_one_event_needs() -> None:
    trace = Trace(Program("a.py", ""), iterations=(traces.two_layer(),))
    longest = max(map(len, document.json_pieces(trace)))
    assert longest < len(document.to_json(trace)) / 10
