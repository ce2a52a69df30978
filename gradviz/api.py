"""What a script or notebook calls; the heavy parts are loaded when they are needed."""

from __future__ import annotations

import contextlib
import inspect
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, ParamSpec, cast, overload

if TYPE_CHECKING:
    import torch

    from gradviz.core.scripting import Trace
    from gradviz.engine.scripts import Recording

_P = ParamSpec("_P")

_INVISIBLE = ("offscreen", "minimal", "vnc")
"""Qt's platforms without a screen."""


def load(path: str | PathLike[str]) -> Trace:
    """Return the trace that a session file holds; nothing in it is executed.

    Raises:
        gradviz.core.errors.UserError: there is no such file, or it is damaged or no session.
    """
    from gradviz.core.scripting import Trace
    from gradviz.core.session import load as load_session

    return Trace.of(load_session(Path(path)).trace)


@overload
def trace(*, record: str | int = ..., modules: Mapping[str, torch.nn.Module] | None = ...) -> Recording: ...
@overload
def trace(
    loss: torch.Tensor,
    /,
    *,
    names: Mapping[str, torch.Tensor] | None = ...,
    modules: Mapping[str, torch.nn.Module] | None = ...,
) -> Trace: ...
@overload
def trace(function: Callable[_P, object], /, *args: _P.args, **kwargs: _P.kwargs) -> Trace: ...
def trace(*args: Any, **kwargs: Any) -> Trace | Recording:
    """Record what autograd does.

    ``trace(function, *args, **kwargs)`` calls the function and returns the trace of all its ops, backward passes and
    updates, with the lines of the caller's files; what it raises is raised. If it returns a loss without a backward
    pass of its own, the gradients of that loss are computed as below.

    ``with trace() as t:`` does the same for a block; ``t.trace`` is there after it. ``record`` says which iterations
    are recorded in full: ``"first"`` (100), ``"all"``, ``"last"``, ``"sampled"`` or a number.

    ``trace(loss)`` takes the graph of a loss that is there already, and computes its gradients without touching
    ``.grad``: the script's own ``loss.backward()`` still works. The tensor hooks of the script do run. What is shown
    for leaves is what ``backward()`` would add to ``.grad``. Names come from the caller's variables, or from ``names``
    (name → tensor) and ``modules`` (name → module).

    Raises:
        gradviz.core.errors.UserError: what was given is no loss, has no graph, or its graph was freed.
    """
    return _trace(_caller(), args, kwargs)


@overload
def show(what: Trace | Recording, /, *, block: bool = ...) -> None: ...
@overload
def show(
    loss: torch.Tensor,
    /,
    *,
    block: bool = ...,
    names: Mapping[str, torch.Tensor] | None = ...,
    modules: Mapping[str, torch.nn.Module] | None = ...,
) -> None: ...
@overload
def show(function: Callable[..., object], /, *args: Any, block: bool = ..., **kwargs: Any) -> None: ...
def show(what: Any, /, *args: Any, block: bool = False, **kwargs: Any) -> None:
    """Trace a loss or a call, as `trace` does, and open the window on it; a trace is shown as it is.

    The window is a process of its own: the script goes on at once, or with ``block`` when the window is closed, and may
    end before it. Without a display it says so on standard error; a function is called all the same.

    Raises:
        gradviz.core.errors.UserError: what was given cannot be traced, or there is no space for its file.
    """
    caller = _caller()
    lacks_display = not has_display()
    if lacks_display and not callable(what):
        _say_no_display()
        return
    from gradviz.core.scripting import Trace

    held = what if isinstance(what, Trace) else getattr(what, "trace", None)
    shown = held if isinstance(held, Trace) else cast("Trace", _trace(caller, (what, *args), kwargs))
    if lacks_display:
        _say_no_display()
    else:
        _open_window(shown, block=block)


def has_display() -> bool:
    """Return whether a window can be seen here."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _INVISIBLE:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _caller() -> FrameType | None:
    """Return the frame that called into this module."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename == _caller.__code__.co_filename:
        frame = frame.f_back
    return frame


def _trace(frame: FrameType | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Trace | Recording:
    if args and callable(args[0]):
        from gradviz.engine.scripts import trace_call

        return trace_call(frame, args[0], args[1:], kwargs)
    names, modules = kwargs.pop("names", None) or {}, kwargs.pop("modules", None) or {}
    given = {**modules, **names}
    if not args:
        from gradviz.engine.scripts import Recording

        record = kwargs.pop("record", "first")
        _refuse(kwargs)
        return Recording(frame, record, given)
    if len(args) > 1:
        raise TypeError("trace(loss) takes one loss; only a function takes arguments")
    _refuse(kwargs)
    from gradviz.engine.attach import trace_loss

    return trace_loss(frame, args[0], given)


def _refuse(unknown: dict[str, Any]) -> None:
    if unknown:
        raise TypeError(f"trace() got an unexpected keyword argument {next(iter(unknown))!r}")


# The window


def _open_window(trace: Trace, *, block: bool) -> None:
    from gradviz.core.processes import own_command
    from gradviz.core.suffixes import SESSION

    handle, name = tempfile.mkstemp(prefix="gradviz-", suffix=SESSION)
    os.close(handle)
    path = Path(name)
    nothing = subprocess.DEVNULL
    try:
        trace.save(path)
        # In a session of its own, Ctrl+C in the script's terminal does not end it; holding none of the script's
        # streams, it keeps nobody waiting who reads them.
        process = subprocess.Popen(
            [*own_command(), name, "--temporary"],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=sys.platform != "win32",
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if block:
        _wait(process, path)
    else:
        # Whoever waits for it leaves no zombie, and hears if it could not open.
        threading.Thread(target=_wait, args=(process, path), daemon=True, name="gradviz window").start()


def _wait(process: subprocess.Popen[bytes], path: Path) -> None:
    """Wait until the window is closed; it removes its file, unless it crashed."""
    code = process.wait()
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    if code:
        _say(f"the window ended with exit code {code}; run {Path(sys.executable).name} -m gradviz to see why.")


def _say_no_display() -> None:
    _say("there is no display for a window; keep the trace with gradviz.trace(…).save(FILE) and open it elsewhere.")


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"gradviz: {sentence}\n")
