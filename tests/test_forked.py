"""The processes that tests fork: a client that breaks off harms no other."""

from __future__ import annotations

import socket
import struct
import subprocess

import pytest

from tests.forked.command import CAN_FORK, python

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="elsewhere they are fresh processes")


@pytest.mark.parametrize("part", ["", "head", "body"])
def test_a_client_that_is_gone_before_it_has_asked(part: str) -> None:
    program, arguments = python("print('here')")
    path = arguments[3]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.connect(path)
        if part:
            socket.send_fds(client, [struct.pack("<I", 1000)], [0, 1, 2])
        if part == "body":
            client.sendall(b"not all of it")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "here\n"), done.stderr


def test_the_code_of_the_end_and_standard_error_are_the_clients() -> None:
    program, arguments = python("import sys; print('why', file=sys.stderr); sys.exit(7)")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (7, "why\n")
