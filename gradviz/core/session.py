"""The session file ``.gradviz``: a zip of JSON (everything but numbers) and safetensors (the numbers).

Opening one runs nothing: both formats hold data only, and every member is checked against the types before it is used.
"""

from __future__ import annotations

import lzma
import math
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from gradviz.core.breakpoints import Breakpoint
from gradviz.core.edits import GradientChange
from gradviz.core.errors import UserError
from gradviz.core.integrity import check
from gradviz.core.net.kept import KeptForm, decoded, encoded
from gradviz.core.rates import RateChange
from gradviz.core.tensor import Array
from gradviz.core.text import readable
from gradviz.core.trace import Trace
from gradviz.core.wholefile import reason, whole_path

FORMAT = "gradviz-session"
VERSION = 1

_MANIFEST, _TRACE, _NUMBERS = "gradviz.json", "trace.json", "numbers.safetensors"
LARGEST_MEMBER = 1 << 31
"""Bytes. A member that claims to be larger is not read: a zip of a few bytes can unpack to anything."""


class Session(msgspec.Struct, frozen=True):
    """What a session file holds: a run, where one was looking at it (index of iteration, position), breakpoints.

    ``changes`` are those that a person has made of the learning rate, ``edits`` those of gradients: with them the run
    can be repeated. ``net`` is the net form that has written the program, if one has; the text may have been changed by
    hand since.
    """

    trace: Trace
    iteration: int = 0
    position: int = 0
    breakpoints: tuple[Breakpoint, ...] = ()
    changes: tuple[RateChange, ...] = ()
    edits: tuple[GradientChange, ...] = ()
    net: KeptForm | None = None


class _Manifest(msgspec.Struct, frozen=True):
    format: str
    version: int
    iteration: int = 0
    position: int = 0
    # A file without these is one of an older gradviz, which leaves them out itself.
    breakpoints: tuple[Breakpoint, ...] = ()
    changes: tuple[RateChange, ...] = ()
    edits: tuple[GradientChange, ...] = ()
    net: msgspec.Raw = msgspec.Raw(b"null")
    """As it was written: a form of another gradviz is left out, and the run is there all the same."""


def save(path: Path, session: Session) -> None:
    """Write ``session`` to ``path``: completely, or not at all.

    Raises:
        UserError: the file cannot be written.
    """
    with (
        whole_path(path) as unfinished,
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file,
    ):
        _write(file, session)


def load(path: Path) -> Session:
    """Return what the session file ``path`` holds; nothing in it is executed.

    Raises:
        UserError: there is no such file, or it is not a session, or a damaged or newer one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.") from error
    except _NewerVersionError as error:
        raise UserError(f"{path.name} was written by a newer gradviz; update gradviz to open it.") from error
    except zipfile.BadZipFile as error:
        raise UserError(f"{path.name} is not a gradviz session, or it is damaged; open another file.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {reason(error)}.") from error
    except MemoryError as error:
        raise UserError(f"{path.name} does not fit into memory.") from error
    except _DAMAGE as error:
        raise UserError(f"{path.name} is damaged or no gradviz session: {error}.") from error


class _NewerVersionError(Exception):
    pass


_DAMAGE = (
    *(LookupError, ValueError, TypeError, ArithmeticError, RuntimeError, EOFError),
    *(struct.error, zlib.error, lzma.LZMAError, msgspec.MsgspecError, SafetensorError),
)
"""What reading a damaged archive can raise: missing members, wrong checksums and passwords, wrong types."""


def _write(archive: zipfile.ZipFile, session: Session) -> None:
    numbers: dict[str, NDArray[np.uint8]] = {}
    names: dict[Array, str] = {}
    trace = _plain(session.trace, numbers, names)
    place = session.iteration, session.position
    net = msgspec.Raw(b"null" if session.net is None else encoded(session.net))
    manifest = _Manifest(FORMAT, VERSION, *place, session.breakpoints, session.changes, session.edits, net)
    archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
    archive.writestr(_TRACE, msgspec.json.encode(trace))
    archive.writestr(_NUMBERS, save_tensors(numbers))


def _read(archive: zipfile.ZipFile) -> Session:
    manifest = msgspec.json.decode(_member(archive, _MANIFEST), type=_Manifest)
    if manifest.format != FORMAT:
        raise ValueError("its format is another one")
    if manifest.version > VERSION:
        raise _NewerVersionError
    numbers = load_tensors(_member(archive, _NUMBERS))
    plain = _restored(msgspec.json.decode(_member(archive, _TRACE)), numbers)
    trace = msgspec.convert(plain, Trace, builtin_types=(bytes,))
    check(trace)
    if not 0 <= manifest.iteration < max(1, len(trace.iterations)):
        raise ValueError("its place is outside of the run")
    place = manifest.iteration, max(0, manifest.position)
    net = decoded(bytes(manifest.net))
    return Session(trace, *place, manifest.breakpoints, manifest.changes, manifest.edits, net)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        size = archive.getinfo(name).file_size
    except KeyError:
        raise ValueError(f"it has no {name}") from None
    if size > LARGEST_MEMBER:
        raise ValueError(f"its {name} is too large")
    return archive.read(name)


def _plain(value: Any, numbers: dict[str, NDArray[np.uint8]], names: dict[Array, str]) -> Any:
    """Return ``value`` as JSON values: arrays are named and put into ``numbers``, JSON has no NaN and no infinities."""
    if isinstance(value, Array):
        name = names.get(value)
        if name is None:
            name = names[value] = f"a{len(names)}"
            # As bytes: safetensors knows fewer types than numpy.
            numbers[name] = np.frombuffer(value.data, np.uint8)
        return {_REFERENCE: name, "dtype": value.dtype, "shape": value.shape}
    if isinstance(value, msgspec.Struct):
        return {field: _plain(getattr(value, field), numbers, names) for field in value.__struct_fields__}
    if isinstance(value, dict):
        return {_escaped(readable(key)): _plain(item, numbers, names) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item, numbers, names) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {_FLOAT: str(value)}
    return readable(value) if isinstance(value, str) else value


_REFERENCE, _FLOAT = "$array", "$float"
"""Keys of what stands for an array, and for a number that JSON lacks. A key of the trace's own gets one more ``$``."""


def _escaped(key: str) -> str:
    return f"${key}" if key.startswith("$") else key


def _restored(value: Any, numbers: dict[str, NDArray[Any]]) -> Any:
    """Undo `_plain`, except for the structs."""
    if isinstance(value, list):
        return [_restored(item, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    if _REFERENCE in value:
        return _array(value, numbers)
    if _FLOAT in value:
        return float(value[_FLOAT])
    return {key.removeprefix("$"): _restored(item, numbers) for key, item in value.items()}


def _array(reference: dict[str, Any], numbers: dict[str, NDArray[Any]]) -> dict[str, Any]:
    data = numbers[reference[_REFERENCE]].tobytes()
    dtype = np.dtype(reference["dtype"])
    if dtype.kind not in "fiubc" or min(reference["shape"], default=0) < 0:
        raise ValueError("an array does not fit its description")
    np.frombuffer(data, dtype).reshape(reference["shape"])
    return {"dtype": dtype.str, "shape": reference["shape"], "data": data}
