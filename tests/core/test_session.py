from __future__ import annotations

import io
import json
import os
import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as save_tensors
from typing_extensions import override

from gradviz.core import session
from gradviz.core.edits import Edit, GradientChange, How
from gradviz.core.errors import UserError
from gradviz.core.net.form import Activation, NetForm, Spelling
from gradviz.core.net.kept import KeptForm
from gradviz.core.rates import RateChange
from gradviz.core.session import Session
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import Program, Trace, Variable
from tests import traces
from tests.generated import HARD_NAMES
from tests.generated import traces as any_trace

Json = dict[str, Any]
_SAMPLE = Session(Trace(Program("net.py", traces.SOURCE, "/home/me/net.py"), iterations=(traces.chain(2),)), 0, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="module")
def sample(folder: Path) -> bytes:
    path = folder / "sample.gradviz"
    session.save(path, _SAMPLE)
    return path.read_bytes()


def _refused(folder: Path, data: bytes) -> str:
    """Return what is said of a file with ``data``, which must be one sentence."""
    path = folder / "bad.gradviz"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        session.load(path)
    said = str(caught.value)
    assert "bad.gradviz" in said
    assert said.endswith(".")
    assert "\n" not in said
    return said


def _repacked(sample: bytes, change: Callable[[dict[str, bytes]], object], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return the sample with its members changed."""
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _edited(sample: bytes, edit: Callable[[Json], object], member: str = "trace.json") -> bytes:
    """Return the sample with one of its JSON members edited."""

    def change(members: dict[str, bytes]) -> None:
        value = json.loads(members[member])
        edit(value)
        members[member] = json.dumps(value).encode()

    return _repacked(sample, change)


# What is saved comes back


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(any_trace(), st.integers(0, 99))
def test_any_trace_comes_back(folder: Path, trace: Trace, position: int) -> None:
    path = folder / "any.gradviz"
    saved = Session(trace, max(0, len(trace.iterations) - 1), position)
    session.save(path, saved)
    assert repr(session.load(path)) == repr(saved)


def test_the_two_layer_net_comes_back(tmp_path: Path) -> None:
    saved = Session(Trace(Program("net.py", traces.SOURCE), iterations=(traces.two_layer(),)), 0, 7)
    session.save(tmp_path / "net.gradviz", saved)
    assert session.load(tmp_path / "net.gradviz") == saved


def test_variables_may_have_any_names(tmp_path: Path) -> None:
    variable = Variable(True, True, traces.random(2), traces.random(2, seed=1))
    for chosen in (HARD_NAMES, ("ref", "dtype", "shape"), ("float",), ("$array", "dtype", "shape"), ("$float",)):
        saved = Session(Trace(Program("p.py", ""), variables=dict.fromkeys(chosen, variable)))
        session.save(tmp_path / "p.gradviz", saved)
        assert session.load(tmp_path / "p.gradviz") == saved


@pytest.mark.parametrize("dtype", ["<f4", "<f8", "<f2", "<i8", "|u1", "|b1", "<c8", "<c16", ">f4"])
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (2, 2)])
def test_arrays_of_every_kind_come_back(tmp_path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    kind = "complex64" if "c" in dtype else "float32"
    value = TensorSummary(shape, kind, "cpu", values=Array.of(np.ones(shape, dtype)))
    saved = Session(Trace(Program("p.py", ""), variables={"v": Variable(False, True, value)}))
    session.save(tmp_path / "p.gradviz", saved)
    assert session.load(tmp_path / "p.gradviz") == saved


def test_text_that_is_no_unicode_is_saved_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "p.gradviz"
    session.save(path, Session(Trace(Program("\udcff.py", ""), printed="a\ud800b")))
    assert session.load(path).trace.printed == "a\ufffdb"


def test_the_file_is_a_zip_of_json_and_safetensors(sample: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        assert archive.namelist() == ["gradviz.json", "trace.json", "numbers.safetensors"]
        manifest = json.loads(archive.read("gradviz.json"))
    assert manifest == {
        "format": "gradviz-session",
        "version": 1,
        "iteration": 0,
        "position": 3,
        "breakpoints": [],
        "changes": [],
        "edits": [],
        "net": None,
    }


# What is no session is refused in one sentence


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no file .*nothing\.gradviz\."):
        session.load(tmp_path / "nothing.gradviz")
    with pytest.raises(UserError, match="is a directory"):
        session.load(tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"hello\n",
        pickle.dumps({"a": 1}),
        b"\x89PNG\r\n\x1a\n" * 50,
        b"PK\x05\x06" + b"\0" * 18,
        b"\0" * 5000,
    ],
    ids=["empty", "short", "text", "pickle", "png", "empty zip", "zeros"],
)
def test_foreign_files(tmp_path: Path, data: bytes) -> None:
    _refused(tmp_path, data)


def test_every_truncation(folder: Path, sample: bytes) -> None:
    for length in range(0, len(sample), 37):
        _refused(folder, sample[:length])


def test_flipped_bytes_are_noticed_or_harmless(folder: Path, sample: bytes) -> None:
    path = folder / "flipped.gradviz"
    for flip in (0x01, 0x06, 0x84, 0xFF):
        for place in range(flip % 3, len(sample), 3):
            path.write_bytes(sample[:place] + bytes([sample[place] ^ flip]) + sample[place + 1 :])
            try:
                loaded = session.load(path)
            except UserError as error:
                assert "\n" not in str(error)  # noqa: PT017  either way is right, but in one sentence
            else:
                assert loaded == _SAMPLE


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_open_and_damage_in_them_is_noticed(folder: Path, sample: bytes, method: int) -> None:
    data = _repacked(sample, lambda _members: None, method)
    path = folder / "other.gradviz"
    path.write_bytes(data)
    assert session.load(path) == _SAMPLE
    start = data.index(b"trace.json") + 30
    _refused(folder, data[:start] + bytes(byte ^ 0x5A for byte in data[start : start + 40]) + data[start + 40 :])


@pytest.mark.parametrize("member", ["gradviz.json", "trace.json", "numbers.safetensors"])
def test_missing_and_wrong_members(folder: Path, sample: bytes, member: str) -> None:
    _refused(folder, _repacked(sample, lambda members: members.pop(member)))
    for wrong in (b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, pickle.dumps(print), b"\xff" * 8 + b"{}"):
        _refused(folder, _repacked(sample, lambda members, wrong=wrong: members.__setitem__(member, wrong)))  # type: ignore[misc]


def test_a_newer_version_says_so(folder: Path, sample: bytes) -> None:
    said = _refused(folder, _edited(sample, lambda m: m.update(version=2), "gradviz.json"))
    assert "newer gradviz" in said


@pytest.mark.parametrize(
    "change",
    [{"format": "other"}, {"version": "1"}, {"iteration": 1}, {"iteration": -1}, {"position": None}, {"format": None}],
    ids=str,
)
def test_wrong_manifests(folder: Path, sample: bytes, change: Json) -> None:
    _refused(folder, _edited(sample, lambda m: m.update(change), "gradviz.json"))


def test_a_member_that_claims_to_be_giant_is_not_unpacked(folder: Path, sample: bytes) -> None:
    name = b"trace.json"
    data = bytearray(sample)
    entry = data.rindex(name) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, entry + 24, 0xFFFF0000)
    assert "too large" in _refused(folder, bytes(data))


def test_an_encrypted_member_is_refused(folder: Path, sample: bytes) -> None:
    data = bytearray(sample)
    place = 0
    while (place := data.find(b"PK\x01\x02", place + 1)) > 0:
        data[place + 8] |= 1
    _refused(folder, bytes(data))


def _set(*path: str | int, to: object) -> Callable[[Json], None]:
    def edit(trace: Json) -> None:
        held: Any = trace
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = to

    return edit


_FIRST = ("iterations", 0)
_VALUES = (*_FIRST, "tensors", "t0", "values")


@pytest.mark.parametrize(
    "edit",
    [
        _set("program", to=None),
        _set("program", "source", to=5),
        _set("losses", to=["1"]),
        _set("losses", to=[{"$float": "much"}]),
        _set("losses", to=[{"$float": []}]),
        _set("losses", to=[{"$float": "9" * 5000 + "x"}]),
        _set(*_FIRST, "forward", 0, "line", to="1"),
        _set(*_FIRST, "forward", 0, "columns", to=[1]),
        _set(*_FIRST, "forward", 0, "nodes", to=[99]),
        _set(*_FIRST, "forward", 0, "nodes", to=[-1]),
        _set(*_FIRST, "nodes", 0, "id", to=7),
        _set(*_FIRST, "nodes", 1, "id", to=0),
        _set(*_FIRST, "nodes", 1, "event", to=50),
        _set(*_FIRST, "nodes", 1, "event", to=-1),
        _set(*_FIRST, "nodes", 1, "next", to=[[99, 0]]),
        _set(*_FIRST, "nodes", 1, "next", to=[[1, 0]]),
        _set(*_FIRST, "nodes", 1, "next", to=[[2, 0]]),
        _set(*_FIRST, "nodes", 1, "saved", to={"self": "nothing"}),
        _set(*_FIRST, "roots", to=[99]),
        _set(*_FIRST, "backward", 0, "node", to=99),
        _set(*_FIRST, "tensors", "t0", "shape", to=[-1, 8]),
        _set(*_FIRST, "tensors", "t0", "shape", to=[4, 16]),
        _set(*_FIRST, "tensors", "t0", "shape", to=[10**30]),
        _set(*_FIRST, "tensors", "t0", "dtype", to="complex64"),
        _set(*_VALUES, to={"$array": "a0"}),
        _set(*_VALUES, to={"$array": "a99", "dtype": "<f4", "shape": [8, 8]}),
        _set(*_VALUES, to={"$array": [], "dtype": "<f4", "shape": [8, 8]}),
        _set(*_VALUES, "dtype", to="O"),
        _set(*_VALUES, "dtype", to="|O8"),
        _set(*_VALUES, "dtype", to="f4,f4"),
        _set(*_VALUES, "dtype", to="(2,)f4"),
        _set(*_VALUES, "dtype", to="nonsense"),
        _set(*_VALUES, "dtype", to=None),
        _set(*_VALUES, "dtype", to=5),
        _set(*_VALUES, "dtype", to="<c8"),
        _set(*_VALUES, "shape", to=[8]),
        _set(*_VALUES, "shape", to=[-8, -8]),
        _set(*_VALUES, "shape", to=[-1]),
        _set(*_VALUES, "shape", to=[0, 10**30]),
        _set(*_VALUES, "shape", to=None),
        _set(*_VALUES, "shape", to="88"),
        _set(*_VALUES, "shape", to=["8", 8]),
        _set(*_VALUES, "shape", to={"8": 8}),
        _set(*_VALUES, to={"dtype": "<f4", "shape": [1], "data": "AAAAAA=="}),
        _set(*_FIRST, "tensors", "t0", "thumbnail", to={"$array": "a0", "dtype": "<f4", "shape": [16, 4]}),
        _set("variables", to=[]),
        _set("variables", to={"v": {"requires_grad": 1, "is_leaf": True, "value": None}}),
        _set("error", to={"kind": "E"}),
    ],
    ids=range(48),
)
def test_a_trace_that_makes_no_sense_is_refused(folder: Path, sample: bytes, edit: Callable[[Json], None]) -> None:
    _refused(folder, _edited(sample, edit))


def test_arrays_in_the_numbers_may_be_of_any_type_and_are_read_as_bytes(folder: Path, sample: bytes) -> None:
    numbers = save_tensors({"a0": np.zeros(64, np.float32), "a1": np.zeros(64, np.float32)})
    path = folder / "typed.gradviz"
    path.write_bytes(_repacked(sample, lambda members: members.update({"numbers.safetensors": numbers})))
    assert session.load(path).trace.iterations[0].tensors["t0"].values == Array.of(np.zeros((8, 8), np.float32))


def test_opening_a_session_runs_nothing(folder: Path, sample: bytes) -> None:
    mark = folder / "ran"

    class Evil:
        @override
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {mark}",)

    for member in ("gradviz.json", "trace.json", "numbers.safetensors"):
        data = _repacked(sample, lambda members, member=member: members.update({member: pickle.dumps(Evil())}))  # type: ignore[misc]
        _refused(folder, data)
    assert not mark.exists()


def test_names_that_lead_elsewhere_are_not_followed(folder: Path, sample: bytes) -> None:
    path = folder / "slip.gradviz"
    path.write_bytes(_repacked(sample, lambda members: members.update({"../slipped": b"x", "/slipped": b"x"})))
    assert session.load(path) == _SAMPLE
    assert not (folder.parent / "slipped").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(st.data())
def test_random_edits_of_the_trace_are_refused_or_drawable(folder: Path, sample: bytes, data: st.DataObject) -> None:
    """Whatever `load` lets through, the graph and every frame of it can be made."""
    from gradviz.core.frame import frame
    from gradviz.core.graph import from_iteration
    from gradviz.core.timeline import Timeline

    def edit(trace: Json) -> None:
        held: Any = trace
        while True:
            keys = list(held) if isinstance(held, dict) else list(range(len(held)))
            key = data.draw(st.sampled_from(keys))
            if isinstance(held[key], dict | list) and held[key] and data.draw(st.integers(0, 9)):
                held = held[key]
                continue
            leaf = st.none() | st.booleans() | st.integers(-2, 5) | st.text(max_size=3) | st.floats(allow_nan=False)
            held[key] = data.draw(leaf | st.just([]) | st.just({}) | st.just([[0, 0]]) | st.just({"$float": "nan"}))
            return

    path = folder / "edited.gradviz"
    path.write_bytes(_edited(sample, edit))
    try:
        loaded = session.load(path)
    except UserError:
        return
    for iteration in loaded.trace.iterations:
        timeline = Timeline(iteration, from_iteration(iteration))
        for position in range(len(timeline) + 1):
            frame(timeline, position)
            timeline.line_at(position)
        for summary in iteration.tensors.values():
            summary.matrix()
            summary.item()


# Saving is complete, or nothing happens


def test_saving_over_a_file_replaces_it_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "net.gradviz"
    path.write_text("old")
    session.save(path, _SAMPLE)
    assert session.load(path) == _SAMPLE
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), ValueError("odd"), KeyboardInterrupt()])
def test_a_failed_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    path = tmp_path / "net.gradviz"
    path.write_text("old")

    def fail(*_args: object) -> None:
        raise failure

    monkeypatch.setattr(session, "save_tensors", fail)
    expected = KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else UserError
    with pytest.raises(expected), warnings.catch_warnings():
        session.save(path, _SAMPLE)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing/net.gradviz", "file/net.gradviz", "taken", "n" * 300, "\0"])
def test_impossible_places(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "taken").mkdir()
    with pytest.raises(UserError, match=r"cannot be written: .+\.$"):
        session.save(tmp_path / name, _SAMPLE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken"]
    assert not any((tmp_path / "taken").iterdir())


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_no_name_at_all(name: str) -> None:
    with pytest.raises(UserError, match="is a folder"):
        session.save(Path(name), _SAMPLE)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(UserError, match="permission denied"):
        session.save(closed / "net.gradviz", _SAMPLE)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no file system here that nobody can write to")
def test_a_file_system_that_cannot_be_written() -> None:
    with pytest.raises(UserError, match="cannot be written"):
        session.save(Path("/proc/net.gradviz"), _SAMPLE)


def test_changes_of_the_learning_rate_come_back(tmp_path: Path) -> None:
    changes = (RateChange(57, 1e-4, 1e-3), RateChange(60, 1e-3, 0.0))
    saved = Session(Trace(Program("p.py", "")), changes=changes)
    session.save(tmp_path / "s.gradviz", saved)
    assert session.load(tmp_path / "s.gradviz").changes == changes


def test_the_net_form_comes_back(folder: Path) -> None:
    kept = KeptForm(NetForm(h=7, activation=Activation.TANH), Spelling.OPTIM)
    path = folder / "form.gradviz"
    session.save(path, msgspec.structs.replace(_SAMPLE, net=kept))
    assert session.load(path).net == kept


@pytest.mark.parametrize("net", [None, {"form": {"h": "many"}}, {"form": {"activation": "unheard of"}}, 7])
def test_a_session_without_a_readable_net_form_opens_all_the_same(folder: Path, sample: bytes, net: object) -> None:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["gradviz.json"])
        if net is None:
            # As an older gradviz has written it.
            del manifest["net"]
        else:
            manifest["net"] = net
        members["gradviz.json"] = json.dumps(manifest).encode()

    path = folder / "old.gradviz"
    path.write_bytes(_repacked(sample, change))
    held = session.load(path)
    assert held.net is None
    assert held.trace == _SAMPLE.trace


def test_changes_of_gradients_come_back_with_their_values(tmp_path: Path) -> None:
    values = Array.of(np.array([[1.5, np.nan], [-0.0, np.inf]], dtype=np.float32))
    edits = (
        GradientChange(3, 0, 2, "MulBackward0", (Edit(How.SCALE, 3.0), Edit(How.REPLACE, values=values))),
        GradientChange(7, 1, 0, "SumBackward0", aborts=True),
    )
    session.save(tmp_path / "s.gradviz", Session(Trace(Program("p.py", "")), edits=edits))
    assert session.load(tmp_path / "s.gradviz").edits == edits
