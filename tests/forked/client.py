"""Stands for a forked process: hands over its pipes, and ends as that does. Loads as little as possible.

Run as ``python -I -S client.py SOCKET MODULE:FUNCTION [ARGUMENT…]``.
"""

import _socket
import marshal
import os
import signal
import struct
import sys


def main() -> None:
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(sys.argv[1])
    asked = marshal.dumps((sys.argv[2:], dict(os.environ), os.getcwd()))  # noqa: PTH109  pathlib takes a while to load
    pipes = struct.pack("3i", 0, 1, 2)
    connection.sendmsg([struct.pack("<I", len(asked))], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, pipes)])
    connection.sendall(asked)
    # The pipes are the other process's from now on.
    for number in (0, 1, 2):
        os.close(number)
    ended = connection.recv(4)
    (code,) = struct.unpack("<i", ended) if len(ended) == 4 else (1,)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


# Ctrl+C and SIGINT are the other one's too.
main()
