"""Room for deep graphs.

Measured on torch 2.13: a node that Python has touched is destroyed together with what hangs below it, recursively, at
less than 200 bytes of stack a node. Whoever drops the root of a long chain last, which may be the program itself, needs
that much stack, or the process dies of a segmentation fault. On Linux the main thread's stack grows up to its limit,
also if the limit is raised later. Elsewhere, and in other threads, graphs beyond what is safe are not looked at.
"""

from __future__ import annotations

import sys
import threading

_PLATFORM: str = sys.platform
_BYTES_PER_NODE = 256
_WANTED = 512 << 20
_MAIN = {"darwin": 8 << 20}
_OTHER = {"linux": 8 << 20, "darwin": 512 << 10}
_SMALLEST = 1 << 20
"""The stack of every thread on Windows."""


def make_room() -> int:
    """Let this thread's stack grow if it can; return how many nodes may hang below each other."""
    return _size() // _BYTES_PER_NODE


def _size() -> int:
    if threading.current_thread() is not threading.main_thread():
        return threading.stack_size() or _OTHER.get(_PLATFORM, _SMALLEST)
    return _raised_limit() if _PLATFORM == "linux" else _MAIN.get(_PLATFORM, _SMALLEST)


def _raised_limit() -> int:
    # Not on every system.
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    try:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted
