"""Loads modules, then calls a function of theirs in a fork of itself whenever a client asks.

Run as ``python -m tests.forked.server SOCKET MODULE…``; ends when standard input does.
"""

from __future__ import annotations

import gc
import marshal
import os
import selectors
import signal
import socket
import struct
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn


class Server:
    """Forks a child for each connection, which is closed when the child has ended; and the other way round."""

    def __init__(self, path: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(f"{path}.new")
        self._listener.listen(64)
        # Whoever sees the name finds that it listens.
        Path(f"{path}.new").rename(path)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ, self._on_client)
        self._selector.register(0, selectors.EVENT_READ, None)

    def serve(self) -> None:
        while True:
            # One at a time: a child that has ended takes along the connection whose client is gone in the same moment.
            key, _events = self._selector.select()[0]
            if key.data is None:
                return
            key.data()

    def _on_client(self) -> None:
        connection, _ = self._listener.accept()
        pipes: list[int] = []
        try:
            asked = _asked(connection, pipes)
            pid = os.fork()
            if pid == 0:
                self._become(connection, pipes, asked)
        except OSError as error:
            # A client may be killed before it has asked; the next one must find a server.
            sys.stderr.write(f"the server of forks: {error}\n")
            connection.close()
            return
        finally:
            for number in pipes:
                os.close(number)
        handle = os.pidfd_open(pid)
        self._selector.register(handle, selectors.EVENT_READ, lambda: self._on_ended(pid, handle, connection))
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._on_client_gone(pid, connection))

    def _on_ended(self, pid: int, handle: int, connection: socket.socket) -> None:
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(handle)
        os.close(handle)
        if connection in self._selector.get_map():
            self._selector.unregister(connection)
        with suppress(OSError):
            connection.sendall(struct.pack("<i", os.waitstatus_to_exitcode(status)))
        connection.close()

    def _on_client_gone(self, pid: int, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        try:
            # With all that it has started.
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            # It has no group of its own yet. It is not waited for yet either, so that the number is still its own.
            os.kill(pid, signal.SIGKILL)

    def _become(self, connection: socket.socket, pipes: list[int], asked: bytes) -> NoReturn:
        code = 1
        try:
            os.setsid()
            connection.close()
            self._listener.close()
            for key in list(self._selector.get_map().values()):
                if isinstance(key.fileobj, int) and key.fileobj > 2:
                    os.close(key.fileobj)
            self._selector.close()
            for number, pipe in enumerate(pipes):
                os.dup2(pipe, number)
                os.close(pipe)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            (function, *arguments), environment, folder = marshal.loads(asked)
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(folder)
            sys.argv[1:] = arguments
            sys.path[0] = folder
            module, _, name = function.partition(":")
            result = getattr(import_module(module), name)()
            code = result if isinstance(result, int) else 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # noqa: BLE001  as Python itself would
            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            os._exit(code)


def _asked(connection: socket.socket, pipes: list[int]) -> bytes:
    """Return what a client asks for; its pipes go to ``pipes``, also where it breaks off."""
    head, received, _flags, _address = socket.recv_fds(connection, 4, 3)
    pipes += received
    if len(head) < 4 or len(pipes) < 3:
        raise ConnectionAbortedError("a client was gone before it had asked")
    (size,) = struct.unpack("<I", head)
    asked = bytearray()
    while len(asked) < size:
        more = connection.recv(size - len(asked))
        if not more:
            raise ConnectionAbortedError("a client was gone while it asked")
        asked += more
    return bytes(asked)


def main() -> None:
    path, *modules = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in modules:
        import_module(name)
    gc.collect()
    gc.freeze()
    Server(path).serve()
    # Taking torch down takes a while.
    os._exit(0)


if __name__ == "__main__":
    main()
